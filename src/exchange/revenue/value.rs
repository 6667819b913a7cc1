//! Formats the value of a field for messages, and parses months of exports.

use std::borrow::Cow;

use chrono::Datelike;

use super::blank_cells::unguarded;
use super::dates::{Dates, number};
use crate::domain::calendar::{Day, Month};

/// The value of a field, shortened for a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
    text.chars().take(60).collect()
}

const EXPECTED: &str = "not a valid month: expected the month or its first day, for example 2020-03, 202003 or 3/1/2020";

/// Parses a month: `2020-03`, `202003`, or its first day, as `20200301` or as a date.
pub(super) fn month(bytes: &[u8], dates: &mut Dates, place: (u64, usize)) -> Result<Month, String> {
    let bytes = unguarded(bytes);
    let plain = bytes.iter().all(u8::is_ascii_digit);
    let day = match bytes.len() {
        6 | 8 if plain => {
            let (year, rest) = bytes.split_at(4);
            let (month, day) = rest.split_at(2);
            let day = if day.is_empty() { Some(1) } else { number(day) };
            let year = number(year).and_then(|year| i32::try_from(year).ok());
            match (year, number(month), day) {
                (Some(year), Some(month), Some(day)) => Day::from_ymd_opt(year, month, day),
                _ => None,
            }
        }
        7 if !plain => {
            let text = std::str::from_utf8(bytes).ok();
            text.and_then(|text| text.parse::<Month>().ok())
                .map(Month::first_day)
        }
        _ => dates.read(bytes, place).ok().flatten().map(|cell| cell.day),
    };
    match day {
        Some(day) if day.day() == 1 => Ok(Month::of(day)),
        Some(_) | None => Err(EXPECTED.to_owned()),
    }
}

/// The months in which revenue is possible.
#[derive(Debug, Clone, Copy)]
pub struct Span {
    first: Month,
    last: Month,
}

/// How many months ahead a charge may be.
const MONTHS_AHEAD: i32 = 24;

impl Span {
    /// The possible months as of a day.
    pub fn seen_on(today: Day) -> Self {
        let first = Day::from_ymd_opt(2010, 1, 1).unwrap_or(today);
        Self {
            first: Month::of(first),
            last: Month::of(today).plus(MONTHS_AHEAD),
        }
    }

    /// Checks a month.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(self, month: Month) -> Result<(), String> {
        if (self.first..=self.last).contains(&month) {
            Ok(())
        } else {
            Err(format!(
                "the month is out of range: expected {} to {}",
                self.first, self.last
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::revenue::DateOrder;

    fn read(order: Option<DateOrder>, text: &str) -> Result<Month, String> {
        month(text.as_bytes(), &mut Dates::written(order), (2, 0))
    }

    #[test]
    fn months_have_the_forms_that_exports_give_them() {
        for text in [
            "2020-03",
            "202003",
            "20200301",
            "3/1/2020",
            "2020-03-01T00:00:00Z",
            "2020-03-01 00:00:00.0000000",
            "'202003",
        ] {
            assert_eq!(read(None, text).unwrap().to_string(), "2020-03", "{text}");
        }
        for text in [
            "2020-13", "202013", "03-2020", "March", "", "2020", "20200315", "3/8/2020", "NULL",
            "Jul 2023",
        ] {
            assert!(read(None, text).is_err(), "{text}");
        }
        let day_first = read(Some(DateOrder::Dmy), "01/08/2023").unwrap();
        assert_eq!(day_first.to_string(), "2023-08");
    }

    #[test]
    fn revenue_is_possible_from_2010_to_two_years_ahead() {
        let span = Span::seen_on(Day::from_ymd_opt(2024, 2, 10).unwrap());
        for (month, fits) in [
            ("2010-01", true),
            ("2009-12", false),
            ("2026-02", true),
            ("2026-03", false),
        ] {
            assert_eq!(span.check(month.parse().unwrap()).is_ok(), fits, "{month}");
        }
    }
}
