//! Insights exports: billed revenue in US dollars by month.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::blank_cells::is_word_for_nothing;
use super::category;
use super::dates::Dates;
use super::header::InsightsColumns;
use super::mistakes::Mistakes;
use super::number;
use super::record::Record;
use super::sums::{DocumentPart, LeftOut, Subjects};
use super::value::{self, Span};
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{DocumentName, DocumentSums, LineMark, RevenueKey};

/// Sums the rows of an export. Each month is a separate document.
pub(super) struct InsightsReader {
    columns: InsightsColumns,
    span: Span,
    pub(super) dates: Dates,
    months: BTreeMap<Month, MonthRows>,
    pub(super) duplicates: LeftOut,
    pub(super) not_billed: LeftOut,
}

#[derive(Default)]
struct MonthRows {
    sums: DocumentSums,
    marks: Vec<LineMark>,
    subjects: Option<Subjects>,
    left_out: LeftOut,
}

impl InsightsReader {
    pub(super) fn new(columns: InsightsColumns, span: Span, dates: Dates) -> Self {
        Self {
            columns,
            span,
            dates,
            months: BTreeMap::new(),
            duplicates: LeftOut::default(),
            not_billed: LeftOut::default(),
        }
    }

    /// Processes a row. A row of another reseller is only counted, and its amount is returned.
    pub(super) fn take(
        &mut self,
        record: &Record<'_>,
        titles: &[String],
        is_ours: bool,
        mistakes: &mut Mistakes,
    ) -> Option<(Currency, Decimal)> {
        let (columns, span, dates) = (&self.columns, self.span, &mut self.dates);
        let duplicate = match columns.duplicate {
            Some(column) => mistakes.column(record, titles, column, mark)?,
            None => false,
        };
        let month = mistakes.column_at(record, titles, columns.month, |cell, place| {
            let month = value::month(cell, dates, place)?;
            span.check(month).map(|()| month)
        });
        let amount = mistakes.column(record, titles, columns.amount, blank_or_amount);
        let field = |column: Option<usize>| {
            column
                .map(|column| record.field(column))
                .unwrap_or_default()
        };
        let (month, amount) = (month?, amount?);
        let rows = self.months.entry(month).or_default();
        if !is_ours {
            rows.left_out.add(Currency::USD, amount);
            return Some((Currency::USD, amount));
        }
        if category::is_not_billed(&field(columns.attribution)) {
            rows.left_out.add(Currency::USD, amount);
            self.not_billed.add(Currency::USD, amount);
            return None;
        }
        if duplicate {
            rows.left_out.add(Currency::USD, amount);
            self.duplicates.add(Currency::USD, amount);
            return None;
        }
        let key = RevenueKey {
            month,
            category: category::of_insights(&field(columns.product)),
            currency: Currency::USD,
        };
        rows.marks.push(record.mark());
        if let Some(subject) = record.mark_of(&columns.subject) {
            rows.subjects.get_or_insert_default().add(subject);
        }
        if let Err(error) = rows.sums.add(key, amount) {
            mistakes.note(
                record.line,
                record.column(columns.amount),
                error.to_string(),
            );
        }
        None
    }

    pub(super) fn finish(self) -> Vec<DocumentPart> {
        let months = self.months.into_iter();
        months
            .map(|(month, mut rows)| {
                rows.marks.sort_unstable();
                DocumentPart {
                    name: DocumentName::Month(month.to_string()),
                    sums: rows.sums,
                    undated: BTreeMap::new(),
                    first_undated: None,
                    marks: rows.marks,
                    subjects: rows.subjects,
                    left_out: rows.left_out,
                }
            })
            .collect()
    }
}

/// Rows for seats and usage have no revenue.
fn blank_or_amount(bytes: &[u8]) -> Result<Decimal, String> {
    if bytes.is_empty() || is_word_for_nothing(bytes) {
        Ok(Decimal::ZERO)
    } else {
        number::amount(bytes)
    }
}

fn mark(bytes: &[u8]) -> Result<bool, String> {
    if is_word_for_nothing(bytes) {
        return Ok(false);
    }
    match bytes.to_ascii_lowercase().as_slice() {
        b"" | b"0" | b"0.0" | b"false" | b"no" | b"n" => Ok(false),
        b"1" | b"1.0" | b"true" | b"yes" | b"y" => Ok(true),
        _ => Err("not valid: expected 0 or 1".to_owned()),
    }
}
