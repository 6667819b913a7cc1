//! The register beside an import: what becomes of each relationship, and writing it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::answer::{SeenOutcome, SeenRow};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::gdap::{
    AccessAssignment, AdminRelationship, AdminRelationshipStateKind, MicrosoftId, RelationshipId,
};
use crate::session::journal::{Form, entry};
use crate::session::{Actor, Context};
use crate::store::{Gdap, Tx};

/// The register of one account while files are imported.
pub(super) struct Register<'a, 'h, 't, 'c> {
    pub(super) ctx: &'a Context<'h>,
    pub(super) tx: &'t Tx<'c>,
    pub(super) account: &'a Account,
    pub(super) actor: &'a Actor,
    pub(super) gdap: Gdap<'t, 'c>,
    /// What was on record before this import, as it is now.
    pub(super) known: HashMap<MicrosoftId, AdminRelationship>,
    /// What this import has added; it is read from the store where it is seen again.
    pub(super) added: HashSet<MicrosoftId>,
    /// The drafts by their names, as they are compared.
    pub(super) drafts: HashMap<String, RelationshipId>,
    /// What contradicts the register already.
    pub(super) conflicts: BTreeSet<(RelationshipId, Option<String>, String)>,
    /// What becomes of each relationship of the files.
    pub(super) rows: BTreeMap<MicrosoftId, SeenRow>,
    /// Those that were only seen again.
    pub(super) seen_again: BTreeSet<MicrosoftId>,
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
            added: HashSet::new(),
            drafts,
            conflicts: conflicts.collect(),
            rows: BTreeMap::new(),
            seen_again: BTreeSet::new(),
            assignments,
        })
    }

    /// A relationship as it is recorded now.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(super) fn recorded(&self, id: MicrosoftId) -> Result<Option<AdminRelationship>> {
        if self.added.contains(&id) {
            return self.gdap.relationship(RelationshipId::Microsoft(id));
        }
        Ok(self.known.get(&id).cloned())
    }

    /// The row of a relationship in the answer.
    pub(super) fn row(&mut self, id: MicrosoftId) -> &mut SeenRow {
        let known = self.known.get(&id);
        self.rows.entry(id).or_insert_with(|| SeenRow {
            name: known.and_then(|one| one.name.clone()),
            outcome: SeenOutcome::Unchanged,
            before: None,
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
