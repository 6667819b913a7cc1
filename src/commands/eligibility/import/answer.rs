//! The answer of an import, made from what was applied.

use std::collections::BTreeSet;

use super::plan::{PlannedDocument, PlannedTotal};
use super::rows::ReadFile;
use crate::domain::calendar::Month;
use crate::domain::money::Money;
use crate::exchange::revenue::{LeftOut, RevenueFileKind};
use crate::report::views::eligibility::import::{
    ImportOutcome, ImportView, ImportedDocumentView, ImportedFile,
};

/// The months that the files cover.
pub(super) fn months(files: &[ReadFile]) -> Vec<Month> {
    let mut months = BTreeSet::new();
    for file in files {
        months.extend(file.content.stated.amounts.keys().map(|key| key.month));
        for part in &file.content.documents {
            months.extend(part.sums.amounts.keys().map(|key| key.month));
        }
    }
    months.into_iter().collect()
}

pub(super) fn answer(
    files: &[ReadFile],
    documents: &[PlannedDocument<'_>],
    totals: &[PlannedTotal],
) -> ImportView {
    let described = documents.iter().map(describe_document);
    let described: Vec<ImportedDocumentView> =
        described.chain(totals.iter().map(describe_total)).collect();
    let files = files.iter().map(|file| {
        let outcomes: Vec<ImportOutcome> = match file.content.kind {
            RevenueFileKind::Documents(_) => documents
                .iter()
                .filter(|document| document.group.has_lines_of(file))
                .map(|document| document.outcome)
                .collect(),
            RevenueFileKind::Own => totals
                .iter()
                .filter(|total| file.content.stated.amounts.contains_key(&total.key))
                .map(outcome_of_total)
                .collect(),
        };
        let count = |outcome| outcomes.iter().filter(|one| **one == outcome).count();
        let content = &file.content;
        ImportedFile {
            file: file.name.clone(),
            kind: content.kind.to_string(),
            rows: content.rows,
            other_resellers: content.other_resellers.rows,
            duplicates: content.duplicates.rows,
            not_counted: content.not_billed.rows,
            left_out: [
                content.other_resellers.money(),
                content.duplicates.money(),
                content.not_billed.money(),
            ]
            .concat(),
            new: count(ImportOutcome::New),
            added: count(ImportOutcome::Added),
            replaced: count(ImportOutcome::Replaced),
            unchanged: count(ImportOutcome::Unchanged),
        }
    });
    ImportView {
        files: files.collect(),
        documents: described,
        not_counted: Vec::new(),
    }
}

fn describe_document(document: &PlannedDocument<'_>) -> ImportedDocumentView {
    let parts = &document.group.parts;
    let mut files: Vec<String> = parts.iter().map(|(file, _)| file.name.clone()).collect();
    let mut known = BTreeSet::new();
    files.retain(|file| known.insert(file.clone()));
    let mut left_out = LeftOut::default();
    for (_, part) in parts {
        left_out.add_all(&part.left_out);
    }
    ImportedDocumentView {
        document: document.name.clone(),
        kind: document.group.kind.to_string(),
        files,
        outcome: document.outcome,
        rows: parts.iter().map(|(_, part)| part.marks.len() as u64).sum(),
        left_out_rows: left_out.rows,
        left_out: left_out.money(),
        before: document.before.totals(),
        after: document.after.totals(),
    }
}

fn outcome_of_total(total: &PlannedTotal) -> ImportOutcome {
    match &total.before {
        None => ImportOutcome::New,
        Some(before) if *before == total.after => ImportOutcome::Unchanged,
        Some(_) => ImportOutcome::Replaced,
    }
}

fn describe_total(total: &PlannedTotal) -> ImportedDocumentView {
    let money = |amount| Money {
        amount,
        currency: total.key.currency,
    };
    ImportedDocumentView {
        document: format!("{} {}", total.key.month, total.key.category),
        kind: RevenueFileKind::Own.to_string(),
        files: vec![total.after.source.clone()],
        outcome: outcome_of_total(total),
        rows: 1,
        left_out_rows: 0,
        left_out: Vec::new(),
        before: total.before.iter().map(|sum| money(sum.amount)).collect(),
        after: vec![money(total.after.amount)],
    }
}
