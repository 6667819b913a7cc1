//! `csp providers decline`, `revoke-admin`, `restore-admin` and `end`.

use crate::cli::providers::{ProviderArg, ReasonArgs};
use crate::diagnostic::Result;
use crate::domain::partnership::{Partnership, PartnershipEvent};
use crate::domain::provider::Provider;
use crate::domain::role::Permission;
use crate::domain::rule::providers as rule;
use crate::domain::standing::Standing;
use crate::domain::text::filled_text;
use crate::report::Outcome;
use crate::report::views::provider::PartnershipView;
use crate::session::Context;
use crate::session::consequences::cancel_joint_requests;
use crate::session::find::providers::{ask_suited_provider, need_suited_provider};
use crate::session::needs::require_value;
use crate::session::transition::{Found, ProviderPartnership, Transition};
use crate::store::Tx;

/// Says no to an invitation.
pub(super) fn decline(ctx: &Context<'_>, args: &ReasonArgs) -> Result<Outcome> {
    let reason = filled_text(args.reason.as_deref());
    let event = PartnershipEvent::Decline {
        reason: reason.clone(),
    };
    let typed = ask_suited_provider(ctx, &args.provider, &open_to(ctx, event.clone()))?;
    let transition = Transition::new(Permission::ProvidersManage, "partnership.declined");
    take(
        ctx,
        &typed,
        &transition.because(reason.as_deref()),
        &event,
        None,
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
    let suits = open_to(ctx, PartnershipEvent::RevokeAdmin);
    let given = arg.provider.as_deref();
    let typed = need_suited_provider(&mut needs, given, ("PROVIDER", None), &suits)?;
    needs.confirmation(REVOKING);
    needs.met()?;
    let transition = Transition::new(Permission::ProvidersManage, "partnership.admin-revoked");
    take(
        ctx,
        &require_value(typed)?,
        &transition,
        &PartnershipEvent::RevokeAdmin,
        Some(REVOKING),
    )
}

/// Gives a provider its administrator access again. That is granted as by the check mark, so it takes the same
/// permission.
pub(super) fn restore_admin(ctx: &Context<'_>, arg: &ProviderArg) -> Result<Outcome> {
    let suits = open_to(ctx, PartnershipEvent::RestoreAdmin);
    let typed = ask_suited_provider(ctx, arg, &suits)?;
    let transition = Transition::new(Permission::ProvidersAuthorize, "partnership.admin-restored")
        .under(&rule::REVOKE_ADMIN);
    take(
        ctx,
        &typed,
        &transition,
        &PartnershipEvent::RestoreAdmin,
        None,
    )
}

/// Ends a partnership.
pub(super) fn end(ctx: &Context<'_>, args: &ReasonArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let suits = open_to(
        ctx,
        PartnershipEvent::End {
            reason: String::new(),
        },
    );
    let given = args.provider.provider.as_deref();
    let typed = need_suited_provider(&mut needs, given, ("PROVIDER", None), &suits)?;
    let reason = needs.text(args.reason.as_deref(), "The reason", "--reason", None)?;
    needs.confirmation(ENDING);
    needs.met()?;
    let reason = require_value(reason)?;
    let event = PartnershipEvent::End {
        reason: reason.clone(),
    };
    let transition = Transition::new(Permission::ProvidersManage, "partnership.ended");
    let transition = transition.because(Some(&reason));
    take(
        ctx,
        &require_value(typed)?,
        &transition,
        &event,
        Some(ENDING),
    )
}

/// Whether the newest partnership with a provider takes an event now.
fn open_to(
    ctx: &Context<'_>,
    event: PartnershipEvent,
) -> impl Fn(&Standing, &Provider, Option<&Partnership>) -> bool {
    let now = ctx.now();
    move |_, _, latest| latest.is_some_and(|it| it.clone().apply(event.clone(), now).is_ok())
}

/// Takes a step of the newest partnership, after a question where one is given.
fn take(
    ctx: &Context<'_>,
    typed: &String,
    transition: &Transition<'_>,
    event: &PartnershipEvent,
    question: Option<&str>,
) -> Result<Outcome> {
    let decide = |_: &Tx<'_>, found: &Found<ProviderPartnership>| {
        found.before.after(|it| it.apply(event.clone(), ctx.now()))
    };
    if let Some(question) = question {
        transition.confirm(ctx, typed, question, decide)?;
    }
    let view = ctx.write(|tx| {
        let changed = transition.apply(ctx, tx, typed, decide)?;
        let provider = &changed.after.provider;
        if matches!(event, PartnershipEvent::End { .. }) {
            let reason = format!("the partnership with {} has ended", provider.slug);
            let (account, actor) = (&changed.account, &changed.actor);
            cancel_joint_requests(tx, account, &provider.slug, actor, &reason)?;
        }
        Ok(PartnershipView::new(
            provider,
            changed.after.require_latest()?,
        ))
    })?;
    Ok(Outcome::thing(view))
}
