//! `csp gdap renewals`: what ends, and what to do about it.

use crate::cli::gdap_planning::GdapRenewalsArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::gdap::RenewalPlanner;
use crate::report::Outcome;
use crate::report::views::gdap_renewals::RenewalsView;
use crate::session::Context;
use crate::session::find::role_templates::all_templates;

/// How many days are looked ahead where nobody says: Microsoft's own lists once began 60 days before the end.
const WITHIN: u32 = 60;

/// Shows what ends within the window.
pub(super) fn run(ctx: &Context<'_>, args: &GdapRenewalsArgs) -> Result<Outcome> {
    let within = args.within.unwrap_or(WITHIN);
    let view = ctx.read_list(|tx, source| {
        let gdap = tx.gdap(source.id);
        let mut planner = RenewalPlanner::new(within, ctx.now());
        gdap.each_relationship::<Diagnostic>(|it| {
            planner.add(it);
            Ok(())
        })?;
        let plan = planner.finish();
        let customers = gdap.customers_on_record(plan.relationships())?;
        let templates = all_templates(tx, source.id)?;
        Ok(Some(RenewalsView::new(
            within, &plan, &customers, &templates,
        )))
    })?;
    let view = view.unwrap_or_else(|| RenewalsView::empty(within));
    Ok(Outcome::thing(view).paged())
}
