//! The schema of the database: created from the declarations of the tables, or migrated from an older version.
//!
//! A released migration is never edited. `user_version` is the number of migrations that were applied to a file. All
//! steps run inside the transaction of the write that needs them. A test checks that both ways produce the same columns
//! and keys.

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
    // Only new tables: an added column would change the digests of the table's rows.
    &[
        include_str!("migrations/002_enrollments.sql"),
        include_str!("migrations/002_connect.sql"),
        include_str!("migrations/002_eligibility.sql"),
    ],
    &[include_str!("migrations/003_chains.sql")],
    &[include_str!("migrations/004_gdap.sql")],
    &[
        include_str!("migrations/005_hands.sql"),
        include_str!("migrations/005_orders.sql"),
        include_str!("migrations/005_revenue.sql"),
        include_str!("migrations/005_status.sql"),
        include_str!("migrations/005_transfers.sql"),
    ],
];

/// The version that gave each account a chain. A store from before has another journal; later versions only add tables.
const CHAINS: i64 = 3;

/// The version of a store with every migration applied.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Migrates a store from version `from` to [`VERSION`]; version 0 is an empty file.
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

/// A store's version, if it is from before the chains; a store without tables has no journal of another kind either.
pub(super) fn before_chains(found: i64) -> Option<i64> {
    (0 < found && found < CHAINS).then_some(found)
}

/// Runs every migration after `from`.
pub(super) fn step_by_step(connection: &Connection, from: i64) -> Result<(), Diagnostic> {
    let seen = usize::try_from(from).unwrap_or(0);
    for script in MIGRATIONS.iter().skip(seen).copied().flatten() {
        connection.execute_batch(script).map_err(|error| {
            // A failure of the system is reported as such. Any other error is caused by the content of the file.
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
