//! What the database library says, in the store's own words.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::diagnostic::Diagnostic;
use crate::store::failure;

/// What an error of the database means for the person who chose the file.
pub(super) fn explain(error: rusqlite::Error, path: &Path) -> Diagnostic {
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => failure::busy(path),
        Some(ErrorCode::NotADatabase) => failure::not_a_store(path, ""),
        Some(ErrorCode::DatabaseCorrupt) => {
            failure::not_a_store(path, &format!(", or it is damaged ({error})"))
        }
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
            failure::read_only(path, error)
        }
        _ => failed(error),
    }
}

/// A failure of a statement, where the file itself is beyond doubt.
pub(super) fn failed(error: rusqlite::Error) -> Diagnostic {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => failure::full(),
        Some(ErrorCode::SystemIoFailure) => failure::disk(error),
        Some(ErrorCode::ConstraintViolation) => failure::contradiction(error),
        _ => failure::database(error),
    }
}
