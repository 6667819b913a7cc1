//! What a file comes to: sums by month, currency and category, and the rates that it states.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use crate::domain::calendar::{Day, Month};
use crate::domain::money::Currency;
use crate::policy::{RevenueKey, TooLarge};

/// A rate that an invoice file states: units of the currency for one US dollar.
///
/// Where rows differ, the latest day wins, then the rate that gives fewer dollars: whatever the order of rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct StatedRate {
    /// The day of the rate, where the file gives one.
    pub on: Option<Day>,
    /// Units for one US dollar.
    pub for_one_usd: Decimal,
}

/// Sums that are counted and replaced together: those of one invoice, or of one month of an export.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sums {
    /// Amounts by month, category and currency.
    pub amounts: BTreeMap<RevenueKey, Decimal>,
    /// Rates by month and currency.
    pub rates: BTreeMap<(Month, Currency), StatedRate>,
}

impl Sums {
    /// Adds an amount.
    pub(super) fn add(&mut self, key: RevenueKey, amount: Decimal) -> Result<(), TooLarge> {
        let sum = self.amounts.entry(key).or_default();
        *sum = sum.checked_add(amount).ok_or(TooLarge(key))?;
        Ok(())
    }

    /// Notes a rate.
    pub(super) fn rate(&mut self, month: Month, currency: Currency, rate: StatedRate) {
        let known = self.rates.entry((month, currency)).or_insert(rate);
        *known = rate.max(*known);
    }
}

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `month,currency,amount,category`.
    Own,
    /// A licence-based reconciliation file.
    LicenceBased,
    /// A usage-based reconciliation file.
    UsageBased,
    /// A new-commerce invoice file.
    NewCommerce,
    /// An Insights export.
    Insights,
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(match self {
            Self::Own => "own",
            Self::LicenceBased => "licence-based",
            Self::UsageBased => "usage-based",
            Self::NewCommerce => "new-commerce",
            Self::Insights => "insights",
        })
    }
}

/// Everything that a file says about revenue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevenueFile {
    /// What it is.
    pub kind: FileKind,
    /// Sums by what they belong to: an invoice, a billing period, a month of an export. An own file states totals of
    /// months, all under one empty name.
    pub documents: BTreeMap<String, Sums>,
    /// How many rows were counted.
    pub rows: u64,
    /// How many rows of another reseller were left out.
    pub other_resellers: u64,
    /// How many rows were left out because the export marks them as attributed twice.
    pub duplicates: u64,
    /// The resellers whose rows were counted, the first few of them.
    pub resellers: std::collections::BTreeSet<String>,
}
