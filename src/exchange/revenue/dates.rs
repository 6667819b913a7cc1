//! Parses the dates of a file, and checks whether they are month first.
//!
//! In original files `a/b/year` is month first. If the file itself suggests another order, it is refused, and the
//! person has to state the order.

use std::collections::BTreeSet;

use super::blank_cells::{is_nothing, unguarded};
use crate::domain::calendar::Day;
use crate::domain::word::words;

words! {
    /// The order of dates in a file.
    pub enum DateOrder: "order of dates" {
        /// Month, day, year.
        Mdy = "mdy",
        /// Day, month, year.
        Dmy = "dmy",
        /// Year, month, day.
        Iso = "iso",
    }
}

/// A date in a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct DateCell {
    /// The day, as parsed.
    pub(super) day: Day,
    /// The day if it were day first, if the order had to be assumed.
    day_first: Option<Option<Day>>,
}

/// The dates of one file, collected to check their order.
#[derive(Debug, Default)]
pub(super) struct Dates {
    order: Option<DateOrder>,
    /// Whether a date has a second part over 12, so the file is month first.
    is_month_first: bool,
    /// The first sign that dates are day first: line, column and explanation.
    doubt: Option<(u64, usize, &'static str)>,
    /// The position of a date whose first part is over 12.
    over_twelve: Option<(u64, usize)>,
    starts: BTreeSet<(i32, u32, u32)>,
    first_start: Option<(u64, usize)>,
}

const EXPECTED: &str =
    "not a valid date: expected month/day/year or year-month-day, for example 2/28/2019";
const EXPECTED_DMY: &str = "not a valid date: expected day/month/year, for example 28/2/2019";
const EXPECTED_MDY: &str = "not a valid date: expected month/day/year, for example 2/28/2019";
const EXPECTED_ISO: &str = "not a valid date: expected year-month-day, for example 2019-02-28";
const UNCLEAR: &str =
    "it is unclear which number is the day and which the month: add --dates dmy or --dates mdy";
const OVER_TWELVE: &str = "the first number of a date is greater than 12";
const END_BEFORE_START: &str = "if the month comes first, a charge ends before it starts";
const STEPS_BY_ONE: &str = "the first number of the start dates counts up one by one";

impl Dates {
    pub(super) fn written(order: Option<DateOrder>) -> Self {
        Self {
            order,
            ..Self::default()
        }
    }

    /// Parses a cell; `None` if it contains no value or a placeholder date.
    pub(super) fn read(
        &mut self,
        cell: &[u8],
        place: (u64, usize),
    ) -> Result<Option<DateCell>, String> {
        let cell = unguarded(cell);
        if is_nothing(cell) {
            return Ok(None);
        }
        let date = cell
            .split(|byte| matches!(byte, b' ' | b'T' | b't'))
            .next()
            .unwrap_or_default();
        let separator = date
            .iter()
            .copied()
            .find(|byte| matches!(byte, b'/' | b'-' | b'.'));
        let Some(separator) = separator else {
            return Err(self.expected().to_owned());
        };
        let mut parts = date.split(|byte| *byte == separator);
        let (Some(one), Some(two), Some(three), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(self.expected().to_owned());
        };
        let found = if one.len() == 4 && separator != b'.' {
            self.year_first(one, two, three)
        } else if three.len() == 4 {
            self.year_last((one, two, three), separator, place)
        } else {
            Err(self.expected())
        };
        let found = found.map_err(str::to_owned)?;
        Ok(found.filter(|date| !is_placeholder(date.day)))
    }

    fn expected(&self) -> &'static str {
        match self.order {
            None => EXPECTED,
            Some(DateOrder::Mdy) => EXPECTED_MDY,
            Some(DateOrder::Dmy) => EXPECTED_DMY,
            Some(DateOrder::Iso) => EXPECTED_ISO,
        }
    }

