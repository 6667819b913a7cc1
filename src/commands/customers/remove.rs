//! `csp customers remove` and `admin-rights`: taking relationships and rights away.

use super::change::Change;
use super::named::needed;
use crate::cli::customers::{AdminRightsArgs, RemoveArgs};
use crate::commands::missing::vouched;
use crate::commands::providers::named;
use crate::commands::{Context, consent, refused};
use crate::diagnostic::Result;
use crate::domain::customer::{Customer, remove, take_admin_rights};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::store::Tx;

/// What is asked before a relationship is removed.
const REMOVING: &str = "Record that the relationship has ended, and the admin rights with it?";

/// Records that a relationship ended: ours, or a provider's.
pub(super) fn run(ctx: &Context<'_>, args: &RemoveArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needed(&mut needs, &args.customer)?;
    consent::needed(ctx, &mut needs, REMOVING);
    needs.met()?;
    let typed = vouched(typed)?;
    let change = Change {
        customer: &typed,
        permission: Permission::CustomersManage,
        action: "relationship.removed",
        reason: None,
    };
    let decide = |tx: &Tx<'_>, customer: Customer| {
        let party = party(tx, args.provider.as_deref())?;
        remove(customer, &party, args.subscriptions_suspended, ctx.now()).map_err(refused::failure)
    };
    ctx.read(|tx| {
        let (_, _, customer) = change.found(ctx, tx)?;
        decide(tx, customer).map(drop)
    })?;
    ctx.confirm(REMOVING)?;
    change.make(ctx, |tx, _, customer| decide(tx, customer))
}

/// Takes admin rights away and keeps the relationship.
pub(super) fn admin_rights(ctx: &Context<'_>, args: &AdminRightsArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needed(&mut needs, &args.customer)?;
    let switch = needs.value(args.switch, "The setting (off)", "off", None)?;
    needs.met()?;
    vouched(switch)?;
    let typed = vouched(typed)?;
    let change = Change {
        customer: &typed,
        permission: Permission::CustomersManage,
        action: "admin-rights.removed",
        reason: None,
    };
    change.make(ctx, |tx, _, customer| {
        let party = party(tx, args.provider.as_deref())?;
        take_admin_rights(customer, &party, ctx.now())
    })
}

fn party(tx: &Tx<'_>, provider: Option<&str>) -> Result<Party> {
    Ok(named(tx, provider)?.map_or(Party::Us, |provider| Party::Provider(provider.slug)))
}
