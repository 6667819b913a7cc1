//! Moments and days as people say them, beside the date.

use std::fmt;

use chrono::TimeDelta;
use serde::{Serialize, Serializer};

use crate::domain::calendar::{Day, Instant, rfc3339};
use crate::domain::counted;

/// The moment at which somebody reads an answer: what `in 7 days` is counted from.
#[derive(Debug, Clone, Copy)]
pub struct When {
    now: Instant,
}

/// An instant in an answer: RFC 3339 to a script.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ShownMoment(Instant);

impl From<Instant> for ShownMoment {
    fn from(at: Instant) -> Self {
        Self(at)
    }
}

impl fmt::Display for ShownMoment {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&rfc3339(self.0))
    }
}

impl Serialize for ShownMoment {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(self.0))
    }
}

impl When {
    /// Somebody reads at `now`.
    pub fn at(now: Instant) -> Self {
        Self { now }
    }

    /// A day with its distance: `2021-03-02 (tomorrow)`.
    pub fn day(self, day: Day) -> String {
        format!("{day} ({})", self.to_day(day))
    }

    /// A day's distance alone: `tomorrow`, `in 7 days`, `3 months ago`.
    pub fn to_day(self, day: Day) -> String {
        match (day - self.now.date_naive()).num_days() {
            0 => "today".to_owned(),
            1 => "tomorrow".to_owned(),
            -1 => "yesterday".to_owned(),
            days => render_distance(days.unsigned_abs(), days < 0, &SPANS_OF_DAYS),
        }
    }

    /// A moment to the second with its distance: `2021-03-01T09:00:00Z (2 hours ago)`.
    pub fn moment(self, moment: ShownMoment) -> String {
        format!("{moment} ({})", self.to_moment(moment))
    }

    /// A moment's day with its distance, for tables: `2021-03-01 (2 hours ago)`.
    pub fn date(self, moment: ShownMoment) -> String {
        format!("{} ({})", moment.0.date_naive(), self.to_moment(moment))
    }

    fn to_moment(self, moment: ShownMoment) -> String {
        let apart: TimeDelta = moment.0 - self.now;
        let seconds = apart.num_seconds();
        if seconds.unsigned_abs() < 60 {
            return "now".to_owned();
        }
        render_distance(seconds.unsigned_abs(), seconds < 0, &SPANS_OF_SECONDS)
    }
}

/// A span of time: its name, how many units it has, and how many units are told in it before the next one takes over.
type Span = (&'static str, u64, u64);

/// Spans for days. Months are 30 days and years 365 here: somebody who needs the exact day reads it beside.
const SPANS_OF_DAYS: [Span; 3] = [("day", 1, 60), ("month", 30, 730), ("year", 365, u64::MAX)];

const DAY: u64 = 86_400;

/// Spans for seconds.
const SPANS_OF_SECONDS: [Span; 5] = [
    ("minute", 60, 3_600),
    ("hour", 3_600, 2 * DAY),
    ("day", DAY, 60 * DAY),
    ("month", 30 * DAY, 730 * DAY),
    ("year", 365 * DAY, u64::MAX),
];

fn render_distance(units: u64, is_past: bool, spans: &[Span]) -> String {
    let span = spans.iter().find(|(_, _, until)| units < *until);
    let &(name, length, _) = span.unwrap_or(&("day", 1, u64::MAX));
    let span = counted(units / length, name);
    if is_past {
        format!("{span} ago")
    } else {
        format!("in {span}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn when() -> When {
        When::at("2021-03-01T12:00:00Z".parse().unwrap())
    }

    #[test]
    fn days_read_as_people_say_them() {
        for (on, said) in [
            ("2021-03-01", "today"),
            ("2021-03-02", "tomorrow"),
            ("2021-02-28", "yesterday"),
            ("2021-03-08", "in 7 days"),
            ("2021-02-26", "3 days ago"),
            ("2021-04-29", "in 59 days"),
            ("2021-04-30", "in 2 months"),
            ("2019-03-03", "24 months ago"),
            ("2019-03-02", "2 years ago"),
            ("2031-03-01", "in 10 years"),
        ] {
            assert_eq!(when().to_day(on.parse().unwrap()), said, "{on}");
        }
        let due = when().day("2021-03-02".parse().unwrap());
        assert_eq!(due, "2021-03-02 (tomorrow)");
    }

    #[test]
    fn moments_are_told_in_the_unit_that_fits() {
        for (at, said) in [
            ("2021-03-01T12:00:00Z", "now"),
            ("2021-03-01T11:59:01Z", "now"),
            ("2021-03-01T11:59:00Z", "1 minute ago"),
            ("2021-03-01T12:59:59Z", "in 59 minutes"),
            ("2021-03-01T11:00:00Z", "1 hour ago"),
            ("2021-02-27T12:00:01Z", "47 hours ago"),
            ("2021-02-27T12:00:00Z", "2 days ago"),
            ("2022-03-01T12:00:00Z", "in 12 months"),
        ] {
            let at: Instant = at.parse().unwrap();
            assert_eq!(when().to_moment(at.into()), said, "{at}");
        }
    }

    #[test]
    fn a_script_reads_the_instant_and_a_person_both() {
        let at: Instant = "2021-03-01T10:00:00Z".parse().unwrap();
        let moment = ShownMoment::from(at);
        assert_eq!(serde_json::json!(moment), "2021-03-01T10:00:00Z");
        assert_eq!(when().moment(moment), "2021-03-01T10:00:00Z (2 hours ago)");
        assert_eq!(when().date(moment), "2021-03-01 (2 hours ago)");
    }
}
