//! Files with revenue: csp's own format, the reconciliation files of invoices, and Insights exports.
//!
//! A file is recognised by its headings, or by the names in its JSON lines, read as a stream, and summed by month, category and currency; rows are not
//! kept. Amounts are before tax, in the currency they were billed in. The month of a row is that of the start of its
//! charge.

mod blank_cells;
mod category;
mod charge_types;
mod dates;
mod fast_records;
mod header;
mod insights;
mod invoice;
mod json;
mod line_fingerprint;
mod manifest;
mod missing_columns;
mod mistakes;
mod number;
mod own_columns;
mod own_format;
mod record;
mod resellers;
mod rows;
mod sums;
#[cfg(test)]
mod tests;
mod value;

use std::io::Read;

pub use dates::DateOrder;
pub use manifest::{ExportFolder, Manifest, read_manifest};
pub use own_columns::COLUMNS;
pub use sums::{DocumentPart, LeftOut, RevenueFile, RevenueFileKind};
pub use value::Span;

use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::MpnId;
use crate::domain::calendar::Day;
use crate::exchange::decode::{Expected, Opening, Text, read_failure};
use fast_records::Records;
use mistakes::Mistakes;
use rows::Rows;

/// Which rows of a file count. Rows without a reseller always do.
#[derive(Debug, Clone, Copy)]
pub enum Whose<'i> {
    /// Rows of all resellers.
    Everybodys,
    /// Rows of this reseller, as requested.
    Of(&'i MpnId),
    /// In a provider's invoice file the rows of this reseller. Insights exports contain only one company's rows.
    OwnInvoices(&'i MpnId),
}

/// Options for reading a file.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'i> {
    /// Which rows count.
    pub whose: Whose<'i>,
    /// The order of its dates, if stated.
    pub dates: Option<DateOrder>,
    /// Whether a provider passes such files on, as it does to an indirect reseller: then an export in which lines do not
    /// name resellers may have those of others.
    pub is_from_provider: bool,
    /// Whether the file is of an export that has the basic set of attributes, as its manifest says.
    pub is_basic: bool,
    /// Whether the file may be an empty part of a document.
    pub may_be_empty: bool,
    /// The current day: charges may be at most two years later.
    pub today: Day,
}

/// Parses a revenue file of any known kind. Rows that do not count are left out, but their number is reported.
///
/// # Errors
/// Every mistake in the file.
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

/// Reads the rows. An error is a mistake after which the file cannot be read further.
fn read(
    reader: impl Read,
    reading: Reading<'_>,
    mistakes: &mut Mistakes,
) -> Result<Option<RevenueFile>> {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    let text = Text::open(reader, opening).map_err(read_failure)?;
    if text.is_json() {
        return json::read(text, reading, mistakes);
    }
    if reading.may_be_empty && text.is_blank() {
        return Ok(Some(RevenueFile::empty()));
    }
    let mut records = Records::of(text)?;
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
