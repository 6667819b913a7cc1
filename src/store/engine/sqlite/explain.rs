//! Converts errors of the database library into diagnostics.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::diagnostic::Diagnostic;
use crate::store::failure;

/// Converts an error that the file may have caused.
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

/// Converts an error of a statement, when the file itself was already checked.
pub(super) fn failed(error: rusqlite::Error) -> Diagnostic {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => failure::full(),
        Some(ErrorCode::SystemIoFailure) => failure::disk(error),
        Some(ErrorCode::ConstraintViolation) => failure::contradiction(error),
        _ => failure::database(error),
    }
}
