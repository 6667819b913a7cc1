//! The steps after submitting: signing, restriction, withdrawal.

use super::show;
use crate::cli::DayArg;
use crate::diagnostic::Result;
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{EnrollmentEvent, is_mpa};
use crate::domain::role::Permission;
use crate::domain::rule::enroll;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::consequences;
use crate::session::journal::{NoChanges, account_entry};
use crate::session::needs::require_value;
use crate::session::transition::{AccountEnrollment, Changed, Found, Transition};
use crate::store::Tx;

/// Takes a step of one enrollment, with all that follows from it.
fn take(
    ctx: &Context<'_>,
    model: Option<Model>,
    transition: &Transition<'_>,
    event: &EnrollmentEvent,
) -> Result<Outcome> {
    let view = ctx.write(|tx| {
        let changed =
            transition.apply(ctx, tx, &model, |_, found: &Found<AccountEnrollment>| {
                found.before.after(event.clone(), ctx.now())
            })?;
        let (account, actor) = (&changed.after.account, &changed.actor);
        let (before, after) = (changed.before.enrollment()?, changed.after.enrollment()?);
        if after.is_in_force() && !before.is_in_force() {
            consequences::enrollment_active(tx, account, actor)?;
        }
        if let EnrollmentEvent::Withdraw { reason } = event {
            consequences::enrollment_withdrawn(tx, account, before.model, actor, reason)?;
            void_confirmation(tx, &changed)?;
        }
        show::view(ctx, tx, account, None)
    })?;
    Ok(Outcome::thing(view))
}

/// A code that was sent confirms nothing any more.
fn void_confirmation(tx: &Tx<'_>, changed: &Changed<AccountEnrollment>) -> Result<()> {
    let account = &changed.after.account;
    let place = changed.after.place()?;
    if tx.confirmation(account.id, place)?.is_some() {
        tx.save_confirmation(account.id, place, None)?;
        let actor = changed.actor.name();
        tx.log(&account_entry(
            &account.slug,
            actor,
            "confirmation.voided",
            &NoChanges {},
        )?)?;
    }
    Ok(())
}

/// What the journal calls the signature of an agreement: before the MPA there was the reseller agreement.
fn signing_action(on: Day) -> &'static str {
    if is_mpa(on) {
        "mpa.signed"
    } else {
        "reseller-agreement.signed"
    }
}

/// `csp enroll sign-mpa`.
pub(super) fn sign_mpa(
    ctx: &Context<'_>,
    on: Option<DayArg>,
    model: Option<Model>,
) -> Result<Outcome> {
    let on = on.map_or(ctx.today(), |day| day.0);
    let transition = Transition::new(Permission::AgreementsSign, signing_action(on))
        .under(&enroll::MPA_GLOBAL_ADMIN);
    take(ctx, model, &transition, &EnrollmentEvent::SignMpa { on })
}

/// The reason of a step, asked for when it is missing, and then the yes to `question`.
fn confirmed_reason(
    ctx: &Context<'_>,
    given: Option<&str>,
    model: Option<Model>,
    question: &str,
) -> Result<String> {
    let mut needs = ctx.needs();
    let reason = needs.text(given, "The reason", "--reason", None)?;
    needs.confirmation(question);
    needs.met_by(model)?;
    ctx.confirm(question)?;
    require_value(reason)
}

/// `csp enroll restrict`.
pub(super) fn restrict(ctx: &Context<'_>, given: Option<String>) -> Result<Outcome> {
    let question = "Restrict this direct-bill partner: no new orders, no new requests?";
    let model = Some(Model::DirectBill);
    let reason = confirmed_reason(ctx, given.as_deref(), model, question)?;
    let transition =
        Transition::new(Permission::AccountManage, "enrollment.restricted").because(Some(&reason));
    take(
        ctx,
        model,
        &transition,
        &EnrollmentEvent::Restrict {
            reason: reason.clone(),
        },
    )
}

/// `csp enroll reinstate`.
pub(super) fn reinstate(ctx: &Context<'_>) -> Result<Outcome> {
    let transition = Transition::new(Permission::AccountManage, "enrollment.reinstated");
    take(
        ctx,
        Some(Model::DirectBill),
        &transition,
        &EnrollmentEvent::Reinstate,
    )
}

/// `csp enroll withdraw`.
pub(super) fn withdraw(
    ctx: &Context<'_>,
    given: Option<String>,
    model: Option<Model>,
) -> Result<Outcome> {
    let question =
        "Withdraw? Open requests are cancelled, invitations declined; everything stays readable.";
    let reason = confirmed_reason(ctx, given.as_deref(), model, question)?;
    let transition =
        Transition::new(Permission::AccountManage, "enrollment.withdrawn").because(Some(&reason));
    take(
        ctx,
        model,
        &transition,
        &EnrollmentEvent::Withdraw {
            reason: reason.clone(),
        },
    )
}
