//! `csp customers accept`: the customer's yes.

use super::add::find_clashes;
use crate::cli::customers::AcceptArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::{Customer, accept, csp_tenant, faults_of_record};
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::{ask_customer, partner};
use crate::session::transition::{Found, Transition};

/// Records that the customer accepted.
pub(super) fn run(ctx: &Context<'_>, args: &AcceptArgs) -> Result<Outcome> {
    let customer = ask_customer(ctx, &args.customer)?;
    let transition = Transition::new(Permission::CustomersInvite, "request.accepted");
    let changed = transition.run(ctx, &customer, |tx, found: &Found<Customer>| {
        let account = &found.account;
        let mut customer = found.customer_at(ctx.now());
        let ours = Standing::of(account);
        if let Some(id) = args.tenant_id {
            customer.record.tenant_id = Some(id);
            let mut refusals = find_clashes(
                tx,
                account,
                &customer.record,
                Some(customer.record.domain.as_str()),
            )?;
            refusals.extend(faults_of_record(&ours, &customer.record));
            let csp_use = tx.customers(account.id).csp_use(&customer.record)?;
            refusals.extend(csp_tenant(&customer.record, csp_use.as_ref()));
            Diagnostic::unless_none(refusals)?;
        }
        let slug = customer
            .open_request()
            .and_then(|open| open.provider.clone());
        let provider = slug
            .map(|slug| tx.providers().with_slug(&slug))
            .transpose()?
            .flatten();
        let partner = provider
            .as_ref()
            .map(|provider| partner(tx, account, provider))
            .transpose()?;
        accept(customer, &ours, partner, args.link.as_deref(), ctx.now()).map_err(Diagnostic::from)
    })?;
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}
