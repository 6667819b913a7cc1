//! The mistakes in the cells of a revenue file, each with the title of its column.

use super::record::Record;
use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// The mistakes found in a file.
#[derive(Debug, Default)]
pub(super) struct Mistakes {
    found: Diagnostics,
}

impl Mistakes {
    /// Records a mistake in a line and a column, counted from 0.
    pub(super) fn note(&mut self, line: u64, column: usize, message: impl Into<String>) {
        let place = Place::at(line, column + 1);
        self.push(Diagnostic::usage(message).at(place));
    }

    /// Records a mistake that already has its position.
    pub(super) fn push(&mut self, mistake: Diagnostic) {
        self.found.push(mistake);
    }

    /// Records several mistakes.
    pub(super) fn extend(&mut self, more: Diagnostics) {
        self.found.absorb(more, |_| true);
    }

    /// Reads a column with `read`; a mistake is recorded with the column's title.
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
                self.note(
                    record.line,
                    record.column(column),
                    format!("{title}: {message}"),
                );
                None
            }
        }
    }

    /// Reads a column with `read`, which gets its position; a mistake is recorded with the column's title.
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

    /// Whether no mistake was found.
    pub(super) fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// All mistakes.
    pub(super) fn into_found(self) -> Diagnostics {
        self.found
    }
}
