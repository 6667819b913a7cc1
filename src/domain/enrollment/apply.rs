//! The state machine of an enrollment.
//!
//! ```text
//! draft ──submit──► email-verification ──confirmed──► under-review ──all accepted──► agreement ──sign──► active
//!                        │    ▲                         │    ▲          (direct bill:                    │   ▲
//!                rejected│    │appeal           rejected│    │appeal     credit-check, support-plan      │   │
//!                        ▼    │                         ▼    │           before agreement)      restrict │   │ reinstate
//!                      action-required ◄────────────────┘    │                                           ▼   │
//!                             └──────────────────────────────┘                                        restricted
//!
//! any but withdrawn ──withdraw──► withdrawn
//! ```
//!
//! Between submitting and the agreement the state follows from the checks alone: see `Enrollment::settled`.

use super::day::{not_in_the_future, too_early};
use super::partner_agreement::no_mpa_beside;
use super::refused::{email_first, missing_reason};
use super::{
    Appeal, Check, CheckKind, CheckResult, CheckState, CheckStateKind, Enrollment, EnrollmentEvent,
    EnrollmentState, EnrollmentStateKind, Membership, Revision, SupportPlan,
};
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::calendar::{Day, Instant, moment_of};
use crate::domain::rule::{enroll, verify};

impl Enrollment {
    /// The enrollment after an event at `now`.
    ///
    /// # Errors
    /// The rule that refuses the event. The enrollment is then unchanged.
    pub fn apply(self, event: EnrollmentEvent, now: Instant) -> Result<Self, Diagnostic> {
        match self.stage() {
            EnrollmentStateKind::Draft => self.in_draft(event, now),
            EnrollmentStateKind::EmailVerification => self.in_email_verification(event, now),
            EnrollmentStateKind::UnderReview
            | EnrollmentStateKind::ActionRequired
            | EnrollmentStateKind::CreditCheck
            | EnrollmentStateKind::SupportPlan
            | EnrollmentStateKind::Agreement => self.in_review(event, now),
            EnrollmentStateKind::Active => self.when_active(event, now),
            EnrollmentStateKind::Restricted => self.when_restricted(event, now),
            EnrollmentStateKind::Withdrawn => Err(self.wrong_step(&event)),
        }
    }

    fn in_draft(mut self, event: EnrollmentEvent, now: Instant) -> Result<Self, Diagnostic> {
        match event {
            EnrollmentEvent::Submit => {
                self.submitted_at = Some(now);
                self.open(CheckKind::EmailOwnership, now);
                Ok(self.settled(now))
            }
            EnrollmentEvent::Revise(_) => Ok(self),
            EnrollmentEvent::Withdraw { reason } => Ok(self.withdrawn(reason, now)),
            EnrollmentEvent::Record { .. }
            | EnrollmentEvent::ConfirmEmail
            | EnrollmentEvent::Reopen(_)
            | EnrollmentEvent::OpenDueDiligence
            | EnrollmentEvent::Appeal(_) => Err(self.not_submitted(&event)),
            EnrollmentEvent::SignMpa { .. }
            | EnrollmentEvent::BuySupportPlan { .. }
            | EnrollmentEvent::Restrict { .. }
            | EnrollmentEvent::Reinstate => Err(self.wrong_step(&event)),
        }
    }

