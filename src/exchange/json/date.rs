//! Dates in the forms that tools print. A date whose zone or order of day and month is unknown is never guessed.

use chrono::{DateTime, Datelike as _, NaiveTime};

use super::node::Node;
use crate::domain::calendar::{BadInstant, Instant, YEARS, parse_day, parse_instant};

/// What a field shows of a moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::exchange) enum SeenInstant {
    /// Nothing: it is absent, `null`, blank, or .NET's year 1.
    Absent,
    /// A moment.
    At(Instant),
    /// A text that cannot be read for certain.
    Unread(String),
}

/// The moment in a field. Windows PowerShell may wrap it as `{"value": "/Date(…)/", "DateTime": "…"}`.
pub(in crate::exchange) fn seen_instant(value: Option<&Node<'_>>) -> SeenInstant {
    match value {
        None | Some(Node::Null) => SeenInstant::Absent,
        Some(Node::Text(text)) => instant_of_text(text),
        Some(Node::Object(fields)) => match fields.given("value") {
            Some(Node::Text(text)) => instant_of_text(text),
            Some(_) | None => SeenInstant::Unread(fields.words("DateTime")),
        },
        Some(Node::Number(number)) => SeenInstant::Unread(number.to_string()),
        Some(Node::Bool(_) | Node::List(_) | Node::TooDeep) => SeenInstant::Unread(String::new()),
    }
}

/// The same where the service writes UTC and leaves the zone out.
pub(in crate::exchange) fn seen_instant_in_utc(value: Option<&Node<'_>>) -> SeenInstant {
    match seen_instant(value) {
        SeenInstant::Unread(text) => match parse_instant(&format!("{text}Z")) {
            Ok(at) => SeenInstant::At(at),
            Err(_) => SeenInstant::Unread(text),
        },
        seen @ (SeenInstant::Absent | SeenInstant::At(_)) => seen,
    }
}

/// The moment in a text: RFC 3339, a day alone (its start in UTC), or `/Date(milliseconds)/`.
pub(in crate::exchange) fn instant_of_text(text: &str) -> SeenInstant {
    let text = text.trim();
    if text.is_empty() {
        return SeenInstant::Absent;
    }
    match parse_instant(text) {
        Ok(at) => return SeenInstant::At(at),
        // .NET writes a moment that is not set as the first of its calendar.
        Err(BadInstant::FarAway(_)) if text.starts_with("0001-01-01") => {
            return SeenInstant::Absent;
        }
        Err(BadInstant::FarAway(_) | BadInstant::Unreadable(_)) => {}
    }
    let found = instant_of_milliseconds(text)
        .or_else(|| Some(parse_day(text).ok()?.and_time(NaiveTime::MIN).and_utc()));
    match found {
        Some(at) => SeenInstant::At(at),
        None => SeenInstant::Unread(text.chars().take(40).collect()),
    }
}

/// `/Date(1772444412826)/`, which counts from 1970 in UTC; an offset behind it, as in `/Date(0+0100)/`, only says how to
/// show it.
fn instant_of_milliseconds(text: &str) -> Option<Instant> {
    let inside = text.strip_prefix("/Date(")?.strip_suffix(")/")?;
    let (sign, digits) = match inside.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, inside),
    };
    let digits = digits.split(['+', '-']).next()?;
    let at = DateTime::from_timestamp_millis(digits.parse::<i64>().ok()?.checked_mul(sign)?)?;
    YEARS.contains(&at.year()).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> SeenInstant {
        SeenInstant::At(parse_instant(text).unwrap())
    }

    #[test]
    fn moments_are_read_where_they_are_certain() {
        for (text, expected) in [
            (
                "2026-03-02T08:11:04.1180588Z",
                at("2026-03-02T08:11:04.1180588Z"),
            ),
            ("2026-03-02T09:40:12+01:00", at("2026-03-02T08:40:12Z")),
            ("2026-03-02", at("2026-03-02T00:00:00Z")),
            ("/Date(1772444412826)/", at("2026-03-02T09:40:12.826Z")),
            ("/Date(1772444412826+0100)/", at("2026-03-02T09:40:12.826Z")),
            ("/Date(-1)/", at("1969-12-31T23:59:59.999Z")),
            ("", SeenInstant::Absent),
            ("  ", SeenInstant::Absent),
            ("0001-01-01T00:00:00Z", SeenInstant::Absent),
        ] {
            assert_eq!(instant_of_text(text), expected, "{text}");
        }
        for text in [
            "02/03/2026 09:40:12",
            "09/23/2022 17:19:54",
            "2026-03-02T09:40:12",
            "2026-03-02 09:40:12",
            "/Date()/",
            "/Date(99999999999999999)/",
            "yesterday",
        ] {
            assert_eq!(instant_of_text(text), SeenInstant::Unread(text.to_owned()));
        }
    }

    #[test]
    fn a_moment_without_a_zone_is_utc_where_the_service_says_so() {
        let seen = |text: &str| seen_instant_in_utc(Some(&Node::Text(text.to_owned().into())));
        assert_eq!(
            seen("2026-11-03T08:12:44.1234567"),
            at("2026-11-03T08:12:44.1234567Z")
        );
        assert_eq!(
            seen("2026-11-03T08:12:44+02:00"),
            at("2026-11-03T06:12:44Z")
        );
        for text in ["03/11/2026 08:12:44", "soon"] {
            assert_eq!(seen(text), SeenInstant::Unread(text.to_owned()));
        }
        assert_eq!(seen_instant_in_utc(None), SeenInstant::Absent);
    }

    #[test]
    fn objects_of_windows_powershell_are_read() {
        let wrapped =
            r#"{"value": "\/Date(1772444412826)\/", "DateTime": "lundi 2 mars 2026 09:40:12"}"#;
        let node = Node::of(wrapped).unwrap();
        assert_eq!(seen_instant(Some(&node)), at("2026-03-02T09:40:12.826Z"));
        let local = Node::of(r#"{"DateTime": "lundi 2 mars"}"#).unwrap();
        assert_eq!(
            seen_instant(Some(&local)),
            SeenInstant::Unread("lundi 2 mars".into())
        );
        assert_eq!(seen_instant(Some(&Node::Null)), SeenInstant::Absent);
    }
}
