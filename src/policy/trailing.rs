//! The trailing twelve months: what counts in each, in US dollars, and what is unknown.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use super::edition::Status;
use super::facts::FactOrigin;
use super::revenue::{Category, Rates, Revenue};
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::sum::cut_sum;

/// One month of the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MonthSum {
    /// The month.
    pub month: Month,
    /// The amount that counts, in US dollars.
    pub usd: Decimal,
    /// Whether any revenue of the month is known, counted or not.
    pub known: bool,
    /// Whether the month is before the first one that counts for this partner.
    pub early: bool,
    /// Currencies of counted revenue without a known rate.
    pub unrated: BTreeSet<Currency>,
    /// Whether a figure was left out because it is too large for exact arithmetic.
    pub too_large: bool,
    /// Whether a figure that was left out (no rate, or too large) is or may be negative.
    pub may_be_lower: bool,
}

impl MonthSum {
    /// A month without known revenue.
    fn unknown(month: Month) -> Self {
        Self {
            month,
            usd: Decimal::ZERO,
            known: false,
            early: false,
            unrated: BTreeSet::new(),
            too_large: false,
            may_be_lower: false,
        }
    }

    /// Whether the month's figure is complete.
    pub fn is_complete(&self) -> bool {
        self.early || (self.known && self.unrated.is_empty() && !self.too_large)
    }

    /// Whether no revenue is known of a month that counts.
    pub fn is_silent(&self) -> bool {
        !self.known && !self.early
    }
}

/// The revenue of a window, month by month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trailing {
    /// Its months, oldest first.
    pub months: Vec<MonthSum>,
    /// The known amount that counts, in US dollars; `None` if the sum is too large for exact arithmetic.
    pub total: Option<Decimal>,
    /// The categories left out because they do not count.
    pub left_out: BTreeSet<Category>,
    /// The origins of the figures, each with its months.
    pub origins: BTreeMap<String, BTreeSet<Month>>,
    /// The rates that were used.
    pub rates: BTreeSet<String>,
    /// Whether known revenue includes third-party products, counted or not.
    pub has_third_party: bool,
    /// Whether a figure has no rate.
    has_unrated: bool,
    /// The origin of the figure to point at: the first one without a rate, otherwise the first one.
    pub place: Option<FactOrigin>,
}

impl Trailing {
    /// Sums the months of a window, counting only some categories.
    pub fn over(months: &[Month], revenue: &Revenue, rates: &Rates, counts: &[Category]) -> Self {
        Self::since(None, months, revenue, rates, counts)
    }

    /// The same where months before `first` do not count.
    pub fn since(
        first: Option<Month>,
        months: &[Month],
        revenue: &Revenue,
        rates: &Rates,
        counts: &[Category],
    ) -> Self {
        let mut window = Self {
            months: Vec::with_capacity(months.len()),
            total: None,
            left_out: BTreeSet::new(),
            origins: BTreeMap::new(),
            rates: BTreeSet::new(),
            has_third_party: false,
            has_unrated: false,
            place: None,
        };
        for month in months {
            let sum = if first.is_some_and(|first| *month < first) {
                MonthSum {
                    early: true,
                    ..MonthSum::unknown(*month)
                }
            } else {
                window.month(*month, revenue, rates, counts)
            };
            window.months.push(sum);
        }
        window.total = cut_sum(window.months.iter().map(|month| month.usd));
        window
    }

    fn month(
        &mut self,
        month: Month,
        revenue: &Revenue,
        rates: &Rates,
        counts: &[Category],
    ) -> MonthSum {
        let mut sum = MonthSum::unknown(month);
        let mut counted = Vec::new();
        for (key, parts) in revenue.of_month(month) {
            sum.known = true;
            self.has_third_party |= key.category == Category::ThirdParty;
            if !counts.contains(&key.category) {
                self.left_out.insert(key.category);
                continue;
            }
            for origin in parts.keys() {
                self.origins
                    .entry(origin_name(origin))
                    .or_default()
                    .insert(month);
            }
            let amount = cut_sum(parts.values().copied());
            let is_negative = amount.is_none_or(|amount| amount < Decimal::ZERO);
            let first = parts.keys().find(|origin| origin.is_in_a_file());
            match self.in_usd(key.currency, month, amount, rates) {
                Ok(Some(usd)) => {
                    counted.push(usd);
                    self.place = self.place.take().or_else(|| first.cloned());
                }
                Ok(None) => {
                    sum.too_large = true;
                    sum.may_be_lower |= is_negative;
                }
                Err(currency) => {
                    if !self.has_unrated {
                        self.has_unrated = true;
                        self.place = first.cloned();
                    }
                    sum.unrated.insert(currency);
                    sum.may_be_lower |= is_negative;
                }
            }
        }
        match cut_sum(counted.iter().copied()) {
            Some(total) => sum.usd = total,
            None => {
                sum.too_large = true;
                sum.may_be_lower = true;
            }
        }
        sum
    }

