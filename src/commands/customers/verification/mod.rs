//! `csp customers verification`: Microsoft's status of a customer's account.

mod import;

use crate::cli::account_verification::{VerificationArgs, VerificationCommand};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::{Customer, older_verification, see_verification};
use crate::domain::role::Permission;
use crate::domain::sighting::SightingOutcome;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::session::Context;
use crate::session::find::customers::need_customer;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};

/// Records a status, or imports some.
pub(super) fn run(ctx: &Context<'_>, args: &VerificationArgs) -> Result<Outcome> {
    if let Some(VerificationCommand::Import(of_import)) = &args.command {
        if args.has_a_status() {
            let message = "a customer, a status or --on cannot be given before `import`";
            return Err(Diagnostic::usage(message).with_help(
                "Give them after it: `csp customers verification import FILE --customer CUSTOMER`",
            ));
        }
        return import::run(ctx, of_import);
    }
    let mut needs = ctx.needs();
    let typed = need_customer(&mut needs, &args.customer)?;
    let status = needs.word(args.status, "The status", "STATUS", None)?;
    needs.met()?;
    let (typed, status) = (require_value(typed)?, require_value(status)?);
    let on = args.on.map_or(ctx.today(), |day| day.0);
    let changed = transition().run(ctx, &typed, |_, found: &Found<Customer>| {
        let (outcome, after) = see_verification(&found.before, (status, on), ctx.now())?;
        match outcome {
            SightingOutcome::Older => Err(older_verification(&after, on)),
            SightingOutcome::Recorded | SightingOutcome::Unchanged => Ok(after),
        }
    })?;
    let shown = changed.after.as_of(ctx.now());
    Ok(Outcome::thing(CustomerView::from(&shown)))
}

fn transition() -> Transition<'static> {
    Transition::new(
        Permission::CustomersManage,
        "customer.verification-recorded",
    )
}
