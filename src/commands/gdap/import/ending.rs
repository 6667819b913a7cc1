//! The end of an import: what a complete list does not have, and what was only seen again.

use std::collections::BTreeMap;

use super::answer::{ImportAnswer, SeenOutcome};
use super::register::Register;
use crate::diagnostic::Result;
use crate::domain::gdap::{
    AbsenceKind, AdminRelationship, AdminRelationshipStateKind as State, MicrosoftId,
};
use crate::session::journal::{EditedFields, SeenAgainForm, entry};

/// How many relationships that were only seen again share an entry of the journal.
const SEEN_AGAIN: usize = 1000;

impl Register<'_, '_, '_, '_> {
    /// Marks the relationships that a complete list does not have.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn mark_absent(&mut self) -> Result<()> {
        let now = self.ctx.now();
        let missing: BTreeMap<MicrosoftId, AdminRelationship> = self
            .known
            .iter()
            .filter(|(id, _)| !self.rows.contains_key(*id))
            .map(|(id, one)| (*id, one.clone()))
            .collect();
        for (id, before) in missing {
            let after = before.not_listed(now);
            if after != before {
                let edited = EditedFields::of_relationship(&before, &after)?;
                self.gdap.save(&after)?;
                self.log("gdap.not-listed", id, &edited)?;
            }
            let detail = after
                .absence
                .map(|absence| explain_absence(&after, absence.kind));
            let row = self.row(id);
            row.raise(SeenOutcome::NotListed);
            row.before = Some(Box::new(before));
            row.detail = detail;
            self.known.insert(id, after);
        }
        Ok(())
    }

    /// Writes what was only seen again, and gives the answer.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn finish(self, asked_complete: bool, is_complete: bool) -> Result<ImportAnswer> {
        let seen: Vec<&AdminRelationship> = self
            .seen_again
            .iter()
            .filter_map(|id| self.known.get(id))
            .collect();
        for many in seen.chunks(SEEN_AGAIN) {
            for one in many {
                self.gdap.save(one)?;
            }
            let form = SeenAgainForm {
                relationships: many.len(),
            };
            let slug = &self.account.slug;
            let actor = self.actor.name();
            self.tx
                .log(&entry(slug, actor, "gdap.seen", slug.as_str(), &form)?)?;
        }
        let Self { rows, known, .. } = self;
        ImportAnswer::new(rows, &known, asked_complete && !is_complete)
    }
}

/// What a person should know of a relationship that a complete list does not have.
fn explain_absence(it: &AdminRelationship, kind: AbsenceKind) -> String {
    let has_ended = matches!(
        it.state,
        State::Expired | State::Terminated | State::Withdrawn
    );
    match kind {
        AbsenceKind::Erased => "Microsoft has erased it. The register keeps it.".to_owned(),
        AbsenceKind::NotListed if has_ended => format!(
            "No longer in Microsoft's list. It is {}, and the register keeps it.",
            it.state
        ),
        AbsenceKind::NotListed => format!(
            "No longer in Microsoft's list. Check in Partner Center what happened, then record it: `csp gdap record {} STATE`",
            it.id
        ),
    }
}
