//! `csp gdap created`: a planned relationship now exists at Microsoft.

use crate::cli::gdap::GdapCreatedArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::gdap::{AdminRelationship, MicrosoftId, RelationshipId, RelationshipOrigin};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::gdap::need_relationship;
use crate::session::needs::require_value;
use crate::session::transition::{Found, Transition};
use crate::store::Tx;

/// Ties a draft to Microsoft's id.
pub(super) fn run(ctx: &Context<'_>, args: &GdapCreatedArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_relationship(&mut needs, &args.relationship)?;
    let id = needs.value(args.id, "Microsoft's ID", "--id", Some(&rule::APPROVAL))?;
    needs.met()?;
    let (typed, id) = (require_value(typed)?, require_value(id)?);
    let transition = Transition::new(Permission::GdapManage, "gdap.created");
    let decide = |tx: &Tx<'_>, found: &Found<AdminRelationship>| created(ctx, tx, found, id);
    let view = ctx.write(|tx| {
        let changed = transition.apply(ctx, tx, &typed, decide)?;
        ctx.relationship_view(tx, &changed.account, changed.after.id)
    })?;
    Ok(Outcome::thing(view))
}

/// The draft with its id. Where an import has already seen the id, what Microsoft shows stays and our plan joins it.
fn created(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    found: &Found<AdminRelationship>,
    id: MicrosoftId,
) -> Result<AdminRelationship> {
    let made = found.before.create(id, ctx.now())?;
    let id = RelationshipId::Microsoft(id);
    let Some(seen) = tx.gdap(found.account.id).relationship(id)? else {
        return Ok(made);
    };
    if seen.origin != RelationshipOrigin::Imported {
        return Err(Diagnostic::refused(
            &rule::STEP,
            format!("{id} is on record as {} already", seen.shown_name()),
        ));
    }
    Ok(AdminRelationship {
        origin: RelationshipOrigin::Own,
        customer: crate::domain::gdap::RelationshipCustomer {
            domain: made.customer.domain,
            tenant_id: seen.customer.tenant_id.or(made.customer.tenant_id),
            name: seen.customer.name.clone().or(made.customer.name),
        },
        roles: seen.roles.clone().or(made.roles),
        duration: seen.duration.clone().or(made.duration),
        auto_extend: seen.auto_extend.clone().or(made.auto_extend),
        name: seen.name.clone().or(made.name),
        ..seen
    })
}
