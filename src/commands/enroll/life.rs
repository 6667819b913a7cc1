//! The steps after submitting: signing, transition, restriction, withdrawal.

use super::show;
use super::submission::{at, set};
use crate::cli::DayArg;
use crate::commands::missing::{model_missing, vouched};
use crate::commands::{Actor, Context, connections, consent};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Email;
use crate::domain::Model;
use crate::domain::application::{Field, check_value};
use crate::domain::calendar::Day;
use crate::domain::enrollment::{Enrollment, Event, State, is_mpa};
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, enroll};
use crate::report::Outcome;
use crate::session::journal::{
    EnrollmentMoved, EnrollmentTransitioned, Form, NoChanges, account_entry,
};
use crate::store::{Entry, Tx};

/// The place of the enrollment that a step acts on.
///
/// # Errors
/// The model is missing input when it is not clear; a refusal when the account has no such enrollment.
pub(in crate::commands) fn acted_on(account: &Account, model: Option<Model>) -> Result<usize> {
    meant(account, model)?.ok_or_else(|| nothing_to_act_on(account, model))
}

/// The refusal of a step for which the account has no enrollment; it says where the account stands instead.
fn nothing_to_act_on(account: &Account, model: Option<Model>) -> Diagnostic {
    let what = model.map_or("application", Model::title);
    let stands: Vec<String> = account
        .enrollments
        .iter()
        .map(|one| format!("{} as {}", one.stage(), one.model.title()))
        .collect();
    Diagnostic::refused(
        &enroll::STEP,
        format!(
            "the account {} has no enrollment as {what}; it is in state {}",
            account.slug,
            stands.join(" and ")
        ),
    )
}

/// The place of the enrollment that is meant, if the account has it.
fn meant(account: &Account, model: Option<Model>) -> Result<Option<usize>> {
    account.acted_on(model).map_err(|_| model_missing())
}

/// A step of one enrollment: what it is, who may do it, what the journal says.
struct Step<'a> {
    model: Option<Model>,
    permission: Permission,
    rule: Option<RuleRef>,
    action: &'static str,
    reason: Option<&'a str>,
    event: Event,
}

fn take(ctx: &Context<'_>, step: &Step<'_>) -> Result<Outcome> {
    let view = ctx.write(|tx| {
        let mut account = ctx.account(tx)?;
        let place = meant(&account, step.model)?;
        let actor = ctx.acting_under(tx, &account, step.permission, step.rule)?;
        let place = place.ok_or_else(|| nothing_to_act_on(&account, step.model))?;
        let before = at(&account, place)?.clone();
        let after = before.clone().apply(step.event.clone(), ctx.now())?;
        let moved = EnrollmentMoved::between(&before, &after);
        let becomes_active = after.is_in_force() && !before.is_in_force();
        set(&mut account, place, after)?;
        tx.accounts().save(&account)?;
        log(tx, &account, &actor, step.action, step.reason, &moved)?;
        if becomes_active {
            connections::enrollment_active(tx, &account, &actor)?;
        }
        if let Event::Withdraw { reason } = &step.event {
            connections::enrollment_withdrawn(tx, &account, before.model, &actor, reason)?;
            if tx.confirmation(account.id, place)?.is_some() {
                tx.save_confirmation(account.id, place, None)?;
                log(
                    tx,
                    &account,
                    &actor,
                    "confirmation.voided",
                    None,
                    &NoChanges {},
                )?;
            }
        }
        show::view(ctx, tx, &account, None)
    })?;
    Ok(Outcome::thing(view))
}

fn log(
    tx: &Tx<'_>,
    account: &Account,
    actor: &Actor,
    action: &'static str,
    reason: Option<&str>,
    form: &impl Form,
) -> Result<()> {
    tx.log(&Entry {
        reason,
        ..account_entry(&account.slug, actor.name(), action, form)?
    })?;
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
    take(
        ctx,
        &Step {
            model,
            permission: Permission::AgreementsSign,
            rule: Some(&enroll::MPA_GLOBAL_ADMIN),
            action: signing_action(on),
            reason: None,
            event: Event::SignMpa { on },
        },
    )
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
    consent::needed(ctx, &mut needs, question);
    needs.met_by(model)?;
    ctx.confirm(question)?;
    vouched(reason)
}

