//! Delegated admin relationships.

use serde_json::Value;

use super::{Journalled, Subject};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::gdap::AdminRelationship;
use crate::session::find::gdap::relationship_named;
use crate::session::journal::{EditedFields, Form as _};
use crate::store::Tx;

impl Subject for AdminRelationship {
    /// An id or exact name, as it was typed.
    type Key = String;

    fn find(tx: &Tx<'_>, account: &Account, typed: &String) -> Result<Self> {
        relationship_named(tx, account, typed)
    }
}

impl Journalled for AdminRelationship {
    fn save(&self, tx: &Tx<'_>, account: &Account, before: &Self) -> Result<()> {
        let gdap = tx.gdap(account.id);
        if self.id == before.id {
            gdap.save(self)
        } else {
            gdap.rename(before.id, self)
        }
    }

    fn name(&self) -> String {
        self.id.to_string()
    }

    fn changes_since(&self, before: &Self) -> Result<Value> {
        EditedFields::of_relationship(before, self)?.to_changes()
    }
}
