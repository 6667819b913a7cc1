//! `csp providers authorize`: the check box.

use super::answer::view;
use crate::cli::providers::AuthorizeArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::partnership::{
    Partnership, PartnershipEvent, latest_of, may_authorize, reseller_inactive,
};
use crate::domain::role::Permission;
use crate::domain::rule::providers as rule;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::providers::asked;
use crate::session::transition::{Found, ProviderPartnership, Transition};

/// Sets the check mark, once somebody has said so.
pub(super) fn run(ctx: &Context<'_>, args: &AuthorizeArgs) -> Result<Outcome> {
    ctx.before_asking(|tx| {
        let account = ctx.account(tx)?;
        ctx.acting_under(
            tx,
            &account,
            Permission::ProvidersAuthorize,
            Some(&rule::LINK),
        )?;
        let inactive = reseller_inactive(&Standing::of(&account));
        Diagnostic::unless_none(inactive.into_iter().collect())
    })?;
    let typed = asked(ctx, &args.provider)?;
    let link = args.link.as_deref();
    let transition = Transition::new(Permission::ProvidersAuthorize, "partnership.authorized")
        .under(&rule::LINK);
    let accepted = args.accept || asked_for_check_mark(ctx, &transition, &typed, link)?;
    let changed = transition.run(ctx, &typed, |_, found: &Found<ProviderPartnership>| {
        let open = open_one(ctx, found, link, accepted)?;
        let after = open.clone().apply(PartnershipEvent::Authorize, ctx.now())?;
        Ok(found.before.becoming(after))
    })?;
    Ok(Outcome::thing(view(&changed.after)?))
}

/// On a terminal, asks the person to set the check mark; only when nothing else speaks against it.
fn asked_for_check_mark(
    ctx: &Context<'_>,
    transition: &Transition<'_>,
    typed: &String,
    link: Option<&str>,
) -> Result<bool> {
    if !ctx.prompter.can_ask() {
        return Ok(false);
    }
    let provider = ctx.read(|tx| {
        let found: Found<ProviderPartnership> = transition.find(ctx, tx, typed)?;
        open_one(ctx, &found, link, true)?;
        Ok(found.before.provider)
    })?;
    let question = format!(
        "Authorize {}? It may then order and add subscriptions for the customers you share, and gets administrator access to this account.",
        provider.name
    );
    Ok(ctx.prompter.confirm(&question)? == Some(true))
}

/// The open invitation, unless something speaks against authorizing it.
fn open_one<'f>(
    ctx: &Context<'_>,
    found: &'f Found<ProviderPartnership>,
    link: Option<&str>,
    accepted: bool,
) -> Result<&'f Partnership> {
    let ours = Standing::on(&found.account, ctx.today());
    let (provider, latest) = (&found.before.provider, found.before.partnership());
    Diagnostic::unless_none(may_authorize(&ours, provider, latest, link, accepted))?;
    latest_of(latest, provider)
}