/// `csp enroll restrict`.
pub(super) fn restrict(ctx: &Context<'_>, given: Option<String>) -> Result<Outcome> {
    let question = "Restrict this direct-bill partner: no new orders, no new requests?";
    let model = Some(Model::DirectBill);
    let reason = confirmed_reason(ctx, given.as_deref(), model, question)?;
    take(
        ctx,
        &Step {
            model,
            permission: Permission::AccountManage,
            rule: None,
            action: "enrollment.restricted",
            reason: Some(&reason),
            event: Event::Restrict {
                reason: reason.clone(),
            },
        },
    )
}

/// `csp enroll reinstate`.
pub(super) fn reinstate(ctx: &Context<'_>) -> Result<Outcome> {
    take(
        ctx,
        &Step {
            model: Some(Model::DirectBill),
            permission: Permission::AccountManage,
            rule: None,
            action: "enrollment.reinstated",
            reason: None,
            event: Event::Reinstate,
        },
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
    take(
        ctx,
        &Step {
            model,
            permission: Permission::AccountManage,
            rule: None,
            action: "enrollment.withdrawn",
            reason: Some(&reason),
            event: Event::Withdraw {
                reason: reason.clone(),
            },
        },
    )
}

const MOVING: &str = "Open an indirect-reseller enrollment on this direct-bill tenant? The way back needs a new tenant.";

/// `csp enroll transition`.
pub(super) fn transition(
    ctx: &Context<'_>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<Outcome> {
    let (email, phone) = support_contact(ctx, email, phone)?;
    ctx.confirm(MOVING)?;
    let view = ctx.write(|tx| {
        let mut account = ctx.account(tx)?;
        let actor = ctx.acting(tx, &account, Permission::EnrollTransition)?;
        may_move(&account)?;
        let before = account.application.clone();
        for (field, value) in [(Field::SupportEmail, &email), (Field::SupportPhone, &phone)] {
            if let Some(value) = value {
                account.application.set(field, value);
            }
        }
        account.enrollments.push(Enrollment::transition(ctx.now()));
        tx.accounts().save(&account)?;
        let fields = account.application.changed_since(&before);
        log(
            tx,
            &account,
            &actor,
            "enrollment.transitioned",
            None,
            &EnrollmentTransitioned::new(&fields),
        )?;
        show::view(ctx, tx, &account, None)
    })?;
    Ok(Outcome::thing(view))
}

/// Whether the account may move from direct bill to indirect reseller.
fn may_move(account: &Account) -> Result<()> {
    let reseller = account
        .enrollments
        .iter()
        .find(|one| one.model == Model::IndirectReseller && !one.is_withdrawn());
    if let Some(reseller) = reseller {
        return Err(Diagnostic::refused(
            &enroll::STEP,
            format!(
                "the account has an indirect-reseller enrollment already; it is {}",
                reseller.stage()
            ),
        ));
    }
    match account.in_force(Model::DirectBill).map(|one| &one.state) {
        Some(State::Active(_) | State::Restricted { .. }) => Ok(()),
        _ => Err(Diagnostic::refused(
            &enroll::STEP,
            "only an active or restricted direct-bill partner can move on",
        )),
    }
}

/// The support contact, asked for where the account has none.
fn support_contact(
    ctx: &Context<'_>,
    email: Option<String>,
    phone: Option<String>,
) -> Result<(Option<String>, Option<String>)> {
    let account = ctx.read(|tx| ctx.account(tx))?;
    let on_file = |field| account.application.get(field).is_some();
    let mut needs = ctx.needs();
    let rule = Some(&enroll::SUPPORT_CONTACT as RuleRef);
    let given = |value: Option<String>| value.filter(|text| !text.trim().is_empty());
    let (mut email, mut phone) = (given(email), given(phone));
    if may_move(&account).is_ok() {
        if email.is_none() && !on_file(Field::SupportEmail) {
            let asked: Option<Email> =
                needs.value(None, "Customer support email", "--support-email", rule)?;
            email = asked.map(|asked| asked.to_string());
        }
        if phone.is_none() && !on_file(Field::SupportPhone) {
            phone = needs.text(None, "Customer support phone", "--support-phone", rule)?;
        }
    }
    consent::needed(ctx, &mut needs, MOVING);
    needs.met()?;
    if let Some(typed) = &email {
        check_value(Field::SupportEmail, typed, &account.application)
            .map_err(|finding| Diagnostic::usage(finding.message))?;
    }
    Ok((email, phone))
}
