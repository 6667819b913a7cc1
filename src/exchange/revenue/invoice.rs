//! The reconciliation files of invoices: licence-based, usage-based, new-commerce.

mod documents;

use rust_decimal::Decimal;

use super::blank_cells::{or_blank, unguarded};
use super::category::{self, Signs};
use super::dates::{DateCell, Dates};
use super::header::{Family, InvoiceColumns};
use super::mistakes::Mistakes;
use super::number;
use super::own_format::parsed;
use super::record::Record;
use super::sums::{DocumentPart, RevenueFileKind};
use super::value::Span;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{Category, RevenueDocumentKind, RevenueKey, StatedRate};
use documents::Documents;

/// Sums the rows of a reconciliation file by document.
pub(super) struct InvoiceReader {
    columns: InvoiceColumns,
    span: Span,
    pub(super) dates: Dates,
    documents: Documents,
    currencies: Spellings,
}

/// The currencies of a file, each spelling parsed once.
#[derive(Default)]
struct Spellings(Vec<(Vec<u8>, Currency)>);

/// The maximum number of spellings; real files have fewer.
const SPELLINGS: usize = 32;
/// The maximum length of an invoice number or partner.
const LONGEST_NAME: usize = 100;

impl Spellings {
    fn currency(&mut self, bytes: &[u8]) -> Result<Currency, String> {
        if let Some((_, known)) = self.0.iter().find(|(spelling, _)| spelling == bytes) {
            return Ok(*known);
        }
        let blank = |bytes: &[u8]| bytes.is_empty() || super::blank_cells::is_nothing(bytes);
        if blank(bytes) {
            return Err("a currency is required, for example EUR".to_owned());
        }
        let text = String::from_utf8_lossy(bytes);
        let currency = parsed(text.trim_matches('\u{a0}').as_bytes())?;
        if self.0.len() < SPELLINGS {
            self.0.push((bytes.to_vec(), currency));
        }
        Ok(currency)
    }
}

impl InvoiceReader {
    pub(super) fn new(columns: InvoiceColumns, span: Span, dates: Dates) -> Self {
        Self {
            columns,
            span,
            dates,
            documents: Documents::default(),
            currencies: Spellings::default(),
        }
    }

    /// Processes a row and returns its amount. A row of another reseller is only counted.
    pub(super) fn take(
        &mut self,
        record: &Record<'_>,
        titles: &[String],
        is_ours: bool,
        mistakes: &mut Mistakes,
    ) -> Option<(Currency, Decimal)> {
        let columns = &self.columns;
        let amount = mistakes.column(record, titles, columns.amount, number::amount);
        let currencies = &mut self.currencies;
        let currency = mistakes.column(record, titles, columns.currency, |bytes| {
            currencies.currency(bytes)
        });
        let (number, partner) = document_name(columns, record, titles, mistakes)?;
        if !is_ours {
            let (currency, amount) = (currency?, amount?);
            let key = self.documents.place(&number, &partner, currency);
            self.documents.leave_out(key, currency, amount);
            return Some((currency, amount));
        }
        let dates = &mut self.dates;
        let mut date = |column: Option<usize>, mistakes: &mut Mistakes| match column {
            Some(column) if !record.field(column).is_empty() => {
                mistakes.column_at(record, titles, column, |cell, place| {
                    dates.read(cell, place)
                })
            }
            Some(_) | None => Some(None),
        };
        let started = date(Some(columns.charge_start), mistakes);
        let ended = date(columns.charge_end, mistakes);
        let ordered = match started {
            Some(None) => date(columns.order_date, mistakes),
            Some(Some(_)) | None => Some(None),
        };
        let rated = date(columns.rate_date, mistakes);
        let for_one_usd = rate(columns, record, titles, mistakes);
        let (started, ended, rated, ordered) = (started?, ended?, rated?, ordered?);
        let (amount, currency, for_one_usd) = (amount?, currency?, for_one_usd?);
        self.dates
            .compare(started, ended, (record.line, columns.charge_start));
        let category = category_of(columns, record, ended);
        let place = self.documents.place(&number, &partner, currency);
        self.documents
            .mark(place, record.mark(), record.mark_of(&columns.subject));
        let Some(day) = started.or(ordered).map(|cell| cell.day) else {
            let at = (record.line, record.column(columns.charge_start));
            if self
                .documents
                .add_undated(place, (category, currency), amount, at)
                .is_err()
            {
                mistakes.note(record.line, record.column(columns.amount), TOO_LARGE);
            }
            return Some((currency, amount));
        };
        if columns.family == Family::LicenceBased {
            let last = ended.map_or(day, |cell| cell.day);
            self.documents.stretch(place, day, last.max(day));
        }
        let key = RevenueKey {
            month: Month::of(day),
            category,
            currency,
        };
        let column = if started.is_some() {
            columns.charge_start
        } else {
            columns.order_date.unwrap_or(columns.charge_start)
        };
        if let Err(message) = self.span.check(key.month) {
            let title = titles.get(column).map_or("", String::as_str);
            mistakes.note(
                record.line,
                record.column(column),
                format!("{title}: {message}"),
            );
            return None;
        }
        let rate = for_one_usd
            .filter(|_| currency != Currency::USD)
            .map(|for_one_usd| StatedRate {
                on: rated.map(|cell| cell.day),
                for_one_usd,
            });
        if self.documents.add(place, key, amount, rate).is_err() {
            mistakes.note(record.line, record.column(columns.amount), TOO_LARGE);
        }
        Some((currency, amount))
    }

