//! The shape of the database: a fresh one out of the declarations of the tables, an older one by a list of migrations.
//!
//! A migration that was released is never edited. `user_version` counts those that a file has seen; every step runs
//! inside the transaction of the write that needs it. A test holds that both ways lead to the same columns and keys.

use crate::store::failure;
use rusqlite::Connection;

use super::ddl;
use super::explain::failed;
use crate::diagnostic::Diagnostic;

/// `CSPS`: marks a database file as ours.
pub(super) const APPLICATION_ID: i64 = 0x4353_5053;

/// Each migration is a list of scripts.
const MIGRATIONS: &[&[&str]] = &[
    &[
        include_str!("migrations/001_journal.sql"),
        include_str!("migrations/001_accounts.sql"),
        include_str!("migrations/001_enrollments.sql"),
        include_str!("migrations/001_users.sql"),
        include_str!("migrations/001_connect.sql"),
        include_str!("migrations/001_eligibility.sql"),
        include_str!("migrations/001_business_profiles.sql"),
    ],
    // New tables only: a column more in a table that is there would change the digests of its rows.
    &[
        include_str!("migrations/002_enrollments.sql"),
        include_str!("migrations/002_connect.sql"),
        include_str!("migrations/002_eligibility.sql"),
    ],
    &[include_str!("migrations/003_chains.sql")],
];

/// The version of a store that has seen every migration.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings a store from version `from` to [`VERSION`]; 0 is an empty file.
pub(super) fn migrate(connection: &Connection, from: i64) -> Result<(), Diagnostic> {
    if from == 0 {
        for table in crate::store::every_table() {
            connection
                .execute_batch(&ddl::definition(table))
                .map_err(failed)?;
        }
        return mark(connection);
    }
    step_by_step(connection, from)
}

/// Runs every migration behind `from`, the first ones too where that is 0.
pub(super) fn step_by_step(connection: &Connection, from: i64) -> Result<(), Diagnostic> {
    let seen = usize::try_from(from).unwrap_or(0);
    for script in MIGRATIONS.iter().skip(seen).copied().flatten() {
        connection.execute_batch(script).map_err(|error| {
            // The system's failures are told as such; anything else comes from what the file holds.
            if let rusqlite::Error::SqlInputError { msg, .. } = error {
                return failure::foreign_definitions(format!(
                    "the file has version {from}, but not the tables of that version ({msg})"
                ));
            }
            failed(error)
        })?;
    }
    mark(connection)
}

fn mark(connection: &Connection) -> Result<(), Diagnostic> {
    let marked = connection
        .pragma_update(None, "application_id", APPLICATION_ID)
        .and_then(|()| connection.pragma_update(None, "user_version", VERSION));
    marked.map_err(failed)
}
