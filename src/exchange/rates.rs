//! Exchange rates as CSV: `month,currency,rate`, US dollars for one unit; a blank month means any month.

use std::collections::HashMap;
use std::io::{self, Read};

use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::{GivenRate, parse_rate};
use crate::exchange::records::width_differs;
use crate::exchange::revenue::{ReadError, Record, Records, RowFault};

/// Why a file gave no rates.
#[derive(Debug, thiserror::Error)]
pub enum RatesError {
    /// It could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It has mistakes.
    #[error("the file has mistakes")]
    Rejected(Vec<RowFault>),
}

/// The columns, in our own order.
const COLUMNS: [&str; 3] = ["month", "currency", "rate"];
const FAULTS_TOLD: usize = 100;

/// Reads rates; `source` is what is remembered as the place they came from.
///
/// # Errors
/// When the file cannot be read, or every mistake in it (the first hundred).
pub fn read_rates(reader: impl Read, source: &str) -> Result<Vec<GivenRate>, RatesError> {
    let mut faults = Vec::new();
    let mut rates: Vec<GivenRate> = Vec::new();
    let read = read(reader, source, &mut rates, &mut faults);
    match read {
        Err(ReadError::Io(error)) => return Err(error.into()),
        Err(ReadError::TooLong { line }) => {
            faults.push(fault(line, 0, "this record is longer than a mebibyte"))
        }
        Err(ReadError::OpenQuote { line }) => {
            faults.push(fault(line, 0, "a quote is opened here and never closed"))
        }
        Ok(()) => {}
    }
    if faults.is_empty() {
        Ok(rates)
    } else {
        Err(RatesError::Rejected(faults))
    }
}

fn fault(line: u64, column: usize, message: impl Into<String>) -> RowFault {
    RowFault {
        line,
        column: column + 1,
        message: message.into(),
    }
}

fn read(
    reader: impl Read,
    source: &str,
    rates: &mut Vec<GivenRate>,
    faults: &mut Vec<RowFault>,
) -> Result<(), ReadError> {
    let mut records = Records::new(reader)?;
    let Some(header) = records.read_record()? else {
        faults.push(fault(
            1,
            0,
            "the file is empty; its first line names the columns",
        ));
        return Ok(());
    };
    let typed = match header.titles() {
        Ok(typed) => typed,
        Err(message) => {
            faults.push(fault(header.line, 0, message));
            return Ok(());
        }
    };
    let titles: Vec<String> = typed.iter().map(|title| title.to_lowercase()).collect();
    let mut places = [0; 3];
    for (place, name) in places.iter_mut().zip(COLUMNS) {
        match titles.iter().position(|title| title == name) {
            Some(at) => *place = at,
            None => faults.push(fault(1, 0, format!("the column `{name}` is missing"))),
        }
    }
    let mut first_of: HashMap<&str, usize> = HashMap::with_capacity(titles.len());
    for (column, (title, typed)) in titles.iter().zip(&typed).enumerate() {
        if faults.len() >= FAULTS_TOLD {
            break;
        }
        let shown: String = typed.chars().take(60).collect();
        if *first_of.entry(title).or_insert(column) != column {
            faults.push(fault(
                1,
                column,
                format!("the column `{shown}` stands in the file twice"),
            ));
        } else if !(COLUMNS.contains(&title.as_str()) || title == "source") {
            let known = COLUMNS.join(", ");
            faults.push(fault(
                1,
                column,
                format!("there is no column `{shown}`; known are {known}"),
            ));
        }
    }
    if !faults.is_empty() {
        return Ok(());
    }
    let mut known = Known::new();
    while let Some(record) = records.read_record()? {
        if faults.len() >= FAULTS_TOLD {
            break;
        }
        if record.is_blank() {
            continue;
        }
        if record.width() != titles.len() {
            let message = width_differs(record.width(), titles.len());
            faults.push(fault(record.line, 0, message));
            continue;
        }
        take(&record, places, source, rates, &mut known, faults);
    }
    if rates.is_empty() && faults.is_empty() {
        faults.push(fault(1, 0, "the file has no rows below its header"));
    }
    Ok(())
}

