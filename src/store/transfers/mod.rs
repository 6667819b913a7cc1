//! The register of transfers: transfers, their items, and what files say against them.

mod completion;
mod list;
mod needs;
mod records;

pub use list::TransferFilter;
pub use records::{TransferConflict, TransferRecord};

use super::column::{vocabulary, written};
use super::record::record;
use super::tx::Tx;
use crate::domain::calendar::Instant;
use crate::domain::transfer::{
    TransferDirection, TransferId, TransferKind, TransferNeedKind, TransferStateKind,
};
use crate::domain::{TenantDomain, TenantId};

vocabulary!(
    TransferKind,
    TransferDirection,
    TransferStateKind,
    TransferNeedKind
);
written! { TransferId }

record! {
    /// A transfer.
    pub(super) struct TransferRow in TRANSFERS: "transfers", key 2, chain Account {
        account_id: i64,
        id: TransferId,
        kind: TransferKind,
        direction: TransferDirection,
        customer_domain: Option<TenantDomain>,
        customer_tenant: Option<TenantId>,
        customer_name: Option<String>,
        customer_email: Option<String>,
        partner_name: Option<String>,
        partner_tenant: Option<TenantId>,
        state: TransferStateKind,
        state_since: Instant,
        microsoft_status: Option<String>,
        partner_on_record: Option<String>,
        planned_at: Option<Instant>,
        created_at: Option<Instant>,
        modified_at: Option<Instant>,
        completed_at: Option<Instant>,
        expires_at: Option<Instant>,
        last_seen_at: Option<Instant>,
        note: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes [
        "CREATE INDEX transfers_state ON transfers (account_id, state, completed_at)",
        "CREATE INDEX transfers_tenant ON transfers (account_id, customer_tenant)",
    ]
}

record! {
    /// One subscription of a transfer.
    pub(super) struct TransferItemRow in TRANSFER_ITEMS: "transfer_items", key 3, chain Account {
        account_id: i64,
        transfer: TransferId,
        subscription: String,
        product_type: Option<String>,
        quantity: Option<i64>,
        billing_cycle: Option<String>,
        status: Option<String>,
        error: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id, transfer) REFERENCES transfers (account_id, id)"]
    indexes []
}

record! {
    /// A state that a file shows against the register, kept for a person.
    pub(super) struct TransferConflictRow in TRANSFER_CONFLICTS: "transfer_conflicts", key 3, chain Account {
        account_id: i64,
        transfer: TransferId,
        shown: String,
        recorded: String,
        seen_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id, transfer) REFERENCES transfers (account_id, id)"]
    indexes []
}

/// The transfers of one account.
pub struct Transfers<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The transfers of an account.
    pub fn transfers(&self, account: i64) -> Transfers<'_, 'c> {
        Transfers { tx: self, account }
    }
}

#[cfg(test)]
mod tests;
