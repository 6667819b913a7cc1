//! Deciding what becomes of each document, before anything is written.

mod conflicts;
mod recorded;
mod repeats;
mod totals;
mod versions;

use std::collections::BTreeMap;

use super::groups::{Group, group};
use super::rows::ReadFile;
use super::{Conflict, refused};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::revenue::{Content, DocumentSums, Relation};
use crate::report::views::eligibility::import::ImportOutcome;
use crate::store::RevenueStore;
use conflicts::{plan_known, plan_overlapping};
use recorded::{Recorded, find_recorded};
pub(super) use totals::{PlannedTotal, plan_stated};

/// A document, and what becomes of it.
pub(super) struct PlannedDocument<'f> {
    pub(super) group: Group<'f>,
    pub(super) outcome: ImportOutcome,
    /// The name it is kept under.
    pub(super) name: String,
    /// Recorded documents that it takes the place of, each with what stays of it.
    pub(super) takes_over: Vec<(String, DocumentSums)>,
    pub(super) before: DocumentSums,
    pub(super) after: DocumentSums,
    /// The parts that are new.
    pub(super) new_parts: Vec<Content>,
    /// What a person should know about the data that take the place of others.
    pub(super) warning: Option<String>,
    /// Whether the same lines came in a newer version, which is recorded.
    pub(super) has_newer_version: bool,
}

pub(super) fn plan_documents<'f>(
    store: &RevenueStore<'_, '_>,
    files: &'f [ReadFile],
    conflict: Conflict,
) -> Result<Vec<PlannedDocument<'f>>> {
    let mut names = BTreeMap::new();
    let mut refusals: Vec<Refusal> = Vec::new();
    let mut planned = Vec::new();
    let mut is_export = false;
    for group in group(files, conflict)? {
        let kind = group.kind;
        if let std::collections::btree_map::Entry::Vacant(entry) = names.entry(kind) {
            entry.insert(store.document_names(kind)?);
        }
        let known = names.get(&kind).map(Vec::as_slice).unwrap_or_default();
        is_export |= group.version().is_complete();
        let recorded = find_recorded(store, &group, known)?;
        match plan_document(store, group, recorded, conflict)? {
            Ok(document) => planned.push(document),
            Err(refusal) => refusals.push(refusal),
        }
    }
    let advice = refusals.iter().map(|refusal| refusal.advice).max();
    let mistakes = refusals
        .into_iter()
        .map(|refusal| refusal.mistake)
        .collect();
    Diagnostic::unless_none(mistakes).map_err(|failure| match advice {
        Some(Advice::AddOrReplace) => failure.with_help(
            "To replace what is recorded: `csp eligibility revenue import FILE --replace`\nTo count the file as a further part: `csp eligibility revenue import FILE --add`",
        ),
        Some(Advice::Replace) if is_export => failure.with_help(
            "To replace what is recorded: `csp eligibility revenue import FOLDER --replace`",
        ),
        Some(Advice::Replace) => failure.with_help(
            "To replace what is recorded: `csp eligibility revenue import FILE --replace`",
        ),
        Some(Advice::NameThePartner) | None => failure,
    })?;
    Ok(planned)
}

/// What settles a conflict. Of several the last one holds for all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Advice {
    /// `--add` or `--replace`.
    AddOrReplace,
    /// `--replace`.
    Replace,
    /// No flag: the file must name the partner.
    NameThePartner,
}

/// Why a document is not imported.
struct Refusal {
    mistake: Diagnostic,
    advice: Advice,
}

impl Refusal {
    fn of<'f>(advice: Advice, message: String, group: &Group<'f>) -> Self {
        let mistake = refused(message, group.place());
        Self { mistake, advice }
    }
}

type Planned<'f> = std::result::Result<PlannedDocument<'f>, Refusal>;

fn plan_document<'f>(
    store: &RevenueStore<'_, '_>,
    group: Group<'f>,
    recorded: Vec<Recorded>,
    conflict: Conflict,
) -> Result<Planned<'f>> {
    let (mut same, overlapping): (Vec<_>, Vec<_>) = recorded
        .into_iter()
        .partition(|one| one.relation == Relation::Same);
    if same.len() > 1 {
        let names: Vec<&str> = same.iter().map(|one| one.name.as_str()).collect();
        let message = format!(
            "{} may be any of these recorded documents: {}. The file does not name the partner",
            group.title(),
            names.join(", ")
        );
        return Ok(Err(Refusal::of(Advice::NameThePartner, message, &group)));
    }
    match same.pop() {
        Some(known) => plan_known(store, group, known, conflict),
        None if overlapping.is_empty() => {
            let after = group.sums(None, |_| true)?;
            let new_parts = contents(&group);
            Ok(Ok(PlannedDocument {
                name: group.name.to_string(),
                group,
                outcome: ImportOutcome::New,
                takes_over: Vec::new(),
                before: DocumentSums::default(),
                after,
                new_parts,
                warning: None,
                has_newer_version: false,
            }))
        }
        None => plan_overlapping(store, group, overlapping, conflict),
    }
}

fn contents(group: &Group<'_>) -> Vec<Content> {
    let parts = group.parts.iter().filter(|(_, part)| part.has_lines());
    parts.map(|(_, part)| Content::of(&part.marks)).collect()
}
