//! Revenue by month, currency and category, and the rates that turn it into US dollars.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Origin;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::word::words;

words! {
    /// What kind of product revenue was made with.
    pub enum Category: "revenue category" {
        /// Cloud services: licences, usage, reservations, savings plans, software subscriptions.
        Cloud = "cloud",
        /// Software bought once and for all.
        PerpetualSoftware = "perpetual-software",
        /// What another publisher than Microsoft sells through the programme.
        ThirdParty = "third-party",
    }
}

/// What one sum of revenue is the sum of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RevenueKey {
    /// The month.
    pub month: Month,
    /// The kind of product.
    pub category: Category,
    /// The currency it was billed in.
    pub currency: Currency,
}

/// Sums of one month, category and currency, by where they came from.
pub type Sums = BTreeMap<Origin, Decimal>;

/// The sum would have more digits than an exact decimal holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the figures of {} in {} are too large to be added exactly", .0.month, .0.currency)]
pub struct TooLarge(pub RevenueKey);

/// All revenue that is known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revenue {
    sums: BTreeMap<RevenueKey, Sums>,
}

impl Revenue {
    /// Adds an amount to what is known under its key.
    ///
    /// # Errors
    /// When the sum no longer fits an exact decimal.
    pub fn add(
        &mut self,
        key: RevenueKey,
        amount: Decimal,
        origin: Origin,
    ) -> Result<(), TooLarge> {
        let sum = self.sums.entry(key).or_default().entry(origin).or_default();
        *sum = sum.checked_add(amount).ok_or(TooLarge(key))?;
        Ok(())
    }

    /// Replaces the sums of every key that `over` has.
    pub fn overlay(&mut self, over: Self) {
        self.sums.extend(over.sums);
    }

    /// Every key with its sums, oldest month first.
    pub fn iter(&self) -> impl Iterator<Item = (RevenueKey, &Sums)> {
        self.sums.iter().map(|(key, sums)| (*key, sums))
    }

    /// What is known of one month.
    pub fn of_month(&self, month: Month) -> impl Iterator<Item = (RevenueKey, &Sums)> {
        self.iter().filter(move |(key, _)| key.month == month)
    }

    /// Whether nothing is known at all.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }
}

/// What one unit of a currency is worth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rate {
    /// US dollars for one unit.
    UsdForOne(Decimal),
    /// Units for one US dollar, as invoice files state it; kept so, because its inverse rarely ends.
    ForOneUsd(Decimal),
}

impl Rate {
    /// An amount in US dollars; `None` where it would not fit an exact decimal.
    pub fn to_usd(self, amount: Decimal) -> Option<Decimal> {
        match self {
            Self::UsdForOne(rate) => amount.checked_mul(rate),
            Self::ForOneUsd(units) => amount.checked_div(units),
        }
    }

    /// US dollars for one unit, cut to twelve decimals where it does not end.
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

/// The rates that are known: of a month, or in general.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    known: BTreeMap<(Currency, Option<Month>), (Rate, Origin)>,
}

impl Rates {
    /// States a rate for a month, or in general; an earlier one is replaced.
    pub fn set(&mut self, currency: Currency, month: Option<Month>, rate: Rate, origin: Origin) {
        self.known.insert((currency, month), (rate, origin));
    }

    /// Whether this very rate is known.
    pub fn has(&self, currency: Currency, month: Option<Month>) -> bool {
        self.known.contains_key(&(currency, month))
    }

    /// The rate of a month: its own before the general one.
    pub fn of(&self, currency: Currency, month: Month) -> Option<&(Rate, Origin)> {
        self.known
            .get(&(currency, Some(month)))
            .or_else(|| self.known.get(&(currency, None)))
    }

    /// Replaces the rates that `over` has.
    pub fn overlay(&mut self, over: Self) {
        self.known.extend(over.known);
    }

    /// Every rate, by currency, the general one first.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, Option<Month>, Rate, &Origin)> {
        self.known
            .iter()
            .map(|((currency, month), (rate, origin))| (*currency, *month, *rate, origin))
    }
}

/// Reads a rate: a plain decimal above zero.
///
/// # Errors
/// What was expected instead.
pub fn parse_rate(typed: &str) -> Result<Decimal, String> {
    crate::domain::money::parse_amount(typed)
        .ok()
        .filter(|rate| *rate > Decimal::ZERO)
        .ok_or_else(|| {
            let shown: String = typed.trim().chars().take(60).collect();
            format!("`{shown}` is no rate; write the US dollars for one unit, for instance 1.1837")
        })
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
    fn the_months_own_rate_comes_before_the_general_one() {
        let (eur, month): (Currency, Month) = ("EUR".parse().unwrap(), "2020-03".parse().unwrap());
        let mut rates = Rates::default();
        rates.set(eur, None, Rate::UsdForOne(decimal("1.2")), Origin::WhatIf);
        rates.set(
            eur,
            Some(month),
            Rate::UsdForOne(decimal("1.1")),
            Origin::WhatIf,
        );
        assert_eq!(
            rates.of(eur, month).unwrap().0,
            Rate::UsdForOne(decimal("1.1"))
        );
        assert_eq!(
            rates.of(eur, month.plus(1)).unwrap().0,
            Rate::UsdForOne(decimal("1.2"))
        );
        assert!(rates.of(Currency::USD, month).is_none());
    }

    #[test]
    fn sums_that_no_longer_fit_are_refused_and_not_wrapped() {
        let key = RevenueKey {
            month: "2020-03".parse().unwrap(),
            category: Category::Cloud,
            currency: Currency::USD,
        };
        let mut revenue = Revenue::default();
        revenue.add(key, Decimal::MAX, Origin::WhatIf).unwrap();
        assert_eq!(
            revenue.add(key, Decimal::MAX, Origin::WhatIf),
            Err(TooLarge(key))
        );
    }

    #[test]
    fn rates_are_plain_and_above_zero() {
        for text in ["0", "-1", "1,2", "", "1e1"] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
        assert_eq!(parse_rate("1.1837"), Ok(decimal("1.1837")));
    }
}
