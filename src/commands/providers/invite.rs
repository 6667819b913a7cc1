//! `csp providers invite`: a provider's invitation to this account.

use crate::cli::providers::ProviderInviteArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::last_day;
use crate::domain::link::{Link, Token, provider_invitation};
use crate::domain::partnership::{Partnership, may_be_invited, reseller_inactive};
use crate::domain::provider::Provider;
use crate::domain::role::Permission;
use crate::domain::standing::Standing;
use crate::domain::{Account, Email, Language};
use crate::exchange::mail::{Mailbox, Message, ProviderInvitation, TemplateName};
use crate::report::Outcome;
use crate::report::views::provider::PartnershipView;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::find::providers::ask_suited_provider;
use crate::session::journal::{PartnershipForm, provider_entry};
use crate::session::transition::{Found, ProviderPartnership, Transition};
use crate::store::Held;

/// Puts an invitation on record.
pub(super) fn run(ctx: &Context<'_>, args: &ProviderInviteArgs) -> Result<Outcome> {
    ctx.before_asking(|tx| {
        let account = ctx.account(tx)?;
        ctx.require_actor(tx, &account, Permission::ProvidersManage)?;
        let inactive = reseller_inactive(&Standing::of(&account));
        Diagnostic::unless_none(inactive.into_iter().collect())
    })?;
    let typed = ask_suited_provider(ctx, &args.provider, &|ours, provider, latest| {
        may_be_invited(ours, provider, latest).is_empty()
    })?;
    let language = args.draft.lang.unwrap_or(ctx.settings.language);
    let transition = Transition::new(Permission::ProvidersManage, "partnership.invited");
    let view = ctx.write(|tx| {
        let Found {
            account,
            actor,
            before,
        } = transition.find::<ProviderPartnership>(ctx, tx, &typed)?;
        let ours = Standing::on(&account, ctx.today());
        let latest = before.partnership();
        Diagnostic::unless_none(may_be_invited(&ours, &before.provider, latest))?;
        let link = match &args.link {
            Some(link) => link.clone(),
            None => own_reference(ctx)?,
        };
        let invited = Partnership::invited(link, ctx.now());
        let provider = &before.provider;
        let held = tx.partnerships(account.id).add(&provider.slug, invited)?;
        let form = PartnershipForm::from(&held);
        let (slug, actor) = (Some(&account.slug), actor.name());
        tx.log(&provider_entry(
            slug,
            actor,
            transition.action,
            &held.provider,
            &form,
        )?)?;
        let message = message(ctx, &account, provider, &held, language)?;
        if let (Some(place), Some(message)) = (&args.draft.draft_out, &message) {
            ctx.draft(place, message, &sender(&account, provider)?)?;
        }
        let shown = message.filter(|_| args.draft.draft_out.is_none());
        Ok(PartnershipView::new(provider, &held).with_message(shown))
    })?;
    Ok(Outcome::thing(view))
}

/// The reference under which an invitation is recorded without its link.
fn own_reference(ctx: &Context<'_>) -> Result<Link> {
    let token = Token::from_random(ctx.host.random().map_err(no_randomness)?);
    provider_invitation(&token)
        .parse()
        .map_err(|bad| Diagnostic::failed(format!("{bad}; this is a bug")))
}

fn message(
    ctx: &Context<'_>,
    account: &Account,
    provider: &Provider,
    held: &Held,
    language: Language,
) -> Result<Option<Message>> {
    let (Some(to), Some(expires)) = (reader(account), held.partnership.expires_at()) else {
        return Ok(None);
    };
    let invitation = ProviderInvitation {
        to: &to,
        company: account.legal_name(),
        account: &account.slug,
        provider: &provider.name,
        provider_slug: &provider.slug,
        link: held.partnership.link.as_str(),
        is_link_given: !held.partnership.link.is_reference(),
        expires: last_day(expires),
    };
    ctx.message(TemplateName::ProviderInvitation, language, |own| {
        invitation.message(language, own)
    })
    .map(Some)
}

/// Who gets the invitation: the person who signs agreements and authorizes providers.
fn reader(account: &Account) -> Option<Email> {
    account.owner()
}

fn sender(account: &Account, provider: &Provider) -> Result<Mailbox> {
    let address = provider.email.clone().or_else(|| account.owner());
    let address = address.ok_or_else(|| {
        Diagnostic::usage(format!(
            "the email address of {} is not recorded",
            provider.name
        ))
        .with_help(format!(
            "Add it: `csp providers edit {} --email EMAIL`",
            provider.slug
        ))
    })?;
    Ok(Mailbox {
        name: Some(provider.name.clone()),
        address,
    })
}
