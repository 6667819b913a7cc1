//! Parses amounts as spreadsheets, databases and exports write them.
//!
//! Accepts a leading apostrophe, a currency sign, a minus before or after the digits, an exponent, and unambiguous
//! grouping. A decimal comma is refused, because `1,234` could be two different amounts.

use rust_decimal::Decimal;

use super::blank_cells::unguarded;
use crate::domain::money::{BadAmount, parse_amount};

/// The message for a cell that is not an amount. It is the same for every cell, so that they are reported together.
pub(super) const EXPECTED: &str =
    "not a valid amount: expected digits with a decimal point, for example 1234.56";
const TOO_LONG: &str =
    "not a valid amount: it has more than 28 digits, the most that csp can calculate exactly";
/// The largest accepted exponent.
const LARGEST_EXPONENT: i32 = 400;
/// The maximum number of digits of a decimal.
const DIGITS: usize = 28;
/// The number of decimals that count, as many as in Microsoft's exports. With more, small figures could not be added
/// exactly.
const PLACES: usize = 18;
/// An amount with so many digits that fewer decimals than this fit is refused as too large.
const FEWEST_PLACES: usize = 6;

/// An amount, exact up to 18 decimals; longer binary floating-point values from databases are rounded to that.
pub(super) fn amount(bytes: &[u8]) -> Result<Decimal, String> {
    match short_amount(bytes) {
        Some(amount) => Ok(amount),
        None => long_amount(bytes, true),
    }
}

/// An amount in csp's own format, in which a blank is a mistake and not grouping.
pub(super) fn own_amount(bytes: &[u8]) -> Result<Decimal, String> {
    match short_amount(bytes) {
        Some(amount) => Ok(amount),
        None => long_amount(bytes, false),
    }
}

/// A fast path for amounts in real files: at most eighteen digits. Everything else is left to the full parser.
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

fn long_amount(bytes: &[u8], blanks_group: bool) -> Result<Decimal, String> {
    let expected = || EXPECTED.to_owned();
    let text = std::str::from_utf8(unguarded(bytes)).map_err(|_| expected())?;
    let (negative, unsigned) = sign(text).ok_or_else(expected)?;
    let (mantissa, exponent) = exponent(unsigned).ok_or_else(expected)?;
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let whole = ungrouped(whole, blanks_group, mantissa.contains('.')).ok_or_else(expected)?;
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let blank = whole.is_empty() && decimals.is_empty();
    if blank || !digits(&whole) || !digits(decimals) {
        return Err(expected());
    }
    let plain = shifted(&whole, decimals, exponent);
    let amount = parse_amount(&rounded(&plain)).map_err(|error| match error {
        BadAmount::TooLong(_) => TOO_LONG.to_owned(),
        BadAmount::NotPlain(_) => expected(),
    })?;
    Ok(if negative { -amount } else { amount })
}

/// Whether a text is negative, and the text without the sign. A minus may be before the digits or, as accounting
/// programs write it, after them. A currency sign on either side is removed.
fn sign(text: &str) -> Option<(bool, &str)> {
    let is_currency = |letter: char| matches!(letter, '$' | '€' | '£' | '¥');
    let bare = |text: &'_ str| -> usize {
        text.len() - text.trim_start_matches(is_currency).trim_start().len()
    };
    let is_minus = |letter: char| matches!(letter, '-' | '\u{2212}');
    let text = text.trim();
    let text = text.get(bare(text)..)?;
    let (negative, text) = if let Some(rest) = text.strip_prefix(is_minus) {
        (true, rest)
    } else if let Some(rest) = text.strip_suffix(is_minus) {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(text))
    };
    let text = text.trim();
    let text = text.get(bare(text)..)?;
    let text = text.trim_end_matches(is_currency).trim_end();
    Some((negative, text))
}

/// The digits before the exponent, and the exponent.
fn exponent(text: &str) -> Option<(&str, i32)> {
    match text.split_once(['e', 'E']) {
        None => Some((text, 0)),
        Some((mantissa, exponent)) => {
            let exponent: i32 = exponent.parse().ok()?;
            (exponent.abs() <= LARGEST_EXPONENT).then_some((mantissa, exponent))
        }
    }
}

