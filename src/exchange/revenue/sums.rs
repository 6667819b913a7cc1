//! What a file comes to.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::domain::calendar::Month;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{
    Category, DocumentName, DocumentSums, LineMark, RevenueDocumentKind, RevenueKey, TooLarge,
};
use crate::domain::sum::plus;

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevenueFileKind {
    /// `month,currency,amount,category`: it states totals.
    Own,
    /// It holds documents of a kind.
    Documents(RevenueDocumentKind),
}

impl std::fmt::Display for RevenueFileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Own => f.pad("own"),
            Self::Documents(kind) => kind.fmt(f),
        }
    }
}

/// Rows that were left out, and what they come to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// How many.
    pub rows: u64,
    /// Their sum in each currency.
    pub amounts: BTreeMap<Currency, Decimal>,
}

impl LeftOut {
    /// Counts one more row; a sum that no longer fits is not.
    pub(super) fn add(&mut self, currency: Currency, amount: Decimal) {
        self.rows += 1;
        let sum = self.amounts.entry(currency).or_default();
        *sum = plus(*sum, amount).unwrap_or(*sum);
    }

    /// Their sum, currency by currency.
    pub fn money(&self) -> Vec<Money> {
        let amounts = self.amounts.iter();
        amounts
            .map(|(currency, amount)| Money {
                amount: *amount,
                currency: *currency,
            })
            .collect()
    }
}

/// What lines are about: one sum over their customers, subscriptions and orders, the same in any order of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subjects(u64);

impl Subjects {
    /// Adds what one more line is about.
    pub(super) fn add(&mut self, subject: LineMark) {
        self.0 = self.0.wrapping_add(subject);
    }
}

/// The part of one document that a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPart {
    /// Which document.
    pub name: DocumentName,
    /// Its dated sums, and its rates.
    pub sums: DocumentSums,
    /// Charges without a date of their own: they belong to the month of the document's latest charge.
    pub undated: BTreeMap<(Category, Currency), Decimal>,
    /// The line and column of the first charge without a date.
    pub first_undated: Option<(u64, usize)>,
    /// The mark of each line, sorted.
    pub marks: Vec<LineMark>,
    /// What its lines are about, where the file has columns for that.
    pub subjects: Option<Subjects>,
    /// Rows of another reseller that were left out of it.
    pub left_out: LeftOut,
}

impl DocumentPart {
    /// Whether another part has as many lines about the same, with the same sums: then it may be the same file, saved
    /// again by a program that writes numbers or days in its own way.
    pub fn is_like(&self, other: &Self) -> bool {
        self.subjects.is_some()
            && self.subjects == other.subjects
            && self.marks.len() == other.marks.len()
            && self.sums.amounts == other.sums.amounts
            && self.undated == other.undated
    }

    /// Its sums, with the charges that have no date placed in `month`.
    ///
    /// # Errors
    /// When a sum no longer fits an exact decimal.
    pub fn placed_in(&self, month: Month) -> Result<DocumentSums, TooLarge> {
        let mut sums = self.sums.clone();
        for ((category, currency), amount) in &self.undated {
            let key = RevenueKey {
                month,
                category: *category,
                currency: *currency,
            };
            sums.add(key, *amount)?;
        }
        Ok(sums)
    }
}

/// Everything that a file says about revenue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevenueFile {
    /// What it is.
    pub kind: RevenueFileKind,
    /// What it holds of each document: an invoice, a billing period, a month of an export.
    pub documents: Vec<DocumentPart>,
    /// The totals that an own file states.
    pub stated: DocumentSums,
    /// Its columns, in one text: the parts of a document have the same ones.
    pub columns: String,
    /// How many rows were counted.
    pub rows: u64,
    /// Rows of another reseller.
    pub other_resellers: LeftOut,
    /// Rows that the export marks as attributed twice.
    pub duplicates: LeftOut,
    /// Rows of CPOR, DPOR or PAL revenue, which is not billed; in an own file rows marked as not counted.
    pub not_billed: LeftOut,
    /// The resellers whose rows were counted, the first few of them.
    pub resellers: BTreeSet<String>,
}
