//! Submitting an application: every rule holds, the owner becomes a user, the first check opens.

use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Account;
use crate::domain::Model;
use crate::domain::application::{Field, FieldFinding, assess, warnings};
use crate::domain::enrollment::{Enrollment, EnrollmentEvent};
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::user::Appointment;
use crate::session::Actor;
use crate::session::Context;
use crate::session::find::OwnerLookup;
use crate::session::journal::{EnrollmentSubmitted, EvidenceVouchedFor, account_entry};
use crate::session::owner;
use crate::store::{Entry, Tx};

use super::evidence::against as evidence_against;

/// What keeps an application from being submitted, as mistakes.
pub fn mistakes(account: &Account, model: Model) -> Vec<Diagnostic> {
    assess(model, &account.application)
        .into_iter()
        .map(FieldFinding::diagnostic)
        .collect()
}

/// What cannot even be kept in a draft.
pub fn unreadable(account: &Account, model: Model) -> Vec<Diagnostic> {
    mistakes(account, model)
        .into_iter()
        .filter(|mistake| mistake.kind() == Kind::Usage)
        .collect()
}

/// What is wrong with the values that an application has; what it lacks may follow.
pub fn faults(account: &Account, model: Model) -> Vec<Diagnostic> {
    mistakes(account, model)
        .into_iter()
        .filter(|mistake| mistake.kind() != Kind::InputRequired)
        .collect()
}

/// Reasons that were named and not given.
pub fn without_reason(evidence: &EvidenceArgs) -> Vec<Diagnostic> {
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
pub fn against_evidence(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    evidence: &EvidenceArgs,
) -> Vec<Diagnostic> {
    if account.application.get(Field::MpnId).is_none() {
        return Vec::new();
    }
    let against = evidence_against(ctx, tx, account, model, evidence);
    against.unwrap_or_else(|failure| failure.parts().to_vec())
}

/// Why the administrator cannot be the owner.
pub fn no_owner(refusal: &Diagnostic) -> Diagnostic {
    refusal
        .clone()
        .with_field(Field::AdminEmail.facts().key)
        .with_flag(Field::AdminEmail.flag())
}

/// Moves the draft at `place` on, if every rule holds and there is nothing else `against` it. Nothing is saved yet.
///
/// # Errors
/// Everything that is wrong with it.
pub fn submit(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &mut Account,
    place: usize,
    evidence: &EvidenceArgs,
    owners: &OwnerLookup,
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
    if let Err(taken) = owners.refuse_taken(tx, account, Some(account.id), model) {
        mistakes.extend(taken.parts().to_vec());
    }
    if mistakes.is_empty() {
        mistakes = evidence_against(ctx, tx, account, model, evidence)?;
    } else {
        mistakes.extend(against_evidence(ctx, tx, account, model, evidence));
    }
    Diagnostic::unless_none(mistakes)?;
    set(account, place, submitted);
    Ok(())
}

/// Says what is accepted with a warning.
pub fn warn(ctx: &Context<'_>, account: &Account) {
    for warning in warnings(&account.application) {
        ctx.out.note(&format!(
            "warning: {} ({})",
            warning.message, warning.rule.id
        ));
    }
}

/// Saves what a submission brings besides the account: the owner as a user, and the journal's entry.
///
/// # Errors
/// If the store cannot be written.
pub fn record(
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
pub fn acting_on<'a>(stored: Option<&'a Account>, changed: &'a Account) -> &'a Account {
    stored
        .filter(|stored| stored.was_submitted())
        .unwrap_or(changed)
}

/// The enrollment at a place.
///
/// # Errors
/// `enroll.step` if there is none.
pub fn at(account: &Account, place: usize) -> Result<&Enrollment> {
    account.enrollment_at(place)
}

/// Replaces the enrollment at a place.
pub fn set(account: &mut Account, place: usize, enrollment: Enrollment) {
    if let Some(slot) = account.enrollments.get_mut(place) {
        *slot = enrollment;
    }
}
