//! Existing customers, who become listed when the indirect-reseller enrollment is active.

use super::change::Change;
use crate::commands::Actor;
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::customer::list_if_existing;
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::store::Tx;

/// Gives every customer of origin `existing` its relationship with us, once the account is an active reseller.
///
/// # Errors
/// If the store cannot be written.
pub(in crate::commands) fn list_existing(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
) -> Result<()> {
    let ours = Standing::of(account);
    for before in tx.customers(account.id).existing_and_unlisted()? {
        let after = list_if_existing(before.clone(), &ours, tx.now());
        let domain = before.record.domain.to_string();
        let change = Change {
            customer: &domain,
            permission: Permission::CustomersManage,
            action: "customer.listed",
            reason: None,
        };
        change.keep(tx, account, actor, &before, &after)?;
    }
    Ok(())
}
