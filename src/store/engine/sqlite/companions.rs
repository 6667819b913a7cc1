//! The files that the database library keeps beside a database: its log, the index of the log, a rollback journal.

use std::path::{Path, PathBuf};

/// The suffixes of these files.
const ENDINGS: [&str; 3] = ["-wal", "-shm", "-journal"];

/// Deletes the files that the library leaves beside an unfinished database. On a full disk it cannot merge the log into
/// the database, and leaves the log with everything that was to be written.
///
/// Declare it before the connection, so that it is dropped after the connection is closed.
pub(super) struct Companions {
    database: PathBuf,
}

impl Companions {
    /// Those of a database that no other process has open, and that is renamed when it is finished.
    pub(super) fn of(database: &Path) -> Self {
        Self {
            database: database.to_owned(),
        }
    }
}

impl Drop for Companions {
    fn drop(&mut self) {
        for ending in ENDINGS {
            let mut name = self.database.as_os_str().to_owned();
            name.push(ending);
            drop(std::fs::remove_file(name));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_beside_an_unfinished_database_go() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join(".csp-new-1");
        for ending in ["", "-wal", "-shm", "-other"] {
            std::fs::write(folder.path().join(format!(".csp-new-1{ending}")), "IBAN").unwrap();
        }
        drop(Companions::of(&database));
        let is_left = |ending: &str| folder.path().join(format!(".csp-new-1{ending}")).exists();
        assert!(is_left("") && is_left("-other"));
        assert!(!is_left("-wal") && !is_left("-shm"));
    }
}