    fn in_email_verification(
        self,
        event: EnrollmentEvent,
        now: Instant,
    ) -> Result<Self, Diagnostic> {
        match event {
            EnrollmentEvent::ConfirmEmail => Ok(self.with_email_owned(now)),
            EnrollmentEvent::Record {
                check: CheckKind::EmailOwnership,
                result: CheckResult::Accepted,
                on,
            } => {
                let since = self.result_moment(CheckKind::EmailOwnership, on, now)?;
                Ok(self.with_email_owned(since))
            }
            EnrollmentEvent::Record {
                check: CheckKind::EmailOwnership,
                result: CheckResult::Rejected { reason },
                on,
            } => self.reject(CheckKind::EmailOwnership, reason, on, now),
            EnrollmentEvent::Appeal(appeal) if appeal.check == CheckKind::EmailOwnership => {
                self.appealed(appeal, now)
            }
            EnrollmentEvent::Reopen(check) => self.taken_back(check, now),
            EnrollmentEvent::Record { .. }
            | EnrollmentEvent::OpenDueDiligence
            | EnrollmentEvent::Appeal(_) => Err(email_first(&event)),
            EnrollmentEvent::BuySupportPlan { .. } => Err(self.no_plan_yet(&event)),
            EnrollmentEvent::Revise(revision) => self.revised(revision, now),
            EnrollmentEvent::Withdraw { reason } => Ok(self.withdrawn(reason, now)),
            EnrollmentEvent::Submit
            | EnrollmentEvent::SignMpa { .. }
            | EnrollmentEvent::Restrict { .. }
            | EnrollmentEvent::Reinstate => Err(self.wrong_step(&event)),
        }
    }

    fn in_review(self, event: EnrollmentEvent, now: Instant) -> Result<Self, Diagnostic> {
        if self.waits_for_an_address(&event) {
            let appeal = "Appeal with a document: `csp verify appeal email-ownership --document TYPE:PATH`\nIf the address was wrong, add the right one with `--contact-email ADDRESS`.";
            return Err(email_first(&event).with_help(appeal));
        }
        match event {
            EnrollmentEvent::Record { check, result, on } => self.recorded(check, result, on, now),
            EnrollmentEvent::Reopen(check) => self.taken_back(check, now),
            EnrollmentEvent::OpenDueDiligence => self.with_due_diligence(now),
            EnrollmentEvent::Appeal(appeal) => self.appealed(appeal, now),
            EnrollmentEvent::Revise(revision) => self.revised(revision, now),
            EnrollmentEvent::BuySupportPlan { plan, on } => self.with_plan(plan, on, now),
            EnrollmentEvent::SignMpa { on } => self.signed(on, now),
            EnrollmentEvent::Withdraw { reason } => Ok(self.withdrawn(reason, now)),
            EnrollmentEvent::Submit
            | EnrollmentEvent::ConfirmEmail
            | EnrollmentEvent::Restrict { .. }
            | EnrollmentEvent::Reinstate => Err(self.wrong_step(&event)),
        }
    }

    fn when_active(mut self, event: EnrollmentEvent, now: Instant) -> Result<Self, Diagnostic> {
        match event {
            EnrollmentEvent::Record { check, result, on } => self.recorded(check, result, on, now),
            EnrollmentEvent::Appeal(appeal) => self.appealed(appeal, now),
            EnrollmentEvent::Revise(revision) => self.revised(revision, now),
            EnrollmentEvent::Restrict { reason } => match (self.model, &self.state) {
                (Model::DirectBill, EnrollmentState::Active(membership)) => {
                    self.state = EnrollmentState::Restricted {
                        membership: *membership,
                        reason,
                    };
                    Ok(self)
                }
                _ => Err(Diagnostic::refused(
                    &enroll::STEP,
                    "only a direct-bill partner can be restricted",
                )),
            },
            EnrollmentEvent::Withdraw { reason } => Ok(self.withdrawn(reason, now)),
            EnrollmentEvent::SignMpa { on } => self.mpa_added(on, now),
            EnrollmentEvent::ConfirmEmail if self.awaits_confirmation() => {
                Ok(self.with_email_owned(now))
            }
            EnrollmentEvent::BuySupportPlan { plan, on } => self.with_plan(plan, on, now),
            EnrollmentEvent::Submit
            | EnrollmentEvent::ConfirmEmail
            | EnrollmentEvent::Reopen(_)
            | EnrollmentEvent::OpenDueDiligence
            | EnrollmentEvent::Reinstate => Err(self.wrong_step(&event)),
        }
    }

