//! Tables: their columns in one place, and the only statements that change rows.

use std::sync::OnceLock;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{CachedStatement, Row, ToSql};

use super::failure::StoreError;
use super::seal::{RowDigest, row_digest};
use super::tx::Tx;

/// A table whose rows are sealed.
///
/// Its SQL definition has the same columns in the same order, and `digest BLOB NOT NULL` behind them.
pub(super) struct Table {
    /// The table's name.
    pub(super) name: &'static str,
    /// How many of the first columns make up the key.
    pub(super) key: usize,
    /// The columns, key first.
    pub(super) columns: &'static [&'static str],
    /// The statements that write, written once.
    pub(super) statements: OnceLock<Statements>,
    /// The statement that reads, written once.
    pub(super) all: OnceLock<String>,
}

/// The SQL that writes to a table.
pub(super) struct Statements {
    insert: String,
    upsert: String,
    find: String,
    delete: String,
}

/// Declares a table.
macro_rules! table {
    ($vis:vis $static:ident = $name:literal, key $key:literal, [$($column:literal),+ $(,)?]) => {
        $vis static $static: $crate::store::table::Table = $crate::store::table::Table {
            name: $name,
            key: $key,
            columns: &[$($column),+],
            statements: std::sync::OnceLock::new(),
            all: std::sync::OnceLock::new(),
        };
    };
}
pub(super) use table;

impl Table {
    /// The SQL for every column of every row, the digest last.
    pub(super) fn all(&self) -> &str {
        self.all.get_or_init(|| {
            format!(
                "SELECT {}, digest FROM {}",
                self.columns.join(", "),
                self.name
            )
        })
    }

    /// The SQL that writes.
    fn statements(&self) -> &Statements {
        self.statements.get_or_init(|| {
            let columns = self.columns.join(", ");
            let marks = vec!["?"; self.columns.len() + 1].join(", ");
            let keys = &self.columns[..self.key];
            let rest: Vec<String> = self.columns[self.key..]
                .iter()
                .chain(&["digest"])
                .map(|column| format!("{column} = excluded.{column}"))
                .collect();
            let by_key = keys
                .iter()
                .map(|key| format!("{key} = ?"))
                .collect::<Vec<_>>()
                .join(" AND ");
            let insert = format!(
                "INSERT INTO {} ({columns}, digest) VALUES ({marks})",
                self.name
            );
            Statements {
                upsert: format!(
                    "{insert} ON CONFLICT ({}) DO UPDATE SET {}",
                    keys.join(", "),
                    rest.join(", ")
                ),
                insert,
                find: format!("{} WHERE {by_key}", self.all()),
                delete: format!("DELETE FROM {} WHERE {by_key}", self.name),
            }
        })
    }

    /// The digest of a row with these values.
    pub(super) fn digest_of(&self, values: &[&dyn ToSql]) -> Result<RowDigest, StoreError> {
        let outputs: Vec<ToSqlOutput<'_>> = values
            .iter()
            .map(|value| value.to_sql())
            .collect::<Result<_, _>>()?;
        Ok(row_digest(self.name, outputs.iter().map(value_ref)))
    }

    /// Writes a row that is known to be new.
    pub(super) fn insert(&self, tx: &Tx<'_>, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        let mut statement = self.inserting(tx)?;
        self.insert_by(tx, &mut statement, values, &self.digest_of(values)?)
    }

