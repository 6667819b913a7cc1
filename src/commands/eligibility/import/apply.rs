//! Writing what was planned.

use super::plan::{PlannedDocument, PlannedTotal};
use super::rows::ReadFile;
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::revenue::Content;
use crate::report::views::eligibility::import::{ImportOutcome, ImportView};
use crate::session::Actor;
use crate::session::journal::{self, RevenueImported, entry};
use crate::store::{NewPart, RevenueStore, Tx};

pub(super) fn apply_documents(
    store: &RevenueStore<'_, '_>,
    documents: &[PlannedDocument<'_>],
) -> Result<()> {
    for document in documents {
        let kind = document.group.kind;
        if document.has_newer_version {
            store.put_version((kind, &document.name), &document.group.version())?;
        }
        if document.outcome == ImportOutcome::Unchanged {
            continue;
        }
        for (name, rest) in &document.takes_over {
            store.reduce_document((kind, name), rest)?;
        }
        let key = (kind, document.name.as_str());
        store.put_sums(key, &document.after)?;
        if document.outcome != ImportOutcome::Added {
            store.put_version(key, &document.group.version())?;
        }
        for (file, part) in &document.group.parts {
            if document.new_parts.contains(&Content::of(&part.marks)) {
                let part = NewPart {
                    source: &file.source,
                    marks: &part.marks,
                };
                store.add_part(key, part)?;
            }
        }
    }
    Ok(())
}

pub(super) fn apply_stated(store: &RevenueStore<'_, '_>, totals: &[PlannedTotal]) -> Result<()> {
    for total in totals {
        if total.before.as_ref() != Some(&total.after) {
            store.state(total.key, &total.after)?;
        }
    }
    Ok(())
}

/// One journal entry a file, where anything changed.
pub(super) fn log(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
    files: &[ReadFile],
    (planned, view): (&[PlannedDocument<'_>], &ImportView),
) -> Result<()> {
    for (file, imported) in files.iter().zip(&view.files) {
        let is_newer =
            |one: &PlannedDocument<'_>| one.has_newer_version && one.group.has_lines_of(file);
        let changed = imported.new + imported.added + imported.replaced > 0;
        if !changed && !planned.iter().any(is_newer) {
            continue;
        }
        let documents = view
            .documents
            .iter()
            .filter(|one| {
                let replaces =
                    matches!(one.outcome, ImportOutcome::Replaced | ImportOutcome::Added);
                let of_file = one.files.contains(&file.name) || one.files.contains(&file.source);
                replaces && of_file
            })
            .map(|one| journal::ImportedDocumentForm::new(&one.document, &one.before, &one.after));
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "revenue.imported",
            &file.source,
            &RevenueImported {
                kind: file.content.kind.to_string(),
                rows: imported.rows,
                left_out: imported.other_resellers,
                new: imported.new,
                added: imported.added,
                replaced: imported.replaced,
                unchanged: imported.unchanged,
                documents: documents.collect(),
            },
        )?)?;
    }
    Ok(())
}
