//! `csp customers sent`, `decline` and `cancel`: what becomes of a request.

use crate::cli::customer_arg::CustomerArg;
use crate::cli::customers::DeclineArgs;
use crate::diagnostic::Result;
use crate::domain::customer::{Customer, may_send};
use crate::domain::request::RequestEvent;
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::ask_customer;
use crate::session::transition::{Found, Transition};

/// Records that the draft went out.
pub(super) fn sent(ctx: &Context<'_>, arg: &CustomerArg) -> Result<Outcome> {
    step(ctx, arg, &RequestEvent::Send, "request.sent", None)
}

/// Records the customer's no.
pub(super) fn decline(ctx: &Context<'_>, args: &DeclineArgs) -> Result<Outcome> {
    let reason = filled_text(args.reason.as_deref());
    let event = RequestEvent::Decline {
        reason: reason.clone(),
    };
    step(
        ctx,
        &args.customer,
        &event,
        "request.declined",
        reason.as_deref(),
    )
}

/// Takes an open request back.
pub(super) fn cancel(ctx: &Context<'_>, arg: &CustomerArg) -> Result<Outcome> {
    step(
        ctx,
        arg,
        &RequestEvent::Cancel { reason: None },
        "request.cancelled",
        None,
    )
}

fn step(
    ctx: &Context<'_>,
    arg: &CustomerArg,
    event: &RequestEvent,
    action: &'static str,
    reason: Option<&str>,
) -> Result<Outcome> {
    let customer = ask_customer(ctx, arg)?;
    let transition = Transition::new(Permission::CustomersInvite, action).because(reason);
    let changed = transition.run(ctx, &customer, |_, found: &Found<Customer>| {
        let mut customer = found.customer_at(ctx.now());
        let request = customer.latest_request()?.clone();
        if *event == RequestEvent::Send {
            may_send(&Standing::of(&found.account), &request)?;
        }
        customer.request = Some(request.apply(event.clone(), ctx.now())?);
        Ok(customer)
    })?;
    Ok(Outcome::thing(CustomerView::from(&changed.after)))
}
