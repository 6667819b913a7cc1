//! Files that hold revenue: our own, the reconciliation files of invoices, and Insights exports.
//!
//! A file is recognised by the text of its headers, read as a stream, and comes out as sums by month, category and
//! currency; the rows themselves are not kept. Amounts are before tax and stay in the currency they were billed in; the
//! month of a row is that of the start of its charge.

mod blank_cells;
mod category;
mod dates;
mod fast_records;
mod header;
mod insights;
mod invoice;
mod line_fingerprint;
mod missing_columns;
mod mistakes;
mod number;
mod own_columns;
mod own_format;
mod rows;
mod sums;
#[cfg(test)]
mod tests;
mod value;

use std::io::Read;

pub use dates::DateOrder;
pub use own_columns::COLUMNS;
pub use sums::{DocumentPart, LeftOut, RevenueFile, RevenueFileKind};
pub use value::Span;

use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::MpnId;
use crate::domain::calendar::Day;
use fast_records::Records;
use mistakes::Mistakes;
use rows::Rows;

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
/// Everything that is wrong with it.
pub fn read_revenue(
    reader: impl Read,
    reading: Reading<'_>,
) -> std::result::Result<RevenueFile, Diagnostics> {
    let mut mistakes = Mistakes::default();
    match read(reader, reading, &mut mistakes) {
        Ok(Some(file)) if mistakes.is_empty() => return Ok(file),
        Ok(_) => {}
        Err(stopped) => mistakes.push(stopped),
    }
    Err(mistakes.into_found())
}

/// Reads the rows; what stops the reading is the error.
fn read(
    reader: impl Read,
    reading: Reading<'_>,
    mistakes: &mut Mistakes,
) -> Result<Option<RevenueFile>> {
    let mut records = Records::new(reader)?;
    let Some(first) = records.read_record()? else {
        let message = "the file is empty; its first line names the columns";
        return Err(Diagnostic::in_line(1, message));
    };
    let headings = first.headings()?;
    let layout = match header::recognise(&headings) {
        Ok(layout) => layout,
        Err(found) => {
            mistakes.extend(found);
            return Ok(None);
        }
    };
    let mut rows = Rows::of(layout, headings.texts, reading);
    if rows.cannot_be_filtered() {
        return Err(Diagnostic::in_line(1, rows::NO_RESELLERS));
    }
    while let Some(record) = records.read_record()? {
        rows.take(&record, mistakes);
    }
    Ok(rows.finish(mistakes))
}
