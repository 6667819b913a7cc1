//! Durations in every form that tools print: ISO 8601, .NET's text of a time span, and its object.

use super::node::{Fields, Node};
use crate::domain::gdap::SeenDays;

const SECONDS_OF_DAY: u64 = 86_400;

/// A second of a .NET time span.
const TICKS: f64 = 10_000_000.0;

/// The duration in a field; `None` if it is absent, `null` or blank.
pub(super) fn seen_days(value: Option<&Node<'_>>) -> Option<SeenDays> {
    match value? {
        Node::Text(text) if text.trim().is_empty() => None,
        Node::Text(text) => Some(days_of_text(text)),
        Node::Object(fields) => Some(days_of_object(fields)),
        Node::Number(days) => Some(whole_days(*days).unwrap_or_else(|| shown(&days.to_string()))),
        Node::Null => None,
        Node::Bool(_) | Node::List(_) | Node::TooDeep => Some(shown("a list")),
    }
}

fn shown(text: &str) -> SeenDays {
    SeenDays::AsShown(text.trim().chars().take(80).collect())
}

/// The duration in a text: `P730D`, `P2Y`, `PT17520H`, `730.00:00:00`, or a number of days. As .NET counts, a year has
/// 365 days and a month 30.
pub(super) fn days_of_text(text: &str) -> SeenDays {
    let trimmed = text.trim();
    let seconds = match trimmed.strip_prefix(['P', 'p']) {
        Some(parts) => seconds_of_iso(parts),
        None if trimmed.contains(':') => seconds_of_time_span(trimmed),
        None => trimmed
            .parse::<u64>()
            .ok()
            .and_then(|days| days.checked_mul(SECONDS_OF_DAY)),
    };
    let days = seconds
        .filter(|seconds| seconds % SECONDS_OF_DAY == 0)
        .and_then(|seconds| u32::try_from(seconds / SECONDS_OF_DAY).ok());
    days.map_or_else(|| shown(trimmed), SeenDays::Days)
}

