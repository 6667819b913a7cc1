//! What becomes of customers and partnerships when an enrollment or a partnership changes.

use super::Actor;
use super::journal::{PartnershipDeclined, RequestCancelled};
use super::transition::{Decided, Transition};
use crate::diagnostic::Result;
use crate::domain::customer::{Customer, list_if_existing};
use crate::domain::partnership::{PartnershipEvent, PartnershipStateKind};
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::domain::{Account, Model, Slug, request};
use crate::store::{Held, Tx};

/// The agreement was signed: every customer of origin `existing` gets its relationship with us.
///
/// # Errors
/// If the store cannot be written.
pub fn enrollment_active(tx: &Tx<'_>, account: &Account, actor: &Actor) -> Result<()> {
    let ours = Standing::of(account);
    let listing = Transition::new(Permission::CustomersManage, "customer.listed");
    for before in tx.customers(account.id).existing_and_unlisted()? {
        let after = list_if_existing(before.clone(), &ours, tx.now());
        listing.keep(tx, account, actor, &before, &after.into())?;
    }
    Ok(())
}

/// The enrollment was withdrawn: open requests are cancelled, invitations declined; of a withdrawn indirect-reseller
/// enrollment beside a direct-bill one, the joint requests alone.
///
/// # Errors
/// If the store cannot be written.
pub fn enrollment_withdrawn(
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    actor: &Actor,
    reason: &str,
) -> Result<()> {
    if !Standing::of(account).is_active() {
        cancel_open_requests(tx, account, actor)?;
    }
    if model == Model::DirectBill {
        return Ok(());
    }
    let declining =
        Transition::new(Permission::AccountManage, "partnership.declined").because(Some(reason));
    for held in tx.partnerships(account.id).latest_of_all()? {
        cancel_joint_requests(tx, account, &held.provider, actor, reason)?;
        if held.partnership.state() != PartnershipStateKind::Invited {
            continue;
        }
        let decline = PartnershipEvent::Decline {
            reason: Some(reason.to_owned()),
        };
        let partnership = held.partnership.clone().apply(decline, tx.now())?;
        let after = Held {
            partnership,
            ..held.clone()
        };
        let form = PartnershipDeclined::from(&after);
        let decided = Decided::with_form(after, &form)?;
        declining.keep(tx, account, actor, &held, &decided)?;
    }
    Ok(())
}

/// Cancels every open request of an account, because it left the programme.
fn cancel_open_requests(tx: &Tx<'_>, account: &Account, actor: &Actor) -> Result<()> {
    let reason = "the enrollment was withdrawn";
    let cancelling =
        Transition::new(Permission::AccountManage, "request.cancelled").because(Some(reason));
    for before in tx.customers(account.id).with_open_request()? {
        let after = cancelled(&before, reason, tx)?;
        cancelling.keep(tx, account, actor, &before, &after.into())?;
    }
    Ok(())
}

/// Cancels the open joint requests with a provider.
///
/// # Errors
/// If the store cannot be written.
pub fn cancel_joint_requests(
    tx: &Tx<'_>,
    account: &Account,
    provider: &Slug,
    actor: &Actor,
    reason: &str,
) -> Result<()> {
    let cancelling =
        Transition::new(Permission::ProvidersManage, "request.cancelled").because(Some(reason));
    for before in tx.customers(account.id).with_open_joint_request(provider)? {
        let form = RequestCancelled::of(before.request.as_ref());
        let after = cancelled(&before, reason, tx)?;
        let decided = Decided::with_form(after, &form)?;
        cancelling.keep(tx, account, actor, &before, &decided)?;
    }
    Ok(())
}

/// The customer with its open request cancelled.
fn cancelled(before: &Customer, reason: &str, tx: &Tx<'_>) -> Result<Customer> {
    let cancel = request::RequestEvent::Cancel {
        reason: Some(reason.to_owned()),
    };
    let mut after = before.clone();
    let request = after.request.map(|open| open.apply(cancel, tx.now()));
    after.request = request.transpose()?;
    Ok(after)
}
