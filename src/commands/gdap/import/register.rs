//! The register beside an import: what becomes of each relationship, and writing it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::answer::{ImportAnswer, SeenOutcome, SeenRow};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::gdap::{
    Absence, AbsenceKind, AccessAssignment, AdminRelationship, AdminRelationshipStateKind,
    MicrosoftId, Reconciled, RelationshipId, RelationshipSighting,
};
use crate::session::journal::{
    ContradictionForm, EditedFields, Form, RelationshipForm, SeenAgainForm, entry,
};
use crate::session::{Actor, Context};
use crate::store::{Gdap, GdapConflict, Tx};

/// How many relationships that were only seen again share an entry of the journal.
const SEEN_AGAIN: usize = 1000;

/// The register of one account while files are imported.
pub(super) struct Register<'a, 'h, 't, 'c> {
    pub(super) ctx: &'a Context<'h>,
    pub(super) tx: &'t Tx<'c>,
    pub(super) account: &'a Account,
    actor: &'a Actor,
    pub(super) gdap: Gdap<'t, 'c>,
    pub(super) known: HashMap<MicrosoftId, AdminRelationship>,
    /// The drafts by their names, as they are compared.
    drafts: HashMap<String, RelationshipId>,
    /// What contradicts the register already.
    conflicts: BTreeSet<(RelationshipId, Option<String>, String)>,
    /// What becomes of each relationship of the files.
    rows: BTreeMap<MicrosoftId, SeenRow>,
    /// Those that were only seen again.
    seen_again: BTreeSet<MicrosoftId>,
    /// The assignments of the relationships that have any.
    pub(super) assignments: HashMap<MicrosoftId, Vec<AccessAssignment>>,
}

