//! Copies of the store: written, checked, and restored.

use crate::store::failure;
use std::path::{Path, PathBuf};

use super::problem::Problem;
use super::{Ending, Entry, NothingBeside, Store, TransactionClock};
use crate::diagnostic::Diagnostic;

/// A copy about to be restored, in a temporary folder that is deleted when this is dropped.
pub struct Prepared {
    /// The copy. Its journal has an entry that it was restored.
    pub store: Store,
    _folder: tempfile::TempDir,
}

impl Store {
    /// Writes a copy of the store to `target`, which must not exist unless it may be replaced, and checks the copy. If
    /// the copy has problems, they are returned and nothing is written.
    ///
    /// # Errors
    /// If the copy cannot be written. Then there is no file at `target`.
    pub fn copy_to(
        &self,
        target: &Path,
        moment: TransactionClock,
        replace: bool,
    ) -> Result<Vec<Problem>, Diagnostic> {
        self.engine
            .back_up(target, replace, &|copy| problems_of(copy, moment))
    }

    /// Prepares a copy of this store to replace another one. An entry in its journal records the restore.
    ///
    /// # Errors
    /// If the copy cannot be written to `folder`.
    pub fn prepared(
        &self,
        folder: &Path,
        moment: TransactionClock,
    ) -> Result<Prepared, Diagnostic> {
        let file = |source: std::io::Error| {
            failure::file(format!("cannot restore to {}", folder.display()), &source)
        };
        crate::host::files::create_folder(folder).map_err(file)?;
        let cradle = tempfile::Builder::new()
            .prefix(".csp-restore-")
            .tempdir_in(folder)
            .map_err(file)?;
        let store = Self::at(cradle.path().join("csp.db"), self.wait);
        let target = cradle.path().join("csp.db");
        self.copy_to(&target, moment, false)?;
        let subject = self.shown();
        store.write(&moment, Ending::Commit, &NothingBeside, |tx| {
            tx.log(&Entry {
                account: None,
                actor: None,
                action: "store.restored",
                subject: &subject,
                reason: None,
                changes: serde_json::json!({}),
            })
        })?;
        Ok(Prepared {
            store,
            _folder: cradle,
        })
    }

    /// Replaces the content by that of `copy`, while other processes wait. The former content is first moved to
    /// `aside`.
    ///
    /// # Errors
    /// If the content cannot be replaced. The former content is then still in its place, or at `aside`.
    pub fn become_copy_of(
        &self,
        copy: &Self,
        aside: &Path,
        moment: TransactionClock,
    ) -> Result<(), Diagnostic> {
        self.engine
            .become_copy_of(copy.engine.path(), aside, &|copy| problems_of(copy, moment))
    }
}

/// The problems of the store in a file.
fn problems_of(file: PathBuf, moment: TransactionClock) -> Result<Vec<Problem>, Diagnostic> {
    Store::at(file, std::time::Duration::ZERO).read(&moment, |tx| tx.check())
}
