//! Revenue: its categories, the keys of sums, and exchange rates.

mod content;
mod document;
mod source;
mod version;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use content::{Content, LineMark, repeated};
pub use document::{DocumentName, Relation};
pub use source::{SourceKind, strongest};
pub use version::{DocumentVersion, FileForm};

use super::calendar::{Day, Month};
use super::money::{BadAmount, Currency, Money, parse_amount};
use super::sum::{cut_sum, plus};
use super::word::words;

words! {
    /// The category of product.
    pub enum Category: "revenue category" {
        /// Cloud services: licences, usage, reservations, savings plans, software subscriptions.
        Cloud = "cloud",
        /// Software with a perpetual licence.
        PerpetualSoftware = "perpetual-software",
        /// Products of other publishers that are sold through the programme.
        ThirdParty = "third-party",
    }
}

/// The key of a revenue sum.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevenueKey {
    /// The month.
    pub month: Month,
    /// The category of product.
    pub category: Category,
    /// The currency it was billed in.
    pub currency: Currency,
}

/// The error that a sum has more digits than an exact decimal can hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the figures of {} in {} are too large to add exactly", .0.month, .0.currency)]
pub struct TooLarge(pub RevenueKey);

words! {
    /// Documents whose figures are counted once and replaced as a whole.
    pub enum RevenueDocumentKind: "kind of revenue document" {
        /// A licence-based invoice; without a number it is identified by partner, billing period and currency.
        LicenceBased = "licence-based",
        /// A usage invoice, identified by number and partner.
        UsageBased = "usage-based",
        /// A new-commerce invoice, identified by number and partner.
        NewCommerce = "new-commerce",
        /// A month of an Insights export; its name is the month.
        Insights = "insights",
    }
}

/// An exchange rate from an invoice file: units of the currency for one US dollar.
///
/// If rows differ, the latest day wins, then the rate that gives fewer dollars, so the order of rows does not matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatedRate {
    /// The day of the rate, if the file has one.
    pub on: Option<Day>,
    /// Units for one US dollar.
    pub for_one_usd: Decimal,
}

/// The sums of one document: an invoice, or one month of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DocumentSums {
    /// Amounts by month, category and currency.
    pub amounts: BTreeMap<RevenueKey, Decimal>,
    /// Rates by month and currency.
    pub rates: BTreeMap<(Month, Currency), StatedRate>,
}

impl DocumentSums {
    /// Adds an amount.
    ///
    /// # Errors
    /// When the sum no longer fits an exact decimal.
    pub fn add(&mut self, key: RevenueKey, amount: Decimal) -> Result<(), TooLarge> {
        let sum = self.amounts.entry(key).or_default();
        *sum = plus(*sum, amount).ok_or(TooLarge(key))?;
        Ok(())
    }

    /// Adds the amounts and rates of another part of the same document.
    ///
    /// # Errors
    /// When a sum no longer fits an exact decimal.
    pub fn add_part(&mut self, part: &Self) -> Result<(), TooLarge> {
        for (key, amount) in &part.amounts {
            self.add(*key, *amount)?;
        }
        for ((month, currency), rate) in &part.rates {
            self.rate(*month, *currency, *rate);
        }
        Ok(())
    }

    /// The latest month with an amount.
    pub fn latest_month(&self) -> Option<Month> {
        self.amounts.keys().map(|key| key.month).max()
    }

    /// The total in each currency, over all months and categories.
    pub fn totals(&self) -> Vec<Money> {
        let mut by_currency: BTreeMap<Currency, Vec<Decimal>> = BTreeMap::new();
        for (key, amount) in &self.amounts {
            by_currency.entry(key.currency).or_default().push(*amount);
        }
        let totals = by_currency.into_iter().filter_map(|(currency, amounts)| {
            cut_sum(amounts.iter().copied()).map(|amount| Money { amount, currency })
        });
        totals.collect()
    }

    /// Adds a rate.
    pub fn rate(&mut self, month: Month, currency: Currency, rate: StatedRate) {
        let known = self.rates.entry((month, currency)).or_insert(rate);
        *known = rate.max(*known);
    }
}

/// A rate that was entered for an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRate {
    /// The currency.
    pub currency: Currency,
    /// The month it applies to; `None` for all months without a rate of their own.
    pub month: Option<Month>,
    /// US dollars for one unit.
    pub usd_for_one: Decimal,
    /// Where it was entered.
    pub source: String,
}

/// The value of one unit of a currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// US dollars for one unit.
    UsdForOne(Decimal),
    /// Units for one US dollar, as in invoice files. Not converted, because the inverse rarely has a finite number of
    /// digits.
    ForOneUsd(Decimal),
}

