//! `csp verify support-plan`.

use super::record::take_step;
use crate::cli::DayArg;
use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::enrollment::{EnrollmentEvent, SupportPlan};
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::journal::SupportPlanRecorded;
use crate::session::needs::require_value;
use crate::session::transition::{Decided, Transition};

/// `csp verify support-plan`.
pub(super) fn run(
    ctx: &Context<'_>,
    model: Option<Model>,
    plan: Option<SupportPlan>,
    on: Option<DayArg>,
) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let plan = needs.word(plan, "The support plan", "PLAN", None)?;
    needs.met_by(model)?;
    let plan = require_value(plan)?;
    let on = on.map_or(ctx.today(), |day| day.0);
    let transition = Transition::new(Permission::AccountManage, "support-plan.recorded");
    take_step(ctx, model, &transition, |_, found| {
        let before = found.before.enrollment()?.support_plan;
        let event = EnrollmentEvent::BuySupportPlan { plan, on };
        let after = found.before.after(event, ctx.now())?;
        let state = after.enrollment()?.stage();
        let form = SupportPlanRecorded::new((plan, on), before, state);
        Ok(Decided::with_form(after, &form)?.about(plan))
    })
}