    fn when_restricted(mut self, event: EnrollmentEvent, now: Instant) -> Result<Self, Diagnostic> {
        match event {
            EnrollmentEvent::Record { check, result, on } => self.recorded(check, result, on, now),
            EnrollmentEvent::Appeal(appeal) => self.appealed(appeal, now),
            EnrollmentEvent::Revise(revision) => self.revised(revision, now),
            EnrollmentEvent::Reinstate => {
                if let EnrollmentState::Restricted { membership, .. } = self.state {
                    self.state = EnrollmentState::Active(membership);
                }
                Ok(self)
            }
            EnrollmentEvent::Withdraw { reason } => Ok(self.withdrawn(reason, now)),
            EnrollmentEvent::SignMpa { on } => self.mpa_added(on, now),
            EnrollmentEvent::ConfirmEmail if self.awaits_confirmation() => {
                Ok(self.with_email_owned(now))
            }
            EnrollmentEvent::BuySupportPlan { plan, on } => self.with_plan(plan, on, now),
            EnrollmentEvent::Submit
            | EnrollmentEvent::ConfirmEmail
            | EnrollmentEvent::Reopen(_)
            | EnrollmentEvent::OpenDueDiligence
            | EnrollmentEvent::Restrict { .. } => Err(self.wrong_step(&event)),
        }
    }

    /// Records that the address was confirmed, on a day that may be in the past. The checks that follow are opened on
    /// that day, so that their results can be dated from then on.
    fn with_email_owned(mut self, since: Instant) -> Self {
        self.set(CheckKind::EmailOwnership, CheckState::Accepted { since });
        if self.is_on_its_way() {
            self.open(CheckKind::Employment, since);
            self.open(CheckKind::Business, since);
        }
        self.settled(since)
    }

    /// Records the result of a check other than the first confirmation of the address.
    fn recorded(
        mut self,
        kind: CheckKind,
        result: CheckResult,
        on: Day,
        now: Instant,
    ) -> Result<Self, Diagnostic> {
        let Some(check) = self.check(kind) else {
            return Err(self.not_open(kind));
        };
        if check.word() == CheckStateKind::Accepted {
            return Err(self.already_accepted(kind));
        }
        match result {
            CheckResult::Rejected { reason } => self.reject(kind, reason, on, now),
            CheckResult::Accepted => {
                let since = self.result_moment(kind, on, now)?;
                if kind == CheckKind::EmailOwnership {
                    return Ok(self.with_email_owned(since));
                }
                self.set(kind, CheckState::Accepted { since });
                Ok(self.settled(now))
            }
        }
    }

    /// Reverts the result of a check. The state follows from the checks; due day and attempts are kept.
    fn taken_back(mut self, kind: CheckKind, now: Instant) -> Result<Self, Diagnostic> {
        let Some(check) = self.checks.iter_mut().find(|check| check.kind == kind) else {
            return Err(self.not_open(kind));
        };
        if check.word() == CheckStateKind::Pending {
            let message = format!("{kind} is pending: it does not have a result to take back");
            return Err(Diagnostic::refused(&enroll::STEP, message));
        }
        *check = check.clone().taken_back(now);
        Ok(self.settled(now))
    }

    fn reject(
        mut self,
        kind: CheckKind,
        reason: Option<String>,
        on: Day,
        now: Instant,
    ) -> Result<Self, Diagnostic> {
        let since = self.result_moment(kind, on, now)?;
        let reason = reason
            .filter(|reason| !reason.trim().is_empty())
            .ok_or_else(|| missing_reason(kind))?;
        self.set(kind, CheckState::Rejected { since, reason });
        Ok(self.settled(now))
    }

