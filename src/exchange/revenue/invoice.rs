//! The reconciliation files of invoices: licence-based, usage-based, new-commerce.

use std::collections::{BTreeMap, HashMap};

use rust_decimal::Decimal;

use super::category::{self, Signs};
use super::faults::Faults;
use super::header::{Family, InvoiceColumns};
use super::own::parsed;
use super::records::Record;
use super::sums::FileKind;
use super::value;
use crate::domain::calendar::{Day, Month};
use crate::domain::money::Currency;
use crate::domain::revenue::{Category, RevenueKey};
use crate::domain::revenue::{DocumentKind, DocumentSums, StatedRate};

/// Adds up the rows of a reconciliation file, invoice by invoice.
pub(super) struct InvoiceReader {
    columns: InvoiceColumns,
    invoices: HashMap<Vec<u8>, Invoice>,
    dates: Remembered<Day>,
    currencies: Remembered<Currency>,
}

/// What is known of one invoice, or of one partner's file where it has no invoice numbers.
#[derive(Default)]
struct Invoice {
    sums: DocumentSums,
    /// First and last charge, which name a file without invoice numbers.
    span: Option<(Day, Day)>,
    /// Rows whose charge has no date of its own.
    undated: Vec<Undated>,
}

struct Undated {
    line: u64,
    key: (Category, Currency),
    amount: Decimal,
}

/// Values repeat from row to row; each spelling is read once.
struct Remembered<T>(HashMap<Vec<u8>, T>);

/// No real file has more spellings of dates or currencies than this.
const SPELLINGS: usize = 10_000;

impl<T: Copy> Remembered<T> {
    fn read(
        &mut self,
        bytes: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, String>,
    ) -> Result<T, String> {
        if let Some(value) = self.0.get(bytes) {
            return Ok(*value);
        }
        let value = read(bytes)?;
        if self.0.len() < SPELLINGS {
            self.0.insert(bytes.to_vec(), value);
        }
        Ok(value)
    }
}

impl InvoiceReader {
    pub(super) fn new(columns: InvoiceColumns) -> Self {
        Self {
            columns,
            invoices: HashMap::new(),
            dates: Remembered(HashMap::new()),
            currencies: Remembered(HashMap::new()),
        }
    }

    pub(super) fn take(&mut self, record: &Record<'_>, titles: &[String], faults: &mut Faults) {
        let Self {
            columns,
            dates,
            currencies,
            ..
        } = self;
        let mut date = |column: Option<usize>, faults: &mut Faults| match column {
            Some(column) if !record.field(column).is_empty() => faults
                .column(record, titles, column, |bytes| {
                    dates.read(bytes, value::day)
                })
                .map(Some),
            Some(_) | None => Some(None),
        };
        let started = date(Some(columns.charge_start), faults);
        let ended = date(columns.charge_end, faults);
        let rated = date(columns.rate_date, faults);
        let ordered = match started {
            Some(None) => date(columns.order_date, faults),
            Some(Some(_)) | None => Some(None),
        };
        let amount = faults.column(record, titles, columns.amount, value::amount);
        let currency = faults.column(record, titles, columns.currency, |bytes| {
            currencies.read(bytes, parsed)
        });
        let per_usd = rate(columns, record, titles, faults);
        let name = document_name(columns, record, titles, faults);
        let (Some(started), Some(ended), Some(rated), Some(ordered)) =
            (started, ended, rated, ordered)
        else {
            return;
        };
        let (Some(amount), Some(currency), Some(per_usd), Some(name)) =
            (amount, currency, per_usd, name)
        else {
            return;
        };
        let category = category_of(columns, record);
        let invoice = match self.invoices.get_mut(&*name) {
            Some(invoice) => invoice,
            None => self.invoices.entry(name.into_owned()).or_default(),
        };
        let Some(day) = started.or(ordered) else {
            invoice.undated.push(Undated {
                line: record.line,
                key: (category, currency),
                amount,
            });
            return;
        };
        invoice.stretch(day, ended.unwrap_or(day));
        let key = RevenueKey {
            month: Month::of(day),
            category,
            currency,
        };
        if let Err(error) = invoice.sums.add(key, amount) {
            faults.note(record.line, self.columns.amount, error.to_string());
        }
        if let Some(for_one_usd) = per_usd.filter(|_| currency != Currency::USD) {
            invoice.sums.rate(
                key.month,
                currency,
                StatedRate {
                    on: rated,
                    for_one_usd,
                },
            );
        }
    }

