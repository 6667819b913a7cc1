//! csp's own format, `month,currency,amount,category`: totals that a person states.

use super::blank_cells::unguarded;
use super::header::OwnColumns;
use super::mistakes::Mistakes;
use super::number;
use super::record::Record;
use super::sums::LeftOut;
use super::value::{self, Span};
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::DocumentSums;
use crate::domain::revenue::{Category, RevenueKey};
use crate::domain::word::{UnknownWord, Word};

/// Sums the rows of a file in csp's own format.
pub(super) struct OwnReader {
    columns: OwnColumns,
    span: Span,
    sums: DocumentSums,
    not_counted: LeftOut,
}

impl OwnReader {
    pub(super) fn new(columns: OwnColumns, span: Span) -> Self {
        Self {
            columns,
            span,
            sums: DocumentSums::default(),
            not_counted: LeftOut::default(),
        }
    }

    pub(super) fn take(&mut self, record: &Record<'_>, titles: &[String], mistakes: &mut Mistakes) {
        let (columns, span) = (&self.columns, self.span);
        let month = mistakes.column(record, titles, columns.month, |cell| {
            let month = parsed::<Month>(unguarded(cell))?;
            span.check(month).map(|()| month)
        });
        let currency = mistakes.column(record, titles, columns.currency, currency);
        let amount = mistakes.column(record, titles, columns.amount, number::own_amount);
        let category = match columns.category {
            Some(column) if !record.field(column).is_empty() => {
                mistakes.column(record, titles, column, category)
            }
            Some(_) | None => Some(Category::Cloud),
        };
        let counts = match columns.counted {
            Some(column) => mistakes.column(record, titles, column, counted),
            None => Some(true),
        };
        if let (Some(month), Some(currency), Some(amount), Some(category), Some(counts)) =
            (month, currency, amount, category, counts)
        {
            let key = RevenueKey {
                month,
                category,
                currency,
            };
            if !counts {
                self.not_counted.add(currency, amount);
            } else if let Err(error) = self.sums.add(key, amount) {
                mistakes.note(record.line, columns.amount, error.to_string());
            }
        }
    }

    pub(super) fn finish(self) -> (DocumentSums, LeftOut) {
        (self.sums, self.not_counted)
    }
}

/// A currency code exactly as in ISO 4217, which csp's own format requires.
fn currency(bytes: &[u8]) -> Result<Currency, String> {
    Currency::from_code(&String::from_utf8_lossy(bytes)).map_err(|error| error.to_string())
}

fn category(bytes: &[u8]) -> Result<Category, String> {
    let written = String::from_utf8_lossy(bytes);
    Category::exactly(&written).ok_or_else(|| UnknownWord::among::<Category>(&written).to_string())
}

/// Whether a row of `revenue list` counts.
fn counted(bytes: &[u8]) -> Result<bool, String> {
    match bytes.to_ascii_lowercase().as_slice() {
        b"" | b"true" => Ok(true),
        b"false" => Ok(false),
        _ => Err("not valid: expected true or false".to_owned()),
    }
}

/// Parses a value of type `T`.
pub(super) fn parsed<T>(bytes: &[u8]) -> Result<T, String>
where
    T: std::str::FromStr,
    T::Err: std::fmt::Display,
{
    match std::str::from_utf8(bytes) {
        Ok(text) if bytes.len() <= 100 => text.parse().map_err(|error: T::Err| error.to_string()),
        Ok(_) | Err(_) => Err(format!("`{}` cannot be read", value::shown(bytes))),
    }
}
