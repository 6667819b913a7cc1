//! Submitting an application: every rule holds, the owner becomes a user, the first check opens.

use crate::cli::enroll::EvidenceArgs;
use crate::commands::enroll::identity::refuse_taken;
use crate::commands::enroll::show;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Account;
use crate::domain::Model;
use crate::domain::application::{Field, FieldFinding, assess, warnings};
use crate::domain::enrollment::{Enrollment, EnrollmentEvent};
use crate::domain::role::Permission;
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::user::Appointment;
use crate::report::Outcome;
use crate::session::Actor;
use crate::session::Context;
use crate::session::account::enrollment_place;
use crate::session::journal::{EnrollmentSubmitted, EvidenceVouchedFor, account_entry};
use crate::session::owner;
use crate::store::{Entry, Tx};

/// `csp enroll submit`.
pub(super) fn run(
    ctx: &Context<'_>,
    model: Option<Model>,
    evidence: &EvidenceArgs,
) -> Result<Outcome> {
    let view = ctx.write(|tx| {
        let mut account = ctx.account(tx)?;
        let place = enrollment_place(&account, model)?;
        let draft = at(&account, place)?;
        let step = draft.clone().apply(EnrollmentEvent::Submit, ctx.now());
        if step.is_ok() {
            Diagnostic::unless_permission_decides(&mistakes(&account, draft.model))?;
        }
        let actor = ctx.require_actor(tx, &account, Permission::AccountManage)?;
        step?;
        let owner = owner::decide_appointment(ctx, tx, &account, &actor)?;
        let against = owner.as_ref().err().map(no_owner);
        submit(ctx, tx, &mut account, place, evidence, against)?;
        tx.accounts().save(&account)?;
        record(tx, &account, place, &actor, evidence, &owner?)?;
        show::view(ctx, tx, &account, None)
    })?;
    Ok(Outcome::thing(view))
}

/// What keeps an application from being submitted, as mistakes.
pub(super) fn mistakes(account: &Account, model: Model) -> Vec<Diagnostic> {
    assess(model, &account.application)
        .into_iter()
        .map(FieldFinding::diagnostic)
        .collect()
}

/// What cannot even be kept in a draft.
pub(super) fn unreadable(account: &Account, model: Model) -> Vec<Diagnostic> {
    mistakes(account, model)
        .into_iter()
        .filter(|mistake| mistake.kind() == Kind::Usage)
        .collect()
}

/// Reasons that were named and not given.
pub(super) fn without_reason(evidence: &EvidenceArgs) -> Vec<Diagnostic> {
    let reasons: [(_, _, RuleRef); 2] = [
        (
            &evidence.despite_eligibility,
            "--despite-eligibility",
            &enroll::DIRECT_ELIGIBILITY,
        ),
        (
            &evidence.same_company,
            "--same-company",
            &enroll::EVIDENCE_COMPANY,
        ),
    ];
    let blank = |reason: &Option<String>| reason.as_ref().is_some_and(|it| it.trim().is_empty());
    reasons
        .into_iter()
        .filter(|(reason, _, _)| blank(reason))
        .map(|(_, flag, rule)| Diagnostic::missing("The reason", flag).under(rule))
        .collect()
}

/// Why evidence refuses an application that has other mistakes as well. Evidence is recorded for an MPN ID; without one
/// there is none to look up.
pub(super) fn against_evidence(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    evidence: &EvidenceArgs,
) -> Vec<Diagnostic> {
    if account.application.get(Field::MpnId).is_none() {
        return Vec::new();
    }
    let against = super::eligibility::against(ctx, tx, account, model, evidence);
    against.unwrap_or_else(|failure| failure.parts().to_vec())
}

/// Why the administrator cannot be the owner.
pub(super) fn no_owner(refusal: &Diagnostic) -> Diagnostic {
    refusal
        .clone()
        .with_field(Field::AdminEmail.facts().key)
        .with_flag(Field::AdminEmail.flag())
}

/// Moves the draft at `place` on, if every rule holds and there is nothing else `against` it. Nothing is saved yet.
pub(super) fn submit(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &mut Account,
    place: usize,
    evidence: &EvidenceArgs,
    against: Option<Diagnostic>,
) -> Result<()> {
    let enrollment = at(account, place)?;
    let model = enrollment.model;
    let submitted = enrollment
        .clone()
        .apply(EnrollmentEvent::Submit, ctx.now())?;
    let mut mistakes = mistakes(account, model);
    mistakes.extend(without_reason(evidence));
    mistakes.extend(against);
    mistakes.extend(account.check_one_model(place).err());
    if let Err(taken) = refuse_taken(tx, account, Some(account.id), model) {
        mistakes.extend(taken.parts().to_vec());
    }
    if mistakes.is_empty() {
        mistakes = super::eligibility::against(ctx, tx, account, model, evidence)?;
    } else {
        mistakes.extend(against_evidence(ctx, tx, account, model, evidence));
    }
    Diagnostic::unless_none(mistakes)?;
    warn(ctx, account);
    set(account, place, submitted)
}

/// Says what is accepted with a warning.
pub(super) fn warn(ctx: &Context<'_>, account: &Account) {
    for warning in warnings(&account.application) {
        ctx.out.note(&format!(
            "warning: {} ({})",
            warning.message, warning.rule.id
        ));
    }
}

/// Saves what a submission brings besides the account: the owner as a user, and the journal's entry.
pub(super) fn record(
    tx: &Tx<'_>,
    account: &Account,
    place: usize,
    actor: &Actor,
    evidence: &EvidenceArgs,
    appointment: &Appointment,
) -> Result<()> {
    let model = at(account, place)?.model;
    let (slug, name) = (&account.slug, actor.name());
    let submitted = EnrollmentSubmitted::new(model);
    tx.log(&Entry {
        reason: evidence.despite_eligibility.as_deref(),
        ..account_entry(slug, name, "enrollment.submitted", &submitted)?
    })?;
    if let (Some(reason), Model::DirectBill) = (evidence.same_company.as_deref(), model) {
        let vouched_for = EvidenceVouchedFor::new(
            evidence.evidence_account.as_deref(),
            evidence.facts.as_deref(),
        );
        tx.log(&Entry {
            reason: Some(reason),
            ..account_entry(slug, name, "evidence.vouched-for", &vouched_for)?
        })?;
    }
    owner::save(tx, account, actor, appointment)
}

/// The account whose owner acts where no other user is named: after the submission the stored one, even where the
/// change names another administrator.
pub(super) fn acting_on<'a>(stored: Option<&'a Account>, changed: &'a Account) -> &'a Account {
    stored
        .filter(|stored| stored.was_submitted())
        .unwrap_or(changed)
}

/// The enrollment at a place.
pub(super) fn at(account: &Account, place: usize) -> Result<&Enrollment> {
    account.enrollment_at(place)
}

/// Replaces the enrollment at a place.
pub(super) fn set(account: &mut Account, place: usize, enrollment: Enrollment) -> Result<()> {
    if let Some(slot) = account.enrollments.get_mut(place) {
        *slot = enrollment;
    }
    Ok(())
}
