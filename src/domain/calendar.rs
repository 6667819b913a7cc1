//! Days, months and instants as the programme counts them: UTC throughout.

use std::fmt;

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, SecondsFormat, Utc, Weekday};

/// A moment on the clock.
pub type Instant = DateTime<Utc>;
/// A UTC day.
pub type Day = NaiveDate;

/// Formats an instant for answers and the store: RFC 3339, UTC, whole seconds, `Z`.
pub fn rfc3339(at: Instant) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The accepted years. Every day calculated from a day in this range has a year of four digits too, as answers promise.
pub const YEARS: std::ops::RangeInclusive<i32> = 1000..=9990;

/// The last day whose year has four digits.
const END: Day = match NaiveDate::from_ymd_opt(9999, 12, 31) {
    Some(day) => day,
    None => NaiveDate::MAX,
};

/// A text that is not a day, or a day outside the accepted years.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadDay {
    /// Not a day.
    #[error("`{0}` is not a valid day (for example 2021-03-01)")]
    Unreadable(String),
    /// Outside the accepted years.
    #[error("`{0}` is out of range: expected a day from 1000-01-01 to 9990-12-31")]
    FarAway(Day),
}

/// A text that is not an instant, or one outside the accepted years.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadInstant {
    /// Not an instant.
    #[error("`{0}` is not a valid date and time (for example 2021-03-01T09:00:00Z)")]
    Unreadable(String),
    /// Outside the accepted years.
    #[error("`{0}` is out of range: expected a year from 1000 to 9990")]
    FarAway(String),
}

/// Parses an RFC 3339 instant in an accepted year.
pub fn parse_instant(typed: &str) -> Result<Instant, BadInstant> {
    let shown = || typed.chars().take(40).collect();
    match DateTime::parse_from_rfc3339(typed).map(|at| at.to_utc()) {
        Ok(at) if YEARS.contains(&at.year()) => Ok(at),
        Ok(_) => Err(BadInstant::FarAway(shown())),
        Err(_) => Err(BadInstant::Unreadable(shown())),
    }
}

/// Parses a day written `YYYY-MM-DD` in an accepted year.
pub fn parse_day(typed: &str) -> Result<Day, BadDay> {
    let day = read_day(typed)?;
    if YEARS.contains(&day.year()) {
        Ok(day)
    } else {
        Err(BadDay::FarAway(day))
    }
}

/// Parses a day that the program wrote itself, in any year.
pub fn read_day(typed: &str) -> Result<Day, BadDay> {
    let bad = || BadDay::Unreadable(typed.chars().take(40).collect());
    let text = typed.trim();
    // The parser of `chrono` accepts blanks and signs before numbers.
    let has_the_form = text.len() == 10
        && text.bytes().enumerate().all(|(at, byte)| match at {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !has_the_form {
        return Err(bad());
    }
    NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| bad())
}

/// The last day on which something that ends at `end` can still be answered.
pub fn last_day(end: Instant) -> Day {
    (end - chrono::TimeDelta::seconds(1)).date_naive()
}

/// The moment of something that happened on a day: now for today, otherwise the beginning of the day.
pub fn moment_of(on: Day, now: Instant) -> Instant {
    if on == now.date_naive() {
        now
    } else {
        on.and_time(chrono::NaiveTime::MIN).and_utc()
    }
}

/// The day `count` days after `from`, at most the end of the calendar.
pub fn days_after(from: Day, count: u32) -> Day {
    let day = from.checked_add_days(Days::new(count.into()));
    day.map_or(END, |day| day.min(END))
}

/// The day `count` months after `from`, at most the end of the calendar.
pub fn months_after(from: Day, count: u32) -> Day {
    let day = from.checked_add_months(Months::new(count));
    day.map_or(END, |day| day.min(END))
}

/// The day `count` business days (Monday to Friday) after `from`.
pub fn business_days_after(from: Day, count: u32) -> Day {
    let mut day = from;
    let mut left = count;
    while left > 0 {
        day = day + Days::new(1);
        if !matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
            left -= 1;
        }
    }
    day
}

/// A calendar month, written `YYYY-MM`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month {
    first: NaiveDate,
}

/// A text that is not a month.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid month (for example 2021-03)")]
pub struct BadMonth(String);

impl Month {
    /// The month of a day.
    pub fn of(day: Day) -> Self {
        Self {
            first: day.with_day(1).unwrap_or(day),
        }
    }

    /// Parses a month in exactly the form `YYYY-MM`, without surrounding blanks, as in the keys of files.
    ///
    /// # Errors
    /// If it has another form.
    pub fn exactly(written: &str) -> Result<Self, BadMonth> {
        if written.trim() == written {
            written.parse()
        } else {
            Err(BadMonth(written.chars().take(40).collect()))
        }
    }