    fn year_first(
        &self,
        year: &[u8],
        month: &[u8],
        day: &[u8],
    ) -> Result<Option<DateCell>, &'static str> {
        let (Some(year), Some(month), Some(day)) = (number(year), number(month), number(day))
        else {
            return Err(self.expected());
        };
        let day = of_parts(year, month, day).ok_or(self.expected())?;
        Ok(Some(DateCell {
            day,
            day_first: None,
        }))
    }

    fn year_last(
        &mut self,
        (one, two, year): (&[u8], &[u8], &[u8]),
        separator: u8,
        place: (u64, usize),
    ) -> Result<Option<DateCell>, &'static str> {
        let expected = self.expected();
        let (Some(one), Some(two), Some(year)) = (number(one), number(two), number(year)) else {
            return Err(expected);
        };
        let month_first = of_parts(year, one, two);
        let day_first = of_parts(year, two, one);
        let given = |day: Option<Day>| {
            let day = day.ok_or(expected)?;
            Ok(Some(DateCell {
                day,
                day_first: None,
            }))
        };
        match self.order {
            Some(DateOrder::Mdy) => return given(month_first),
            Some(DateOrder::Dmy) => return given(day_first),
            Some(DateOrder::Iso) => return Err(expected),
            None => {}
        }
        if one == two {
            // The same day in either order, or a placeholder such as 1/1/0001.
            return given(month_first);
        }
        if separator != b'/' {
            let placeholder = month_first.or(day_first).is_some_and(is_placeholder);
            return if placeholder { Ok(None) } else { Err(UNCLEAR) };
        }
        match (month_first, day_first) {
            (Some(day), _) if is_placeholder(day) => Ok(None),
            (None, Some(day)) if is_placeholder(day) => Ok(None),
            (Some(day), _) => {
                if two > 12 {
                    self.is_month_first = true;
                }
                Ok(Some(DateCell {
                    day,
                    day_first: Some(day_first),
                }))
            }
            (None, Some(day)) if one > 12 => {
                self.over_twelve = self.over_twelve.or(Some(place));
                Ok(Some(DateCell {
                    day,
                    day_first: Some(Some(day)),
                }))
            }
            (None, _) => Err(expected),
        }
    }

    /// Compares the start and the end of one charge.
    pub(super) fn compare(
        &mut self,
        start: Option<DateCell>,
        end: Option<DateCell>,
        place: (u64, usize),
    ) {
        if self.is_month_first || self.order.is_some() {
            return;
        }
        let Some(start) = start else { return };
        let Some(start_day_first) = start.day_first else {
            return;
        };
        if let Some(day_first) = start_day_first {
            use chrono::Datelike;
            self.first_start = self.first_start.or(Some(place));
            let (a, b) = (day_first.day(), day_first.month());
            self.starts.insert((day_first.year(), b, a));
        }
        if let Some(end) = end
            && let Some(end_day_first) = end.day_first
        {
            let day_first_fits = match (start_day_first, end_day_first) {
                (Some(start), Some(end)) => start <= end,
                _ => false,
            };
            if end.day < start.day {
                self.doubt = self.doubt.or(Some((place.0, place.1, END_BEFORE_START)));
            } else if !day_first_fits {
                self.is_month_first = true;
            }
        }
    }

    /// The position and the explanation, if the dates seem to be day first.
    pub(super) fn finish(&self) -> Option<(u64, usize, String)> {
        if self.order.is_some() {
            return None;
        }
        let over = self.over_twelve.map(|(line, at)| (line, at, OVER_TWELVE));
        let (line, column, why) = match over {
            Some(over) => over,
            None if self.is_month_first => return None,
            None => self.doubt.or_else(|| self.stepping())?,
        };
        let message =
            format!("the dates may begin with the day: {why}. Add --dates dmy or --dates mdy");
        Some((line, column, message))
    }

    /// Starts such as 3/8, 4/8, 5/8 can be the 8th of three months or three days of August. On the 1st they are months.
    fn stepping(&self) -> Option<(u64, usize, &'static str)> {
        let (line, column) = self.first_start?;
        let steps = self.starts.iter().zip(self.starts.iter().skip(1)).any(
            |((year, month, day), (next_year, next_month, next_day))| {
                (year, month) == (next_year, next_month) && *month > 1 && day + 1 == *next_day
            },
        );
        steps.then_some((line, column, STEPS_BY_ONE))
    }
}

