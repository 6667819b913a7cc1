//! What a database file defines: its tables, indexes, views and triggers, which must be those of csp and nothing else.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::failure::StoreError;

/// The SHA-256 of all definitions of a store of this version, as [`Definitions::fingerprint`] computes it. A test
/// computes it anew, so that a write need not make a second store to compare with.
const OURS: &str = "abf544cc448613b2e1a28937164ae9c170c8a319bd44f493b17378485548fc8d";

/// One table, index, view or trigger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Definition {
    name: String,
    kind: String,
    table: String,
    sql: Option<String>,
}

impl Definition {
    /// What it is called, and what it is.
    pub(super) fn shown(&self) -> String {
        if self.name == self.table {
            return format!("{} {}", self.kind, self.name);
        }
        format!("{} {} on {}", self.kind, self.name, self.table)
    }

    /// The table that it is, or belongs to.
    pub(super) fn table(&self) -> &str {
        &self.table
    }

    /// Whether SQLite itself made it for `ANALYZE`. It holds hints for the order of searches and no content.
    fn is_statistics(&self) -> bool {
        let sql = match self.name.as_str() {
            "sqlite_stat1" => "CREATE TABLE sqlite_stat1(tbl,idx,stat)",
            "sqlite_stat4" => "CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample)",
            _ => return false,
        };
        self.kind == "table" && self.sql.as_deref() == Some(sql)
    }
}

/// Everything that a database defines.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Definitions(BTreeSet<Definition>);

impl Definitions {
    /// Those of an open database.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(super) fn of(connection: &Connection) -> Result<Self, StoreError> {
        let mut statement =
            connection.prepare_cached("SELECT name, type, tbl_name, sql FROM sqlite_schema")?;
        let rows = statement.query_map([], |row| {
            Ok(Definition {
                name: row.get(0)?,
                kind: row.get(1)?,
                table: row.get(2)?,
                sql: row.get(3)?,
            })
        })?;
        let all: BTreeSet<Definition> = rows.collect::<Result<_, _>>()?;
        Ok(Self(
            all.into_iter().filter(|one| !one.is_statistics()).collect(),
        ))
    }

    /// Whether they are those of this version of csp, and nothing else.
    pub(super) fn are_ours(&self) -> bool {
        self.fingerprint() == OURS
    }

    /// What is in one of the two and not in the other.
    pub(super) fn differing<'d>(&'d self, other: &'d Self) -> Vec<&'d Definition> {
        self.0.symmetric_difference(&other.0).collect()
    }

    fn fingerprint(&self) -> String {
        let mut hash = Sha256::new();
        for one in &self.0 {
            let parts = [&one.name, &one.kind, &one.table];
            for part in parts.into_iter().chain(&one.sql) {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
            hash.update([u8::from(one.sql.is_some())]);
        }
        crate::domain::hex(&hash.finalize())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ours() -> Connection {
        crate::store::open::nowhere().unwrap()
    }

    #[test]
    fn the_recorded_fingerprint_is_that_of_a_fresh_store() {
        let found = Definitions::of(&ours()).unwrap();
        assert_eq!(found.fingerprint(), OURS);
        assert!(found.are_ours());
    }

    #[test]
    fn statistics_of_the_database_are_no_difference() {
        let connection = ours();
        connection.execute_batch("ANALYZE").unwrap();
        assert!(Definitions::of(&connection).unwrap().are_ours());
    }

    #[test]
    fn whatever_else_is_defined_is_seen_by_name() {
        for (sql, shown) in [
            (
                "CREATE TRIGGER sqliteXstat_t AFTER INSERT ON users BEGIN SELECT 1; END",
                "trigger sqliteXstat_t on users",
            ),
            ("CREATE VIEW sqliteXstat1 AS SELECT 1", "view sqliteXstat1"),
            ("CREATE INDEX more ON users (email)", "index more on users"),
            (
                "DROP INDEX customers_name",
                "index customers_name on customers",
            ),
        ] {
            let connection = ours();
            connection.execute_batch(sql).unwrap();
            let found = Definitions::of(&connection).unwrap();
            assert!(!found.are_ours(), "{sql}");
            let fresh = Definitions::of(&ours()).unwrap();
            let differing: Vec<String> = found
                .differing(&fresh)
                .iter()
                .map(|one| one.shown())
                .collect();
            assert_eq!(differing, [shown], "{sql}");
        }
    }
}
