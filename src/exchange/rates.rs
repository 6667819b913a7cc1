//! Exchange rates as CSV: `month,currency,rate`, in US dollars for one unit; a blank month means any month.

use std::collections::HashMap;

use rust_decimal::Decimal;

use super::decode::DecodedFile;
use super::sheet::{Column, Parsed, Row, passed_over, read_rows, required};
use crate::diagnostic::Diagnostics;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{GivenRate, parse_rate};

/// The columns; `source` is one that `rates list` writes.
pub const COLUMNS: &[Column] = &[
    required("month"),
    required("currency"),
    required("rate"),
    passed_over("source"),
];
const MONTH: usize = 0;
const CURRENCY: usize = 1;
const RATE: usize = 2;

/// Parses rates; `source` is saved as their source.
pub fn read_rates(document: &DecodedFile, source: &str) -> Parsed<Vec<GivenRate>> {
    let mut parsed = Parsed::<Vec<GivenRate>>::default();
    let mut known = Known::new();
    let Parsed { file, mistakes } = &mut parsed;
    read_rows(document, COLUMNS, mistakes, |row, mistakes| {
        if let Some(rate) = read_row(row, source, &mut known, mistakes) {
            file.push(rate);
        }
    });
    parsed
}

/// The rate of each currency and month read so far.
type Known = HashMap<(Currency, Option<Month>), Decimal>;

/// The rate of a row, unless it repeats an earlier row.
fn read_row(
    row: &Row<'_>,
    source: &str,
    known: &mut Known,
    mistakes: &mut Diagnostics,
) -> Option<GivenRate> {
    let before = mistakes.count();
    let month = cell(row, MONTH, mistakes);
    let currency = cell(row, CURRENCY, mistakes);
    let rate = cell(row, RATE, mistakes);
    if mistakes.count() > before {
        return None;
    }
    let month = (!month.is_empty())
        .then(|| month.parse::<Month>())
        .transpose();
    let month = month.map_err(|error| mistakes.push(row.mistake(MONTH, error)));
    let currency = Currency::from_code(currency);
    let currency = currency.map_err(|error| mistakes.push(row.mistake(CURRENCY, error)));
    let rate = parse_rate(rate).map_err(|why| mistakes.push(row.mistake(RATE, why)));
    let (month, currency, usd_for_one) = (month.ok()?, currency.ok()?, rate.ok()?);
    if currency == Currency::USD && usd_for_one != Decimal::ONE {
        mistakes.push(row.mistake(RATE, "the rate of the US dollar is always 1"));
        return None;
    }
    match known.get(&(currency, month)) {
        Some(before) if *before != usd_for_one => {
            let message = "this month and currency already has a different rate in an earlier row";
            mistakes.push(row.mistake(RATE, message));
            None
        }
        Some(_) => None,
        None => {
            known.insert((currency, month), usd_for_one);
            Some(GivenRate {
                currency,
                month,
                usd_for_one,
                source: source.to_owned(),
            })
        }
    }
}

/// The text of a cell without the leading apostrophe of spreadsheets; empty if the cell is blank.
fn cell<'a>(row: &Row<'a>, column: usize, mistakes: &mut Diagnostics) -> &'a str {
    let text = row.text(column, mistakes).unwrap_or_default();
    text.strip_prefix('\'').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::decode::Opening;

    fn read(text: &str) -> Parsed<Vec<GivenRate>> {
        let document = DecodedFile::read(text.as_bytes(), Opening::ROWS).unwrap();
        read_rates(&document, "rates.csv")
    }

    fn places(text: &str) -> Vec<(u64, usize)> {
        let listed = read(text).mistakes.into_listed();
        let places = listed.iter().filter_map(|it| it.place()?.position());
        places.collect()
    }

    #[test]
    fn rates_are_read_by_month_or_in_general() {
        let text = "\u{feff}Rate;Month;Currency\r\n1.1063;2020-03;EUR\r\n1.18;;EUR\r\n";
        let rates = read(text).into_result().unwrap();
        assert_eq!(rates.len(), 2);
        assert_eq!(rates[1].month, None);
        assert_eq!(rates[0].usd_for_one.to_string(), "1.1063");
    }

    #[test]
    fn a_heading_of_many_columns_is_refused_at_once() {
        let began = std::time::Instant::now();
        let others: String = (0..140_000).map(|n| format!(",c{n}")).collect();
        let found = places(&format!("month,currency,rate{others}\n2020-01,EUR,1\n"));
        assert_eq!(found, [(1, 4)]);
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    #[test]
    fn mistakes_are_named_with_their_places() {
        assert_eq!(
            places("month,currency,rate\n2020-3,EU,0\n2020-03,EUR,1\n2020-03,EUR,2\nx\n"),
            [(2, 1), (2, 2), (2, 3), (4, 3), (5, 1)]
        );
        assert_eq!(places(""), [(1, 1)]);
        assert_eq!(places("month,currency,rate\n"), [(1, 1)]);
        assert_eq!(places("month,curency,rate\n"), [(1, 1), (1, 2)]);
        assert_eq!(places("month,currency,rate\n2020-03,USD,1.1\n"), [(2, 3)]);
    }
}