/// The digits of the whole part without grouping; `None` if it is ambiguous.
fn ungrouped(whole: &str, blanks_group: bool, has_point: bool) -> Option<String> {
    let separators: &[char] = if blanks_group {
        &[',', '\'', '\u{2019}', ' ', '\u{a0}', '\u{202f}']
    } else {
        &[',', '\'', '\u{2019}']
    };
    let Some(separator) = whole.chars().find(|letter| separators.contains(letter)) else {
        return Some(whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    // One comma and no point: `1,234` is one thousand in some countries and a little over one in others.
    if separator == ',' && groups.len() == 2 && !has_point {
        return None;
    }
    is_group_list(&groups).then(|| groups.concat())
}

fn is_group_list(groups: &[&str]) -> bool {
    let mut groups = groups.iter();
    groups
        .next()
        .is_some_and(|first| (1..=3).contains(&first.len()))
        && groups.all(|group| group.len() == 3)
}

/// The digits with the decimal point moved by the exponent.
fn shifted(whole: &str, decimals: &str, exponent: i32) -> String {
    let mut digits = format!("{whole}{decimals}");
    let point = i64::try_from(whole.len()).unwrap_or(0) + i64::from(exponent);
    let Ok(point) = usize::try_from(point) else {
        let noughts = usize::try_from(-point).unwrap_or(0);
        return format!("0.{}{digits}", "0".repeat(noughts));
    };
    while digits.len() < point {
        digits.push('0');
    }
    let (whole, decimals) = digits.split_at(point);
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{decimals}")
    }
}

/// The number rounded to as many digits as an exact decimal can hold; the whole part is unchanged.
fn rounded(plain: &str) -> String {
    let Some((whole, decimals)) = plain.split_once('.') else {
        return plain.to_owned();
    };
    let significant = whole.trim_start_matches('0').len();
    let places = DIGITS.saturating_sub(significant).min(PLACES);
    if decimals.len() <= places || places < FEWEST_PLACES {
        return plain.to_owned();
    }
    let (kept, cut) = decimals.split_at(places);
    let mut digits: Vec<u8> = format!("{whole}{kept}").into_bytes();
    if cut.as_bytes().first().is_some_and(|digit| *digit >= b'5') {
        let mut at = digits.len();
        loop {
            let Some(digit) = at.checked_sub(1).and_then(|before| digits.get_mut(before)) else {
                digits.insert(0, b'1');
                break;
            };
            if *digit < b'9' {
                *digit += 1;
                break;
            }
            *digit = b'0';
            at -= 1;
        }
    }
    let point = digits.len() - places;
    let text = String::from_utf8_lossy(&digits).into_owned();
    let (whole, decimals) = text.split_at(point);
    if decimals.is_empty() {
        whole.to_owned()
    } else {
        format!("{whole}.{decimals}")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn amounts_are_read_as_files_write_them() {
        for (text, expected) in [
            ("1234.56", "1234.56"),
            ("'550.000000000000000000", "550.000000000000000000"),
            ("'-28.387096774193548387", "-28.387096774193548387"),
            ("0E-20", "0.000000000000000000"),
            ("1.2E-05", "0.000012"),
            ("5.5e2", "550"),
            ("1E3", "1000"),
            ("+12.5", "12.5"),
            ("12.34-", "-12.34"),
            ("\u{2212}12.00", "-12.00"),
            (".5", "0.5"),
            ("5.", "5"),
            ("$0.0808", "0.0808"),
            ("-$5.00", "-5.00"),
            ("$1,200.00", "1200.00"),
            ("€12.00", "12.00"),
            ("1,234,567", "1234567"),
            ("1,450.20", "1450.20"),
            ("1'234.50", "1234.50"),
            ("1 200.00", "1200.00"),
            ("1\u{a0}200", "1200"),
            (
                "1450.1999999999998181010596454143524169921875",
                "1450.199999999999818101",
            ),
            ("99.99999999999999999999999999999", "100.000000000000000000"),
        ] {
            let found = amount(text.as_bytes()).map(|amount| amount.to_string());
            assert_eq!(found.as_deref(), Ok(expected), "{text}");
        }
        let tiny = amount(b"1.1368683772161603E-13").unwrap();
        assert!(tiny > Decimal::ZERO && tiny < Decimal::new(1, 12), "{tiny}");
        assert_eq!(amount(b"4E-99"), Ok(Decimal::ZERO));
    }

    #[test]
    fn ambiguous_amounts_are_refused() {
        for text in [
            "",
            "-",
            "1,234",
            "1200,00",
            "1.200,00",
            "12,34.00",
            "1,2345.00",
            "(12.34)",
            "1.2.3",
            "e5",
            "1e",
            "1e9999",
            "12abc",
            "'",
            "0x10",
            "١",
            "1,,234.00",
            "inf",
        ] {
            assert_eq!(amount(text.as_bytes()), Err(EXPECTED.to_owned()), "{text}");
        }
        assert_eq!(own_amount(b"1 000"), Err(EXPECTED.to_owned()));
        assert!(own_amount(b"1,000.00").is_ok());
        let long = b"12345678901234567890123456789.5";
        assert_eq!(amount(long), Err(TOO_LONG.to_owned()));
        assert_eq!(amount(b"1E40"), Err(TOO_LONG.to_owned()));
    }

    proptest! {
        #[test]
        fn plain_amounts_are_read_exactly(text in "-?[0-9]{1,12}(\\.[0-9]{1,12})?") {
            prop_assert_eq!(amount(text.as_bytes()).ok(), parse_amount(&text).ok());
            let guarded = format!("'{text}");
            prop_assert_eq!(amount(guarded.as_bytes()).ok(), parse_amount(&text).ok());
        }
    }
}
