//! The result of a check, as it is recorded: alone or in bulk.

use crate::diagnostic::Result;
use crate::domain::calendar::{Day, Instant};
use crate::domain::enrollment::{CheckKind, CheckResult, EnrollmentEvent, EnrollmentStateKind};
use crate::domain::role::Permission;
use crate::session::journal::{CheckRecorded, FieldChange};
use crate::session::transition::{AccountEnrollment, Decided, Transition};
use crate::store::Tx;

/// The result of a check.
#[derive(Debug, Clone)]
pub(super) struct RecordedResult {
    /// The check.
    pub(super) check: CheckKind,
    /// Whether it was accepted; otherwise it was rejected.
    pub(super) is_accepted: bool,
    /// The reason.
    pub(super) reason: Option<String>,
    /// The day of the result.
    pub(super) on: Day,
}

impl RecordedResult {
    /// The step that records it.
    pub(super) fn transition(&self) -> Transition<'_> {
        let action = if self.is_accepted {
            "check.accepted"
        } else {
            "check.rejected"
        };
        Transition::new(Permission::AccountManage, action).because(self.reason.as_deref())
    }

    /// The enrollment with this result, and what the journal keeps of it.
    ///
    /// # Errors
    /// As the state machine refuses it.
    pub(super) fn decide(
        &self,
        before: &AccountEnrollment,
        now: Instant,
    ) -> Result<Decided<AccountEnrollment>> {
        let result = if self.is_accepted {
            CheckResult::Accepted
        } else {
            CheckResult::Rejected {
                reason: self.reason.clone(),
            }
        };
        let event = EnrollmentEvent::Record {
            check: self.check,
            result,
            on: self.on,
        };
        let after = before.after(event, now)?;
        let state = state_change(before, &after)?;
        let form = CheckRecorded {
            check: self.check,
            on: self.on,
            state,
        };
        Ok(Decided::with_form(after, &form)?.about(self.check))
    }

    /// Makes the code of the confirmation message void, where the result is that of the address.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub(super) fn void_code(&self, tx: &Tx<'_>, of: &AccountEnrollment) -> Result<()> {
        if self.check == CheckKind::EmailOwnership {
            tx.save_confirmation(of.account.id, of.place()?, None)?;
        }
        Ok(())
    }
}

/// The state before and after a step.
pub(super) fn state_change(
    before: &AccountEnrollment,
    after: &AccountEnrollment,
) -> Result<FieldChange<EnrollmentStateKind>> {
    Ok(FieldChange {
        from: before.enrollment()?.stage(),
        to: after.enrollment()?.stage(),
    })
}
