//! Reading the values of a row from bytes: dates, months, amounts.

use std::borrow::Cow;

use rust_decimal::Decimal;

use crate::domain::calendar::{Day, Month};
use crate::domain::money::parse_amount;

/// What stands in a field, short enough for a message.
pub(super) fn shown(bytes: &[u8]) -> String {
    let text: Cow<'_, str> = String::from_utf8_lossy(bytes);
    text.chars().take(60).collect()
}

/// A plain decimal, exact.
pub(super) fn amount(bytes: &[u8]) -> Result<Decimal, String> {
    if let Some(amount) = short_amount(bytes) {
        return Ok(amount);
    }
    let text = std::str::from_utf8(bytes).unwrap_or("\u{fffd}");
    parse_amount(text).map_err(|error| error.to_string())
}

/// The amounts that real files have: at most eighteen digits. Anything else is left to the strict reader.
fn short_amount(bytes: &[u8]) -> Option<Decimal> {
    let (negative, digits) = match bytes.split_first()? {
        (b'-', rest) => (true, rest),
        _ => (false, bytes),
    };
    if digits.len() > 18 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let (mut value, mut decimals, mut point) = (0_i64, 0_u32, false);
    for byte in digits {
        match byte {
            b'0'..=b'9' => {
                value = value * 10 + i64::from(byte - b'0');
                decimals += u32::from(point);
            }
            b'.' if !point => point = true,
            _ => return None,
        }
    }
    Some(Decimal::new(
        if negative { -value } else { value },
        decimals,
    ))
}

/// A day, written month/day/year or year-month-day; a time behind it does not matter.
pub(super) fn day(bytes: &[u8]) -> Result<Day, String> {
    parse_day(bytes).ok_or_else(|| {
        format!(
            "`{}` is no date; dates are month/day/year, for instance 2/28/2019",
            shown(bytes)
        )
    })
}

fn parse_day(bytes: &[u8]) -> Option<Day> {
    let date = bytes
        .split(|byte| matches!(byte, b' ' | b'T' | b't'))
        .next()?;
    let slashed = date.contains(&b'/');
    let mut parts = date.split(|byte| *byte == if slashed { b'/' } else { b'-' });
    let (first, second, third) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let (year, month, day) = if slashed {
        (third, first, second)
    } else {
        (first, second, third)
    };
    if year.len() != 4 {
        return None;
    }
    let year = i32::try_from(number(year)?).ok()?;
    Day::from_ymd_opt(year, number(month)?, number(day)?)
}

/// A month: `2020-03`, `202003`, `20200315`, or a day of it.
pub(super) fn month(bytes: &[u8]) -> Result<Month, String> {
    let plain = bytes.iter().all(u8::is_ascii_digit);
    let parsed = match bytes.len() {
        6 | 8 if plain => {
            let (year, rest) = bytes.split_at(4);
            let (month, day) = rest.split_at(2);
            let day = if day.is_empty() { Some(1) } else { number(day) };
            let year = number(year).and_then(|year| i32::try_from(year).ok());
            match (year, number(month), day) {
                (Some(year), Some(month), Some(day)) => {
                    Day::from_ymd_opt(year, month, day).map(Month::of)
                }
                _ => None,
            }
        }
        7 => std::str::from_utf8(bytes)
            .ok()
            .and_then(|text| text.parse().ok()),
        _ => None,
    };
    parsed
        .or_else(|| parse_day(bytes).map(Month::of))
        .ok_or_else(|| {
            format!(
                "`{}` is no month; one looks like 2020-03 or 202003",
                shown(bytes)
            )
        })
}

fn number(digits: &[u8]) -> Option<u32> {
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
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_are_month_day_year_with_or_without_a_time() {
        for (text, expected) in [
            ("2/1/2019 0:00", "2019-02-01"),
            ("10/3/2020", "2020-10-03"),
            ("02/28/2019 23:59:59", "2019-02-28"),
            ("2020-10-03T00:00:00Z", "2020-10-03"),
            ("2020-10-03", "2020-10-03"),
            ("2/29/2020", "2020-02-29"),
        ] {
            assert_eq!(
                day(text.as_bytes()).unwrap().to_string(),
                expected,
                "{text}"
            );
        }
        for text in [
            "13/1/2019",
            "2/29/2019",
            "1/2/19",
            "1.2.2019",
            "",
            "/",
            "1/2",
            "1/2/3/4",
            "a/b/c",
            "1//2019",
        ] {
            assert!(day(text.as_bytes()).is_err(), "{text}");
        }
    }

    #[test]
    fn months_have_the_forms_that_exports_give_them() {
        for text in [
            "2020-03",
            "202003",
            "20200315",
            "3/1/2020",
            "2020-03-01T00:00:00Z",
        ] {
            assert_eq!(
                month(text.as_bytes()).unwrap().to_string(),
                "2020-03",
                "{text}"
            );
        }
        for text in ["2020-13", "202013", "03-2020", "March", "", "2020"] {
            assert!(month(text.as_bytes()).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_quick_way_and_the_strict_way_agree(text in "-?[0-9.,e ]{0,20}") {
            let strict = parse_amount(&text).ok().filter(|_| text.trim() == text);
            prop_assert_eq!(amount(text.as_bytes()).ok().filter(|_| text.trim() == text), strict);
        }
    }
}
