//! What becomes of a document that has to do with documents on record.

use std::collections::BTreeSet;

use super::super::Conflict;
use super::super::groups::Group;
use super::recorded::Recorded;
use super::repeats::{find_repeated_lines, repeats_any};
use super::versions::Versions;
use super::{Advice, Planned, PlannedDocument, Refusal, contents};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::money::Money;
use crate::domain::revenue::{Content, DocumentSums};
use crate::exchange::revenue::DocumentPart;
use crate::report::views::eligibility::import::ImportOutcome;
use crate::store::RevenueStore;

/// A document that is on record: unchanged, or a conflict.
pub(super) fn plan_known<'f>(
    store: &RevenueStore<'_, '_>,
    group: Group<'f>,
    known: Recorded,
    conflict: Conflict,
) -> Result<Planned<'f>> {
    let key = (group.kind, known.name.as_str());
    let stored: BTreeSet<Content> = store
        .parts(key)?
        .into_iter()
        .map(|part| part.content)
        .collect();
    let total = stored
        .iter()
        .fold(Content::default(), |sum, part| sum.with(*part));
    let is_new =
        |part: &DocumentPart| part.has_lines() && !stored.contains(&Content::of(&part.marks));
    let incoming = group.sums(None, |_| true)?;
    let unchanged = if stored.is_empty() || group.content() == total {
        // The sums decide where csp 0.1 kept no lines, and where the same lines were read with other dates.
        incoming == known.sums
    } else {
        // With `--replace` the files stand for the whole document, also where they are parts that it has.
        conflict != Conflict::Replaced && !group.parts.iter().any(|(_, part)| is_new(part))
    };
    let mut planned = PlannedDocument {
        name: known.name.clone(),
        outcome: ImportOutcome::Unchanged,
        takes_over: Vec::new(),
        before: known.sums.clone(),
        after: known.sums.clone(),
        new_parts: Vec::new(),
        warning: None,
        has_newer_version: false,
        group,
    };
    if unchanged {
        let has_same_lines = !stored.is_empty() && planned.group.content() == total;
        let (recorded, incoming) = (store.version(key)?, planned.group.version());
        if has_same_lines && incoming.supersedes(&recorded) {
            planned.warning = Some(format!(
                "{}: the lines are the same; recorded {} as their version instead of {}",
                planned.name,
                incoming.title(),
                recorded.title()
            ));
            planned.has_newer_version = true;
        }
        return Ok(Ok(planned));
    }
    let versions = Versions::of(
        store.version(key)?,
        planned.group.version(),
        !stored.is_empty(),
    );
    match conflict {
        Conflict::Refused => {
            let message = format!(
                "{} is already recorded with other content: {} recorded, {} in {}{}",
                planned.group.title(),
                join_amounts(&known.sums.totals()),
                join_amounts(&incoming.totals()),
                planned.group.files(),
                versions.difference()
            );
            let can_be_added = versions.why_nothing_can_be_added().is_none()
                && !stored.is_empty()
                && find_repeated_lines(store, &planned.group, &known.name, &is_new)?.is_none();
            let advice = if can_be_added {
                Advice::AddOrReplace
            } else {
                Advice::Replace
            };
            Ok(Err(Refusal::of(advice, message, &planned.group)))
        }
        Conflict::Added => {
            if let Some(why) = versions.why_nothing_can_be_added() {
                let message = format!("{}: {why}", planned.group.title());
                return Ok(Err(Refusal::of(Advice::Replace, message, &planned.group)));
            }
            if stored.is_empty() {
                let message = format!(
                    "{} cannot get further parts: its lines are not recorded, so csp could not find repeated lines. Import all its parts together with --replace",
                    planned.group.title()
                );
                return Ok(Err(Refusal::of(Advice::Replace, message, &planned.group)));
            }
            if let Some(refusal) = find_repeated_lines(store, &planned.group, &known.name, &is_new)?
            {
                return Ok(Err(refusal));
            }
            planned.after = planned.group.sums(Some(&known.sums), is_new)?;
            planned.new_parts = contents(&planned.group);
            planned.new_parts.retain(|part| !stored.contains(part));
            planned.outcome = ImportOutcome::Added;
            Ok(Ok(planned))
        }
        Conflict::Replaced => {
            planned.name = planned.group.name.to_string();
            planned.takes_over.push((known.name, known.others));
            planned.after = incoming;
            planned.new_parts = contents(&planned.group);
            planned.outcome = ImportOutcome::Replaced;
            planned.warning = versions.warning(&planned.name);
            Ok(Ok(planned))
        }
    }
}

/// A licence-based file whose billing period overlaps that of others on record.
pub(super) fn plan_overlapping<'f>(
    store: &RevenueStore<'_, '_>,
    group: Group<'f>,
    overlapping: Vec<Recorded>,
    conflict: Conflict,
) -> Result<Planned<'f>> {
    let mut before = DocumentSums::default();
    let mut takes_over = Vec::new();
    let outcome = match conflict {
        Conflict::Refused => {
            let known: Vec<String> = overlapping
                .iter()
                .map(|one| format!("{} ({})", one.name, join_amounts(&one.sums.totals())))
                .collect();
            let message = format!(
                "the billing period of {} ({} in {}) overlaps that of the recorded {} but is not the same",
                group.title(),
                join_amounts(&group.sums(None, |_| true)?.totals()),
                group.files(),
                known.join(" and ")
            );
            let advice = if repeats_any(store, &group, &overlapping)?.is_none() {
                Advice::AddOrReplace
            } else {
                Advice::Replace
            };
            return Ok(Err(Refusal::of(advice, message, &group)));
        }
        Conflict::Added => {
            if let Some(refusal) = repeats_any(store, &group, &overlapping)? {
                return Ok(Err(refusal));
            }
            ImportOutcome::New
        }
        Conflict::Replaced => {
            for one in overlapping {
                before
                    .add_part(&one.sums)
                    .map_err(|error| Diagnostic::usage(error.to_string()))?;
                takes_over.push((one.name, one.others));
            }
            ImportOutcome::Replaced
        }
    };
    let after = group.sums(None, |_| true)?;
    let new_parts = contents(&group);
    Ok(Ok(PlannedDocument {
        name: group.name.to_string(),
        group,
        outcome,
        takes_over,
        before,
        after,
        new_parts,
        warning: None,
        has_newer_version: false,
    }))
}

/// Amounts in one text.
fn join_amounts(totals: &[Money]) -> String {
    if totals.is_empty() {
        return "nothing".to_owned();
    }
    let texts: Vec<String> = totals.iter().map(ToString::to_string).collect();
    texts.join(" and ")
}
