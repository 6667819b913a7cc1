//! Tables, declared once: from a declaration come the schema, the statements that read and write, the digest of a row and
//! the export.

use std::ops::ControlFlow;
use std::sync::OnceLock;

use super::column::{Check, Kind};
use super::engine::{Row, Value};
use super::failure::StoreError;
use super::seal::{Lanes, RowDigest, row_digest};
use super::tx::Tx;

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
    /// What rows must fulfil beside the types of their columns, in the SQL that all engines share.
    pub(super) constraints: &'static [&'static str],
    /// The indexes beside the key, in the same SQL.
    pub(super) indexes: &'static [&'static str],
    /// The statements, written once.
    pub(super) statements: OnceLock<Statements>,
}

/// A column of a table.
pub(super) struct Column {
    /// The column's name.
    pub(super) name: &'static str,
    /// What kind of value it has.
    pub(super) kind: Kind,
    /// Whether it may have none.
    pub(super) null: bool,
    /// Which values fit.
    pub(super) check: Check,
}

/// To which chain the rows of a table belong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Chained {
    /// The store's own.
    Store,
    /// That of the account whose number stands in the first column.
    Account,
    /// None: the rows are the seal's own, or only repeat what sealed rows say.
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

/// Declares a table whose rows are read by place: the seal's own, and what only repeats sealed rows.
macro_rules! table {
    (
        $vis:vis $table:ident: $name:literal, key $key:literal, chain $chain:ident {
            $($(#[$note:meta])* $field:ident $(= $column:literal)? : $type:ty),+ $(,)?
        }
        constraints [$($constraint:literal),* $(,)?]
        indexes [$($index:literal),* $(,)?]
    ) => {
        #[doc = concat!("The table `", $name, "`.")]
        $vis static $table: $crate::store::table::Table = $crate::store::table::Table {
            name: $name,
            key: $key,
            columns: &[$($crate::store::table::Column {
                name: $crate::store::table::column_name!($field $($column)?),
                kind: <$type as $crate::store::column::ColumnType>::KIND,
                null: <$type as $crate::store::column::ColumnType>::NULL,
                check: <$type as $crate::store::column::ColumnType>::CHECK,
            }),+],
            chain: $crate::store::table::Chained::$chain,
            constraints: &[$($constraint),*],
            indexes: &[$($index),*],
            statements: std::sync::OnceLock::new(),
        };
    };
}
pub(super) use table;

/// Declares a table together with the type of its rows.
///
/// ```text
/// record! {
///     /// What a row is.
///     pub(super) struct NoteRow in NOTES: "provider_notes", key 1, chain Store {
///         provider: Slug,
///         notes: String,
///         kind_of = "kind": Kind,      // a column whose name is no name in Rust
///     }
///     constraints ["FOREIGN KEY (provider) REFERENCES providers (slug)"]
///     indexes []
/// }
/// ```
macro_rules! record {
    (
        $(#[$about:meta])*
        $vis:vis struct $row:ident in $table:ident: $name:literal, key $key:literal, chain $chain:ident {
            $($(#[$note:meta])* $field:ident $(= $column:literal)? : $type:ty),+ $(,)?
        }
        constraints [$($constraint:literal),* $(,)?]
        indexes [$($index:literal),* $(,)?]
    ) => {
        $(#[$about])*
        #[derive(Debug, Clone, PartialEq)]
        $vis struct $row {
            $($(#[$note])* $vis $field: $type),+
        }

        $crate::store::table::table! {
            $vis $table: $name, key $key, chain $chain {
                $($field $(= $column)? : $type),+
            }
            constraints [$($constraint),*]
            indexes [$($index),*]
        }

        impl $crate::store::table::Record for $row {
            const TABLE: &'static $crate::store::table::Table = &$table;

            fn read(fields: &mut $crate::store::column::Fields<'_>) -> Result<Self, $crate::store::failure::StoreError> {
                Ok(Self { $($field: fields.next()?),+ })
            }

            fn values(&self) -> Vec<$crate::store::engine::Value<'_>> {
                vec![$($crate::store::column::ColumnType::write(&self.$field)),+]
            }
        }
    };
}
pub(super) use record;

/// The name of a column: that of its field, unless another is given.
macro_rules! column_name {
    ($field:ident) => {
        stringify!($field)
    };
    ($field:ident $column:literal) => {
        $column
    };
}
pub(super) use column_name;

/// A row of a declared table, as a type.
pub(super) trait Record: Sized {
    /// The table.
    const TABLE: &'static Table;

    /// The row out of its columns.
    ///
    /// # Errors
    /// When a column does not fit: that is damage.
    fn read(fields: &mut super::column::Fields<'_>) -> Result<Self, StoreError>;

    /// The columns of the row, in their order.
    fn values(&self) -> Vec<Value<'_>>;

    /// The error for a row whose columns contradict each other.
    fn contradiction(&self, what: impl ToString) -> StoreError {
        StoreError::corrupt(Self::TABLE.name, Self::TABLE.key_of(&self.values()), what)
    }
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

    /// The SQL for every column of every row, the digest last.
    pub(super) fn all(&self) -> &str {
        &self.statements().all
    }

    /// The SQL that inserts a row.
    pub(super) fn inserting(&self) -> &str {
        &self.statements().insert
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

    /// The digest of a whole row, as [`Table::all`] selects it, when the content of the row is what it says.
    ///
    /// # Errors
    /// When it is not, with the table and the key.
    pub(super) fn verify(&self, row: Row<'_>) -> Result<RowDigest, StoreError> {
        let (computed, is_stored) = self.computed_digest(row);
        if is_stored {
            return Ok(computed);
        }
        Err(StoreError::corrupt(
            self.name,
            self.key_of(row),
            "the content is not what was written",
        ))
    }

    /// The digest of the content of a whole row, and whether it is the one that the row carries.
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

/// A row that is new, with its digest, ready to be written.
#[derive(Clone)]
pub(super) struct Sealed {
    /// The digest.
    pub(super) digest: RowDigest,
    /// What it adds to the state of its chain.
    pub(super) lanes: Lanes,
}

impl Sealed {
    /// The seal of a row with these values.
    pub(super) fn of(table: &Table, values: &[Value<'_>]) -> Self {
        Self::with(table.digest_of(values))
    }

    /// The digest, as the last column of the row has it.
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

impl Tx<'_> {
    /// The row with this key, whose content is what its digest says.
    pub(super) fn find<R: Record>(&self, key: &[Value<'_>]) -> Result<Option<R>, StoreError> {
        let mut found = None;
        let sql = &R::TABLE.statements().find;
        self.session().query(sql, key, &mut |row| {
            found = Some(read::<R>(row)?);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The rows that `rest` (`WHERE … ORDER BY …`) picks, each verified.
    pub(super) fn select<R: Record>(
        &self,
        rest: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<R>, StoreError> {
        let mut found = Vec::new();
        self.each_record(rest, values, |row| {
            found.push(row);
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Hands the rows that `rest` picks to `each`, one by one, until that ends it.
    pub(super) fn each_record<R: Record, E: From<StoreError>>(
        &self,
        rest: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(R) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let sql = format!("{} {rest}", R::TABLE.all());
        self.each_row(&sql, values, |row| each(read::<R>(row)?))
    }

    /// Hands the rows of any statement to `each`, one by one, until that ends it. What they say is shown and decides
    /// nothing, unless it was verified.
    pub(super) fn each_row<E: From<StoreError>>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        mut each: impl FnMut(Row<'_>) -> Result<ControlFlow<()>, E>,
    ) -> Result<(), E> {
        let mut failed = None;
        self.session().query(sql, values, &mut |row| {
            Ok(each(row).unwrap_or_else(|error| {
                failed = Some(error);
                ControlFlow::Break(())
            }))
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// The first row of a statement, read by `read`.
    pub(super) fn first<T>(
        &self,
        sql: &str,
        values: &[Value<'_>],
        read: impl Fn(Row<'_>) -> Option<T>,
    ) -> Result<Option<T>, StoreError> {
        let mut found = None;
        self.session().query(sql, values, &mut |row| {
            found = read(row);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The text in the first column of every row of a statement.
    pub(super) fn texts(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<String>, StoreError> {
        let mut found = Vec::new();
        self.session().query(sql, values, &mut |row| {
            found.extend(row.first().map(Value::shown));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The number that a statement counts.
    pub(super) fn count(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, StoreError> {
        let counted = self.first(sql, values, |row| row.first()?.as_integer())?;
        Ok(counted.unwrap_or(0).unsigned_abs())
    }

    /// Writes a row that is known to be new.
    pub(super) fn insert<R: Record>(&self, row: &R) -> Result<(), StoreError> {
        R::TABLE.insert(self, row.values())
    }

    /// Writes a row, replacing the one with the same key.
    pub(super) fn put<R: Record>(&self, row: &R) -> Result<(), StoreError> {
        R::TABLE.put(self, row.values())
    }

    /// Takes the row with this key away, if there is one.
    pub(super) fn delete<R: Record>(&self, key: &[Value<'_>]) -> Result<(), StoreError> {
        R::TABLE.delete(self, key)
    }
}

impl Table {
    fn insert(&self, tx: &Tx<'_>, mut values: Vec<Value<'_>>) -> Result<(), StoreError> {
        let sealed = Sealed::of(self, &values);
        values.push(sealed.value());
        tx.session().execute(&self.statements().insert, &values)?;
        tx.seal(self, &values[..self.key], None, Some(&sealed))
    }

    fn put(&self, tx: &Tx<'_>, mut values: Vec<Value<'_>>) -> Result<(), StoreError> {
        let before = self.stored_digest(tx, &values[..self.key])?;
        let digest = self.digest_of(&values);
        if before == Some(digest) {
            return Ok(());
        }
        let sealed = Sealed::with(digest);
        values.push(sealed.value());
        tx.session().execute(&self.statements().upsert, &values)?;
        let before = before.map(Sealed::with);
        tx.seal(self, &values[..self.key], before.as_ref(), Some(&sealed))
    }

    fn delete(&self, tx: &Tx<'_>, key: &[Value<'_>]) -> Result<(), StoreError> {
        let Some(before) = self.stored_digest(tx, key)? else {
            return Ok(());
        };
        tx.session().execute(&self.statements().delete, key)?;
        tx.seal(self, key, Some(&Sealed::with(before)), None)
    }

    /// The digest of the row with this key, whose content was checked against it: what is replaced or taken away leaves
    /// the state of the chain only as what csp wrote.
    fn stored_digest(
        &self,
        tx: &Tx<'_>,
        key: &[Value<'_>],
    ) -> Result<Option<RowDigest>, StoreError> {
        let mut found = None;
        tx.session()
            .query(&self.statements().find, key, &mut |row| {
                found = Some(self.verify(row)?);
                Ok(ControlFlow::Break(()))
            })?;
        Ok(found)
    }
}

/// The record out of a row, whose content is what its digest says.
fn read<R: Record>(row: Row<'_>) -> Result<R, StoreError> {
    if R::TABLE.is_sealed() {
        R::TABLE.verify(row)?;
    }
    R::read(&mut super::column::Fields::of(R::TABLE, row))
}
