//! The tables, indexes, views and triggers of a database file. They must be exactly those of csp.

use std::collections::BTreeSet;

use rusqlite::Connection;
use sha2::{Digest as _, Sha256};

use super::explain::failed;
use super::{migrations, moving, open};
use crate::diagnostic::Diagnostic;

/// The SHA-256 of all definitions of a store of this version, as [`Definitions::fingerprint`] computes it: of a new
/// store, and of a migrated one. A test computes them again. With these constants a write need not create stores to
/// compare with.
const OURS: [&str; 2] = [
    "5a32eacc85d4de18e03496f3553c212982d4c70c86a27b5d1a0252d2132c41c1",
    "c234fab0efcc5afced9c0601a3e753475a2c72e241393da9b78ee8889bd60232",
];

/// One table, index, view or trigger.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Definition {
    name: String,
    kind: String,
    table: String,
    sql: Option<String>,
}

impl Definition {
    /// The kind and the name, for messages.
    pub(super) fn shown(&self) -> String {
        if self.name == self.table {
            return format!("{} {}", self.kind, self.name);
        }
        format!("{} {} on {}", self.kind, self.name, self.table)
    }

    /// The name of the table itself, or of the table that an index or trigger belongs to.
    pub(super) fn table(&self) -> &str {
        &self.table
    }

    /// Whether SQLite created it for `ANALYZE`. It holds statistics for the query planner and no content.
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
    /// Reads the definitions of an open database.
    ///
    /// # Errors
    /// If they cannot be read.
    pub(super) fn of(connection: &Connection) -> Result<Self, Diagnostic> {
        let all = || {
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
            rows.collect::<rusqlite::Result<BTreeSet<Definition>>>()
        };
        let ours = all().map_err(failed)?;
        // Only what a move leaves behind has the table that names the new place.
        let is_moved = moving::is_moved(connection).map_err(failed)?;
        let is_mark = |one: &Definition| is_moved && one.sql.as_deref() == Some(moving::TABLE);
        Ok(Self(
            ours.into_iter()
                .filter(|one| !one.is_statistics() && !is_mark(one))
                .collect(),
        ))
    }

    /// The definitions of a new store.
    fn fresh() -> Result<Self, Diagnostic> {
        Self::of(&open::nowhere()?)
    }

    /// The definitions of a store that went through every migration.
    fn migrated() -> Result<Self, Diagnostic> {
        let connection = open::in_memory()?;
        migrations::step_by_step(&connection, 0)?;
        Self::of(&connection)
    }

    /// Whether they are exactly those of this version of csp.
    pub(super) fn are_ours(&self) -> bool {
        OURS.contains(&self.fingerprint().as_str())
    }

    /// The differences from a new or a migrated store, whichever is nearer.
    ///
    /// # Errors
    /// If a store in memory cannot be created for the comparison.
    pub(super) fn differing(&self) -> Result<Vec<Definition>, Diagnostic> {
        let from = |other: &Self| -> Vec<Definition> {
            self.0.symmetric_difference(&other.0).cloned().collect()
        };
        let (fresh, migrated) = (from(&Self::fresh()?), from(&Self::migrated()?));
        Ok(if migrated.len() < fresh.len() {
            migrated
        } else {
            fresh
        })
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

    #[test]
    fn fresh_and_migrated_stores_match_the_fingerprints() {
        let (fresh, migrated) = (
            Definitions::fresh().unwrap(),
            Definitions::migrated().unwrap(),
        );
        assert_eq!([fresh.fingerprint(), migrated.fingerprint()], OURS);
        assert!(fresh.are_ours() && migrated.are_ours());
    }

    /// The columns of every table, with their types, keys and the tables that they refer to.
    fn shape(connection: &Connection) -> BTreeSet<String> {
        let mut lines = BTreeSet::new();
        for table in crate::store::every_table() {
            for pragma in ["table_info", "foreign_key_list"] {
                let sql = format!("SELECT * FROM pragma_{pragma}('{}')", table.name);
                let mut statement = connection.prepare(&sql).unwrap();
                let count = statement.column_count();
                let mut rows = statement.query([]).unwrap();
                while let Some(row) = rows.next().unwrap() {
                    let cells: Vec<String> = (1..count)
                        .map(|at| format!("{:?}", row.get_ref(at).unwrap()))
                        .collect();
                    lines.insert(format!("{} {pragma} {}", table.name, cells.join(" ")));
                }
            }
            let sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'index' AND tbl_name = ?1 AND sql IS NOT NULL";
            let mut statement = connection.prepare(sql).unwrap();
            let mut rows = statement.query([table.name]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                let (name, sql): (String, String) = (row.get(0).unwrap(), row.get(1).unwrap());
                lines.insert(format!("{name}: {sql}"));
            }
        }
        lines
    }

    #[test]
    fn fresh_and_migrated_stores_have_the_same_definitions() {
        let migrated = open::in_memory().unwrap();
        migrations::step_by_step(&migrated, 0).unwrap();
        let (fresh, migrated) = (shape(&open::nowhere().unwrap()), shape(&migrated));
        let differing: Vec<&String> = fresh.symmetric_difference(&migrated).collect();
        assert_eq!(differing, [""; 0]);
    }

    #[test]
    fn database_statistics_are_not_a_difference() {
        let connection = open::nowhere().unwrap();
        connection.execute_batch("ANALYZE").unwrap();
        assert!(Definitions::of(&connection).unwrap().are_ours());
    }

    #[test]
    fn foreign_definitions_are_reported_by_name() {
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
            let connection = open::nowhere().unwrap();
            connection.execute_batch(sql).unwrap();
            let found = Definitions::of(&connection).unwrap();
            assert!(!found.are_ours(), "{sql}");
            let differing: Vec<String> = found
                .differing()
                .unwrap()
                .iter()
                .map(Definition::shown)
                .collect();
            assert_eq!(differing, [shown], "{sql}");
        }
    }
}