    pub(super) fn finish(self) -> (RevenueFileKind, Vec<DocumentPart>) {
        let kind = match self.columns.family {
            Family::LicenceBased => RevenueDocumentKind::LicenceBased,
            Family::UsageBased => RevenueDocumentKind::UsageBased,
            Family::NewCommerce => RevenueDocumentKind::NewCommerce,
        };
        (RevenueFileKind::Documents(kind), self.documents.finish())
    }
}

const TOO_LARGE: &str = "the figures are too large to add exactly";

/// The document of the row: the invoice number, blank only in licence-based files without one, and the partner.
#[allow(clippy::type_complexity)]
fn document_name<'a>(
    columns: &InvoiceColumns,
    record: &Record<'a>,
    titles: &[String],
    mistakes: &mut Mistakes,
) -> Option<(std::borrow::Cow<'a, [u8]>, std::borrow::Cow<'a, [u8]>)> {
    let partner = columns
        .partner
        .map(|column| or_blank(record.field(column)))
        .filter(|partner| partner.len() <= LONGEST_NAME)
        .unwrap_or_default();
    let Some(column) = columns.invoice else {
        return Some((std::borrow::Cow::Borrowed(&[]), partner));
    };
    let number = or_blank(record.field(column));
    if number.is_empty() && columns.family != Family::LicenceBased || number.len() > LONGEST_NAME {
        let title = titles.get(column).map_or("", String::as_str);
        let message = format!(
            "{title}: the invoice number is missing: lines without one are not billed yet, and repeat charges that the invoice will have"
        );
        mistakes.note(record.line, record.column(column), message);
        return None;
    }
    Some((number, partner))
}

/// The rate of a row that is priced in US dollars and billed in another currency.
fn rate(
    columns: &InvoiceColumns,
    record: &Record<'_>,
    titles: &[String],
    mistakes: &mut Mistakes,
) -> Option<Option<Decimal>> {
    let (Some(pricing), Some(column)) = (columns.pricing_currency, columns.rate) else {
        return Some(None);
    };
    let cell = or_blank(record.field(column));
    let pricing = record.field(pricing);
    if cell.is_empty() || !unguarded(&pricing).eq_ignore_ascii_case(b"USD") {
        return Some(None);
    }
    mistakes.column(record, titles, column, |bytes| {
        match number::amount(bytes)? {
            rate if rate > Decimal::ZERO => Ok(Some(rate)),
            _ => Err("not a valid rate: expected a number greater than 0".to_owned()),
        }
    })
}

fn category_of(columns: &InvoiceColumns, record: &Record<'_>, ended: Option<DateCell>) -> Category {
    if columns.family != Family::NewCommerce {
        return Category::Cloud;
    }
    let field = |column: Option<usize>| {
        column
            .map(|column| or_blank(record.field(column)))
            .unwrap_or_default()
    };
    let (publisher, publisher_id) = (field(columns.publisher), field(columns.publisher_id));
    category::of_new_commerce(&Signs {
        term: &field(columns.term),
        has_end: ended.is_some(),
        publisher: &publisher,
        publisher_id: &publisher_id,
    })
}