impl Rate {
    /// Converts an amount to US dollars; `None` if the result does not fit an exact decimal.
    pub fn to_usd(self, amount: Decimal) -> Option<Decimal> {
        match self {
            Self::UsdForOne(rate) => amount.checked_mul(rate),
            Self::ForOneUsd(units) => amount.checked_div(units),
        }
    }

    /// US dollars for one unit, truncated to twelve decimals.
    pub fn usd_for_one(self) -> Decimal {
        match self {
            Self::UsdForOne(rate) => rate,
            Self::ForOneUsd(units) => Decimal::ONE
                .checked_div(units)
                .unwrap_or_default()
                .trunc_with_scale(12)
                .normalize(),
        }
    }
}

/// No currency has been worth more than this many US dollars since 2010 (the Kuwaiti dinar stayed below 3.7).
const DEAREST_UNIT: i64 = 10;
/// Currencies whose unit has always been worth less than a dollar.
const SMALL_UNITS: &[&str] = &[
    "CLP", "COP", "CZK", "DKK", "HUF", "IDR", "INR", "ISK", "JPY", "KRW", "MXN", "NOK", "PHP",
    "RUB", "SEK", "THB", "TRY", "TWD", "VND", "ZAR",
];

/// Whether a rate looks like units for one US dollar instead of US dollars for one unit.
pub fn looks_inverted(currency: Currency, usd_for_one: Decimal) -> bool {
    let code = currency.code();
    usd_for_one > Decimal::from(DEAREST_UNIT)
        || SMALL_UNITS.contains(&code) && usd_for_one > Decimal::ONE
}

/// Parses a rate: a plain decimal above zero.
///
/// # Errors
/// What was expected instead.
pub fn parse_rate(typed: &str) -> Result<Decimal, String> {
    match parse_amount(typed) {
        Ok(rate) if rate > Decimal::ZERO => Ok(rate),
        Err(long @ BadAmount::TooLong(_)) => Err(long.to_string()),
        Ok(_) | Err(BadAmount::NotPlain(_)) => {
            let shown: String = typed.trim().chars().take(60).collect();
            Err(format!(
                "`{shown}` is not a valid rate (US dollars for one unit expected, for example 1.1837)"
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    #[test]
    fn a_stated_inverse_divides_exactly() {
        let rate = Rate::ForOneUsd(decimal("0.846202666"));
        assert_eq!(rate.to_usd(decimal("253860.7998")), Some(decimal("300000")));
        assert_eq!(rate.usd_for_one(), decimal("1.181749999355"));
    }

    #[test]
    fn a_document_adds_amounts_and_keeps_its_latest_highest_rate() {
        let month: Month = "2021-03".parse().unwrap();
        let key = RevenueKey {
            month,
            category: Category::Cloud,
            currency: "EUR".parse().unwrap(),
        };
        let mut sums = DocumentSums::default();
        sums.add(key, decimal("1.5")).unwrap();
        sums.add(key, decimal("2.25")).unwrap();
        assert_eq!(sums.amounts[&key], decimal("3.75"));
        sums.add(key, Decimal::MAX).unwrap_err();
        let rate = |day: &str, units: &str| StatedRate {
            on: crate::domain::calendar::parse_day(day).ok(),
            for_one_usd: decimal(units),
        };
        for stated in [
            rate("", "9"),
            rate("2021-03-31", "0.8"),
            rate("2021-03-31", "0.9"),
            rate("2021-03-01", "7"),
        ] {
            sums.rate(month, key.currency, stated);
        }
        let kept = sums.rates[&(month, key.currency)];
        assert_eq!(kept, rate("2021-03-31", "0.9"));
    }

    #[test]
    fn a_rate_upside_down_is_noticed() {
        for (code, rate, inverted) in [
            ("JPY", "149.5", true),
            ("JPY", "0.0067", false),
            ("EUR", "0.9252", false),
            ("EUR", "1.18", false),
            ("KWD", "3.25", false),
            ("SEK", "10.4", true),
            ("SEK", "0.096", false),
            ("INR", "83", true),
        ] {
            let currency: Currency = code.parse().unwrap();
            assert_eq!(
                looks_inverted(currency, decimal(rate)),
                inverted,
                "{code} {rate}"
            );
        }
    }

    #[test]
    fn rates_are_plain_and_above_zero() {
        for text in ["0", "-1", "1,2", "", "1e1"] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
        assert_eq!(parse_rate("1.1837"), Ok(decimal("1.1837")));
    }
}
