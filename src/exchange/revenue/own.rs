//! `month,currency,amount,category`: what somebody states themselves.

use std::collections::BTreeMap;

use super::faults::Faults;
use super::header::OwnColumns;
use super::records::Record;
use super::value;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::DocumentSums;
use crate::domain::revenue::{Category, RevenueKey};
use crate::domain::word::{UnknownWord, Word};

/// Adds up the rows of an own file.
pub(super) struct OwnReader {
    columns: OwnColumns,
    sums: DocumentSums,
}

impl OwnReader {
    pub(super) fn new(columns: OwnColumns) -> Self {
        Self {
            columns,
            sums: DocumentSums::default(),
        }
    }

    pub(super) fn take(&mut self, record: &Record<'_>, titles: &[String], faults: &mut Faults) {
        let columns = &self.columns;
        let month = faults.column(record, titles, columns.month, parsed::<Month>);
        let currency = faults.column(record, titles, columns.currency, currency);
        let amount = faults.column(record, titles, columns.amount, value::amount);
        let category = match columns.category {
            Some(column) if !record.field(column).is_empty() => {
                faults.column(record, titles, column, category)
            }
            Some(_) | None => Some(Category::Cloud),
        };
        if let (Some(month), Some(currency), Some(amount), Some(category)) =
            (month, currency, amount, category)
        {
            let key = RevenueKey {
                month,
                category,
                currency,
            };
            if let Err(error) = self.sums.add(key, amount) {
                faults.note(record.line, columns.amount, error.to_string());
            }
        }
    }

    pub(super) fn finish(self) -> BTreeMap<String, DocumentSums> {
        BTreeMap::from([(String::new(), self.sums)])
    }
}

/// A code as ISO 4217 writes it: the file is ours, and says what it means.
fn currency(bytes: &[u8]) -> Result<Currency, String> {
    Currency::from_code(&String::from_utf8_lossy(bytes)).map_err(|error| error.to_string())
}

fn category(bytes: &[u8]) -> Result<Category, String> {
    let written = String::from_utf8_lossy(bytes);
    Category::exactly(&written).ok_or_else(|| UnknownWord::among::<Category>(&written).to_string())
}

/// A value that knows how to read itself.
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
