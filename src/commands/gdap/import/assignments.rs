//! Access assignments of an import: each belongs to a relationship that is on record.

use super::answer::SeenOutcome;
use super::register::Register;
use super::relationships::state_stays;
use crate::diagnostic::{Diagnostic, Place, Result};
use crate::domain::gdap::{
    AccessAssignment, AssignmentSighting, MicrosoftId, RelationshipId, ShownStep,
};
use crate::domain::rule::gdap as rule;
use crate::domain::word::Word as _;
use crate::session::journal::{AssignmentForm, ContradictionForm};

impl Register<'_, '_, '_, '_> {
    /// Takes over what a file shows of an assignment. `of` is its relationship where the file does not say.
    ///
    /// The answer is what is wrong with it: nobody knows its relationship, or the register does not have that.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn see_assignment(
        &mut self,
        sighting: &AssignmentSighting,
        of: Option<MicrosoftId>,
        place: Place,
    ) -> Result<Option<Diagnostic>> {
        let mistake = |message: String| {
            Some(
                Diagnostic::usage(message)
                    .under(&rule::ASSIGNMENT)
                    .at(place),
            )
        };
        if let (Some(shown), Some(of)) = (sighting.relationship, of)
            && shown != of
        {
            let message = format!("this assignment belongs to {shown}, not to {of}");
            return Ok(mistake(message).map(|found| {
                found.with_help("Leave out `--of`: the file names the relationship.")
            }));
        }
        let Some(of) = sighting.relationship.or(of) else {
            let message =
                "the relationship of this assignment is unknown: the file does not say it";
            return Ok(mistake(message.to_owned()).map(|found| {
                found.with_help("Name it: `csp gdap import FILE --of RELATIONSHIP`")
            }));
        };
        if !self.known.contains_key(&of) && !self.added.contains(&of) {
            let message = format!("the relationship {of} of this assignment is not on record");
            return Ok(mistake(message).map(|found| {
                found.with_help("Import the relationships first: `csp gdap import FILE`")
            }));
        }
        self.take_assignment(of, sighting)?;
        Ok(None)
    }

    /// Takes over an assignment of a relationship that is on record.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn take_assignment(
        &mut self,
        of: MicrosoftId,
        sighting: &AssignmentSighting,
    ) -> Result<()> {
        let now = self.ctx.now();
        let relationship = RelationshipId::Microsoft(of);
        let existing = self.assignments.entry(of).or_default();
        let same_id = existing.iter().position(|one| one.id == Some(sighting.id));
        // What a person recorded has no id; the file that shows its group gives it one.
        let place = same_id.or_else(|| {
            existing
                .iter()
                .position(|one| one.id.is_none() && one.group == sighting.group)
        });
        let before = place.and_then(|at| existing.get(at)).cloned();
        let (after, step) = match &before {
            None => (
                AccessAssignment::first_seen(sighting, now),
                ShownStep::Forward,
            ),
            Some(before) => before.seen(sighting, now),
        };
        if step == ShownStep::Conflict {
            let shown = sighting.status.clone().unwrap_or_default();
            let id = sighting.id.to_string();
            let form = ContradictionForm {
                assignment: Some(&id),
                shown: &shown,
                recorded: after.state.word(),
            };
            let detail = state_stays(&format!("the assignment {id}"), &form);
            return self.contradict(of, &form, detail);
        }
        if before.as_ref() == Some(&after) {
            self.row(of);
            return Ok(());
        }
        match place.and_then(|at| existing.get_mut(at)) {
            Some(one) => one.clone_from(&after),
            None => existing.push(after.clone()),
        }
        if let Some(unnamed) = before.filter(|one| one.id.is_none()) {
            self.gdap.drop_assignment(relationship, &unnamed)?;
        }
        self.gdap.save_assignment(relationship, &after)?;
        self.log("gdap.assignment-seen", of, &AssignmentForm::from(&after))?;
        let row = self.row(of);
        row.raise(SeenOutcome::Changed);
        row.assignments += 1;
        Ok(())
    }
}