    /// The month's first day.
    pub fn first_day(self) -> Day {
        self.first
    }

    /// The month `count` months later (earlier if negative).
    pub fn plus(self, count: i32) -> Self {
        let by = Months::new(count.unsigned_abs());
        Self {
            first: if count < 0 {
                self.first - by
            } else {
                self.first + by
            },
        }
    }

    /// The twelve whole months before the month of `day`, oldest first (the trailing twelve months).
    pub fn trailing_twelve(day: Day) -> [Self; 12] {
        let this = Self::of(day);
        std::array::from_fn(|at| this.plus(at as i32 - 12))
    }
}

impl std::str::FromStr for Month {
    type Err = BadMonth;
    fn from_str(typed: &str) -> Result<Self, BadMonth> {
        let text = typed.trim();
        let bad = || BadMonth(typed.chars().take(40).collect());
        read_day(&format!("{text}-01"))
            .map(|first| Self { first })
            .map_err(|_| bad())
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.first.year(), self.first.month())
    }
}

impl serde::Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_utc_with_whole_seconds() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (1_614_600_001, "2021-03-01T12:00:01Z"),
            (253_402_300_799, "9999-12-31T23:59:59Z"),
            (-62_167_219_200, "0000-01-01T00:00:00Z"),
            (253_402_300_800, "+10000-01-01T00:00:00Z"),
        ] {
            let at = DateTime::from_timestamp(seconds, 999_999_999).unwrap();
            assert_eq!(rfc3339(at), text);
        }
    }

    #[test]
    fn what_ends_at_midnight_is_answered_on_the_day_before() {
        let day = parse_day("2021-03-10").unwrap();
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
        assert_eq!(last_day(midnight).to_string(), "2021-03-09");
    }

    #[test]
    fn business_days_skip_the_weekend() {
        let friday = parse_day("2021-02-26").unwrap();
        assert_eq!(business_days_after(friday, 1).to_string(), "2021-03-01");
        assert_eq!(business_days_after(friday, 5).to_string(), "2021-03-05");
        let saturday = parse_day("2021-02-27").unwrap();
        assert_eq!(business_days_after(saturday, 1).to_string(), "2021-03-01");
        assert_eq!(business_days_after(saturday, 0), saturday);
    }

    #[test]
    fn trailing_twelve_leaves_the_month_itself_out() {
        let months = Month::trailing_twelve(parse_day("2021-03-01").unwrap());
        assert_eq!(months[0].to_string(), "2020-03");
        assert_eq!(months[11].to_string(), "2021-02");
    }

    #[test]
    fn days_outside_the_accepted_years_are_refused() {
        for (text, is_understood) in [
            ("0999-12-31", false),
            ("1000-01-01", true),
            ("9990-12-31", true),
            ("9991-01-01", false),
            ("9999-12-31", false),
        ] {
            assert_eq!(parse_day(text).is_ok(), is_understood, "{text}");
            assert!(read_day(text).is_ok(), "{text}");
            let noon = format!("{text}T12:00:00Z");
            assert_eq!(parse_instant(&noon).is_ok(), is_understood, "{noon}");
        }
        let said = parse_day("9999-12-31").unwrap_err().to_string();
        assert!(said.contains("9990-12-31"), "{said}");
        assert!(parse_instant("9990-12-31T23:59:59-01:00").is_err());
    }

    #[test]
    fn the_calendar_ends_where_years_have_four_digits() {
        let day = parse_day("9990-12-31").unwrap();
        assert_eq!(days_after(day, 1).to_string(), "9991-01-01");
        assert_eq!(days_after(day, u32::MAX).to_string(), "9999-12-31");
        assert_eq!(months_after(day, 2).to_string(), "9991-02-28");
        assert_eq!(months_after(day, 1200).to_string(), "9999-12-31");
        assert_eq!(months_after(day, u32::MAX).to_string(), "9999-12-31");
    }

    #[test]
    fn months_and_days_are_strict() {
        for text in [
            "2021-13", "2021-1", "21-01", "2021/01", "", "2021-00", "2021- 3", "+021-03",
        ] {
            assert!(text.parse::<Month>().is_err(), "{text}");
        }
        for text in [
            "2021-02-30",
            "2021-2-3",
            "01/02/2021",
            "",
            "2021-02-03T00:00:00Z",
            "2021- 2- 3",
            "+021-02-03",
            "-021-02-03",
            "2021-+2-03",
            "2021-02\u{2003}",
        ] {
            assert!(parse_day(text).is_err(), "{text}");
        }
    }
}