impl<'a, 'h, 't, 'c> Register<'a, 'h, 't, 'c> {
    /// The register as it is stored.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(super) fn load(
        ctx: &'a Context<'h>,
        tx: &'t Tx<'c>,
        account: &'a Account,
        actor: &'a Actor,
    ) -> Result<Self> {
        let gdap = tx.gdap(account.id);
        let mut known = HashMap::new();
        let mut drafts = HashMap::new();
        gdap.each_relationship::<Diagnostic>(|one| {
            match one.id {
                RelationshipId::Microsoft(id) => {
                    known.insert(id, one);
                }
                RelationshipId::Draft(_) => {
                    if one.state == AdminRelationshipStateKind::Draft {
                        drafts.insert(one.shown_name().to_lowercase(), one.id);
                    }
                }
            }
            Ok(())
        })?;
        let mut assignments: HashMap<MicrosoftId, Vec<AccessAssignment>> = HashMap::new();
        gdap.each_assignment::<Diagnostic>(|of, one| {
            if let Some(id) = of.microsoft() {
                assignments.entry(id).or_default().push(one);
            }
            Ok(())
        })?;
        let conflicts = gdap.all_conflicts()?.into_iter();
        let conflicts = conflicts.map(|one| (one.relationship, one.assignment, one.shown));
        Ok(Self {
            ctx,
            tx,
            account,
            actor,
            gdap,
            known,
            drafts,
            conflicts: conflicts.collect(),
            rows: BTreeMap::new(),
            seen_again: BTreeSet::new(),
            assignments,
        })
    }

    /// Takes over what a file shows of a relationship.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn see(&mut self, sighting: &RelationshipSighting) -> Result<()> {
        let now = self.ctx.now();
        match self.known.get(&sighting.id).cloned() {
            None => self.add(AdminRelationship::first_seen(sighting, now))?,
            Some(before) => match before.reconcile(sighting, now) {
                Reconciled::Taken(after) => {
                    let lost = sighting.lacks_roles() && before.roles.is_some();
                    let detail = lost.then_some(ROLES_STAY);
                    self.change(&before, *after, detail)?;
                }
                Reconciled::Older(after) => self.change(&before, *after, Some(OLDER))?,
                Reconciled::Conflict { after, status } => {
                    self.change(&before, *after, None)?;
                    let recorded = before.state.to_string();
                    self.contradict(sighting.id, None, &status, &recorded)?;
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
        self.log("gdap.imported", id, &RelationshipForm::from(&relationship))?;
        let draft = self.drafts.get(&relationship.shown_name().to_lowercase());
        let detail = draft.map(|draft| {
            format!("{draft} has this name. If it is the same: csp gdap created {draft} --id {id}")
        });
        self.rows.insert(
            id,
            SeenRow {
                name: relationship.name.clone(),
                outcome: SeenOutcome::Added,
                before: None,
                assignments: 0,
                detail,
            },
        );
        self.known.insert(id, relationship);
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
        let edited = EditedFields::between(
            &RelationshipForm::from(before),
            &RelationshipForm::from(&after),
        )?;
        let outcome = if edited.is_empty() {
            SeenOutcome::Unchanged
        } else {
            SeenOutcome::Changed
        };
        let row = self.row(id, Some(before));
        row.raise(outcome);
        row.name = after.name.clone();
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
        self.known.insert(id, after);
        Ok(())
    }

    /// Keeps that a file shows another state, once.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn contradict(
        &mut self,
        id: MicrosoftId,
        assignment: Option<&str>,
        shown: &str,
        recorded: &str,
    ) -> Result<()> {
        let subject = match assignment {
            Some(assignment) => format!("the assignment {assignment}"),
            None => "the relationship".to_owned(),
        };
        let row = self.row(id, None);
        row.raise(SeenOutcome::Conflict);
        row.detail = Some(format!(
            "The file shows {subject} as {shown}; on record it is {recorded}. The state on record stays."
        ));
        let relationship = RelationshipId::Microsoft(id);
        let key = (
            relationship,
            assignment.map(str::to_owned),
            shown.to_owned(),
        );
        if !self.conflicts.insert(key) {
            return Ok(());
        }
        self.gdap.keep_conflict(&GdapConflict {
            relationship,
            assignment: assignment.map(str::to_owned),
            shown: shown.to_owned(),
            recorded: recorded.to_owned(),
            seen_at: self.ctx.now(),
        })?;
        let form = ContradictionForm {
            assignment,
            shown,
            recorded,
        };
        self.log("gdap.contradicted", id, &form)
    }

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
                let edited = EditedFields::between(
                    &RelationshipForm::from(&before),
                    &RelationshipForm::from(&after),
                )?;
                self.gdap.save(&after)?;
                self.log("gdap.not-listed", id, &edited)?;
            }
            let detail = after.absence.map(|Absence { kind, .. }| match kind {
                AbsenceKind::Erased => "Microsoft has erased it. It stays in the register.",
                AbsenceKind::NotListed => {
                    "It is no longer in Microsoft's list. Look in Partner Center what became of it, then record it: csp gdap record"
                }
            });
            let row = self.row(id, Some(&before));
            row.raise(SeenOutcome::NotListed);
            row.detail = detail.map(str::to_owned);
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

    /// The row of a relationship in the answer; `before` is what was recorded before this import.
    pub(super) fn row(
        &mut self,
        id: MicrosoftId,
        before: Option<&AdminRelationship>,
    ) -> &mut SeenRow {
        let known = self.known.get(&id);
        self.rows.entry(id).or_insert_with(|| SeenRow {
            name: known.and_then(|one| one.name.clone()),
            outcome: SeenOutcome::Unchanged,
            before: before.or(known).cloned().map(Box::new),
            assignments: 0,
            detail: None,
        })
    }

    /// Writes an entry about a relationship.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn log(
        &self,
        action: &'static str,
        id: MicrosoftId,
        form: &impl Form,
    ) -> Result<()> {
        let (slug, subject) = (&self.account.slug, id.to_string());
        self.tx
            .log(&entry(slug, self.actor.name(), action, &subject, form)?)
    }
}

/// What an answer says where the roles were cut off and are on record.
const ROLES_STAY: &str = "The file has no whole roles; those on record stay.";

/// What an answer says of a file that is older than the register.
const OLDER: &str = "The file is older than what is on record; only what was missing was added.";
