//! What an import answers: per relationship what became of it, and what the files have besides.

use std::collections::{BTreeMap, HashMap};

use serde_json::{Map, Value};

use super::files::ReadFiles;
use crate::diagnostic::Result;
use crate::domain::gdap::{AdminRelationship, MicrosoftId};
use crate::domain::grouped;
use crate::report::views::gdap_import::{GdapImportView, ImportNoteView, SeenRelationshipView};
use crate::session::Context;
use crate::session::journal::{EditedFields, Form as _};

pub(super) use crate::report::views::gdap_import::SeenOutcome;

/// What becomes of a relationship of the files.
#[derive(Debug)]
pub(super) struct SeenRow {
    pub(super) name: Option<String>,
    pub(super) outcome: SeenOutcome,
    /// As it was recorded before this import; `None` where it is new.
    pub(super) before: Option<Box<AdminRelationship>>,
    /// How many of its assignments are new or changed.
    pub(super) assignments: u64,
    pub(super) detail: Option<String>,
}

impl SeenRow {
    /// Raises the outcome; what is worth more attention stays.
    pub(super) fn raise(&mut self, outcome: SeenOutcome) {
        self.outcome = self.outcome.max(outcome);
    }
}

/// What was done.
#[derive(Debug)]
pub(super) struct ImportAnswer {
    relationships: Vec<SeenRelationshipView>,
    /// Whether `--complete` was asked for and could not be applied.
    is_incomplete: bool,
}

impl ImportAnswer {
    /// Builds the answer from the rows and the register as it is now.
    ///
    /// # Errors
    /// If a form cannot be written as JSON, which is a bug.
    pub(super) fn new(
        rows: BTreeMap<MicrosoftId, SeenRow>,
        known: &HashMap<MicrosoftId, AdminRelationship>,
        is_incomplete: bool,
    ) -> Result<Self> {
        let relationships = rows.into_iter().map(|(id, row)| {
            let changes = match (&row.before, known.get(&id)) {
                (Some(before), Some(after)) => changes(before, after, row.assignments)?,
                (None, _) | (_, None) => assignments_alone(row.assignments),
            };
            Ok(SeenRelationshipView {
                id,
                name: row.name,
                outcome: row.outcome,
                changes,
                detail: row.detail,
            })
        });
        Ok(Self {
            relationships: relationships.collect::<Result<_>>()?,
            is_incomplete,
        })
    }

    /// Says on standard error what a person should know of the files.
    pub(super) fn note(&self, ctx: &Context<'_>, files: &ReadFiles) {
        for (kind, (count, first)) in &files.notes {
            let more = match count - 1 {
                0 => String::new(),
                more => format!(", and {} more", grouped(more)),
            };
            ctx.out
                .note(&format!("{}: {first}{more}.", kind.sentence()));
        }
        let exports = files.exports();
        if !exports.is_empty() {
            ctx.out.note("The roles were cut off in the export; roles on record stay as they are. To export them whole:");
            for command in exports {
                ctx.out.note(&format!("  {command}"));
            }
        }
        if self.is_incomplete
            && let Some(gap) = files.gap()
        {
            ctx.out.note(&format!(
                "--complete was not applied, so nothing is marked as missing: {}.",
                gap.sentence()
            ));
        }
        if self.relationships.is_empty() && files.records() == 0 {
            ctx.out
                .note("The files have no relationships. Nothing was changed.");
        }
    }

    /// The answer as it is shown.
    pub(super) fn into_view(self, files: &ReadFiles) -> GdapImportView {
        let notes = files
            .notes
            .iter()
            .map(|(kind, (count, first))| ImportNoteView {
                kind: *kind,
                count: *count,
                message: kind.sentence(),
                first: first.clone(),
            });
        let gap = files.gap().filter(|_| self.is_incomplete);
        GdapImportView::new(
            self.relationships,
            notes.collect(),
            files.shapes().into_iter().collect(),
            files.exports().into_iter().collect(),
            gap.map(|gap| gap.sentence()),
        )
    }
}

/// The changes of a relationship of which nothing differs but its assignments.
fn assignments_alone(count: u64) -> Value {
    let mut fields = Map::new();
    if count > 0 {
        fields.insert("assignments".to_owned(), count.into());
    }
    Value::Object(fields)
}

fn changes(
    before: &AdminRelationship,
    after: &AdminRelationship,
    assignments: u64,
) -> Result<Value> {
    let edited = EditedFields::of_relationship(before, after)?;
    let mut changes = edited.to_changes()?;
    if assignments > 0
        && let Value::Object(fields) = &mut changes
    {
        fields.insert("assignments".to_owned(), assignments.into());
    }
    Ok(changes)
}
