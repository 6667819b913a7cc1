//! A cursor over the columns of a row of a declared table.

use super::column::ColumnType;
use super::engine::{Row, Value};
use super::failure;
use super::table::Table;
use crate::diagnostic::Diagnostic;

/// A cursor over the columns of a row.
pub(super) struct Fields<'r> {
    table: &'static Table,
    row: Row<'r>,
    at: usize,
}

impl<'r> Fields<'r> {
    /// A cursor that begins at the first column of a whole row.
    pub(super) fn of(table: &'static Table, row: Row<'r>) -> Self {
        Self { table, row, at: 0 }
    }

    /// The next column.
    ///
    /// # Errors
    /// When the value does not fit the type.
    #[inline]
    pub(super) fn next<T: ColumnType>(&mut self) -> Result<T, Diagnostic> {
        let value = self.row.get(self.at).unwrap_or(&Value::Null);
        let read = T::read(value).map_err(|found| {
            let column = self
                .table
                .columns
                .get(self.at)
                .map_or("?", |column| column.name);
            let key = self.table.key_of(self.row);
            failure::corrupt(self.table.name, key, format!("{column}: {found}"))
        });
        self.at += 1;
        read
    }
}
