//! The transition from direct bill to indirect reseller.

use super::Account;
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::enrollment::EnrollmentState;
use crate::domain::rule::enroll;

/// Whether the account may move from direct bill to indirect reseller.
///
/// # Errors
/// `enroll.step` where it is an indirect reseller already, or neither active nor restricted as direct-bill partner.
pub fn check_transition(account: &Account) -> Result<(), Diagnostic> {
    let reseller = account
        .enrollments
        .iter()
        .find(|one| one.model == Model::IndirectReseller && !one.is_withdrawn());
    if let Some(reseller) = reseller {
        return Err(Diagnostic::refused(
            &enroll::STEP,
            format!(
                "the account already has an indirect-reseller enrollment: it is {}",
                reseller.stage()
            ),
        ));
    }
    match account.in_force(Model::DirectBill).map(|one| &one.state) {
        Some(EnrollmentState::Active(_) | EnrollmentState::Restricted { .. }) => Ok(()),
        _ => Err(Diagnostic::refused(
            &enroll::STEP,
            "only an active or restricted direct-bill partner can change to indirect reseller",
        )),
    }
}
