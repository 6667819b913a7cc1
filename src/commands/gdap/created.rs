//! `csp gdap created`: a planned relationship now exists at Microsoft.

use crate::cli::gdap::GdapCreatedArgs;
use crate::diagnostic::Result;
use crate::domain::gdap::{AdminRelationship, MicrosoftId, RelationshipId};
use crate::domain::role::Permission;
use crate::domain::rule::gdap as rule;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::approval_message::write_approval_message;
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
        if let Some(place) = &args.draft.draft_out {
            let language = args.draft.lang.unwrap_or(ctx.settings.language);
            let (account, actor) = (&changed.account, &changed.actor);
            write_approval_message(ctx, tx, (account, actor), &changed.after, (place, language))?;
        }
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
    let seen = tx
        .gdap(found.account.id)
        .relationship(RelationshipId::Microsoft(id))?;
    match seen {
        None => found.before.create(id, ctx.now()),
        Some(seen) => found.before.create_as_seen(seen, id, ctx.now()),
    }
}
