//! Relationships of an import: added, changed, or in conflict with what is on record.

use super::answer::{SeenOutcome, SeenRow};
use super::register::Register;
use crate::diagnostic::Result;
use crate::domain::gdap::{
    AdminRelationship, AdminRelationshipStateKind, MicrosoftId, Reconciled, RelationshipId,
    RelationshipSighting,
};
use crate::domain::word::Word as _;
use crate::session::journal::{
    ContradictionForm, EditedFields, NewRelationshipForm, RelationshipForm,
};
use crate::store::GdapConflict;

impl Register<'_, '_, '_, '_> {
    /// Takes over what a file shows of a relationship.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn see(&mut self, sighting: &RelationshipSighting) -> Result<()> {
        let now = self.ctx.now();
        match self.recorded(sighting.id)? {
            None => self.add(AdminRelationship::first_seen(sighting, now))?,
            Some(before) => match before.reconcile(sighting, now) {
                Reconciled::Taken(after) => {
                    let lost = sighting.lacks_roles() && before.roles.is_some();
                    let detail = lost.then_some(ROLES_STAY);
                    let given_up = before.state == AdminRelationshipStateKind::Withdrawn;
                    let approved = (given_up && after.state != before.state).then_some(after.state);
                    self.change(&before, *after, detail)?;
                    if let Some(state) = approved {
                        let form = ContradictionForm {
                            assignment: None,
                            shown: state.word(),
                            recorded: before.state.word(),
                        };
                        self.contradict(sighting.id, &form, APPROVED_ANYWAY.to_owned())?;
                    }
                }
                Reconciled::Older(after) => self.change(&before, *after, Some(OLDER))?,
                Reconciled::Conflict { after, status } => {
                    self.change(&before, *after, None)?;
                    let form = ContradictionForm {
                        assignment: None,
                        shown: &status,
                        recorded: before.state.word(),
                    };
                    let detail = state_stays("the relationship", &form);
                    self.contradict(sighting.id, &form, detail)?;
                }
            },
        }
        for assignment in sighting.assignments.iter().flatten() {
            self.take_assignment(sighting.id, assignment)?;
        }
        Ok(())
    }

    fn add(&mut self, relationship: AdminRelationship) -> Result<()> {
        let Some(id) = relationship.id.microsoft() else {
            return Ok(());
        };
        self.gdap.add(&relationship)?;
        let form = NewRelationshipForm(RelationshipForm::from(&relationship));
        self.log("gdap.imported", id, &form)?;
        let draft = self.drafts.get(&relationship.shown_name().to_lowercase());
        let detail = draft.map(|draft| {
            let microsoft_id = id;
            format!(
                "{draft} has this name. If it is the same: `csp gdap created {draft} --id {microsoft_id}`"
            )
        });
        self.rows.insert(
            id,
            SeenRow {
                name: relationship.name,
                outcome: SeenOutcome::Added,
                before: None,
                assignments: 0,
                detail,
            },
        );
        self.added.insert(id);
        Ok(())
    }

    /// Saves what differs. That it was only seen again is kept for the end, where many share an entry.
    fn change(
        &mut self,
        before: &AdminRelationship,
        after: AdminRelationship,
        detail: Option<&str>,
    ) -> Result<()> {
        let Some(id) = after.id.microsoft() else {
            return Ok(());
        };
        let edited = EditedFields::of_relationship(before, &after)?;
        let outcome = if edited.is_empty() {
            SeenOutcome::Unchanged
        } else {
            SeenOutcome::Changed
        };
        let row = self.row(id);
        row.raise(outcome);
        row.name = after.name.clone();
        if outcome == SeenOutcome::Changed && row.before.is_none() {
            row.before = Some(Box::new(before.clone()));
        }
        if let Some(detail) = detail {
            row.detail = Some(detail.to_owned());
        }
        if !edited.is_empty() {
            self.gdap.save(&after)?;
            self.log("gdap.changed", id, &edited)?;
            self.seen_again.remove(&id);
        } else if after != *before {
            self.seen_again.insert(id);
        }
        if !self.added.contains(&id) {
            self.known.insert(id, after);
        }
        Ok(())
    }

    /// Keeps that a file shows another state, once.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn contradict(
        &mut self,
        id: MicrosoftId,
        form: &ContradictionForm<'_>,
        detail: String,
    ) -> Result<()> {
        let row = self.row(id);
        row.raise(SeenOutcome::Conflict);
        row.detail = Some(detail);
        let relationship = RelationshipId::Microsoft(id);
        let assignment = form.assignment.map(str::to_owned);
        let key = (relationship, assignment.clone(), form.shown.to_owned());
        if !self.conflicts.insert(key) {
            return Ok(());
        }
        self.gdap.keep_conflict(&GdapConflict {
            relationship,
            assignment,
            shown: form.shown.to_owned(),
            recorded: form.recorded.to_owned(),
            seen_at: self.ctx.now(),
        })?;
        self.log("gdap.contradicted", id, form)
    }
}

/// What an answer says of a file that contradicts the register.
pub(super) fn state_stays(subject: &str, form: &ContradictionForm<'_>) -> String {
    let ContradictionForm {
        shown, recorded, ..
    } = form;
    format!(
        "The file shows {subject} as {shown}; on record it is {recorded}. The state on record stays."
    )
}

/// What an answer says where the customer approved what we had given up: Microsoft has no way to withdraw a request.
const APPROVED_ANYWAY: &str = "It was given up here, and the customer has approved it. If it is not wanted, end it in Partner Center.";

/// What an answer says where the roles were cut off and are on record.
const ROLES_STAY: &str = "The file has no whole roles; those on record stay.";

/// What an answer says of a file that is older than the register.
const OLDER: &str = "The file is older than what is on record; only what was missing was added.";
