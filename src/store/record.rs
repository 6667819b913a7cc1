//! Rows as types: how a table is declared together with them, and how they are read and written.

use crate::store::failure;
use std::ops::ControlFlow;

use super::column::Fields;
use super::engine::{Row, Value};
use super::table::Table;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;

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
                name: $crate::store::record::column_name!($field $($column)?),
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

        $crate::store::record::table! {
            $vis $table: $name, key $key, chain $chain {
                $($field $(= $column)? : $type),+
            }
            constraints [$($constraint),*]
            indexes [$($index),*]
        }

        impl $crate::store::record::Record for $row {
            const TABLE: &'static $crate::store::table::Table = &$table;

            fn read(fields: &mut $crate::store::column::Fields<'_>) -> Result<Self, $crate::diagnostic::Diagnostic> {
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
    fn read(fields: &mut Fields<'_>) -> Result<Self, Diagnostic>;

    /// The columns of the row, in their order.
    fn values(&self) -> Vec<Value<'_>>;

    /// The error for a row whose columns contradict each other.
    fn contradiction(&self, what: impl ToString) -> Diagnostic {
        failure::corrupt(Self::TABLE.name, Self::TABLE.key_of(&self.values()), what)
    }
}

impl Tx<'_> {
    /// The row with this key, whose content is what its digest says.
    pub(super) fn find<R: Record>(&self, key: &[Value<'_>]) -> Result<Option<R>, Diagnostic> {
        let mut found = None;
        self.session().query(R::TABLE.finding(), key, &mut |row| {
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
    ) -> Result<Vec<R>, Diagnostic> {
        let mut found = Vec::new();
        self.each_record(rest, values, |row| {
            found.push(row);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Hands the rows that `rest` picks to `each`, one by one, until that ends it.
    pub(super) fn each_record<R: Record, E: From<Diagnostic>>(
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
    pub(super) fn each_row<E: From<Diagnostic>>(
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
    ) -> Result<Option<T>, Diagnostic> {
        let mut found = None;
        self.session().query(sql, values, &mut |row| {
            found = read(row);
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
    }

    /// The text in the first column of every row of a statement.
    pub(super) fn texts(&self, sql: &str, values: &[Value<'_>]) -> Result<Vec<String>, Diagnostic> {
        let mut found = Vec::new();
        self.session().query(sql, values, &mut |row| {
            found.extend(row.first().map(Value::shown));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The number that a statement counts.
    pub(super) fn count(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic> {
        let counted = self.first(sql, values, |row| row.first()?.as_integer())?;
        Ok(counted.unwrap_or(0).unsigned_abs())
    }

    /// Writes a row that is known to be new.
    pub(super) fn insert<R: Record>(&self, row: &R) -> Result<(), Diagnostic> {
        R::TABLE.insert(self, row.values())
    }

    /// Writes a row, replacing the one with the same key.
    pub(super) fn put<R: Record>(&self, row: &R) -> Result<(), Diagnostic> {
        R::TABLE.put(self, row.values())
    }

    /// Takes the row with this key away, if there is one.
    pub(super) fn delete<R: Record>(&self, key: &[Value<'_>]) -> Result<(), Diagnostic> {
        R::TABLE.delete(self, key)
    }
}

/// The record out of a row, whose content is what its digest says.
fn read<R: Record>(row: Row<'_>) -> Result<R, Diagnostic> {
    if R::TABLE.is_sealed() {
        R::TABLE.verify(row)?;
    }
    R::read(&mut Fields::of(R::TABLE, row))
}
