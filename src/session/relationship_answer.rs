//! How a delegated admin relationship is answered, after whatever step.

use super::Context;
use super::import_answer::vanished;
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::gdap::RelationshipId;
use crate::report::views::gdap::AdminRelationshipView;
use crate::store::Tx;

impl Context<'_> {
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
