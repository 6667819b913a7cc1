//! How a delegated admin relationship is answered, after whatever step.

use super::Context;
use super::import_answer::vanished;
use super::transition::{Decided, Found, Transition};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::gdap::{AdminRelationship, RelationshipId};
use crate::report::Outcome;
use crate::report::views::gdap::AdminRelationshipView;
use crate::store::Tx;

impl Context<'_> {
    /// Takes a step of a relationship, and answers the relationship.
    ///
    /// # Errors
    /// As [`Transition::apply`].
    pub fn step_of_relationship<D: Into<Decided<AdminRelationship>>>(
        &self,
        transition: &Transition<'_>,
        typed: &String,
        decide: impl Fn(&Tx<'_>, &Found<AdminRelationship>) -> Result<D>,
    ) -> Result<Outcome> {
        let view = self.write(|tx| {
            let changed = transition.apply(self, tx, typed, &decide)?;
            self.relationship_view(tx, &changed.account, changed.after.id)
        })?;
        Ok(Outcome::thing(view))
    }

    /// A relationship as it is recorded now, with its warnings.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn relationship_view(
        &self,
        tx: &Tx<'_>,
        account: &Account,
        id: RelationshipId,
    ) -> Result<AdminRelationshipView> {
        let record = tx.gdap(account.id).record(id)?;
        let record = record.ok_or_else(|| vanished(&id))?;
        Ok(AdminRelationshipView::new(
            &record,
            &tx.providers().all()?,
            self.now(),
        ))
    }
}
