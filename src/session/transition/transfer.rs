//! Transfers.

use serde_json::Value;

use super::{Journalled, Subject};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::transfer::Transfer;
use crate::session::find::transfers::transfer_named;
use crate::session::journal::{EditedFields, Form as _};
use crate::store::Tx;

impl Subject for Transfer {
    /// An id, as it was typed.
    type Key = String;

    fn find(tx: &Tx<'_>, account: &Account, typed: &String) -> Result<Self> {
        transfer_named(tx, account, typed)
    }
}

impl Journalled for Transfer {
    fn save(&self, tx: &Tx<'_>, account: &Account, before: &Self) -> Result<()> {
        let transfers = tx.transfers(account.id);
        if self.id == before.id {
            transfers.save(self)
        } else {
            transfers.rename(before, self)
        }
    }

    fn name(&self) -> String {
        self.id.to_string()
    }

    fn changes_since(&self, before: &Self) -> Result<Value> {
        EditedFields::of_transfer(before, self)?.to_changes()
    }
}