/// The rate of each currency and month so far.
type Known = HashMap<(Currency, Option<Month>), rust_decimal::Decimal>;

fn take(
    record: &Record<'_>,
    [month_at, currency_at, rate_at]: [usize; 3],
    source: &str,
    rates: &mut Vec<GivenRate>,
    known: &mut Known,
    faults: &mut Vec<RowFault>,
) {
    let mut note = |column, name: &str, message: String| {
        faults.push(fault(record.line, column, format!("{name}: {message}")));
    };
    let unguarded = |at| {
        let text = record.text(at);
        text.strip_prefix('\'').map(str::to_owned).unwrap_or(text)
    };
    let typed = unguarded(month_at);
    let month = if typed.is_empty() {
        Ok(None)
    } else {
        typed.parse::<Month>().map(Some)
    };
    let month = month.map_err(|error| note(month_at, "month", error.to_string()));
    let currency = Currency::from_code(&unguarded(currency_at));
    let currency = currency.map_err(|error| note(currency_at, "currency", error.to_string()));
    let rate = parse_rate(&unguarded(rate_at)).map_err(|message| note(rate_at, "rate", message));
    let (Ok(month), Ok(currency), Ok(usd_for_one)) = (month, currency, rate) else {
        return;
    };
    if currency == Currency::USD && usd_for_one != rust_decimal::Decimal::ONE {
        return note(
            rate_at,
            "rate",
            "a US dollar is worth one US dollar".to_owned(),
        );
    }
    match known.insert((currency, month), usd_for_one) {
        Some(before) if before != usd_for_one => {
            known.insert((currency, month), before);
            note(
                rate_at,
                "rate",
                "this month and currency has another rate further up".to_owned(),
            );
        }
        Some(_) => {}
        None => rates.push(GivenRate {
            currency,
            month,
            usd_for_one,
            source: source.to_owned(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(u64, usize)> {
        let Err(RatesError::Rejected(faults)) = read_rates(text.as_bytes(), "rates.csv") else {
            panic!()
        };
        faults
            .into_iter()
            .map(|fault| (fault.line, fault.column))
            .collect()
    }

    #[test]
    fn rates_are_read_by_month_or_in_general() {
        let rates = read_rates(
            "\u{feff}Rate;Month;Currency\r\n1.1063;2020-03;EUR\r\n1.18;;EUR\r\n".as_bytes(),
            "r",
        )
        .unwrap();
        assert_eq!(rates.len(), 2);
        assert_eq!(rates[1].month, None);
        assert_eq!(rates[0].usd_for_one.to_string(), "1.1063");
    }

    #[test]
    fn a_heading_of_many_columns_is_refused_at_once() {
        let began = std::time::Instant::now();
        let others: String = (0..140_000).map(|n| format!(",c{n}")).collect();
        let found = faults(&format!("month,currency,rate{others}\n2020-01,EUR,1\n"));
        assert_eq!(found.len(), FAULTS_TOLD);
        assert!(began.elapsed().as_secs() < 10, "{:?}", began.elapsed());
    }

    #[test]
    fn mistakes_are_named_with_their_places() {
        assert_eq!(
            faults("month,currency,rate\n2020-3,EU,0\n2020-03,EUR,1\n2020-03,EUR,2\nx\n"),
            [(2, 1), (2, 2), (2, 3), (4, 3), (5, 1)]
        );
        assert_eq!(faults(""), [(1, 1)]);
        assert_eq!(faults("month,currency,rate\n"), [(1, 1)]);
        assert_eq!(faults("month,curency,rate\n"), [(1, 1), (1, 2)]);
        assert_eq!(faults("month,currency,rate\n2020-03,USD,1.1\n"), [(2, 3)]);
    }
}
