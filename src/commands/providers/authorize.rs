//! `csp providers authorize`: the check box.

use crate::cli::providers::AuthorizeArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::partnership::{PartnershipEvent, may_authorize, reseller_inactive};
use crate::domain::role::Permission;
use crate::domain::rule::providers as rule;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::provider::PartnershipView;
use crate::session::Context;
use crate::session::find::providers::ask_suited_provider;
use crate::session::transition::{Found, ProviderPartnership, Transition};

/// Sets the check mark, after the consent was given.
pub(super) fn run(ctx: &Context<'_>, args: &AuthorizeArgs) -> Result<Outcome> {
    ctx.before_asking(|tx| {
        let account = ctx.account(tx)?;
        ctx.require_actor_under(
            tx,
            &account,
            Permission::ProvidersAuthorize,
            Some(&rule::LINK),
        )?;
        let inactive = reseller_inactive(&Standing::of(&account));
        Diagnostic::unless_none(inactive.into_iter().collect())
    })?;
    let link = args.link.as_deref();
    let typed = ask_suited_provider(ctx, &args.provider, &|ours, provider, latest| {
        may_authorize(ours, provider, latest, link, true).is_empty()
    })?;
    let transition = Transition::new(Permission::ProvidersAuthorize, "partnership.authorized")
        .under(&rule::LINK);
    let answer = match args.accept {
        true => Some(true),
        false => ask_for_check_mark(ctx, &transition, &typed, link)?,
    };
    let accepted = answer == Some(true);
    let changed = transition.run(ctx, &typed, |_, found: &Found<ProviderPartnership>| {
        check_open(ctx, found, link, accepted)?;
        let authorize = PartnershipEvent::Authorize;
        found.before.after(|open| open.apply(authorize, ctx.now()))
    });
    let changed = changed.map_err(|failure| match answer {
        Some(false) if failure.rule() == Some(&rule::ACCEPT) => {
            failure.with_notice(Diagnostic::declined().message())
        }
        _ => failure,
    })?;
    let after = &changed.after;
    let view = PartnershipView::new(&after.provider, after.require_latest()?);
    Ok(Outcome::thing(view))
}

/// On a terminal, asks the person to set the check mark, only when nothing else speaks against it. `None` where nobody
/// can be asked.
fn ask_for_check_mark(
    ctx: &Context<'_>,
    transition: &Transition<'_>,
    typed: &String,
    link: Option<&str>,
) -> Result<Option<bool>> {
    if !ctx.prompter.can_ask() {
        return Ok(None);
    }
    let provider = ctx.read(|tx| {
        let found: Found<ProviderPartnership> = transition.find(ctx, tx, typed)?;
        check_open(ctx, &found, link, true)?;
        Ok(found.before.provider)
    })?;
    let question = format!(
        "Authorize {}? It may then order and add subscriptions for the customers you share, and gets administrator access to this account.",
        provider.name
    );
    ctx.prompter.confirm(&question)
}

/// Whether the open invitation may be authorized.
fn check_open(
    ctx: &Context<'_>,
    found: &Found<ProviderPartnership>,
    link: Option<&str>,
    accepted: bool,
) -> Result<()> {
    let ours = Standing::on(&found.account, ctx.today());
    let (provider, latest) = (&found.before.provider, found.before.partnership());
    Diagnostic::unless_none(may_authorize(&ours, provider, latest, link, accepted))
}
