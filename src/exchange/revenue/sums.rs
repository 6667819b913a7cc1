//! The result of reading a revenue file.

use std::collections::{BTreeMap, BTreeSet};

use rust_decimal::Decimal;

use crate::domain::calendar::Month;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{
    Category, DocumentName, DocumentSums, FileForm, LineMark, RevenueDocumentKind, RevenueKey,
    TooLarge,
};
use crate::domain::sum::plus;

/// The kind of file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RevenueFileKind {
    /// csp's own format, `month,currency,amount,category`: it states totals.
    Own,
    /// It contains documents of a kind.
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

/// Rows that were left out, and their amounts.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LeftOut {
    /// The number of rows.
    pub rows: u64,
    /// Their sum in each currency.
    pub amounts: BTreeMap<Currency, Decimal>,
}

impl LeftOut {
    /// Counts one more row; an amount that does not fit the sum is ignored.
    pub(super) fn add(&mut self, currency: Currency, amount: Decimal) {
        self.rows += 1;
        let sum = self.amounts.entry(currency).or_default();
        *sum = plus(*sum, amount).unwrap_or(*sum);
    }

    /// Counts the rows of another part too.
    pub fn add_all(&mut self, other: &Self) {
        self.rows += other.rows;
        for (currency, amount) in &other.amounts {
            let sum = self.amounts.entry(*currency).or_default();
            *sum = plus(*sum, *amount).unwrap_or(*sum);
        }
    }

    /// The sum in each currency.
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

/// The subjects of lines: a sum over fingerprints of their customers, subscriptions and orders, independent of order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Subjects(u64);

impl Subjects {
    /// Adds the subject of one more line.
    pub(super) fn add(&mut self, subject: LineMark) {
        self.0 = self.0.wrapping_add(subject);
    }
}

/// The part of one document that is in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentPart {
    /// The name of the document.
    pub name: DocumentName,
    /// The sums of dated charges, and the rates.
    pub sums: DocumentSums,
    /// Charges without a date; they belong to the month of the document's latest charge.
    pub undated: BTreeMap<(Category, Currency), Decimal>,
    /// The line and column of the first charge without a date.
    pub first_undated: Option<(u64, usize)>,
    /// The fingerprint of each line, sorted.
    pub marks: Vec<LineMark>,
    /// The subjects of its lines, if the file has columns for them.
    pub subjects: Option<Subjects>,
    /// Rows that were left out: of other resellers, marked as duplicates, not billed.
    pub left_out: LeftOut,
}

impl DocumentPart {
    /// Whether it has rows that count.
    pub fn has_lines(&self) -> bool {
        !self.marks.is_empty()
    }

    /// Whether another part has the same number of lines, the same subjects and the same sums. It may then be the same
    /// file, saved again by a program that formats numbers or dates differently.
    pub fn is_like(&self, other: &Self) -> bool {
        self.subjects.is_some()
            && self.subjects == other.subjects
            && self.marks.len() == other.marks.len()
            && self.sums.amounts == other.sums.amounts
            && self.undated == other.undated
    }

    /// Its sums, with undated charges added to `month`.
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

/// The revenue in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevenueFile {
    /// The kind of file.
    pub kind: RevenueFileKind,
    /// The part of each document: an invoice, a billing period, a month of an export.
    pub documents: Vec<DocumentPart>,
    /// The totals in a file of csp's own format.
    pub stated: DocumentSums,
    /// Its form.
    pub form: FileForm,
    /// Its columns as one text; empty for JSON, whose lines lack names without a value. Parts of the same document have the same columns.
    pub columns: String,
    /// The number of rows that count.
    pub rows: u64,
    /// Rows of other resellers.
    pub other_resellers: LeftOut,
    /// Rows without a reseller that count, of a file that was filtered by reseller.
    pub without_reseller: LeftOut,
    /// Rows with a kind of charge that is not on Microsoft's list; they count.
    pub unknown_charges: BTreeMap<String, u64>,
    /// Why nothing is left to count, of a file that may be a part of a document.
    pub nothing_left: Option<String>,
    /// Why the rows of one reseller cannot be chosen: no line names a reseller. Another part of the document may show
    /// that its lines do, because lines lack names without a value.
    pub not_filtered: Option<&'static str>,
    /// Rows that the export marks as attributed twice.
    pub duplicates: LeftOut,
    /// Rows of CPOR, DPOR or PAL revenue, which is not billed; in csp's own format, rows marked as not counted.
    pub not_billed: LeftOut,
    /// The resellers whose rows count, at most the first few.
    pub resellers: BTreeSet<String>,
}

impl RevenueFile {
    /// A part of an export without lines.
    pub(super) fn empty() -> Self {
        Self {
            kind: RevenueFileKind::Documents(RevenueDocumentKind::NewCommerce),
            documents: Vec::new(),
            stated: DocumentSums::default(),
            form: FileForm::JsonFull,
            columns: String::new(),
            rows: 0,
            other_resellers: LeftOut::default(),
            without_reseller: LeftOut::default(),
            unknown_charges: BTreeMap::new(),
            nothing_left: Some("the file does not contain any lines".to_owned()),
            not_filtered: None,
            duplicates: LeftOut::default(),
            not_billed: LeftOut::default(),
            resellers: BTreeSet::new(),
        }
    }
}
