//! An enrollment: an account's application for one model, and its membership.

mod apply;
mod check;
mod confirmation;
mod day;
mod event;
mod open_checks;
mod partner_agreement;
mod refused;
mod state;
#[cfg(test)]
mod tests;

pub use check::{AppealDocument, AppealDocumentKind, Check, CheckKind, CheckState, CheckStateKind};
pub use confirmation::{Code, Confirmation, TRIES};
pub use day::not_in_the_future;
pub use event::{Appeal, CheckResult, EnrollmentEvent, Revision};
pub use partner_agreement::{MPA_FROM, MPA_REQUIRED_FROM, Signature, is_mpa, is_mpa_required};
pub use refused::missing_reason;
pub use state::{EnrollmentState, EnrollmentStateKind, Membership};

use super::calendar::{Day, Instant};
use super::word::words;
use super::{Model, rule};
use crate::diagnostic::Diagnostic;

words! {
    /// A Microsoft support plan for partners.
    pub enum SupportPlan: "support plan" {
        /// Advanced Support for Partners.
        Asfp = "asfp",
        /// Premier Support for Partners.
        Psfp = "psfp",
    }
}

words! {
    /// How an enrollment was created, which decides the checks it needs.
    pub enum EnrollmentOrigin: "origin of an enrollment" {
        /// By an application.
        Application = "application",
        /// By the transition from direct bill, which needs only the business check.
        Transition = "transition",
    }
}

/// One enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enrollment {
    /// The model applied for.
    pub model: Model,
    /// How it was created.
    pub origin: EnrollmentOrigin,
    /// Its state.
    pub state: EnrollmentState,
    /// When it was started.
    pub created_at: Instant,
    /// When the application was submitted.
    pub submitted_at: Option<Instant>,
    /// The checks opened so far, in the order of [`CheckKind`].
    pub checks: Vec<Check>,
    /// The support plan that was bought, and when (direct bill).
    pub support_plan: Option<(SupportPlan, Day)>,
}

impl Enrollment {
    /// A new draft.
    pub fn draft(model: Model, now: Instant) -> Self {
        Self {
            model,
            origin: EnrollmentOrigin::Application,
            state: EnrollmentState::Draft,
            created_at: now,
            submitted_at: None,
            checks: Vec::new(),
            support_plan: None,
        }
    }

    /// The indirect-reseller enrollment that a transition creates: under review, with only the business check.
    pub fn transition(now: Instant) -> Self {
        Self {
            origin: EnrollmentOrigin::Transition,
            state: EnrollmentState::UnderReview,
            submitted_at: Some(now),
            checks: vec![Check::opened(CheckKind::Business, now)],
            ..Self::draft(Model::IndirectReseller, now)
        }
    }

    /// The state without its data.
    pub fn stage(&self) -> EnrollmentStateKind {
        self.state.stage()
    }

    /// A check, if it was opened.
    pub fn check(&self, kind: CheckKind) -> Option<&Check> {
        self.checks.iter().find(|check| check.kind == kind)
    }

    /// Records that another confirmation message was sent on a day.
    pub fn message_sent(&mut self, on: Day) {
        let email = CheckKind::EmailOwnership;
        if let Some(check) = self.checks.iter_mut().find(|check| check.kind == email) {
            check.asked_on = Some(on);
        }
    }

    /// Checks that a confirmation code can be sent.
    ///
    /// # Errors
    /// `enroll.step` if no confirmation is expected.
    pub fn must_await_confirmation(&self) -> Result<(), Diagnostic> {
        if self.awaits_confirmation() {
            return Ok(());
        }
        let message = format!(
            "the email address cannot be confirmed in the state {}",
            self.stage()
        );
        Err(Diagnostic::refused(&rule::enroll::STEP, message))
    }

    /// Whether the primary contact's confirmation is expected.
    pub fn awaits_confirmation(&self) -> bool {
        !self.is_withdrawn()
            && self
                .check(CheckKind::EmailOwnership)
                .is_some_and(|check| check.word() == CheckStateKind::Pending)
    }

