//! Revenue by month, currency and category, and the rates that turn it into US dollars.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::facts::Origin;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
pub use crate::domain::revenue::{Category, Rate, RevenueKey, TooLarge, parse_rate};
use crate::domain::sum::plus;

/// Sums of one month, category and currency, by where they came from.
pub type Sums = BTreeMap<Origin, Decimal>;

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
        *sum = plus(*sum, amount).ok_or(TooLarge(key))?;
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

#[cfg(test)]
mod tests {
    use super::*;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
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
        assert!(rates.has(eur, None) && rates.has(eur, Some(month)));
        assert!(!rates.has(eur, Some(month.plus(1))));
        let mut over = Rates::default();
        over.set(eur, None, Rate::UsdForOne(decimal("1.3")), Origin::WhatIf);
        rates.overlay(over);
        let known: Vec<_> = rates
            .iter()
            .map(|(_, month, rate, _)| (month, rate))
            .collect();
        assert_eq!(
            known,
            [
                (None, Rate::UsdForOne(decimal("1.3"))),
                (Some(month), Rate::UsdForOne(decimal("1.1")))
            ]
        );
    }

    #[test]
    fn sums_that_no_longer_fit_are_refused_and_not_wrapped() {
        let key = RevenueKey {
            month: "2020-03".parse().unwrap(),
            category: Category::Cloud,
            currency: Currency::USD,
        };
        let mut revenue = Revenue::default();
        assert!(revenue.is_empty());
        revenue.add(key, Decimal::MAX, Origin::WhatIf).unwrap();
        assert_eq!(
            revenue.add(key, Decimal::MAX, Origin::WhatIf),
            Err(TooLarge(key))
        );
        assert!(!revenue.is_empty());
    }
}
