//! `csp gdap record`: the state that a person saw at Microsoft.

use crate::cli::gdap::GdapRecordArgs;
use crate::diagnostic::Result;
use crate::domain::calendar::moment_of;
use crate::domain::gdap::{AdminRelationship, SeenState};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::gdap::need_relationship;
use crate::session::journal::{EditedFields, StateRecordedForm};
use crate::session::needs::require_value;
use crate::session::transition::{Decided, Found, Transition};
use crate::store::Tx;

/// Records a state.
pub(super) fn run(ctx: &Context<'_>, args: &GdapRecordArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, &args.relationship)?;
    let state = needs.word(args.state, "The state", "STATE", Some(&rule::STEP))?;
    needs.met()?;
    let (typed, state) = (require_value(typed)?, require_value(state)?);
    let reason = filled_text(args.reason.as_deref());
    let on = args.on.as_ref().map_or(ctx.today(), |day| day.0);
    let seen = SeenState {
        state,
        on: moment_of(on, ctx.now()),
    };
    let transition = Transition::new(Permission::GdapManage, "gdap.recorded");
    let transition = transition.because(reason.as_deref());
    let decide = |tx: &Tx<'_>, found: &Found<AdminRelationship>| {
        let after = found.before.record(seen, ctx.now())?;
        settle(tx, found, after)
    };
    ctx.step_of_relationship(&transition, &typed, decide)
}

/// The step, which also settles what files said against the relationship: a person has decided.
fn settle(
    tx: &Tx<'_>,
    found: &Found<AdminRelationship>,
    after: AdminRelationship,
) -> Result<Decided<AdminRelationship>> {
    let gdap = tx.gdap(found.account.id);
    let mut conflicts = gdap.conflicts(found.before.id)?;
    conflicts.retain(|one| one.assignment.is_none());
    if conflicts.is_empty() {
        return Ok(after.into());
    }
    for conflict in &conflicts {
        gdap.settle_conflict(conflict)?;
    }
    let form = StateRecordedForm {
        edited: EditedFields::of_relationship(&found.before, &after)?,
        settled_conflicts: conflicts.len(),
    };
    Decided::with_form(after, &form)
}
