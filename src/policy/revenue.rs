//! Revenue by month, currency and category, and the rates to convert it into US dollars.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::facts::origin::FactOrigin;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::revenue::SourceKind;
pub use crate::domain::revenue::{Category, Rate, RevenueKey, TooLarge, parse_rate};
use crate::domain::sum::plus;

/// Sums of one month, category and currency, by origin.
pub type Sums = BTreeMap<FactOrigin, Decimal>;

/// All known revenue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Revenue {
    sums: BTreeMap<RevenueKey, Sums>,
    /// For each month, the kind of source that its sums come from.
    kinds: BTreeMap<Month, SourceKind>,
    /// For each month, other known kinds of source, which do not count.
    not_counted: BTreeMap<Month, BTreeSet<SourceKind>>,
}

impl Revenue {
    /// Adds a stated amount to the sums under its key.
    ///
    /// # Errors
    /// When the sum no longer fits an exact decimal.
    pub fn add(
        &mut self,
        key: RevenueKey,
        amount: Decimal,
        origin: FactOrigin,
    ) -> Result<(), TooLarge> {
        self.add_from(SourceKind::Stated, key, amount, origin)
    }

    /// Adds an amount from a kind of source. Only the strongest kind in each month counts.
    ///
    /// # Errors
    /// When the sum no longer fits an exact decimal.
    pub fn add_from(
        &mut self,
        kind: SourceKind,
        key: RevenueKey,
        amount: Decimal,
        origin: FactOrigin,
    ) -> Result<(), TooLarge> {
        if !self.counts(key.month, kind) {
            return Ok(());
        }
        let sum = self.sums.entry(key).or_default().entry(origin).or_default();
        *sum = plus(*sum, amount).ok_or(TooLarge(key))?;
        Ok(())
    }

    /// Whether a kind of source counts in a month. If it is stronger than the present one, it replaces that.
    fn counts(&mut self, month: Month, kind: SourceKind) -> bool {
        let known = *self.kinds.entry(month).or_insert(kind);
        if known == kind {
            return true;
        }
        let left_out = self.not_counted.entry(month).or_default();
        if known.is_stronger_than(kind) {
            left_out.insert(kind);
            return false;
        }
        left_out.insert(known);
        self.kinds.insert(month, kind);
        self.sums.retain(|key, _| key.month != month);
        true
    }

    /// Replaces the sums of every key in `over`, unless the sources in `over` are weaker than the present ones.
    pub fn overlay(&mut self, over: Self) {
        for (month, kinds) in over.not_counted {
            self.not_counted.entry(month).or_default().extend(kinds);
        }
        for (key, sums) in over.sums {
            let kind = over.kinds.get(&key.month).copied();
            if self.counts(key.month, kind.unwrap_or(SourceKind::Stated)) {
                self.sums.insert(key, sums);
            }
        }
    }

    /// The kind of source that counts in a month, and the other known kinds, which do not.
    pub fn not_counted(&self, month: Month) -> Option<(SourceKind, Vec<SourceKind>)> {
        let counted = *self.kinds.get(&month)?;
        let others = self.not_counted.get(&month)?.iter().copied();
        Some((counted, others.filter(|kind| *kind != counted).collect()))
    }

    /// Every key with its sums, oldest month first.
    pub fn iter(&self) -> impl Iterator<Item = (RevenueKey, &Sums)> {
        self.sums.iter().map(|(key, sums)| (*key, sums))
    }

    /// The sums of one month.
    pub fn of_month(&self, month: Month) -> impl Iterator<Item = (RevenueKey, &Sums)> {
        self.iter().filter(move |(key, _)| key.month == month)
    }

    /// Whether there is no revenue at all.
    pub fn is_empty(&self) -> bool {
        self.sums.is_empty()
    }
}

/// The known rates, by month or in general.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rates {
    known: BTreeMap<(Currency, Option<Month>), (Rate, FactOrigin)>,
}

impl Rates {
    /// Sets the rate for a month, or in general, replacing an earlier one.
    pub fn set(
        &mut self,
        currency: Currency,
        month: Option<Month>,
        rate: Rate,
        origin: FactOrigin,
    ) {
        self.known.insert((currency, month), (rate, origin));
    }

    /// Whether there is a rate for exactly this month, or in general.
    pub fn has(&self, currency: Currency, month: Option<Month>) -> bool {
        self.known.contains_key(&(currency, month))
    }

    /// The rate for a month: its own, otherwise the general one.
    pub fn of(&self, currency: Currency, month: Month) -> Option<&(Rate, FactOrigin)> {
        self.known
            .get(&(currency, Some(month)))
            .or_else(|| self.known.get(&(currency, None)))
    }

    /// Adds the rates of `over`, which replace these.
    pub fn overlay(&mut self, over: Self) {
        self.known.extend(over.known);
    }

    /// Every rate, by currency, the general one first.
    pub fn iter(&self) -> impl Iterator<Item = (Currency, Option<Month>, Rate, &FactOrigin)> {
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
        rates.set(
            eur,
            None,
            Rate::UsdForOne(decimal("1.2")),
            FactOrigin::WhatIf,
        );
        rates.set(
            eur,
            Some(month),
            Rate::UsdForOne(decimal("1.1")),
            FactOrigin::WhatIf,
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
        over.set(
            eur,
            None,
            Rate::UsdForOne(decimal("1.3")),
            FactOrigin::WhatIf,
        );
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
    fn only_the_strongest_source_of_a_month_counts_in_any_order() {
        let key = |currency: &str| RevenueKey {
            month: "2020-03".parse().unwrap(),
            category: Category::Cloud,
            currency: currency.parse().unwrap(),
        };
        let all = [
            (SourceKind::Export, key("USD"), "5"),
            (SourceKind::Stated, key("USD"), "7"),
            (SourceKind::Invoice, key("EUR"), "6"),
            (SourceKind::Stated, key("GBP"), "1"),
        ];
        for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1], [1, 3, 0, 2]] {
            let (mut together, mut laid_over) = (Revenue::default(), Revenue::default());
            for place in order {
                let (kind, key, amount) = all[place];
                let mut one = Revenue::default();
                for revenue in [&mut together, &mut one] {
                    let origin = FactOrigin::WhatIf;
                    revenue
                        .add_from(kind, key, decimal(amount), origin)
                        .unwrap();
                }
                laid_over.overlay(one);
            }
            for revenue in [&together, &laid_over] {
                let amounts: Vec<_> = revenue
                    .iter()
                    .map(|(key, sums)| {
                        (key.currency.code(), sums.values().copied().sum::<Decimal>())
                    })
                    .collect();
                assert_eq!(amounts, [("GBP", decimal("1")), ("USD", decimal("7"))]);
                let (counted, others) = revenue.not_counted(key("USD").month).unwrap();
                assert_eq!(counted, SourceKind::Stated);
                assert_eq!(others, [SourceKind::Invoice, SourceKind::Export]);
            }
        }
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
        revenue.add(key, Decimal::MAX, FactOrigin::WhatIf).unwrap();
        assert_eq!(
            revenue.add(key, Decimal::MAX, FactOrigin::WhatIf),
            Err(TooLarge(key))
        );
        assert!(!revenue.is_empty());
    }
}
