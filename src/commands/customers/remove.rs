//! `csp customers remove` and `admin-rights`: taking relationships and rights away.

use crate::cli::customers::{AdminRightsArgs, RemoveArgs};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::{Customer, remove, take_admin_rights};
use crate::domain::relationship::Party;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::need_customer;
use crate::session::find::providers;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;

/// What is asked before a relationship is removed.
const REMOVING: &str = "Record that the relationship has ended, and the admin rights with it?";

/// Records that a relationship ended: ours, or a provider's.
pub(super) fn run(ctx: &Context<'_>, args: &RemoveArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    needs.confirmation(REMOVING);
    needs.met()?;
    let typed = require_value(typed)?;
    let transition = Transition::new(Permission::CustomersManage, "relationship.removed");
    let decide = |tx: &Tx<'_>, found: &Found<Customer>| {
        let party = party(tx, args.provider.as_deref())?;
        let customer = found.customer_at(ctx.now());
        remove(customer, &party, args.subscriptions_suspended, ctx.now()).map_err(Diagnostic::from)
    };
    let changed = transition.run_after_asking(ctx, &typed, REMOVING, decide)?;
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}

/// Takes admin rights away and keeps the relationship.
pub(super) fn admin_rights(ctx: &Context<'_>, args: &AdminRightsArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    let switch = needs.word(args.switch, "The setting", "off", None)?;
    needs.met()?;
    require_value(switch)?;
    let typed = require_value(typed)?;
    let transition = Transition::new(Permission::CustomersManage, "admin-rights.removed");
    let changed = transition.run(ctx, &typed, |tx, found: &Found<Customer>| {
        let party = party(tx, args.provider.as_deref())?;
        take_admin_rights(found.customer_at(ctx.now()), &party, ctx.now())
    })?;
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}

fn party(tx: &Tx<'_>, provider: Option<&str>) -> Result<Party> {
    Ok(providers::find_provider(tx, provider)?
        .map_or(Party::Us, |provider| Party::Provider(provider.slug)))
}
