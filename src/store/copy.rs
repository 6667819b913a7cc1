//! Backups: a copy of the store as one file, verified.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::failure::StoreError;
use super::{Moment, Store, open};
use crate::store::check::Problem;

impl Store {
    /// Writes a copy of the store to `target`, which must not exist unless it may be replaced, and checks the copy.
    /// Problems that are found are given back, and nothing is written.
    ///
    /// # Errors
    /// If the copy cannot be written; then nothing stands at `target`.
    pub fn copy_to(
        &self,
        target: &Path,
        moment: Moment,
        replace: bool,
    ) -> Result<Vec<Problem>, StoreError> {
        let source = self.connection(false)?;
        let folder = crate::files::folder_of(target);
        let file = |source| StoreError::File {
            what: format!("the backup {} cannot be written", target.display()),
            source,
        };
        let cradle = tempfile::Builder::new()
            .prefix(".csp-backup-")
            .tempfile_in(&folder)
            .map_err(file)?;
        let mut copy = open::plain(cradle.path())?;
        copy_pages(&source.0, &mut copy)?;
        copy.close().map_err(|(_, error)| StoreError::from(error))?;
        let problems =
            Self::at(cradle.path().to_owned(), Duration::ZERO).read(moment, |tx| tx.check())?;
        if !problems.is_empty() {
            return Ok(problems);
        }
        cradle.as_file().sync_all().map_err(file)?;
        let placed = if replace {
            cradle.persist(target)
        } else {
            cradle.persist_noclobber(target)
        };
        placed.map_err(|error| file(error.error))?;
        crate::files::sync_folder(&folder).map_err(file)?;
        Ok(problems)
    }
}

fn copy_pages(from: &Connection, to: &mut Connection) -> Result<(), StoreError> {
    let backup = rusqlite::backup::Backup::new(from, to)?;
    backup.run_to_completion(i32::MAX, Duration::ZERO, None)?;
    Ok(())
}
