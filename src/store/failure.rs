//! What can go wrong with a store, in words.

use std::path::PathBuf;

use crate::error::{Failure, Kind};

/// A failure of the store.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// Another process held the lock for longer than the wait.
    #[error("the store {path} is in use by another process")]
    Busy {
        /// The database file.
        path: PathBuf,
    },
    /// The file was written by a newer program.
    #[error("the store {path} has version {found}, this program knows versions up to {known}")]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The version that the file states.
        found: i64,
        /// The newest version this program knows.
        known: i64,
    },
    /// The file is something else.
    #[error("{path} is not a store of csp{why}")]
    NotAStore {
        /// The file.
        path: PathBuf,
        /// Why, as the end of the sentence; may be empty.
        why: String,
    },
    /// The file or its folder cannot be written.
    #[error("the store {path} cannot be written: {why}")]
    ReadOnly {
        /// The database file.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
    /// A row does not fit what the program writes.
    #[error("the store is damaged: table {table}, row {id}: {found}")]
    Corrupt {
        /// The table.
        table: &'static str,
        /// The row's key.
        id: String,
        /// What stands there.
        found: String,
    },
    /// The path is a link that leads to nothing.
    #[error("{path} is a link to a file that does not exist")]
    Dangling {
        /// The link.
        path: PathBuf,
    },
    /// The file has tables, indexes, views or triggers that csp did not define, or lacks some of its own.
    #[error("the store is damaged: not as csp defines it: {0}")]
    ForeignDefinitions(String),
    /// The file has a second name.
    #[error(
        "the store {path} has {names} names (hard links); through another one changes could be lost"
    )]
    SeveralNames {
        /// The database file.
        path: PathBuf,
        /// How many names it has.
        names: u64,
    },
    /// The name leaves no room for the names of the files beside it.
    #[error("the name of the store {path} is too long: the files beside it need {room} bytes more")]
    LongName {
        /// The database file.
        path: PathBuf,
        /// What is missing.
        room: usize,
    },
    /// There is no home folder for a store, and no other place was named.
    #[error("there is no home folder, so it is not known where the store is")]
    NoPlace,
    /// The disk is full.
    #[error("the disk is full; nothing was changed")]
    Full,
    /// A file beside the store could not be used.
    #[error("{what}: {}", crate::files::said(.source))]
    File {
        /// What was being done, with the file's name.
        what: String,
        /// What the system said.
        source: std::io::Error,
    },
    /// The database said something else.
    #[error("the database said: {said}")]
    Database {
        /// What it is about.
        kind: Said,
        /// Its words.
        said: String,
    },
}

/// What the words of a database are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// The disk does not do what it should.
    Disk,
    /// Rows contradict each other.
    Contradiction,
    /// Something else.
    Else,
}

impl StoreError {
    /// A row that does not fit.
    pub fn corrupt(table: &'static str, id: impl ToString, found: impl ToString) -> Self {
        Self::Corrupt {
            table,
            id: id.to_string(),
            found: found.to_string(),
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        let text = error.to_string();
        match error {
            StoreError::Busy { .. } => Self::new(Kind::Busy, text)
                .remedy("Try again, or wait longer with `--wait SECONDS`."),
            StoreError::Newer { .. } => {
                Self::failed(text).remedy("Install the newer csp; this file was left as it is.")
            }
            StoreError::NotAStore { .. } => Self::failed(text)
                .remedy("Choose the store with `--store PATH`; `csp store path` shows which one is used."),
            StoreError::ReadOnly { .. } => Self::failed(text)
                .remedy("Check the permissions of the file and its folder, or choose another store with `--store PATH`."),
            StoreError::SeveralNames { .. } => Self::failed(text).remedy(
                "Copy the file, use the copy with `--store PATH`, and remove the other names.",
            ),
            StoreError::LongName { .. } => {
                Self::failed(text).remedy("Choose a shorter name with `--store PATH`.")
            }
            StoreError::Corrupt { .. } | StoreError::ForeignDefinitions(_) => Self::failed(text).remedy(
                "See everything that is wrong with `csp store check`; bring a backup back with `csp store restore FILE`.",
            ),
            StoreError::Dangling { .. } => Self::not_found(text).remedy(
                "Connect the disk that the link leads to, or choose another store with `--store PATH`.",
            ),
            StoreError::NoPlace => {
                Self::usage(text).remedy("Name the store with `--store PATH`.")
            }
            StoreError::Full => Self::failed(text).remedy("Make room, then run the command again."),
            StoreError::Database { kind: Said::Disk, .. } => {
                Self::failed(text).remedy("Check the disk, its free space and `ulimit -f`; then `csp store check` says whether the store is whole.")
            }
            // Every write is checked against its rows before: what contradicts them was put there by something else.
            StoreError::Database { kind: Said::Contradiction, said } => {
                Self::failed(format!("the store is damaged: rows contradict each other ({said})")).remedy(
                    "See everything that is wrong with `csp store check`; bring a backup back with `csp store restore FILE`.",
                )
            }
            StoreError::File { .. } | StoreError::Database { kind: Said::Else, .. } => Self::failed(text),
        }
    }
}
