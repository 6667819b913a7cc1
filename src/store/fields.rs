//! The columns of a row of a declared table, read one after the other.

use super::column::ColumnType;
use super::engine::{Row, Value};
use super::failure;
use super::table::Table;
use crate::diagnostic::Diagnostic;

/// The columns of a row, read one after the other.
pub(super) struct Fields<'r> {
    table: &'static Table,
    row: Row<'r>,
    at: usize,
}

impl<'r> Fields<'r> {
    /// The columns of a whole row.
    pub(super) fn of(table: &'static Table, row: Row<'r>) -> Self {
        Self { table, row, at: 0 }
    }

    /// The next column.
    ///
    /// # Errors
    /// When what stands there does not fit.
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
