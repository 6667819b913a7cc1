//! Rows as types: a macro that declares a table with the type of its rows, and a trait to read and write them.

use crate::store::failure;

use super::engine::Value;
use super::fields::Fields;
use super::table::Table;
use crate::diagnostic::Diagnostic;

/// Declares a table whose rows have no type: those of the seal itself, and those that only repeat sealed rows.
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
///         kind_of = "kind": Kind,      // a column named differently from its field
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

            fn read(fields: &mut $crate::store::fields::Fields<'_>) -> Result<Self, $crate::diagnostic::Diagnostic> {
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

    /// Reads a row from its columns.
    ///
    /// # Errors
    /// When a column does not fit, which means damage.
    fn read(fields: &mut Fields<'_>) -> Result<Self, Diagnostic>;

    /// The columns of the row, in their order.
    fn values(&self) -> Vec<Value<'_>>;

    /// The error for a row whose columns contradict each other.
    fn contradiction(&self, what: impl ToString) -> Diagnostic {
        failure::corrupt(Self::TABLE.name, Self::TABLE.key_of(&self.values()), what)
    }
}
