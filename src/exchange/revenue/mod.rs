//! Files that hold revenue: our own, the reconciliation files of invoices, and Insights exports.
//!
//! A file is recognised by the text of its headers, read as a stream, and comes out as sums by month, category and
//! currency; the rows themselves are not kept. Amounts are before tax and stay in the currency they were billed in; the
//! month of a row is that of the start of its charge.

mod category;
mod dates;
mod faults;
mod header;
mod insights;
mod invoice;
mod lacking;
mod line_mark;
mod marks;
mod nothing;
mod number;
mod own;
mod records;
mod rows;
mod sums;
#[cfg(test)]
mod tests;
mod value;

use std::io::{self, Read};

pub use dates::DateOrder;
pub use faults::{Rejected, RowFault};
pub use sums::{DocumentPart, FileKind, LeftOut, RevenueFile};
pub use value::Span;

use crate::domain::MpnId;
use crate::domain::calendar::Day;
use faults::Faults;
pub use records::{ReadError, Record, Records};
use rows::Rows;

/// Why a file gave nothing.
#[derive(Debug, thiserror::Error)]
pub enum RevenueError {
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It has mistakes.
    #[error("the file has mistakes")]
    Rejected(Rejected),
}

impl From<Rejected> for RevenueError {
    fn from(rejected: Rejected) -> Self {
        Self::Rejected(rejected)
    }
}

/// Whose rows of a file count; rows that name no reseller always do.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'i> {
    /// Everybody's.
    Everybodys,
    /// Those of this reseller, as the person asked.
    Of(&'i MpnId),
    /// In a provider's invoice file those of this reseller; the Insights exports hold one company's rows throughout.
    OwnInvoices(&'i MpnId),
}

/// How a file is to be read.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'i> {
    /// Whose rows count.
    pub whose: Whose<'i>,
    /// How its dates are written, where somebody said so.
    pub dates: Option<DateOrder>,
    /// The day on which it is read: charges lie at most two years ahead.
    pub today: Day,
}

/// Reads a revenue file of any known kind; rows that do not count are left out and counted.
///
/// # Errors
/// When the file cannot be read, or has mistakes: each with its line and column, the first hundred of them.
pub fn read_revenue(reader: impl Read, reading: Reading<'_>) -> Result<RevenueFile, RevenueError> {
    let mut faults = Faults::default();
    let file = read(reader, reading, &mut faults)?;
    faults.finish()?;
    file.ok_or_else(|| Rejected::default().into())
}

fn read(
    reader: impl Read,
    reading: Reading<'_>,
    faults: &mut Faults,
) -> Result<Option<RevenueFile>, RevenueError> {
    let mut records = match Records::new(reader) {
        Ok(records) => records,
        Err(error) => return stopped(error, faults),
    };
    let titles: Vec<String> = match records.read_record() {
        Ok(Some(header)) => match header.titles() {
            Ok(titles) => titles,
            Err(message) => {
                faults.note(header.line, 0, message);
                return Ok(None);
            }
        },
        Ok(None) => {
            faults.note(1, 0, "the file is empty; its first line names the columns");
            return Ok(None);
        }
        Err(error) => return stopped(error, faults),
    };
    let layout = match header::recognise(&titles) {
        Ok(layout) => layout,
        Err(bad) => {
            for fault in bad {
                faults.note(1, fault.column, fault.message);
            }
            return Ok(None);
        }
    };
    let mut rows = Rows::of(layout, titles, reading);
    if rows.cannot_be_filtered() {
        faults.note(1, 0, rows::NO_RESELLERS);
        return Ok(None);
    }
    loop {
        match records.read_record() {
            Ok(Some(record)) => rows.take(&record, faults),
            Ok(None) => return Ok(rows.finish(faults)),
            Err(error) => return stopped(error, faults),
        }
    }
}

/// What stops the reading in the middle: a fault of the machine, or a record that is none.
fn stopped(error: ReadError, faults: &mut Faults) -> Result<Option<RevenueFile>, RevenueError> {
    match error {
        ReadError::Io(error) => Err(error.into()),
        ReadError::TooLong { line } => {
            faults.note(
                line,
                0,
                "this record is longer than a mebibyte; nothing after it was read",
            );
            Ok(None)
        }
        ReadError::OpenQuote { line } => {
            faults.note(line, 0, "a quote is opened here and never closed");
            Ok(None)
        }
    }
}
