//! `csp providers decline`, `revoke-admin`, `restore-admin` and `end`.

use super::invite::log;
use super::named::{asked, provider_named};
use crate::cli::providers::{ProviderArg, ReasonArgs};
use crate::commands::missing::vouched;
use crate::commands::{Actor, Context, consent};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Slug;
use crate::domain::partnership::Event;
use crate::domain::provider::Provider;
use crate::domain::request;
use crate::domain::role::Permission;
use crate::domain::rule::providers as rule;
use crate::report::Outcome;
use crate::report::views::provider::PartnershipView;
use crate::session::journal::{RequestCancelled, customer_entry};
use crate::store::{Entry, Held, Tx};

/// Says no to an invitation.
pub(super) fn decline(ctx: &Context<'_>, args: &ReasonArgs) -> Result<Outcome> {
    let typed = asked(ctx, &args.provider)?;
    let reason = given(args.reason.as_deref());
    take(
        ctx,
        &typed,
        &Step {
            event: Event::Decline {
                reason: reason.clone(),
            },
            action: "partnership.declined",
            reason,
        },
    )
}

/// What is asked before the access is taken back.
const REVOKING: &str = "Take the provider's administrator access to this account back?";

/// What is asked before a partnership ends.
const ENDING: &str =
    "End this partnership? Open joint requests are cancelled; relationships with customers stay.";

/// Takes a provider's administrator access back.
pub(super) fn revoke_admin(ctx: &Context<'_>, arg: &ProviderArg) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needs.text(arg.provider.as_deref(), "The provider", "PROVIDER", None)?;
    consent::needed(ctx, &mut needs, REVOKING);
    needs.met()?;
    let step = Step {
        event: Event::RevokeAdmin,
        action: "partnership.admin-revoked",
        reason: None,
    };
    confirmed(ctx, &vouched(typed)?, &step, REVOKING)
}

/// Gives a provider its administrator access again. That is granted as by the check mark, so it takes the same
/// permission.
pub(super) fn restore_admin(ctx: &Context<'_>, arg: &ProviderArg) -> Result<Outcome> {
    let typed = asked(ctx, arg)?;
    let step = Step {
        event: Event::RestoreAdmin,
        action: "partnership.admin-restored",
        reason: None,
    };
    take(ctx, &typed, &step)
}

/// Ends a partnership.
pub(super) fn end(ctx: &Context<'_>, args: &ReasonArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needs.text(
        args.provider.provider.as_deref(),
        "The provider",
        "PROVIDER",
        None,
    )?;
    let reason = needs.text(args.reason.as_deref(), "The reason", "--reason", None)?;
    consent::needed(ctx, &mut needs, ENDING);
    needs.met()?;
    let reason = vouched(reason)?;
    let step = Step {
        event: Event::End {
            reason: reason.clone(),
        },
        action: "partnership.ended",
        reason: Some(reason),
    };
    confirmed(ctx, &vouched(typed)?, &step, ENDING)
}

/// What happens to a partnership, and how the journal calls it.
struct Step {
    event: Event,
    action: &'static str,
    reason: Option<String>,
}

fn given(reason: Option<&str>) -> Option<String> {
    reason
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

/// Asks before the step, once it is known that it could be taken.
fn confirmed(ctx: &Context<'_>, typed: &str, step: &Step, question: &str) -> Result<Outcome> {
    ctx.read(|tx| decided(ctx, tx, typed, step).map(drop))?;
    ctx.confirm(question)?;
    take(ctx, typed, step)
}

fn take(ctx: &Context<'_>, typed: &str, step: &Step) -> Result<Outcome> {
    let view = ctx.write(|tx| {
        let (account, provider, actor, held) = decided(ctx, tx, typed, step)?;
        tx.partnerships(account.id).save(&held)?;
        log(
            tx,
            &account.slug,
            &actor,
            step.action,
            &held,
            step.reason.as_deref(),
        )?;
        if matches!(step.event, Event::End { .. }) {
            let reason = format!("the partnership with {} has ended", provider.slug);
            cancel_joint_requests(tx, &account, &provider.slug, &actor, &reason)?;
        }
        Ok(PartnershipView::new(&provider, &held))
    })?;
    Ok(Outcome::thing(view))
}

fn decided(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    typed: &str,
    step: &Step,
) -> Result<(Account, Provider, Actor, Held)> {
    let account = ctx.account(tx)?;
    let provider = provider_named(tx, typed)?;
    let actor = match step.event {
        Event::RestoreAdmin => ctx.acting_under(
            tx,
            &account,
            Permission::ProvidersAuthorize,
            Some(&rule::REVOKE_ADMIN),
        )?,
        Event::Authorize | Event::Decline { .. } | Event::RevokeAdmin | Event::End { .. } => {
            ctx.acting(tx, &account, Permission::ProvidersManage)?
        }
    };
    let held = tx
        .partnerships(account.id)
        .latest(&provider.slug)?
        .ok_or_else(|| {
            Diagnostic::refused(
                &rule::STEP,
                format!(
                    "there is no partnership with {}, and no invitation of it",
                    provider.name
                ),
            )
        })?;
    let partnership = held.partnership.apply(step.event.clone(), ctx.now())?;
    Ok((
        account,
        provider,
        actor,
        Held {
            partnership,
            ..held
        },
    ))
}

/// Cancels the open joint requests with a provider.
///
/// # Errors
/// If the store cannot be written.
pub(in crate::commands) fn cancel_joint_requests(
    tx: &Tx<'_>,
    account: &Account,
    provider: &Slug,
    actor: &Actor,
    reason: &str,
) -> Result<()> {
    let customers = tx.customers(account.id);
    for before in customers.with_open_joint_request(provider)? {
        let mut after = before.clone();
        let cancel = request::Event::Cancel {
            reason: Some(reason.to_owned()),
        };
        after.request = after
            .request
            .map(|open| open.apply(cancel, tx.now()))
            .transpose()?;
        customers.save(&before, &after)?;
        let form = RequestCancelled::of(before.request.as_ref());
        let (account, actor) = (&account.slug, actor.name());
        tx.log(&Entry {
            reason: Some(reason),
            ..customer_entry(account, actor, "request.cancelled", &before, &form)?
        })?;
    }
    Ok(())
}
