//! Insights exports: billed revenue in US dollars, month by month.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::category;
use super::faults::Faults;
use super::header::InsightsColumns;
use super::records::Record;
use super::value;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::DocumentSums;
use crate::domain::revenue::RevenueKey;

/// Adds up the rows of an export. Each month counts on its own: a newer export replaces the months it has.
pub(super) struct InsightsReader {
    columns: InsightsColumns,
    months: BTreeMap<Month, DocumentSums>,
    duplicates: u64,
}

impl InsightsReader {
    pub(super) fn new(columns: InsightsColumns) -> Self {
        Self {
            columns,
            months: BTreeMap::new(),
            duplicates: 0,
        }
    }

    pub(super) fn duplicates(&self) -> u64 {
        self.duplicates
    }

    pub(super) fn take(&mut self, record: &Record<'_>, titles: &[String], faults: &mut Faults) {
        let columns = &self.columns;
        if let Some(column) = columns.duplicate {
            match faults.column(record, titles, column, mark) {
                Some(false) => {}
                Some(true) => {
                    self.duplicates += 1;
                    return;
                }
                None => return,
            }
        }
        let month = faults.column(record, titles, columns.month, value::month);
        let amount = faults.column(record, titles, columns.amount, blank_or_amount);
        let product = columns
            .product
            .map(|column| record.field(column))
            .unwrap_or_default();
        if let (Some(month), Some(amount)) = (month, amount) {
            let key = RevenueKey {
                month,
                category: category::of_insights(&product),
                currency: Currency::USD,
            };
            if let Err(error) = self.months.entry(month).or_default().add(key, amount) {
                faults.note(record.line, columns.amount, error.to_string());
            }
        }
    }

    pub(super) fn finish(self) -> BTreeMap<String, DocumentSums> {
        let months = self.months.into_iter();
        months
            .map(|(month, sums)| (month.to_string(), sums))
            .collect()
    }
}

/// Rows of seats and usage have no revenue at all.
fn blank_or_amount(bytes: &[u8]) -> Result<Decimal, String> {
    if bytes.is_empty() {
        Ok(Decimal::ZERO)
    } else {
        value::amount(bytes)
    }
}

fn mark(bytes: &[u8]) -> Result<bool, String> {
    match bytes.to_ascii_lowercase().as_slice() {
        b"" | b"0" | b"false" | b"no" => Ok(false),
        b"1" | b"true" | b"yes" => Ok(true),
        _ => Err(format!("`{}` is neither 0 nor 1", value::shown(bytes))),
    }
}
