//! Table declarations, from which the schema, the statements, the digest of a row and the export are generated.

use crate::store::failure;
use std::sync::OnceLock;

use super::column::{Check, Kind};
use super::engine::{Row, Value};
use super::seal::{Lanes, RowDigest, row_digest};
use crate::diagnostic::Diagnostic;

/// A table of the store.
pub(super) struct Table {
    /// The table's name.
    pub(super) name: &'static str,
    /// How many of the first columns make up the key.
    pub(super) key: usize,
    /// The columns, key first, without the digest.
    pub(super) columns: &'static [Column],
    /// To which chain its rows belong.
    pub(super) chain: Chained,
    /// Constraints on rows beside the types of their columns, in SQL that all engines share.
    pub(super) constraints: &'static [&'static str],
    /// The indexes beside the key, in SQL that all engines share.
    pub(super) indexes: &'static [&'static str],
    /// The statements, generated on first use.
    pub(super) statements: OnceLock<Statements>,
}

/// A column of a table.
pub(super) struct Column {
    pub(super) name: &'static str,
    /// The kind of its values.
    pub(super) kind: Kind,
    /// Whether it may be empty.
    pub(super) null: bool,
    /// The values that it accepts.
    pub(super) check: Check,
}

/// To which chain the rows of a table belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chained {
    /// The store's own.
    Store,
    /// The chain of the account whose number is in the first column.
    Account,
    /// No chain: the rows are the seal's own, or only repeat other sealed rows.
    Nowhere,
}

/// The SQL of a table.
pub(super) struct Statements {
    all: String,
    insert: String,
    upsert: String,
    find: String,
    delete: String,
}

impl Table {
    /// Whether its rows carry a digest.
    pub(super) fn is_sealed(&self) -> bool {
        self.chain != Chained::Nowhere
    }

    /// The names of the columns, without the digest.
    pub(super) fn names(&self) -> impl Iterator<Item = &'static str> {
        self.columns.iter().map(|column| column.name)
    }

    /// The names of every column, the digest last.
    pub(super) fn stored(&self) -> Vec<&'static str> {
        self.names()
            .chain(self.is_sealed().then_some("digest"))
            .collect()
    }

    /// The names of the columns of the key.
    pub(super) fn keys(&self) -> Vec<&'static str> {
        self.names().take(self.key).collect()
    }

    /// The SQL that selects every column of every row, the digest last.
    pub(super) fn all(&self) -> &str {
        &self.statements().all
    }

    /// The SQL that finds the row with a key.
    pub(super) fn finding(&self) -> &str {
        &self.statements().find
    }

    /// The SQL that inserts a row.
    pub(super) fn inserting(&self) -> &str {
        &self.statements().insert
    }

    /// The SQL that inserts a row, or replaces the one with the same key.
    pub(super) fn upserting(&self) -> &str {
        &self.statements().upsert
    }

    /// The SQL that deletes the row with a key.
    pub(super) fn deleting(&self) -> &str {
        &self.statements().delete
    }

    fn statements(&self) -> &Statements {
        self.statements.get_or_init(|| {
            let stored = self.stored();
            let columns = stored.join(", ");
            let marks: Vec<String> = (1..=stored.len()).map(|at| format!("?{at}")).collect();
            let keys = self.keys();
            let rest: Vec<String> = stored[self.key..]
                .iter()
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            let by_key: Vec<String> = (1..)
                .zip(&keys)
                .map(|(at, key)| format!("{key} = ?{at}"))
                .collect();
            let by_key = by_key.join(" AND ");
            let all = format!("SELECT {columns} FROM {}", self.name);
            let insert = format!(
                "INSERT INTO {} ({columns}) VALUES ({})",
                self.name,
                marks.join(", ")
            );
            let on_conflict = if rest.is_empty() {
                "NOTHING".to_owned()
            } else {
                format!("UPDATE SET {}", rest.join(", "))
            };
            Statements {
                upsert: format!(
                    "{insert} ON CONFLICT ({}) DO {on_conflict}",
                    keys.join(", ")
                ),
                find: format!("{all} WHERE {by_key}"),
                delete: format!("DELETE FROM {} WHERE {by_key}", self.name),
                insert,
                all,
            }
        })
    }

    /// The digest of a row with these values.
    pub(super) fn digest_of(&self, values: &[Value<'_>]) -> RowDigest {
        row_digest(self.name, values)
    }

    /// The digest of a whole row, as [`Table::all`] selects it, after checking it against the content.
    ///
    /// # Errors
    /// When it does not match, with the table and the key.
    pub(super) fn verify(&self, row: Row<'_>) -> Result<RowDigest, Diagnostic> {
        let (computed, is_stored) = self.computed_digest(row);
        if is_stored {
            return Ok(computed);
        }
        Err(failure::corrupt(
            self.name,
            self.key_of(row),
            "the content was changed after it was written",
        ))
    }

    /// The digest computed from the content of a whole row, and whether the row carries the same.
    pub(super) fn computed_digest(&self, row: Row<'_>) -> (RowDigest, bool) {
        let (content, rest) = row.split_at(self.columns.len().min(row.len()));
        let computed = row_digest(self.name, content);
        let stored: Option<RowDigest> = rest.first().and_then(Value::as_array);
        (computed, stored == Some(computed))
    }

    /// The key of a row, as messages show it.
    pub(super) fn key_of(&self, row: Row<'_>) -> String {
        let parts: Vec<String> = row.iter().take(self.key).map(Value::shown).collect();
        parts.join("/")
    }

    /// The number of the chain that a row with this key belongs to.
    pub(super) fn chain_of(&self, key: Row<'_>) -> i64 {
        match self.chain {
            Chained::Account => key.first().and_then(Value::as_integer).unwrap_or(0),
            Chained::Store | Chained::Nowhere => 0,
        }
    }
}

/// The digest of a new row, and its share in the state of its chain.
#[derive(Clone)]
pub(super) struct Sealed {
    /// The digest.
    pub(super) digest: RowDigest,
    /// What the row adds to the state of its chain.
    pub(super) lanes: Lanes,
}

impl Sealed {
    /// The seal of a row with these values.
    pub(super) fn of(table: &Table, values: &[Value<'_>]) -> Self {
        Self::with(table.digest_of(values))
    }

    /// The digest as a column value.
    pub(super) fn value(&self) -> Value<'static> {
        Value::Bytes(self.digest.to_vec().into())
    }

    /// The seal of a row with this digest.
    pub(super) fn with(digest: RowDigest) -> Self {
        Self {
            lanes: Lanes::of(&digest),
            digest,
        }
    }
}
