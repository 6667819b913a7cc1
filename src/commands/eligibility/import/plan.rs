//! Deciding what becomes of each document, before anything is written.

use std::collections::{BTreeMap, BTreeSet};

use super::groups::{Group, group};
use super::rows::ReadFile;
use super::{Conflict, refused};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::counted;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{Content, DocumentName, DocumentSums, Relation, RevenueKey};
use crate::exchange::revenue::DocumentPart;
use crate::report::views::eligibility::import::ImportOutcome;
use crate::store::{RevenueStore, StatedSum};

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
}

/// A total of a month that a file states.
pub(super) struct PlannedTotal {
    pub(super) key: RevenueKey,
    pub(super) before: Option<StatedSum>,
    pub(super) after: StatedSum,
}

/// A document on record that has to do with one that comes in.
struct Recorded {
    name: String,
    relation: Relation,
    sums: DocumentSums,
    /// Sums in other currencies, which a file of csp 0.1 kept under one name.
    others: DocumentSums,
}

pub(super) fn plan_documents<'f>(
    store: &RevenueStore<'_, '_>,
    files: &'f [ReadFile],
    conflict: Conflict,
) -> Result<Vec<PlannedDocument<'f>>> {
    let mut names = BTreeMap::new();
    let mut mistakes = Vec::new();
    let mut planned = Vec::new();
    for group in group(files, conflict)? {
        let kind = group.kind;
        if let std::collections::btree_map::Entry::Vacant(entry) = names.entry(kind) {
            entry.insert(store.document_names(kind)?);
        }
        let known = names.get(&kind).map(Vec::as_slice).unwrap_or_default();
        let recorded = recorded(store, &group, known)?;
        match plan_document(store, group, recorded, conflict)? {
            Ok(document) => planned.push(document),
            Err(mistake) => mistakes.push(mistake),
        }
    }
    Diagnostic::unless_none(mistakes).map_err(|failure| {
        failure.with_help(
            "`csp eligibility revenue import FILE --replace` puts the file in the place of what is on record; \
             `csp eligibility revenue import FILE --add` counts it as a further part.",
        )
    })?;
    Ok(planned)
}

/// The documents on record that are the same, or overlap.
fn recorded(
    store: &RevenueStore<'_, '_>,
    group: &Group<'_>,
    names: &[String],
) -> Result<Vec<Recorded>> {
    let mut found = Vec::new();
    for name in names {
        let known = DocumentName::read(group.kind, name);
        let relation = known.relation(&group.name);
        if relation == Relation::Different {
            continue;
        }
        let all = store.document((group.kind, name))?.unwrap_or_default();
        let (sums, others) = match (&known, &group.name) {
            (
                DocumentName::Period { currency: None, .. },
                DocumentName::Period {
                    currency: Some(currency),
                    ..
                },
            ) => split_by_currency(&all, *currency),
            _ => (all, DocumentSums::default()),
        };
        if sums.amounts.is_empty() && !others.amounts.is_empty() {
            continue;
        }
        found.push(Recorded {
            name: name.clone(),
            relation,
            sums,
            others,
        });
    }
    Ok(found)
}

fn split_by_currency(all: &DocumentSums, currency: Currency) -> (DocumentSums, DocumentSums) {
    let (mut own, mut others) = (DocumentSums::default(), DocumentSums::default());
    for (key, amount) in &all.amounts {
        let sums = if key.currency == currency {
            &mut own
        } else {
            &mut others
        };
        sums.amounts.insert(*key, *amount);
    }
    for (key, rate) in &all.rates {
        let sums = if key.1 == currency {
            &mut own
        } else {
            &mut others
        };
        sums.rates.insert(*key, *rate);
    }
    (own, others)
}

type Planned<'f> = std::result::Result<PlannedDocument<'f>, Diagnostic>;

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
            "{} may be any of these on record: {}; the file does not name the partner",
            group.title(),
            names.join(", ")
        );
        return Ok(Err(refused(message, &group.files())));
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
            }))
        }
        None => plan_overlapping(store, group, overlapping, conflict),
    }
}

fn contents(group: &Group<'_>) -> Vec<Content> {
    let parts = group.parts.iter();
    parts.map(|(_, part)| Content::of(&part.marks)).collect()
}

