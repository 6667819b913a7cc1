//! What is wrong with the cells of a revenue file, each named by the title of its column.

use super::fast_records::Record;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// The mistakes of a file as they are found.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    found: Diagnostics,
}

impl Mistakes {
    /// Notes a mistake in a line, and in a column counted from 0.
    pub(super) fn note(&mut self, line: u64, column: usize, message: impl Into<String>) {
        let place = Place::at(line, column + 1);
        self.push(Diagnostic::usage(message).at(place));
    }

    /// Notes a mistake that names its place itself.
    pub(super) fn push(&mut self, mistake: Diagnostic) {
        self.found.push(mistake);
    }

    /// Notes several.
    pub(super) fn extend(&mut self, more: Diagnostics) {
        self.found.absorb(more, |_| true);
    }

    /// What `read` makes of a column; a mistake is noted under the column's title.
    pub(super) fn column<T>(
        &mut self,
        record: &Record<'_>,
        titles: &[String],
        column: usize,
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Option<T> {
        match read(&record.field(column)) {
            Ok(value) => Some(value),
            Err(message) => {
                let title = titles.get(column).map_or("", String::as_str);
                self.note(record.line, column, format!("{title}: {message}"));
                None
            }
        }
    }

    /// What `read` makes of a column, given its place; a mistake is noted under the column's title.
    pub(super) fn column_at<T>(
        &mut self,
        record: &Record<'_>,
        titles: &[String],
        column: usize,
        read: impl FnOnce(&[u8], (u64, usize)) -> Result<T, String>,
    ) -> Option<T> {
        let place = (record.line, column);
        self.column(record, titles, column, |cell| read(cell, place))
    }

    /// Whether none was found.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All of them.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }
}
