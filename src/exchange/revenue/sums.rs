//! What a file comes to.

use std::collections::{BTreeMap, BTreeSet};

use crate::domain::revenue::{DocumentKind, DocumentSums};

/// What the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    /// `month,currency,amount,category`: it states totals.
    Own,
    /// It holds documents of a kind.
    Documents(DocumentKind),
}

impl std::fmt::Display for FileKind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Own => f.pad("own"),
            Self::Documents(kind) => kind.fmt(f),
        }
    }
}

/// Everything that a file says about revenue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevenueFile {
    /// What it is.
    pub kind: FileKind,
    /// Sums by what they belong to: an invoice, a billing period, a month of an export. An own file states totals of
    /// months, all under one empty name.
    pub documents: BTreeMap<String, DocumentSums>,
    /// How many rows were counted.
    pub rows: u64,
    /// How many rows of another reseller were left out.
    pub other_resellers: u64,
    /// How many rows were left out because the export marks them as attributed twice.
    pub duplicates: u64,
    /// The resellers whose rows were counted, the first few of them.
    pub resellers: BTreeSet<String>,
}
