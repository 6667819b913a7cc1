//! How an enrollment says no to a step that does not belong to where it stands.

use super::{Check, CheckKind, CheckWord, Enrollment, Event, Stage};
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::rule::{enroll, verify};

impl Enrollment {
    /// Whether the event would review something new although the address was rejected. What was open before keeps its
    /// state and can still be recorded and appealed.
    pub(super) fn waits_for_an_address(&self, event: &Event) -> bool {
        let word = |kind| self.check(kind).map(Check::word);
        if word(CheckKind::EmailOwnership) != Some(CheckWord::Rejected) {
            return false;
        }
        match event {
            Event::Record { check, .. } => word(*check).is_none(),
            Event::Appeal(appeal) => word(appeal.check).is_none(),
            Event::OpenDueDiligence => true,
            Event::Submit
            | Event::ConfirmEmail
            | Event::Reopen(_)
            | Event::Revise(_)
            | Event::BuySupportPlan { .. }
            | Event::SignMpa { .. }
            | Event::Restrict { .. }
            | Event::Reinstate
            | Event::Withdraw { .. } => false,
        }
    }

    pub(super) fn wrong_step(&self, event: &Event) -> Diagnostic {
        let stage = self.stage();
        let may = match stage {
            Stage::Draft => "submit, edit or withdraw it",
            Stage::EmailVerification => {
                "confirm the email address, edit or withdraw the application"
            }
            Stage::UnderReview | Stage::ActionRequired => {
                "record results, appeal, edit or withdraw it"
            }
            Stage::CreditCheck => "record the result of credit, edit or withdraw it",
            Stage::SupportPlan => "record the support plan, edit or withdraw it",
            Stage::Agreement => "sign the partner agreement, edit or withdraw it",
            Stage::Active => "edit or withdraw it; a direct-bill one can be restricted or moved on",
            Stage::Restricted => "reinstate it, move it on or withdraw it",
            Stage::Withdrawn => "start a new one with `csp enroll`",
        };
        Diagnostic::refused(
            &enroll::STEP,
            format!(
                "{} does not belong to the state {stage}; from here one can {may}",
                event.step()
            ),
        )
    }

    pub(super) fn not_submitted(&self, event: &Event) -> Diagnostic {
        Diagnostic::refused(
            &enroll::STEP,
            format!(
                "{} has to wait until the application is submitted; it is a draft",
                event.step()
            ),
        )
        .with_help("Submit the application first: `csp enroll submit`.")
    }

    pub(super) fn not_open(&self, kind: CheckKind) -> Diagnostic {
        Diagnostic::refused(
            &enroll::STEP,
            format!("{kind} has not been opened in the state {}", self.stage()),
        )
    }

    pub(super) fn no_plan_yet(&self, event: &Event) -> Diagnostic {
        let credit_first = self.model == Model::DirectBill
            && self.is_on_its_way()
            && self.credit_passed_on().is_none();
        if credit_first {
            return Diagnostic::refused(
                &verify::CREDIT_BEFORE_PLAN,
                "the credit check has not passed yet, so no support plan is bought",
            );
        }
        self.wrong_step(event)
    }
}

/// The refusal of what comes after the confirmation.
pub(super) fn email_first(event: &Event) -> Diagnostic {
    Diagnostic::refused(
        &verify::EMAIL_FIRST,
        format!(
            "{} has to wait until the primary contact has confirmed the email address",
            event.step()
        ),
    )
}
