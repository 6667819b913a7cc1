//! The mistakes of a file: every one counted, the first hundred kept.

use super::records::Record;

/// How many mistakes of one file are told one by one.
const TOLD: usize = 100;

/// One mistake in a file of rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// The physical line on which the record starts.
    pub line: u64,
    /// The column, counted from one.
    pub column: usize,
    /// What is the matter, in a sentence without a full stop that names the column.
    pub message: String,
}

/// Why a file was not accepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rejected {
    /// The first mistakes, in the order of the file.
    pub faults: Vec<RowFault>,
    /// How many more there are.
    pub further: u64,
}

/// Diagnostics as they are found.
#[derive(Debug, Default)]
pub(super) struct Faults {
    rejected: Rejected,
}

impl Faults {
    /// Notes a mistake.
    pub(super) fn note(&mut self, line: u64, column: usize, message: impl Into<String>) {
        if self.rejected.faults.len() < TOLD {
            self.rejected.faults.push(RowFault {
                line,
                column: column + 1,
                message: message.into(),
            });
        } else {
            self.rejected.further += 1;
        }
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
        self.rejected.faults.is_empty()
    }

    /// Nothing where no mistake was found.
    pub(super) fn finish(self) -> Result<(), Rejected> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(self.rejected)
        }
    }
}
