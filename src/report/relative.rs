//! Moments and days for people: the day in ISO form, and how far away it is.
//!
//! No time of day: hours are named in the distance where something comes soon. The journal shows moments in full.

use std::fmt;

use chrono::TimeDelta;
use serde::{Serialize, Serializer};

use crate::domain::calendar::{Day, Instant, rfc3339};
use crate::domain::counted;

/// The moment at which an answer is read: `in 7 days` is counted from it.
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
    /// The answer is read at `now`.
    pub fn at(now: Instant) -> Self {
        Self { now }
    }

    /// A day with its distance: `2021-03-02, tomorrow`.
    pub fn day(self, day: Day) -> String {
        format!("{day}, {}", self.to_day(day))
    }

    /// Whether a day is over.
    pub fn is_over(self, day: Day) -> bool {
        day < self.now.date_naive()
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

    /// A moment's day with the distance to the moment: `2021-03-01, today`.
    pub fn date(self, moment: ShownMoment) -> String {
        format!("{}, {}", moment.0.date_naive(), self.to_moment(moment))
    }

    /// In hours or minutes for what comes within two days, else in days.
    fn to_moment(self, moment: ShownMoment) -> String {
        let apart: TimeDelta = moment.0 - self.now;
        let seconds = apart.num_seconds();
        if !(60..2 * DAY).contains(&seconds) {
            return self.to_day(moment.0.date_naive());
        }
        render_distance(seconds.unsigned_abs(), false, &SPANS_OF_SECONDS)
    }
}

/// A span of time: its name, how many units it has, and up to how many units it is used.
type Span = (&'static str, u64, u64);

/// Spans for days. Months are 30 days and years 365 here: the exact day is shown beside.
const SPANS_OF_DAYS: [Span; 3] = [("day", 1, 60), ("month", 30, 730), ("year", 365, u64::MAX)];

const DAY: i64 = 86_400;

/// Spans for seconds.
const SPANS_OF_SECONDS: [Span; 2] = [("minute", 60, 3_600), ("hour", 3_600, u64::MAX)];

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
        assert_eq!(due, "2021-03-02, tomorrow");
    }

    #[test]
    fn hours_are_named_only_where_something_comes_soon() {
        for (at, said) in [
            ("2021-03-01T12:00:00Z", "today"),
            ("2021-03-01T00:00:00Z", "today"),
            ("2021-02-28T23:59:00Z", "yesterday"),
            ("2021-03-01T12:59:59Z", "in 59 minutes"),
            ("2021-03-03T11:59:59Z", "in 47 hours"),
            ("2021-03-03T12:00:00Z", "in 2 days"),
            ("2022-03-01T12:00:00Z", "in 12 months"),
        ] {
            let at: Instant = at.parse().unwrap();
            assert_eq!(when().to_moment(at.into()), said, "{at}");
        }
    }

    #[test]
    fn a_script_reads_the_instant_and_a_person_the_day() {
        let at: Instant = "2021-03-01T10:00:00Z".parse().unwrap();
        let moment = ShownMoment::from(at);
        assert_eq!(serde_json::json!(moment), "2021-03-01T10:00:00Z");
        assert_eq!(when().date(moment), "2021-03-01, today");
    }
}
