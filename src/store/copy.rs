//! Backups: a copy of the store as one file, verified; and bringing one back.

use std::path::Path;
use std::time::Duration;

use rusqlite::Connection;

use super::failure::StoreError;
use super::{Ending, Entry, Moment, NothingBeside, Store, open};
use crate::files::{folder_of, sync_folder};
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
        let folder = folder_of(target);
        let file = |source| StoreError::File {
            what: format!("the backup {} cannot be written", target.display()),
            source,
        };
        let cradle = tempfile::Builder::new()
            .prefix(".csp-backup-")
            .tempfile_in(&folder)
            .map_err(file)?;
        let mut copy = open::plain(cradle.path())?;
        copy_pages(&source.0, &mut copy, target)?;
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
        sync_folder(&folder).map_err(file)?;
        Ok(problems)
    }

    /// Brings `copy` back in the place of this store, whose present content is kept at `aside`.
    ///
    /// The pages are copied into the open store in one transaction, so that other processes see the old content or the
    /// new. A store that cannot even be opened is moved aside instead. The restored journal says that it was restored.
    ///
    /// # Errors
    /// If a file cannot be written, or the store is in use; then the store is as before.
    pub fn restore(
        &self,
        copy: &Self,
        aside: Option<&Path>,
        moment: Moment,
    ) -> Result<(), StoreError> {
        let folder = folder_of(&self.path);
        let file = |source| StoreError::File {
            what: format!("the store {} cannot be restored", self.path.display()),
            source,
        };
        crate::files::create_folder(&folder).map_err(file)?;
        let cradle = tempfile::Builder::new()
            .prefix(".csp-restore-")
            .tempdir_in(&folder)
            .map_err(file)?;
        let fresh = Self::at(cradle.path().join("csp.db"), self.wait);
        copy.copy_to(&fresh.path, moment, false)?;
        fresh.log_restored(copy, moment)?;
        let readable = aside.is_none_or(|aside| {
            self.copy_to(aside, moment, false)
                .is_ok_and(|found| found.is_empty())
        });
        if self.exists() && readable {
            let mut opened = self
                .open
                .borrow_mut()
                .take()
                .map_or_else(|| open::existing(&self.path, self.wait), Ok)?;
            let source = fresh.connection(false)?;
            return copy_pages(&source.0, &mut opened.0, &self.path);
        }
        if let Some(aside) = aside {
            std::fs::rename(&self.path, aside).map_err(file)?;
        }
        fresh.open.borrow_mut().take();
        std::fs::rename(&fresh.path, &self.path).map_err(file)?;
        sync_folder(&folder).map_err(file)
    }

    fn log_restored(&self, from: &Self, moment: Moment) -> Result<(), StoreError> {
        let subject = from.path.display().to_string();
        self.write(moment, Ending::Commit, &NothingBeside, |tx| {
            tx.log(&Entry {
                account: None,
                actor: None,
                action: "store.restored",
                subject: &subject,
                reason: None,
                changes: serde_json::json!({}),
            })
        })
    }
}

/// Copies all pages in one step; `path` is the file that is written, for messages.
fn copy_pages(from: &Connection, to: &mut Connection, path: &Path) -> Result<(), StoreError> {
    let explain = |error| open::explain(error, path);
    let backup = rusqlite::backup::Backup::new(from, to).map_err(explain)?;
    let step = backup.step(-1).map_err(explain)?;
    if step == rusqlite::backup::StepResult::Done {
        Ok(())
    } else {
        Err(StoreError::Busy {
            path: path.to_owned(),
        })
    }
}