/// A document that is on record: unchanged, or a conflict.
fn plan_known<'f>(
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
    let is_new = |part: &DocumentPart| !stored.contains(&Content::of(&part.marks));
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
        group,
    };
    if unchanged {
        return Ok(Ok(planned));
    }
    match conflict {
        Conflict::Refused => {
            let message = format!(
                "{} is on record with other content: {} on record, {} in {}",
                planned.group.title(),
                money(&known.sums.totals()),
                money(&incoming.totals()),
                planned.group.files()
            );
            Ok(Err(refused(message, &planned.group.files())))
        }
        Conflict::Added => {
            if stored.is_empty() {
                let message = format!(
                    "{} cannot be added to: its lines are not on record, so lines that repeat would not be seen; \
                     import all its parts together with --replace",
                    planned.group.title()
                );
                return Ok(Err(refused(message, &planned.group.files())));
            }
            if let Some(mistake) = repeats(store, &planned.group, &known.name, &is_new)? {
                return Ok(Err(mistake));
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
            Ok(Ok(planned))
        }
    }
}

/// A licence-based file whose billing period overlaps that of others on record.
fn plan_overlapping<'f>(
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
                .map(|one| format!("{} ({})", one.name, money(&one.sums.totals())))
                .collect();
            let message = format!(
                "the billing period of {} ({} in {}) overlaps that of {} on record without being the same",
                group.title(),
                money(&group.sums(None, |_| true)?.totals()),
                group.files(),
                known.join(" and ")
            );
            return Ok(Err(refused(message, &group.files())));
        }
        Conflict::Added => {
            for one in &overlapping {
                if let Some(mistake) = repeats(store, &group, &one.name, &|_: &DocumentPart| true)?
                {
                    return Ok(Err(mistake));
                }
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
    }))
}

/// The mistake of parts that repeat lines of a document on record.
fn repeats(
    store: &RevenueStore<'_, '_>,
    group: &Group<'_>,
    name: &str,
    counts: &impl Fn(&DocumentPart) -> bool,
) -> Result<Option<Diagnostic>> {
    let mut any = false;
    for (file, part) in &group.parts {
        if !counts(part) {
            continue;
        }
        any = true;
        let lines = store.repeated_lines((group.kind, name), &part.marks)?;
        if lines > 0 {
            let message = format!(
                "{} repeats {} of {} {name}, which is on record",
                file.name,
                counted(lines, "line"),
                group.kind
            );
            return Ok(Some(refused(message, &file.name)));
        }
    }
    Ok((!any).then(|| {
        let message = format!("{} repeats lines that are on record", group.files());
        refused(message, &group.files())
    }))
}

/// Amounts in one text.
fn money(totals: &[Money]) -> String {
    if totals.is_empty() {
        return "nothing".to_owned();
    }
    let texts: Vec<String> = totals.iter().map(ToString::to_string).collect();
    texts.join(" and ")
}

/// The totals that own files state. Two files of one command that state different totals are a mistake.
pub(super) fn plan_stated(
    store: &RevenueStore<'_, '_>,
    files: &[ReadFile],
) -> Result<Vec<PlannedTotal>> {
    let mut stated: BTreeMap<RevenueKey, (&ReadFile, StatedSum)> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for file in files {
        for (key, amount) in &file.content.stated.amounts {
            let sum = StatedSum {
                amount: *amount,
                source: file.source.clone(),
            };
            match stated.get(key) {
                Some((other, known)) if known.amount != *amount => {
                    let message = format!(
                        "{} and {} state different totals of {} {} in {}: {} and {}",
                        other.name,
                        file.name,
                        key.month,
                        key.category,
                        key.currency,
                        known.amount,
                        amount
                    );
                    mistakes.push(refused(message, &file.name));
                }
                Some(_) => {}
                None => {
                    stated.insert(*key, (file, sum));
                }
            }
        }
    }
    Diagnostic::unless_none(mistakes)?;
    let known = store.stated(None)?;
    let totals = stated.into_iter().map(|(key, (_, after))| PlannedTotal {
        before: known.get(&key).cloned(),
        key,
        after,
    });
    Ok(totals.collect())
}
