//! The shape of the database, as an append-only list of migrations.
//!
//! A migration that was released is never edited. `user_version` counts those that a file has seen; every step runs
//! inside the transaction of the write that needs it.

use rusqlite::Connection;

use super::failure::StoreError;
use super::open::APPLICATION_ID;

/// Each migration is a list of scripts.
const MIGRATIONS: &[&[&str]] = &[
    &[
        include_str!("schema/001_journal.sql"),
        include_str!("schema/001_accounts.sql"),
        include_str!("schema/001_enrollments.sql"),
        include_str!("schema/001_users.sql"),
        include_str!("schema/001_connect.sql"),
        include_str!("schema/001_eligibility.sql"),
        include_str!("schema/001_business_profiles.sql"),
    ],
    // New tables only: a column more in a table that is there would change the digests of its rows.
    &[
        include_str!("schema/002_enrollments.sql"),
        include_str!("schema/002_connect.sql"),
        include_str!("schema/002_eligibility.sql"),
    ],
];

/// The version of a store that has seen every migration.
pub(super) const VERSION: i64 = MIGRATIONS.len() as i64;

/// Brings a store from version `from` to [`VERSION`].
pub(super) fn migrate(connection: &Connection, from: i64) -> Result<(), StoreError> {
    let seen = usize::try_from(from).unwrap_or(0);
    for scripts in MIGRATIONS.iter().skip(seen) {
        for script in *scripts {
            connection.execute_batch(script).map_err(|error| {
                // The system's failures are told as such; anything else comes from what the file holds.
                if let rusqlite::Error::SqlInputError { msg, .. } = error {
                    return StoreError::ForeignDefinitions(format!(
                        "the file states version {from}, and its tables are not those of that version ({msg})"
                    ));
                }
                error.into()
            })?;
        }
    }
    connection.pragma_update(None, "application_id", APPLICATION_ID)?;
    connection.pragma_update(None, "user_version", VERSION)?;
    Ok(())
}