/// The seconds of an ISO 8601 duration behind its `P`. Fractions of a second must be zero.
fn seconds_of_iso(parts: &str) -> Option<u64> {
    let (mut total, mut digits, mut in_time, mut has_part) = (0_u64, String::new(), false, false);
    for letter in parts.chars() {
        let unit = match letter.to_ascii_uppercase() {
            '0'..='9' | '.' => {
                digits.push(letter);
                continue;
            }
            'T' if !in_time && digits.is_empty() => {
                in_time = true;
                continue;
            }
            'Y' if !in_time => 365 * SECONDS_OF_DAY,
            'M' if !in_time => 30 * SECONDS_OF_DAY,
            'W' if !in_time => 7 * SECONDS_OF_DAY,
            'D' if !in_time => SECONDS_OF_DAY,
            'H' if in_time => 3600,
            'M' => 60,
            'S' if in_time => 1,
            _ => return None,
        };
        let whole = without_zero_fraction(&digits)?;
        total = total.checked_add(whole.parse::<u64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
        has_part = true;
    }
    (has_part && digits.is_empty()).then_some(total)
}

/// The number before a fraction of zeros; `None` if the fraction is not zero.
fn without_zero_fraction(digits: &str) -> Option<&str> {
    match digits.split_once('.') {
        Some((whole, fraction)) => fraction.bytes().all(|digit| digit == b'0').then_some(whole),
        None => Some(digits),
    }
}

/// The seconds of .NET's text of a time span: `730.00:00:00`, `00:00:00`.
fn seconds_of_time_span(text: &str) -> Option<u64> {
    let mut parts = text.split(':');
    let (first, minutes, seconds) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (days, hours) = first.split_once('.').unwrap_or(("0", first));
    let number = |text: &str| text.parse::<u64>().ok();
    let seconds = number(without_zero_fraction(seconds)?)?;
    let (hours, minutes) = (number(hours)?, number(minutes)?);
    let of_day = hours
        .checked_mul(3600)?
        .checked_add(minutes.checked_mul(60)?)?
        .checked_add(seconds)?;
    number(days)?
        .checked_mul(SECONDS_OF_DAY)?
        .checked_add(of_day)
}

/// The days of .NET's object of a time span: its ticks, else the total of its days, else the days.
fn days_of_object(fields: &Fields<'_>) -> SeenDays {
    let number = |key: &str| match fields.get(key) {
        Some(Node::Number(number)) => Some(*number),
        Some(_) | None => None,
    };
    let ticks = number("Ticks").map(|ticks| ticks / (TICKS * SECONDS_OF_DAY as f64));
    let days = ticks.or_else(|| number("TotalDays")).or_else(|| {
        let rest = ["Hours", "Minutes", "Seconds", "Milliseconds"];
        let is_whole = rest.iter().all(|key| number(key).unwrap_or(0.0) == 0.0);
        number("Days").filter(|_| is_whole)
    });
    match days {
        Some(days) => whole_days(days).unwrap_or_else(|| shown(&format!("{days} days"))),
        None => shown("an object"),
    }
}

fn whole_days(days: f64) -> Option<SeenDays> {
    let is_whole = days.fract() == 0.0 && (0.0..=f64::from(u32::MAX)).contains(&days);
    is_whole.then_some(SeenDays::Days(days as u32))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_read_as_whole_days() {
        for (text, days) in [
            ("P730D", 730),
            ("P2Y", 730),
            ("P1Y", 365),
            ("P1D", 1),
            ("P6M", 180),
            ("P2W", 14),
            ("P180DT0S", 180),
            ("PT17520H", 730),
            ("PT0S", 0),
            ("PT0.000S", 0),
            ("P0D", 0),
            ("P731D", 731),
            ("730.00:00:00", 730),
            ("00:00:00", 0),
            ("24:00:00", 1),
            ("1.24:00:00.0000000", 2),
            (" 730 ", 730),
        ] {
            assert_eq!(days_of_text(text), SeenDays::Days(days), "{text}");
        }
    }

    #[test]
    fn other_texts_are_kept_as_shown() {
        for text in [
            "P",
            "PT",
            "P1",
            "PD",
            "P1H",
            "PT1D",
            "PT1H",
            "P1DT12H",
            "P-1D",
            "-P1D",
            "P1.5D",
            "PT0.5S",
            "1.00:00:01",
            "1:2",
            "1:2:3:4",
            "two years",
            "-730",
            "99999999999",
            "P99999999999999999999D",
        ] {
            assert_eq!(
                days_of_text(text),
                SeenDays::AsShown(text.to_owned()),
                "{text}"
            );
        }
    }

    #[test]
    fn objects_are_read_by_ticks_before_days() {
        for (json, expected) in [
            (
                r#"{"Ticks": 630720000000000, "Days": 1}"#,
                SeenDays::Days(730),
            ),
            (r#"{"TotalDays": 180.0, "Days": 1}"#, SeenDays::Days(180)),
            (r#"{"days": 180, "hours": 0}"#, SeenDays::Days(180)),
            (
                r#"{"Days": 180, "Hours": 3}"#,
                SeenDays::AsShown("an object".into()),
            ),
            (
                r#"{"TotalDays": 0.5}"#,
                SeenDays::AsShown("0.5 days".into()),
            ),
            (
                r#"{"Ticks": -1}"#,
                SeenDays::AsShown("-0.0000000000011574074074074074 days".into()),
            ),
            ("730", SeenDays::Days(730)),
        ] {
            let node = Node::of(json).unwrap();
            assert_eq!(seen_days(Some(&node)), Some(expected), "{json}");
        }
        for absent in ["null", "\"\"", "\"  \""] {
            assert_eq!(seen_days(Some(&Node::of(absent).unwrap())), None);
        }
        assert_eq!(seen_days(None), None);
    }
}
