//! What the database library says, in the store's own words.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::store::failure::{Said, StoreError};

/// What an error of the database means for the person who chose the file.
pub(super) fn explain(error: rusqlite::Error, path: &Path) -> StoreError {
    let path = path.to_owned();
    let said = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Busy { path },
        Some(ErrorCode::NotADatabase) => StoreError::NotAStore {
            path,
            why: String::new(),
        },
        Some(ErrorCode::DatabaseCorrupt) => StoreError::NotAStore {
            path,
            why: format!(", or it is damaged ({said})"),
        },
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            StoreError::ReadOnly { path, why: said }
        }
        _ => failed(error),
    }
}

/// A failure of a statement, where the file itself is beyond doubt.
pub(super) fn failed(error: rusqlite::Error) -> StoreError {
    let kind = match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => return StoreError::Full,
        Some(ErrorCode::SystemIoFailure) => Said::Disk,
        Some(ErrorCode::ConstraintViolation) => Said::Contradiction,
        _ => Said::Else,
    };
    StoreError::Database {
        kind,
        said: error.to_string(),
    }
}
