//! `csp gdap decide`: our decision on a relationship that a provider made.

use crate::cli::gdap::GdapDecideArgs;
use crate::diagnostic::Result;
use crate::domain::gdap::{AdminRelationship, RelationshipDecision};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::gdap::need_relationship;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;

/// Records the decision.
pub(super) fn run(ctx: &Context<'_>, args: &GdapDecideArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, &args.relationship)?;
    let label = ("The decision", "DECISION");
    let kind = needs.word(args.decision, label.0, label.1, Some(&rule::PROVIDER_MADE))?;
    needs.met()?;
    let (typed, kind) = (require_value(typed)?, require_value(kind)?);
    let reason = filled_text(args.reason.as_deref());
    let transition = Transition::new(Permission::GdapManage, "gdap.decided");
    let transition = transition.because(reason.as_deref());
    let decide = |_: &Tx<'_>, found: &Found<AdminRelationship>| {
        found.before.decide(RelationshipDecision {
            kind,
            by: found.actor.name().unwrap_or_default().to_owned(),
            at: ctx.now(),
            reason: reason.clone(),
        })
    };
    ctx.step_of_relationship(&transition, &typed, decide)
}
