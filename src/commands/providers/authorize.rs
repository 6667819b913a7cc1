//! `csp providers authorize`: the check box.

use super::invite::log;
use super::named::{asked, provider_named};
use crate::cli::providers::AuthorizeArgs;
use crate::commands::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::partnership::{Event, Partnership, may_authorize, reseller_inactive};
use crate::domain::provider::Provider;
use crate::domain::role::Permission;
use crate::domain::rule::providers as rule;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::provider::PartnershipView;
use crate::store::{Held, Tx};

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
    let accepted = args.accept || asked_for_check_mark(ctx, &typed, link)?;
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let provider = provider_named(tx, &typed)?;
        let actor = ctx.acting_under(
            tx,
            &account,
            Permission::ProvidersAuthorize,
            Some(&rule::LINK),
        )?;
        let held = open_one(tx, &account, &provider, link, accepted)?;
        let partnership = held.partnership.apply(Event::Authorize, ctx.now())?;
        let held = Held {
            partnership,
            ..held
        };
        tx.partnerships(account.id).save(&held)?;
        log(
            tx,
            &account.slug,
            &actor,
            "partnership.authorized",
            &held,
            None,
        )?;
        Ok(PartnershipView::new(&provider, &held))
    })?;
    Ok(Outcome::thing(view))
}

/// On a terminal, asks the person to set the check mark; only when nothing else speaks against it.
fn asked_for_check_mark(ctx: &Context<'_>, typed: &str, link: Option<&str>) -> Result<bool> {
    if !ctx.prompter.can_ask() {
        return Ok(false);
    }
    let provider = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let provider = provider_named(tx, typed)?;
        ctx.acting_under(
            tx,
            &account,
            Permission::ProvidersAuthorize,
            Some(&rule::LINK),
        )?;
        open_one(tx, &account, &provider, link, true)?;
        Ok(provider)
    })?;
    let question = format!(
        "Authorize {}? It may then order and add subscriptions for the customers you share, and gets administrator access to this account.",
        provider.name
    );
    Ok(ctx.prompter.confirm(&question)? == Some(true))
}

/// The open invitation, unless something speaks against authorizing it.
fn open_one(
    tx: &Tx<'_>,
    account: &Account,
    provider: &Provider,
    link: Option<&str>,
    accepted: bool,
) -> Result<Held> {
    let latest = tx.partnerships(account.id).latest(&provider.slug)?;
    let partnership: Option<&Partnership> = latest.as_ref().map(|held| &held.partnership);
    let ours = Standing::on(account, tx.now().date_naive());
    Diagnostic::unless_none(may_authorize(&ours, provider, partnership, link, accepted))?;
    latest.ok_or_else(|| {
        Diagnostic::refused(
            &rule::STEP,
            format!("{} has not invited this account", provider.name),
        )
    })
}
