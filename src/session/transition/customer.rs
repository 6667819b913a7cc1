//! Customers with their relationships, request and agreement.

use serde_json::Value;

use super::{Found, Journalled, Subject};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::calendar::Instant;
use crate::domain::customer::Customer;
use crate::session::find::customers::customer_named;
use crate::session::journal::{EditedFields, Form as _};
use crate::store::Tx;

impl Found<Customer> {
    /// The customer as of a moment: what has run out by then has expired.
    pub fn customer_at(&self, now: Instant) -> Customer {
        self.before.clone().as_of(now)
    }
}

impl Subject for Customer {
    /// A domain, tenant id or exact name, as it was typed.
    type Key = String;

    fn find(tx: &Tx<'_>, account: &Account, typed: &String) -> Result<Self> {
        customer_named(tx, account, typed)
    }
}

impl Journalled for Customer {
    fn save(&self, tx: &Tx<'_>, account: &Account, before: &Self) -> Result<()> {
        tx.customers(account.id).save(before, self)
    }

    fn name(&self) -> String {
        self.record.domain.to_string()
    }

    fn changes_since(&self, before: &Self) -> Result<Value> {
        EditedFields::of_customer(before, self)?.to_changes()
    }
}