    fn with_due_diligence(mut self, now: Instant) -> Result<Self, Diagnostic> {
        if self.stage() != EnrollmentStateKind::UnderReview {
            return Err(self.wrong_step(&EnrollmentEvent::OpenDueDiligence));
        }
        if self.check(CheckKind::DueDiligence).is_some() {
            return Err(Diagnostic::refused(
                &enroll::STEP,
                "due diligence is already open",
            ));
        }
        self.open(CheckKind::DueDiligence, now);
        Ok(self.settled(now))
    }

    fn appealed(mut self, appeal: Appeal, now: Instant) -> Result<Self, Diagnostic> {
        let kind = appeal.check;
        let Some(check) = self.checks.iter_mut().find(|check| check.kind == kind) else {
            return Err(self.not_open(kind));
        };
        if check.word() != CheckStateKind::Rejected {
            return Err(Diagnostic::refused(
                &enroll::STEP,
                format!(
                    "{kind} is {}: only a rejected check can be appealed",
                    check.word()
                ),
            ));
        }
        if appeal.documents.is_empty() {
            return Err(Diagnostic::refused(
                &verify::REASON,
                format!("the appeal of {kind} does not have a document"),
            ));
        }
        *check = check.clone().reopened(now);
        check.documents.extend(appeal.documents);
        Ok(self.settled(now))
    }

    fn revised(mut self, revision: Revision, now: Instant) -> Result<Self, Diagnostic> {
        if revision.frozen {
            return Err(Diagnostic::refused(
                &enroll::STEP,
                "country, tenant domain, MPN ID, billing day, administrator and authority to sign cannot be changed after the application was submitted",
            ));
        }
        if self.is_in_force() {
            if revision.contact() {
                self.open_or_reopen(CheckKind::EmailOwnership, now);
                self.open_or_reopen(CheckKind::Employment, now);
            }
        } else {
            if revision.contact_address {
                self.reopen(CheckKind::EmailOwnership, now);
            }
            if revision.contact() {
                self.reopen(CheckKind::Employment, now);
            }
        }
        if revision.legal_profile {
            if self.is_in_force() {
                self.open_or_reopen(CheckKind::Business, now);
            } else {
                self.reopen(CheckKind::Business, now);
            }
        }
        Ok(self.settled(now))
    }

    fn with_plan(mut self, plan: SupportPlan, on: Day, now: Instant) -> Result<Self, Diagnostic> {
        let event = EnrollmentEvent::BuySupportPlan { plan, on };
        let may_be_bought = matches!(
            self.stage(),
            EnrollmentStateKind::SupportPlan | EnrollmentStateKind::Agreement
        ) || self.is_in_force();
        if self.model != Model::DirectBill || !may_be_bought {
            return Err(self.no_plan_yet(&event));
        }
        not_in_the_future(on, now)?;
        match self.credit_passed_on() {
            Some(passed) if on >= passed => {
                self.support_plan = Some((plan, on));
                Ok(self.settled(now))
            }
            Some(passed) => Err(Diagnostic::refused(
                &verify::CREDIT_BEFORE_PLAN,
                format!("the plan was bought on {on}, before the credit check passed on {passed}"),
            )),
            None => Err(self.no_plan_yet(&event)),
        }
    }

    fn signed(mut self, on: Day, now: Instant) -> Result<Self, Diagnostic> {
        if self.stage() != EnrollmentStateKind::Agreement {
            return Err(Diagnostic::refused(
                &enroll::STEP,
                format!(
                    "you cannot sign yet: the application is in the state {}",
                    self.stage()
                ),
            ));
        }
        not_in_the_future(on, now)?;
        let ready = self
            .checks
            .iter()
            .map(Check::since)
            .max()
            .map(|at| at.date_naive());
        let bought = self.support_plan.map(|(_, on)| on);
        if let Some(earliest) = ready.max(bought).filter(|earliest| on < *earliest) {
            let what = "the agreement could first be signed";
            return Err(too_early(on, earliest, what));
        }
        self.state = EnrollmentState::Active(Membership::new(on, moment_of(on, now)));
        Ok(self)
    }

