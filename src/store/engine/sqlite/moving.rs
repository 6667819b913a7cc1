//! A file whose store was moved to another place: how it says so.
//!
//! The file keeps its content. Another application id marks it, and the table `moved` names the new place. A writer that
//! waited for the end of the move finds the mark too.

use std::path::Path;

use rusqlite::Connection;

use super::migrations::APPLICATION_ID;
use crate::diagnostic::Diagnostic;
use crate::store::engine::MovedTo;
use crate::store::failure;

/// `CSPM`: marks a file whose store was moved.
pub(super) const MOVED_ID: i64 = 0x4353_504d;

/// The table that names the new place.
pub(super) const TABLE: &str =
    "CREATE TABLE moved (place TEXT NOT NULL, at INTEGER NOT NULL) STRICT";

/// Marks the store of an open transaction as moved.
pub(super) fn mark(connection: &Connection, moved: &MovedTo) -> rusqlite::Result<()> {
    connection.execute_batch(TABLE)?;
    connection.execute(
        "INSERT INTO moved (place, at) VALUES (?1, ?2)",
        (&moved.place, moved.at),
    )?;
    connection.pragma_update(None, "application_id", MOVED_ID)
}

/// Whether a file has the mark.
pub(super) fn is_moved(connection: &Connection) -> rusqlite::Result<bool> {
    let application: i64 = connection.query_row("PRAGMA application_id", [], |row| row.get(0))?;
    Ok(application == MOVED_ID)
}

/// Takes the mark away from a copy.
pub(super) fn unmark(copy: &Connection) -> rusqlite::Result<()> {
    if !is_moved(copy)? {
        return Ok(());
    }
    copy.execute_batch("BEGIN IMMEDIATE; DROP TABLE moved")?;
    copy.pragma_update(None, "application_id", APPLICATION_ID)?;
    copy.execute_batch("COMMIT")
}

/// The failure for a file that has the mark.
pub(super) fn said(connection: &Connection, path: &Path) -> Diagnostic {
    let moved = connection.query_row("SELECT place, at FROM moved", [], |row| {
        Ok(MovedTo {
            place: row.get(0)?,
            at: row.get(1)?,
        })
    });
    match moved {
        Ok(moved) => failure::moved(path, &moved.place, moved.at, true),
        Err(_) => failure::not_a_store(path, ": it is marked as moved, but not to where"),
    }
}
