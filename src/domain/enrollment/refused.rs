//! Refusals of steps that are not available in the present state.

use super::{Check, CheckKind, CheckStateKind, Enrollment, EnrollmentEvent, EnrollmentStateKind};
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::rule::{enroll, verify};

impl Enrollment {
    /// Whether the event would open a new check although the address was rejected. Checks opened before keep their
    /// state, and can still be recorded and appealed.
    pub(super) fn waits_for_an_address(&self, event: &EnrollmentEvent) -> bool {
        let word = |kind| self.check(kind).map(Check::word);
        if word(CheckKind::EmailOwnership) != Some(CheckStateKind::Rejected) {
            return false;
        }
        match event {
            EnrollmentEvent::Record { check, .. } => word(*check).is_none(),
            EnrollmentEvent::Appeal(appeal) => word(appeal.check).is_none(),
            EnrollmentEvent::OpenDueDiligence => true,
            EnrollmentEvent::Submit
            | EnrollmentEvent::ConfirmEmail
            | EnrollmentEvent::Reopen(_)
            | EnrollmentEvent::Revise(_)
            | EnrollmentEvent::BuySupportPlan { .. }
            | EnrollmentEvent::SignMpa { .. }
            | EnrollmentEvent::Restrict { .. }
            | EnrollmentEvent::Reinstate
            | EnrollmentEvent::Withdraw { .. } => false,
        }
    }

    pub(super) fn wrong_step(&self, event: &EnrollmentEvent) -> Diagnostic {
        let stage = self.stage();
        let may = match stage {
            EnrollmentStateKind::Draft => "submit, edit or withdraw it",
            EnrollmentStateKind::EmailVerification => {
                "confirm the email address, edit or withdraw the application"
            }
            EnrollmentStateKind::UnderReview | EnrollmentStateKind::ActionRequired => {
                "record results, appeal, edit or withdraw it"
            }
            EnrollmentStateKind::CreditCheck => {
                "record the result of the credit check, edit or withdraw it"
            }
            EnrollmentStateKind::SupportPlan => "record the support plan, edit or withdraw it",
            EnrollmentStateKind::Agreement => "sign the partner agreement, edit or withdraw it",
            EnrollmentStateKind::Active => {
                "edit or withdraw it; as a direct-bill partner also restrict it or change to indirect reseller"
            }
            EnrollmentStateKind::Restricted => {
                "reinstate it, change to indirect reseller or withdraw it"
            }
            EnrollmentStateKind::Withdrawn => "start a new one with `csp enroll`",
        };
        Diagnostic::refused(
            &enroll::STEP,
            format!(
                "{} is not possible while the application is in the state {stage}; you can {may}",
                event.step()
            ),
        )
    }

    pub(super) fn not_submitted(&self, event: &EnrollmentEvent) -> Diagnostic {
        Diagnostic::refused(
            &enroll::STEP,
            format!(
                "{} is not possible yet: the application is a draft",
                event.step()
            ),
        )
        .with_help("Submit the application first: `csp enroll submit`")
    }

    /// The check is not open yet.
    pub(super) fn not_open(&self, kind: CheckKind) -> Diagnostic {
        let stage = self.stage();
        let message = format!("{kind} has not started: the application is in the state {stage}");
        let can_open = kind == CheckKind::DueDiligence && stage == EnrollmentStateKind::UnderReview;
        Diagnostic::refused(&enroll::STEP, message).with_help(if can_open {
            "If Microsoft has announced it: `csp verify open due-diligence`"
        } else {
            "See the checks and the next step: `csp verify status`"
        })
    }

    /// The check already has a result, which a new one would silently replace.
    pub(super) fn already_accepted(&self, kind: CheckKind) -> Diagnostic {
        let message = format!("{kind} has already been accepted");
        let refusal = Diagnostic::refused(&enroll::STEP, message);
        if self.is_on_its_way() {
            refusal.with_help(format!(
                "If that is a mistake, take it back: `csp verify reopen {kind} --reason REASON`"
            ))
        } else {
            refusal.with_help("See the checks: `csp verify status`")
        }
    }

    pub(super) fn no_plan_yet(&self, event: &EnrollmentEvent) -> Diagnostic {
        let credit_first = self.model == Model::DirectBill
            && self.is_on_its_way()
            && self.credit_passed_on().is_none();
        if credit_first {
            return Diagnostic::refused(
                &verify::CREDIT_BEFORE_PLAN,
                "the support plan cannot be recorded yet: the credit check has not passed",
            );
        }
        self.wrong_step(event)
    }
}

/// The refusal of a rejection without a reason.
pub fn missing_reason(check: CheckKind) -> Diagnostic {
    let message = format!("the rejection of {check} does not have a reason");
    Diagnostic::refused(&verify::REASON, message)
}

/// The refusal of a step that is only available after the confirmation.
pub(super) fn email_first(event: &EnrollmentEvent) -> Diagnostic {
    Diagnostic::refused(
        &verify::EMAIL_FIRST,
        format!(
            "{} is not possible until the primary contact has confirmed the email address",
            event.step()
        ),
    )
}