    fn in_usd(
        &mut self,
        currency: Currency,
        month: Month,
        amount: Option<Decimal>,
        rates: &Rates,
    ) -> Result<Option<Decimal>, Currency> {
        if currency == Currency::USD {
            return Ok(amount);
        }
        let (rate, origin) = rates.of(currency, month).ok_or(currency)?;
        self.rates.insert(format!(
            "{currency} {month} at {} USD: {origin}",
            rate.usd_for_one()
        ));
        Ok(amount.and_then(|amount| rate.to_usd(amount)))
    }

    /// The months without any known revenue.
    pub fn silent(&self) -> Vec<Month> {
        self.pick(MonthSum::is_silent)
    }

    /// Currencies without a rate, each with its months.
    pub fn unrated(&self) -> BTreeMap<Currency, Vec<Month>> {
        let mut missing: BTreeMap<Currency, Vec<Month>> = BTreeMap::new();
        for sum in &self.months {
            for currency in &sum.unrated {
                missing.entry(*currency).or_default().push(sum.month);
            }
        }
        missing
    }

    /// Whether the figures of all months are complete.
    pub fn is_complete(&self) -> bool {
        self.total.is_some() && self.months.iter().all(MonthSum::is_complete)
    }

    /// The months that do not count because they are before the first one that does.
    pub fn early(&self) -> Vec<Month> {
        self.pick(|sum| sum.early)
    }

    /// Whether the real sum may be lower than the known amount.
    pub fn may_be_lower(&self) -> bool {
        self.total.is_none() || self.months.iter().any(|month| month.may_be_lower)
    }

    /// Whether the sum reaches a threshold: yes only if no missing figure can lower it, no only if no figure is
    /// missing.
    pub fn reaches(&self, at_least: Decimal) -> Status {
        match self.total {
            Some(total) if total >= at_least && !self.may_be_lower() => Status::Met,
            Some(_) if self.is_complete() => Status::NotMet,
            Some(_) | None => Status::Unknown,
        }
    }

    fn pick(&self, wanted: impl Fn(&MonthSum) -> bool) -> Vec<Month> {
        self.months
            .iter()
            .filter(|sum| wanted(sum))
            .map(|sum| sum.month)
            .collect()
    }
}

/// The name of an origin as evidence; all figures of a file have the same.
fn origin_name(origin: &FactOrigin) -> String {
    match origin {
        FactOrigin::File { name, .. } => name.clone(),
        FactOrigin::Recorded { .. } | FactOrigin::Known(_) | FactOrigin::WhatIf => {
            origin.to_string()
        }
    }
}

/// Months as ranges: `2020-03 to 2020-05, 2020-08`.
pub fn month_list(months: &[Month]) -> String {
    let mut runs: Vec<(Month, Month)> = Vec::new();
    for month in months {
        match runs.last_mut() {
            Some((_, last)) if last.plus(1) == *month => *last = *month,
            Some(_) | None => runs.push((*month, *month)),
        }
    }
    let words: Vec<String> = runs
        .into_iter()
        .map(|(first, last)| {
            if first == last {
                first.to_string()
            } else {
                format!("{first} to {last}")
            }
        })
        .collect();
    words.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_named_in_runs() {
        let months: Vec<Month> = ["2020-03", "2020-04", "2020-05", "2020-08"]
            .iter()
            .map(|text| text.parse().unwrap())
            .collect();
        assert_eq!(month_list(&months), "2020-03 to 2020-05, 2020-08");
        assert_eq!(month_list(&[]), "");
    }
}
