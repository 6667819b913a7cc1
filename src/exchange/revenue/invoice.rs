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
use crate::domain::revenue::{
    Category, DocumentKind, DocumentSums, RevenueKey, StatedRate, TooLarge,
};
use crate::domain::sum::plus;

/// Adds up the rows of a reconciliation file, invoice by invoice.
pub(super) struct InvoiceReader {
    columns: InvoiceColumns,
    places: HashMap<Vec<u8>, usize>,
    invoices: Vec<Invoice>,
    currencies: Spellings,
}

/// What is known of one invoice, or of one partner's file where it has no invoice numbers.
#[derive(Default)]
struct Invoice {
    sums: HashMap<RevenueKey, Sum>,
    /// First and last charge, which name a file without invoice numbers.
    span: Option<(Day, Day)>,
    /// Rows whose charge has no date of its own.
    undated: Vec<Undated>,
}

/// A sum under construction, and the rate that its rows state.
#[derive(Default)]
struct Sum {
    amount: Decimal,
    rate: Option<StatedRate>,
}

struct Undated {
    line: u64,
    key: (Category, Currency),
    amount: Decimal,
}

/// The few currencies of a file, each spelling read once.
#[derive(Default)]
struct Spellings(Vec<(Vec<u8>, Currency)>);

/// No real file has more spellings of currencies than this.
const SPELLINGS: usize = 32;

impl Spellings {
    fn currency(&mut self, bytes: &[u8]) -> Result<Currency, String> {
        if let Some((_, known)) = self.0.iter().find(|(spelling, _)| spelling == bytes) {
            return Ok(*known);
        }
        let currency = parsed(bytes)?;
        if self.0.len() < SPELLINGS {
            self.0.push((bytes.to_vec(), currency));
        }
        Ok(currency)
    }
}

impl InvoiceReader {
    pub(super) fn new(columns: InvoiceColumns) -> Self {
        Self {
            columns,
            places: HashMap::new(),
            invoices: Vec::new(),
            currencies: Spellings::default(),
        }
    }

    pub(super) fn take(&mut self, record: &Record<'_>, titles: &[String], faults: &mut Faults) {
        let columns = &self.columns;
        let date = |column: Option<usize>, faults: &mut Faults| match column {
            Some(column) if !record.field(column).is_empty() => {
                faults.column(record, titles, column, value::day).map(Some)
            }
            Some(_) | None => Some(None),
        };
        let started = date(Some(columns.charge_start), faults);
        let ended = date(columns.charge_end, faults);
        let ordered = match started {
            Some(None) => date(columns.order_date, faults),
            Some(Some(_)) | None => Some(None),
        };
        let amount = faults.column(record, titles, columns.amount, value::amount);
        let currencies = &mut self.currencies;
        let currency = faults.column(record, titles, columns.currency, |bytes| {
            currencies.currency(bytes)
        });
        let for_one_usd = rate(columns, record, titles, faults);
        let rated = date(columns.rate_date, faults);
        let name = document_name(columns, record, titles, faults);
        let (Some(started), Some(ended), Some(rated), Some(ordered)) =
            (started, ended, rated, ordered)
        else {
            return;
        };
        let (Some(amount), Some(currency), Some(for_one_usd), Some(name)) =
            (amount, currency, for_one_usd, name)
        else {
            return;
        };
        let category = category_of(columns, record);
        let column = columns.amount;
        let invoice = self.invoice(&name);
        let Some(day) = started.or(ordered) else {
            let key = (category, currency);
            invoice.undated.push(Undated {
                line: record.line,
                key,
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
        let sum = invoice.sums.entry(key).or_default();
        match plus(sum.amount, amount) {
            Some(total) => sum.amount = total,
            None => faults.note(record.line, column, TooLarge(key).to_string()),
        }
        if let Some(for_one_usd) = for_one_usd.filter(|_| currency != Currency::USD) {
            sum.rate = sum.rate.max(Some(StatedRate {
                on: rated,
                for_one_usd,
            }));
        }
    }

    /// The invoice of this name, new or known.
    fn invoice(&mut self, name: &[u8]) -> &mut Invoice {
        let place = match self.places.get(name) {
            Some(place) => *place,
            None => {
                self.places.insert(name.to_vec(), self.invoices.len());
                self.invoices.push(Invoice::default());
                self.invoices.len() - 1
            }
        };
        &mut self.invoices[place]
    }

    pub(super) fn finish(self, faults: &mut Faults) -> (FileKind, BTreeMap<String, DocumentSums>) {
        let kind = match self.columns.family {
            Family::LicenceBased => DocumentKind::LicenceBased,
            Family::UsageBased => DocumentKind::UsageBased,
            Family::NewCommerce => DocumentKind::NewCommerce,
        };
        let mut invoices: Vec<Option<Invoice>> = self.invoices.into_iter().map(Some).collect();
        let mut documents = BTreeMap::new();
        for (name, place) in self.places {
            let Some(mut invoice) = invoices.get_mut(place).and_then(Option::take) else {
                continue;
            };
            invoice.place_undated(self.columns.charge_start, faults);
            let mut name = String::from_utf8_lossy(&name).into_owned();
            if let (Family::LicenceBased, Some((first, last))) = (self.columns.family, invoice.span)
            {
                name = format!("{name} {first}..{last}").trim_start().to_owned();
            }
            documents.insert(name, invoice.document());
        }
        (FileKind::Documents(kind), documents)
    }
}

impl Invoice {
    fn stretch(&mut self, first: Day, last: Day) {
        let (from, to) = self.span.unwrap_or((first, last));
        self.span = Some((from.min(first), to.max(last)));
    }

    /// Rows without a date belong to the invoice's own month: that of the latest charge it has.
    fn place_undated(&mut self, column: usize, faults: &mut Faults) {
        let latest = self.sums.keys().map(|key| key.month).max();
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
            let key = RevenueKey {
                month,
                category,
                currency,
            };
            let sum = self.sums.entry(key).or_default();
            match plus(sum.amount, row.amount) {
                Some(total) => sum.amount = total,
                None => faults.note(row.line, column, TooLarge(key).to_string()),
            }
        }
    }

    fn document(self) -> DocumentSums {
        let mut document = DocumentSums::default();
        for (key, sum) in self.sums {
            document.amounts.insert(key, sum.amount);
            if let Some(rate) = sum.rate {
                document.rate(key.month, key.currency, rate);
            }
        }
        document
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