    /// Whether a support plan is recorded that was bought on or after the day the credit check passed.
    pub(super) fn has_plan(&self) -> bool {
        match (self.support_plan, self.credit_passed_on()) {
            (Some((_, bought)), Some(passed)) => bought >= passed,
            (Some(_), None) | (None, _) => false,
        }
    }

    /// Whether a check was opened and has passed.
    pub fn has_passed(&self, kind: CheckKind) -> bool {
        self.check(kind)
            .is_some_and(|check| check.word() == CheckStateKind::Accepted)
    }

    /// The checks that this enrollment needs, opened or not, in the order in which they are listed.
    pub fn expected_checks(&self) -> Vec<CheckKind> {
        let mut kinds = match (self.origin, self.model) {
            (EnrollmentOrigin::Transition, _) => {
                let opened = [CheckKind::EmailOwnership, CheckKind::Employment];
                let mut kinds: Vec<CheckKind> = opened
                    .into_iter()
                    .filter(|kind| self.check(*kind).is_some())
                    .collect();
                kinds.push(CheckKind::Business);
                kinds
            }
            (EnrollmentOrigin::Application, Model::IndirectReseller) => {
                vec![
                    CheckKind::EmailOwnership,
                    CheckKind::Employment,
                    CheckKind::Business,
                ]
            }
            (EnrollmentOrigin::Application, Model::DirectBill) => vec![
                CheckKind::EmailOwnership,
                CheckKind::Employment,
                CheckKind::Business,
                CheckKind::Credit,
            ],
        };
        if self.check(CheckKind::DueDiligence).is_some() {
            kinds.push(CheckKind::DueDiligence);
        }
        kinds
    }

    /// The state of the verification as a whole: rejected if any check is, accepted if all are, otherwise pending.
    pub fn overall(&self) -> CheckStateKind {
        let words: Vec<CheckStateKind> = self
            .expected_checks()
            .into_iter()
            .map(|kind| {
                self.check(kind)
                    .map_or(CheckStateKind::NotStarted, Check::word)
            })
            .collect();
        if words.contains(&CheckStateKind::Rejected) {
            CheckStateKind::Rejected
        } else if words.iter().all(|word| *word == CheckStateKind::Accepted) {
            CheckStateKind::Accepted
        } else {
            CheckStateKind::Pending
        }
    }

    /// The membership, once the partner agreement was signed.
    pub fn membership(&self) -> Option<Membership> {
        self.state.membership()
    }

    /// Whether the enrollment is active; a restricted one counts as active.
    pub fn is_in_force(&self) -> bool {
        matches!(
            self.state,
            EnrollmentState::Active(_) | EnrollmentState::Restricted { .. }
        )
    }

    /// Whether the application is still in progress: not active, restricted or withdrawn.
    pub fn is_on_its_way(&self) -> bool {
        !self.is_in_force() && !self.is_withdrawn()
    }

    /// Whether it was withdrawn.
    pub fn is_withdrawn(&self) -> bool {
        matches!(self.state, EnrollmentState::Withdrawn { .. })
    }

    /// Whether it was withdrawn by the end of a day.
    pub fn was_withdrawn_by(&self, day: Day) -> bool {
        matches!(self.state, EnrollmentState::Withdrawn { at, .. } if at.date_naive() <= day)
    }

    /// Whether it was in force on a day.
    pub fn was_in_force_on(&self, day: Day) -> bool {
        let since = self.membership().map(|it| it.since.date_naive());
        since.is_some_and(|since| since <= day) && !self.was_withdrawn_by(day)
    }

    /// The first day on which the business check is known to have been accepted. At the latest it was accepted when the
    /// agreement was signed: a check that is reopened later is a next action and does not change this.
    pub fn verified_on(&self) -> Option<Day> {
        let check = self
            .check(CheckKind::Business)
            .filter(|check| check.word() == CheckStateKind::Accepted);
        let moments = [
            self.membership().map(|it| it.since),
            check.map(Check::since),
        ];
        moments
            .into_iter()
            .flatten()
            .min()
            .map(|at| at.date_naive())
    }

    /// The day on which the credit check passed.
    pub fn credit_passed_on(&self) -> Option<Day> {
        let credit = self.check(CheckKind::Credit)?;
        matches!(credit.state, CheckState::Accepted { .. }).then(|| credit.since().date_naive())
    }
}
