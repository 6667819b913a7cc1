//! `csp gdap assign` and `unassign`: groups of our tenant that have roles of a relationship.

use crate::cli::gdap::{GdapAssignArgs, GdapUnassignArgs};
use crate::diagnostic::Result;
use crate::domain::gdap::{AccessAssignment, AdminRelationship, NewAssignment};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::gdap::{assignment_of_group, need_relationship, roles_named};
use crate::session::journal::{AssignmentForm, entry};
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;

/// Records that a group got roles.
pub(super) fn run(ctx: &Context<'_>, args: &GdapAssignArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, &args.relationship)?;
    let group = needs.value(args.group, "The group's object ID", "GROUP", None)?;
    let mut names = args.role.clone();
    if names.is_empty() {
        let role = needs.text(None, "The role", "--role", Some(&rule::ASSIGNMENT))?;
        names.extend(role);
    }
    needs.met()?;
    let (typed, group) = (require_value(typed)?, require_value(group)?);
    let new = NewAssignment {
        id: args.id,
        group,
        group_name: filled_text(args.group_name.as_deref()),
        roles: roles_named(&names)?,
    };
    take(ctx, &typed, "gdap.assigned", |found, existing| {
        found.before.assign(new.clone(), existing, ctx.now())
    })
}

/// Records that a group lost its roles.
pub(super) fn unassign(ctx: &Context<'_>, args: &GdapUnassignArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, &args.relationship)?;
    let group = needs.text(args.group.as_deref(), "The group", "GROUP", None)?;
    needs.met()?;
    let (typed, group) = (require_value(typed)?, require_value(group)?);
    take(ctx, &typed, "gdap.unassigned", |_, existing| {
        assignment_of_group(existing, &group)?.unassign(ctx.now())
    })
}

/// Saves and journals the assignment that is decided on.
fn take(
    ctx: &Context<'_>,
    typed: &String,
    action: &'static str,
    decide: impl Fn(&Found<AdminRelationship>, &[AccessAssignment]) -> Result<AccessAssignment>,
) -> Result<Outcome> {
    let transition = Transition::new(Permission::GdapManage, action);
    let view = ctx.write(|tx: &Tx<'_>| {
        let found = transition.find::<AdminRelationship>(ctx, tx, typed)?;
        let (account, id) = (&found.account, found.before.id);
        let gdap = tx.gdap(account.id);
        let assignment = decide(&found, &gdap.assignments(id)?)?;
        gdap.save_assignment(id, &assignment)?;
        let (subject, form) = (id.to_string(), AssignmentForm::from(&assignment));
        let actor = found.actor.name();
        tx.log(&entry(&account.slug, actor, action, &subject, &form)?)?;
        ctx.relationship_view(tx, account, id)
    })?;
    Ok(Outcome::thing(view))
}