fn of_parts(year: u32, month: u32, day: u32) -> Option<Day> {
    Day::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// Days that programs write for "no date".
fn is_placeholder(day: Day) -> bool {
    use chrono::Datelike;
    let parts = (day.year(), day.month(), day.day());
    day.year() == 1 || parts == (1900, 1, 1) || parts == (9999, 12, 31)
}

/// A number of at most four digits.
pub(super) fn number(digits: &[u8]) -> Option<u32> {
    if digits.is_empty() || digits.len() > 4 {
        return None;
    }
    digits.iter().try_fold(0_u32, |value, byte| {
        byte.is_ascii_digit()
            .then(|| value * 10 + u32::from(byte - b'0'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(order: Option<DateOrder>, text: &str) -> Option<String> {
        let cell = Dates::written(order).read(text.as_bytes(), (2, 0)).ok()?;
        Some(cell.map_or_else(String::new, |cell| cell.day.to_string()))
    }

    #[test]
    fn dates_are_month_first_or_year_first_by_default() {
        use DateOrder::{Dmy, Iso, Mdy};
        for (order, text, expected) in [
            (None, "2/1/2019 0:00", Some("2019-02-01")),
            (None, "02/28/2019 23:59:59", Some("2019-02-28")),
            (None, "2020-10-03T00:00:00Z", Some("2020-10-03")),
            (None, "2020/10/03", Some("2020-10-03")),
            (None, "'10/3/2020", Some("2020-10-03")),
            (Some(Dmy), "10/3/2020", Some("2020-03-10")),
            (Some(Dmy), "10.3.2020", Some("2020-03-10")),
            (Some(Mdy), "10-3-2020", Some("2020-10-03")),
            (Some(Iso), "2020-10-03", Some("2020-10-03")),
            (Some(Iso), "10/3/2020", None),
            (Some(Mdy), "13/1/2020", None),
            (Some(Dmy), "1/13/2020", None),
            (None, "01.05.2026", None),
            (None, "01.01.2026", Some("2026-01-01")),
            (None, "2/29/2019", None),
            (None, "1/2/19", None),
            (None, "46143", None),
            (None, "1/2/3/4", None),
            (None, "a/b/2019", None),
        ] {
            assert_eq!(read(order, text).as_deref(), expected, "{order:?} {text}");
        }
    }

    #[test]
    fn placeholder_dates_are_nothing() {
        for text in [
            "0001-01-01T00:00:00",
            "1/1/0001",
            "1/1/0001 12:00:00 AM",
            "1900-01-01",
            "1/1/1900",
            "01.01.1900",
            "9999-12-31T23:59:59.9999999Z",
            "12/31/9999",
            "31/12/9999",
            "31.12.9999",
            "N/A",
            "",
            "-1",
        ] {
            assert_eq!(read(None, text).as_deref(), Some(""), "{text}");
        }
    }

    fn doubt(rows: &[(&str, &str)]) -> Option<String> {
        let mut dates = Dates::default();
        for (start, end) in rows {
            let start = dates.read(start.as_bytes(), (2, 0)).unwrap();
            let end = dates.read(end.as_bytes(), (2, 1)).unwrap();
            dates.compare(start, end, (2, 0));
        }
        dates.finish().map(|(_, _, why)| why)
    }

    #[test]
    fn a_file_that_shows_day_first_is_doubted() {
        for (rows, why) in [
            (&[("13/2/2024", "")][..], Some(OVER_TWELVE)),
            (&[("1/2/2024", "29/2/2024")], Some(OVER_TWELVE)),
            (&[("03/02/2024", "02/03/2024")], Some(END_BEFORE_START)),
            (&[("1/8/2024", ""), ("2/8/2024", "")], Some(STEPS_BY_ONE)),
            (
                &[("1/8/2024", "1/8/2024"), ("2/8/2024", "2/8/2024")],
                Some(STEPS_BY_ONE),
            ),
            (&[("1/1/2024", ""), ("2/1/2024", "")], None),
            (
                &[("9/1/2020", "9/30/2020"), ("10/1/2020", "10/31/2020")],
                None,
            ),
            (&[("1/8/2024", "2/7/2024"), ("2/8/2024", "3/7/2024")], None),
            (&[("2024-02-01", "2024-01-01")], None),
            (&[("9/2/2020", "")], None),
        ] {
            let found = doubt(rows);
            match why {
                Some(why) => assert!(found.is_some_and(|found| found.contains(why)), "{rows:?}"),
                None => assert_eq!(found, None, "{rows:?}"),
            }
        }
    }
}
