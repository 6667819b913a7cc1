//! `csp gdap withdraw`: a relationship that we give up before it is approved.

use crate::cli::gdap::GdapWithdrawArgs;
use crate::diagnostic::Result;
use crate::domain::gdap::AdminRelationship;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::gdap::need_relationship;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;

/// Gives it up.
pub(super) fn run(ctx: &Context<'_>, args: &GdapWithdrawArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, &args.relationship)?;
    let reason = needs.text(args.reason.as_deref(), "The reason", "--reason", None)?;
    needs.met()?;
    let (typed, reason) = (require_value(typed)?, require_value(reason)?);
    let transition = Transition::new(Permission::GdapManage, "gdap.withdrawn");
    let transition = transition.because(Some(&reason));
    let decide =
        |_: &Tx<'_>, found: &Found<AdminRelationship>| found.before.withdraw(&reason, ctx.now());
    ctx.step_of_relationship(&transition, &typed, decide)
}