    /// Adds the Microsoft Partner Agreement to an enrollment that became active with the older agreement.
    fn mpa_added(mut self, on: Day, now: Instant) -> Result<Self, Diagnostic> {
        let stage = self.stage();
        if let EnrollmentState::Active(membership)
        | EnrollmentState::Restricted { membership, .. } = &mut self.state
        {
            not_in_the_future(on, now)?;
            if let Some(why) = no_mpa_beside(*membership, on, stage) {
                return Err(Diagnostic::refused(&enroll::STEP, why));
            }
            membership.mpa_added_on = Some(on);
        }
        Ok(self)
    }

    fn withdrawn(mut self, reason: String, now: Instant) -> Self {
        self.state = EnrollmentState::Withdrawn {
            membership: self.membership(),
            reason,
            at: now,
        };
        self
    }

    /// Computes the state from the checks, for an application in progress; other states are unchanged.
    fn settled(mut self, now: Instant) -> Self {
        let on_its_way = !matches!(
            self.state,
            EnrollmentState::Active(_)
                | EnrollmentState::Restricted { .. }
                | EnrollmentState::Withdrawn { .. }
        );
        if on_its_way {
            self.state = self.state_from_checks();
            if self.state == EnrollmentState::CreditCheck {
                // All others are accepted. This one was opened by the last of them, on a day that may be in the past.
                let last = self.checks.iter().map(Check::since).max();
                self.open(CheckKind::Credit, last.unwrap_or(now));
            }
        }
        self
    }

    fn state_from_checks(&self) -> EnrollmentState {
        let word = |kind| {
            self.check(kind)
                .map_or(CheckStateKind::NotStarted, Check::word)
        };
        let some = |wanted: CheckStateKind| {
            self.checks
                .iter()
                .any(|check| check.kind != CheckKind::Credit && check.word() == wanted)
        };
        let credit = word(CheckKind::Credit);
        if word(CheckKind::EmailOwnership) == CheckStateKind::Pending {
            EnrollmentState::EmailVerification
        } else if some(CheckStateKind::Rejected) || credit == CheckStateKind::Rejected {
            EnrollmentState::ActionRequired
        } else if some(CheckStateKind::Pending) {
            EnrollmentState::UnderReview
        } else if self.model == Model::DirectBill && credit != CheckStateKind::Accepted {
            EnrollmentState::CreditCheck
        } else if self.model == Model::DirectBill && !self.has_plan() {
            EnrollmentState::SupportPlan
        } else {
            EnrollmentState::Agreement
        }
    }

    /// The instant of a result dated `on`.
    fn result_moment(&self, kind: CheckKind, on: Day, now: Instant) -> Result<Instant, Diagnostic> {
        not_in_the_future(on, now)?;
        match self.check(kind) {
            Some(check) if on < check.opened_on => {
                let what = format!("{kind} was opened");
                Err(too_early(on, check.opened_on, &what))
            }
            _ => Ok(moment_of(on, now)),
        }
    }

    /// Opens a check, unless it is open already.
    fn open(&mut self, kind: CheckKind, now: Instant) {
        if self.check(kind).is_none() {
            self.checks.push(Check::opened(kind, now));
            self.checks.sort_by_key(|check| check.kind);
        }
    }

    /// Reopens a check.
    fn reopen(&mut self, kind: CheckKind, now: Instant) {
        if let Some(check) = self.checks.iter_mut().find(|check| check.kind == kind) {
            *check = check.clone().reopened(now);
        }
    }

    fn open_or_reopen(&mut self, kind: CheckKind, now: Instant) {
        if self.check(kind).is_some() {
            self.reopen(kind, now)
        } else {
            self.open(kind, now)
        }
    }

    fn set(&mut self, kind: CheckKind, state: CheckState) {
        if let Some(check) = self.checks.iter_mut().find(|check| check.kind == kind) {
            *check = check.clone().with_result(state);
        }
    }
}
