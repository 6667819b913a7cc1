//! What an import of revenue did, file by file and document by document.

use serde::Serialize;

use super::revenue::RevenueView;
use crate::domain::grouped;
use crate::domain::money::Money;
use crate::domain::word::words;
use crate::report::{Page, View, cells};

words! {
    /// What became of a document.
    pub enum ImportOutcome: "outcome of an import" {
        /// It was not on record.
        New = "new",
        /// It was on record with the same content.
        Unchanged = "unchanged",
        /// It took the place of what was on record.
        Replaced = "replaced",
        /// It was taken as a further part.
        Added = "added",
    }
}

/// What one file of an import did.
#[derive(Debug, Serialize)]
pub struct ImportedFile {
    /// The file as it was given.
    pub file: String,
    /// What it was recognised as.
    pub kind: String,
    /// Rows that were counted.
    pub rows: u64,
    /// Rows of other resellers that were left out.
    pub other_resellers: u64,
    /// Rows left out because the export marks them as attributed twice.
    pub duplicates: u64,
    /// Rows left out because they are of revenue that does not count.
    pub not_counted: u64,
    /// What the rows that were left out come to.
    pub left_out: Vec<Money>,
    /// Documents or stated totals that are new.
    pub new: usize,
    /// Those that were added to as a further part.
    pub added: usize,
    /// Those that replaced what was on record.
    pub replaced: usize,
    /// Those that were known already.
    pub unchanged: usize,
}

/// What became of one document: an invoice, a billing period, a month of an export, a stated total.
#[derive(Debug, Serialize)]
pub struct ImportedDocumentView {
    /// Its name, as `revenue list` shows it.
    pub document: String,
    /// What kind of document it is; `own` for a stated total.
    pub kind: String,
    /// The files that hold it.
    pub files: Vec<String>,
    /// What became of it.
    pub outcome: ImportOutcome,
    /// Rows that were counted.
    pub rows: u64,
    /// Rows of it that were left out: of other resellers, marked as duplicates, not billed.
    pub left_out_rows: u64,
    /// What those come to.
    pub left_out: Vec<Money>,
    /// What was on record, currency by currency.
    pub before: Vec<Money>,
    /// What is on record now.
    pub after: Vec<Money>,
}

/// What an import did.
#[derive(Debug, Serialize)]
pub struct ImportView {
    /// File by file.
    pub files: Vec<ImportedFile>,
    /// Document by document.
    pub documents: Vec<ImportedDocumentView>,
    /// What is known of the months of the files and does not count.
    pub not_counted: Vec<RevenueView>,
}

impl View for ImportView {
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "files",
        &[
            "file",
            "kind",
            "rows",
            "other_resellers",
            "duplicates",
            "not_counted",
            "new",
            "added",
            "replaced",
            "unchanged",
        ],
    ));

    fn page(&self, page: &mut Page) {
        let rows = self.files.iter().map(|file| {
            cells![
                file.file.clone(),
                file.kind.clone(),
                grouped(file.rows),
                grouped(file.other_resellers + file.duplicates + file.not_counted),
                file.new.to_string(),
                file.added.to_string(),
                file.replaced.to_string(),
                file.unchanged.to_string(),
            ]
        });
        page.table(
            &[
                "file",
                "kind",
                "rows",
                "left out",
                "new",
                "added",
                "replaced",
                "unchanged",
            ],
            rows,
        );
        let mut changed = self
            .documents
            .iter()
            .filter(|one| matches!(one.outcome, ImportOutcome::Replaced | ImportOutcome::Added));
        if let Some(first) = changed.next() {
            page.heading("Replaced and added");
            let rows = std::iter::once(first).chain(changed).map(|one| {
                cells![
                    format!("{} {}", one.kind, one.document),
                    one.outcome.to_string(),
                    money(&one.before),
                    money(&one.after),
                ]
            });
            page.table(&["document", "outcome", "before", "after"], rows);
        }
        if !self.not_counted.is_empty() {
            page.heading("Recorded but not counted");
            let rows = self.not_counted.iter().map(|row| {
                cells![
                    row.month.to_string(),
                    row.category.to_string(),
                    row.amount.grouped(),
                    row.kind.to_string(),
                ]
            });
            page.table(&["month", "category", "amount", "kind"], rows);
        }
    }
}

fn money(amounts: &[Money]) -> String {
    if amounts.is_empty() {
        return "-".to_owned();
    }
    let texts: Vec<String> = amounts.iter().map(Money::grouped).collect();
    texts.join(" and ")
}
