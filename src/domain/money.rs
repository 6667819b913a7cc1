//! Amounts of money: exact decimals with their currency.

use std::fmt;

use rust_decimal::{Decimal, RoundingStrategy};

/// An ISO 4217 currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

/// A text that is not an ISO 4217 currency code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid ISO 4217 currency code (for example EUR)")]
pub struct BadCurrency(String);

impl Currency {
    /// The United States dollar, in which the programme states its thresholds.
    pub const USD: Self = Self(iso_currency::Currency::USD);

    /// The three-letter code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// The currency with exactly this code, as written in files. `FromStr` also accepts small letters, as people type
    /// them.
    ///
    /// # Errors
    /// If the code is unknown.
    pub fn from_code(code: &str) -> Result<Self, BadCurrency> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| BadCurrency(code.chars().take(20).collect()))
    }

    /// The number of decimals of amounts in this currency.
    pub fn decimals(self) -> u32 {
        self.0.exponent().map_or(2, u32::from)
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl Ord for Currency {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.code().cmp(other.code())
    }
}

impl std::str::FromStr for Currency {
    type Err = BadCurrency;
    fn from_str(typed: &str) -> Result<Self, BadCurrency> {
        let code = typed.trim();
        Self::from_code(&code.to_ascii_uppercase())
            .map_err(|_| BadCurrency(code.chars().take(20).collect()))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.code())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

/// An exact amount in one currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Money {
    /// The amount, in units of the currency.
    pub amount: Decimal,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// The amount with the currency's number of decimals, truncated and not rounded.
    pub fn digits(&self) -> String {
        let places = self.currency.decimals();
        let cut = self
            .amount
            .round_dp_with_strategy(places, RoundingStrategy::ToZero);
        let mut digits = cut.to_string();
        // Zeros are appended as text, because a decimal with many digits has no room for them.
        let lacking = places.saturating_sub(cut.scale()) as usize;
        if lacking > 0 && cut.scale() == 0 {
            digits.push('.');
        }
        digits.extend(std::iter::repeat_n('0', lacking));
        digits
    }
}

impl Money {
    /// The amount for people, its digits grouped: `311,520.00 USD`.
    pub fn grouped(&self) -> String {
        format!("{} {}", group_digits(&self.digits()), self.currency)
    }
}

/// Inserts a comma between each three digits of the whole part of a plain decimal.
pub fn group_digits(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(digits) => ("-", digits),
        None => ("", number),
    };
    let whole = digits.find('.').unwrap_or(digits.len());
    let mut grouped = sign.to_owned();
    for (at, letter) in digits.chars().enumerate() {
        if at > 0 && at < whole && (whole - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(letter);
    }
    grouped
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{} {}", self.digits(), self.currency))
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct;
        let mut fields = serializer.serialize_struct("Money", 2)?;
        fields.serialize_field("amount", &self.digits())?;
        fields.serialize_field("currency", self.currency.code())?;
        fields.end()
    }
}

/// A text that is not a plain decimal amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadAmount {
    /// The format is wrong.
    #[error(
        "`{0}` is not a valid amount (digits with a decimal point expected, for example 1234.56)"
    )]
    NotPlain(String),
    /// The format is right, but the number has too many digits for an exact decimal.
    #[error("`{0}` has more than 28 digits, the most that csp can calculate exactly")]
    TooLong(String),
}

/// Parses a plain decimal: an optional minus, digits, and at most one point between digits.
pub fn parse_amount(typed: &str) -> Result<Decimal, BadAmount> {
    let text = typed.trim();
    let shown = || text.chars().take(60).collect();
    let digits = text.strip_prefix('-').unwrap_or(text);
    let plain = digits.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && digits.bytes().filter(|b| *b == b'.').count() <= 1
        && digits.starts_with(|c: char| c.is_ascii_digit())
        && digits.ends_with(|c: char| c.is_ascii_digit());
    if !plain {
        return Err(BadAmount::NotPlain(shown()));
    }
    Decimal::from_str_exact(text).map_err(|_| BadAmount::TooLong(shown()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn amounts_are_cut_not_rounded() {
        let usd = Money {
            amount: parse_amount("299999.999").unwrap(),
            currency: Currency::USD,
        };
        assert_eq!(usd.to_string(), "299999.99 USD");
        let yen = Money {
            amount: parse_amount("5.9").unwrap(),
            currency: "JPY".parse().unwrap(),
        };
        assert_eq!(yen.digits(), "5");
        let one = Money {
            amount: parse_amount("-1").unwrap(),
            currency: Currency::USD,
        };
        assert_eq!(one.digits(), "-1.00");
        let large = Money {
            amount: parse_amount("1199999999999999999999999999.8").unwrap(),
            currency: Currency::USD,
        };
        assert_eq!(large.digits(), "1199999999999999999999999999.80");
        let whole = Money {
            amount: Decimal::MAX,
            currency: Currency::USD,
        };
        assert_eq!(whole.digits(), "79228162514264337593543950335.00");
    }

    #[test]
    fn digits_are_grouped_for_people() {
        for (number, shown) in [
            ("0.00", "0.00"),
            ("999", "999"),
            ("1000", "1,000"),
            ("-1234567.8901", "-1,234,567.8901"),
            ("311520.00", "311,520.00"),
        ] {
            assert_eq!(group_digits(number), shown);
        }
    }

    #[test]
    fn currencies_are_listed_by_their_codes() {
        let euro: Currency = " eur ".parse().unwrap();
        assert_eq!(euro.to_string(), "EUR");
        assert_eq!(euro.partial_cmp(&Currency::USD), Some(Ordering::Less));
        assert!("EURO".parse::<Currency>().is_err());
    }

    #[test]
    fn only_plain_decimals_are_read() {
        assert_eq!(parse_amount(" -0.50 ").unwrap(), Decimal::new(-50, 2));
        for text in [
            "1,000.00", "1_000", "1 000", "1e3", ".5", "5.", "+1", "", "-", "1.2.3", "١",
        ] {
            let shown = text.to_owned();
            assert_eq!(parse_amount(text), Err(BadAmount::NotPlain(shown)));
        }
    }

    #[test]
    fn too_many_digits_is_an_error_of_its_own() {
        let most = "9".repeat(28);
        for text in [
            most.clone(),
            format!("0.{most}"),
            format!("-{most}"),
            format!("{}1", "0".repeat(99)),
        ] {
            assert!(parse_amount(&text).is_ok(), "{text}");
        }
        for text in ["9".repeat(29), format!("0.{most}9"), format!("{most}.5")] {
            let shown = text.clone();
            assert_eq!(parse_amount(&text), Err(BadAmount::TooLong(shown)));
        }
    }

    #[test]
    fn a_code_in_a_file_is_in_capitals() {
        assert!(Currency::from_code("EUR").is_ok());
        for code in ["eur", " EUR", "Eur", ""] {
            assert!(Currency::from_code(code).is_err(), "{code}");
        }
    }
}