    pub(super) fn finish(self, faults: &mut Faults) -> (FileKind, BTreeMap<String, DocumentSums>) {
        let mut documents = BTreeMap::new();
        for (name, mut invoice) in self.invoices {
            invoice.place_undated(self.columns.charge_start, faults);
            let mut name = String::from_utf8_lossy(&name).into_owned();
            if let (Family::LicenceBased, Some((first, last))) = (self.columns.family, invoice.span)
            {
                name = format!("{name} {first}..{last}").trim_start().to_owned();
            }
            documents.insert(name, invoice.sums);
        }
        let kind = match self.columns.family {
            Family::LicenceBased => FileKind::Documents(DocumentKind::LicenceBased),
            Family::UsageBased => FileKind::Documents(DocumentKind::UsageBased),
            Family::NewCommerce => FileKind::Documents(DocumentKind::NewCommerce),
        };
        (kind, documents)
    }
}

impl Invoice {
    fn stretch(&mut self, first: Day, last: Day) {
        let (from, to) = self.span.unwrap_or((first, last));
        self.span = Some((from.min(first), to.max(last)));
    }

    /// Rows without a date belong to the invoice's own month: that of the latest charge it has.
    fn place_undated(&mut self, column: usize, faults: &mut Faults) {
        let latest = self.sums.amounts.keys().map(|key| key.month).max();
        for row in std::mem::take(&mut self.undated) {
            let Some(month) = latest else {
                faults.note(
                    row.line,
                    column,
                    "ChargeStartDate: it is blank, and no other row dates the invoice",
                );
                continue;
            };
            let (category, currency) = row.key;
            if let Err(error) = self.sums.add(
                RevenueKey {
                    month,
                    category,
                    currency,
                },
                row.amount,
            ) {
                faults.note(row.line, column, error.to_string());
            }
        }
    }
}

/// What the row is counted with: its invoice, or the partner whose file has no invoice numbers.
fn document_name<'a>(
    columns: &InvoiceColumns,
    record: &Record<'a>,
    titles: &[String],
    faults: &mut Faults,
) -> Option<std::borrow::Cow<'a, [u8]>> {
    match columns.invoice {
        Some(column) => {
            let name = record.field(column);
            if name.is_empty() || name.len() > 100 {
                let title = titles.get(column).map_or("", String::as_str);
                let message =
                    format!("{title}: an invoice number is needed, so that an invoice counts once");
                faults.note(record.line, column, message);
                return None;
            }
            Some(name)
        }
        None => Some(
            columns
                .partner
                .map(|column| record.field(column))
                .unwrap_or_default(),
        ),
    }
}

/// The rate of a row that was priced in US dollars and billed in another currency.
fn rate(
    columns: &InvoiceColumns,
    record: &Record<'_>,
    titles: &[String],
    faults: &mut Faults,
) -> Option<Option<Decimal>> {
    let (Some(pricing), Some(column)) = (columns.pricing_currency, columns.rate) else {
        return Some(None);
    };
    if !record.field(pricing).eq_ignore_ascii_case(b"USD") || record.field(column).is_empty() {
        return Some(None);
    }
    faults.column(record, titles, column, |bytes| {
        match value::amount(bytes)? {
            rate if rate > Decimal::ZERO => Ok(Some(rate)),
            _ => Err(format!(
                "`{}` is no rate; it must be above zero",
                value::shown(bytes)
            )),
        }
    })
}

fn category_of(columns: &InvoiceColumns, record: &Record<'_>) -> Category {
    if columns.family != Family::NewCommerce {
        return Category::Cloud;
    }
    let field = |column: Option<usize>| {
        column
            .map(|column| record.field(column))
            .unwrap_or_default()
    };
    let (term, charge_end) = (field(columns.term), field(columns.charge_end));
    let (publisher, publisher_id) = (field(columns.publisher), field(columns.publisher_id));
    category::of_new_commerce(&Signs {
        term: &term,
        charge_end: &charge_end,
        publisher: &publisher,
        publisher_id: &publisher_id,
    })
}
