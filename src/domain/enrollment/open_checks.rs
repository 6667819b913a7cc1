//! For which checks a step is open now: what a person is offered to choose from.

use super::{
    CheckKind, CheckResult, CheckStateKind, Enrollment, EnrollmentEvent, EnrollmentStateKind,
};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::rule::enroll;
use crate::domain::word::Word as _;

impl Enrollment {
    /// The checks whose result can be recorded at `now`.
    ///
    /// # Errors
    /// `enroll.step` where there is none.
    pub fn recordable_checks(&self, now: Instant) -> Result<Vec<CheckKind>, Diagnostic> {
        let record = |check| EnrollmentEvent::Record {
            check,
            result: CheckResult::Accepted,
            on: now.date_naive(),
        };
        self.checks_open_to(record, now, "no check waits for a result")
    }

    /// The checks whose result can be taken back at `now`.
    ///
    /// # Errors
    /// `enroll.step` where there is none.
    pub fn reopenable_checks(&self, now: Instant) -> Result<Vec<CheckKind>, Diagnostic> {
        let none = "no check has a result that can be taken back";
        self.checks_open_to(EnrollmentEvent::Reopen, now, none)
    }

    /// The checks whose rejection can be appealed against.
    ///
    /// # Errors
    /// `enroll.step` where there is none.
    pub fn appealable_checks(&self) -> Result<Vec<CheckKind>, Diagnostic> {
        let is_rejected = |kind: &CheckKind| {
            !self.is_withdrawn()
                && self
                    .check(*kind)
                    .is_some_and(|check| check.word() == CheckStateKind::Rejected)
        };
        let rejected: Vec<CheckKind> = CheckKind::ALL.iter().copied().filter(is_rejected).collect();
        or_none(
            rejected,
            "no check is rejected, so there is nothing to appeal against",
        )
    }

    fn checks_open_to(
        &self,
        event: impl Fn(CheckKind) -> EnrollmentEvent,
        now: Instant,
        none: &str,
    ) -> Result<Vec<CheckKind>, Diagnostic> {
        let apply = |kind: CheckKind| self.clone().apply(event(kind), now);
        let stage = self.stage();
        if matches!(
            stage,
            EnrollmentStateKind::Draft | EnrollmentStateKind::Withdrawn
        ) {
            apply(CheckKind::EmailOwnership)?;
        }
        let all = CheckKind::ALL.iter().copied();
        or_none(all.filter(|kind| apply(*kind).is_ok()).collect(), none)
    }
}

fn or_none(open: Vec<CheckKind>, none: &str) -> Result<Vec<CheckKind>, Diagnostic> {
    if open.is_empty() {
        return Err(Diagnostic::refused(&enroll::STEP, none)
            .with_help("To see the checks and what is next: `csp verify`"));
    }
    Ok(open)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Model;

    fn after(enrollment: Enrollment, kind: CheckKind, result: CheckResult) -> Enrollment {
        let now = Instant::default();
        let on = now.date_naive();
        let event = EnrollmentEvent::Record {
            check: kind,
            result,
            on,
        };
        enrollment.apply(event, now).unwrap()
    }

    #[test]
    fn only_checks_that_wait_for_a_step_are_offered() {
        use CheckKind::{Business, EmailOwnership, Employment};
        let now = Instant::default();
        let draft = Enrollment::draft(Model::IndirectReseller, now);
        let refused = draft.recordable_checks(now).unwrap_err();
        assert!(refused.message().contains("the application is a draft"));
        assert!(draft.reopenable_checks(now).is_err());
        assert!(draft.appealable_checks().is_err());

        let sent = draft.apply(EnrollmentEvent::Submit, now).unwrap();
        assert_eq!(sent.recordable_checks(now).unwrap(), [EmailOwnership]);
        assert!(sent.reopenable_checks(now).is_err());

        let review = after(sent, EmailOwnership, CheckResult::Accepted);
        assert_eq!(
            review.recordable_checks(now).unwrap(),
            [Employment, Business]
        );
        assert_eq!(review.reopenable_checks(now).unwrap(), [EmailOwnership]);

        let no = CheckResult::Rejected {
            reason: Some("name".into()),
        };
        let rejected = after(
            after(review, Employment, CheckResult::Accepted),
            Business,
            no,
        );
        assert_eq!(rejected.recordable_checks(now).unwrap(), [Business]);
        assert_eq!(rejected.appealable_checks().unwrap(), [Business]);

        let done = after(rejected, Business, CheckResult::Accepted);
        let refused = done.recordable_checks(now).unwrap_err();
        assert_eq!(refused.message(), "no check waits for a result");
    }
}