    /// The statement that inserts a row, for many in a row.
    pub(super) fn inserting<'c>(&self, tx: &Tx<'c>) -> Result<CachedStatement<'c>, StoreError> {
        Ok(tx.connection().prepare_cached(&self.statements().insert)?)
    }

    /// Writes a row that is known to be new, with its digest, through a statement of [`Table::inserting`].
    pub(super) fn insert_by(
        &self,
        tx: &Tx<'_>,
        statement: &mut CachedStatement<'_>,
        values: &[&dyn ToSql],
        digest: &RowDigest,
    ) -> Result<(), StoreError> {
        self.run(statement, values, digest)?;
        tx.seal(None, Some(digest))
    }

    /// Writes a row, replacing the one with the same key.
    pub(super) fn put(&self, tx: &Tx<'_>, values: &[&dyn ToSql]) -> Result<(), StoreError> {
        let before = self.stored_digest(tx, &values[..self.key])?;
        let digest = self.digest_of(values)?;
        let mut statement = tx.connection().prepare_cached(&self.statements().upsert)?;
        self.run(&mut statement, values, &digest)?;
        tx.seal(before.as_ref(), Some(&digest))
    }

    /// Takes the row with this key away, if there is one.
    pub(super) fn delete(&self, tx: &Tx<'_>, key: &[&dyn ToSql]) -> Result<(), StoreError> {
        let before = self.stored_digest(tx, key)?;
        tx.connection()
            .prepare_cached(&self.statements().delete)?
            .execute(key)?;
        tx.seal(before.as_ref(), None)
    }

    /// The digest of the row with this key, whose content was checked against it: what is replaced or taken away
    /// leaves the sum of the store only as what csp wrote.
    fn stored_digest(
        &self,
        tx: &Tx<'_>,
        key: &[&dyn ToSql],
    ) -> Result<Option<RowDigest>, StoreError> {
        let mut statement = tx.connection().prepare_cached(&self.statements().find)?;
        let mut rows = statement.query(key)?;
        rows.next()?.map(|row| self.verify(row)).transpose()
    }

    /// The digest of a whole row, as [`Table::all`] selects it, when the content of the row is what it says.
    ///
    /// # Errors
    /// When it is not, with the table and the key.
    pub(super) fn verify(&self, row: &Row<'_>) -> Result<RowDigest, StoreError> {
        let (computed, is_stored) = self.computed_digest(row)?;
        if is_stored {
            return Ok(computed);
        }
        let id = self.key_of(row)?;
        Err(StoreError::corrupt(
            self.name,
            id,
            "the content is not what was written",
        ))
    }

    /// The digest of the content of a whole row, and whether it is the one that the row carries.
    pub(super) fn computed_digest(&self, row: &Row<'_>) -> Result<(RowDigest, bool), StoreError> {
        let count = self.columns.len();
        let values: Vec<ValueRef<'_>> = (0..count)
            .map(|at| row.get_ref(at))
            .collect::<Result<_, _>>()?;
        let computed = row_digest(self.name, values);
        let stored: Option<RowDigest> = row.get(count).ok();
        Ok((computed, stored == Some(computed)))
    }

    /// The key of a whole row, as messages show it.
    pub(super) fn key_of(&self, row: &Row<'_>) -> Result<String, StoreError> {
        let parts: Vec<String> = (0..self.key)
            .map(|at| row.get_ref(at).map(|value| shown(&value)))
            .collect::<Result<_, _>>()?;
        Ok(parts.join("/"))
    }

    fn run(
        &self,
        statement: &mut CachedStatement<'_>,
        values: &[&dyn ToSql],
        digest: &RowDigest,
    ) -> Result<(), StoreError> {
        debug_assert_eq!(values.len(), self.columns.len(), "{}", self.name);
        for (at, value) in values.iter().enumerate() {
            statement.raw_bind_parameter(at + 1, value)?;
        }
        statement.raw_bind_parameter(values.len() + 1, &digest[..])?;
        statement.raw_execute()?;
        Ok(())
    }
}

/// A value as messages show it.
fn shown(value: &ValueRef<'_>) -> String {
    match value {
        ValueRef::Null => "null".to_owned(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
            String::from_utf8_lossy(bytes).into_owned()
        }
    }
}

fn value_ref<'o>(output: &'o ToSqlOutput<'_>) -> ValueRef<'o> {
    if let ToSqlOutput::Borrowed(value) = output {
        return *value;
    }
    if let ToSqlOutput::Owned(value) = output {
        value.into()
    } else {
        ValueRef::Null
    }
}
