//! The events of an enrollment.

use super::{AppealDocument, CheckKind, SupportPlan};
use crate::domain::calendar::Day;

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckResult {
    /// It passed.
    Accepted,
    /// It failed; the reason is recorded exactly as given.
    Rejected {
        /// The reason.
        reason: Option<String>,
    },
}

/// An appeal against a rejected check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// The check.
    pub check: CheckKind,
    /// Its documents; at least one.
    pub documents: Vec<AppealDocument>,
}

/// Which parts of the application an edit changes, as far as verification is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision {
    /// The primary contact's address changes.
    pub contact_address: bool,
    /// The primary contact's name changes, so it is another person.
    pub contact_name: bool,
    /// The legal name or the business address changes.
    pub legal_profile: bool,
    /// A field that is fixed after submission changes.
    pub frozen: bool,
}

/// An event in the life of an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrollmentEvent {
    /// The complete application is submitted.
    Submit,
    /// The primary contact entered the right code.
    ConfirmEmail,
    /// The result of a check is recorded. [`EnrollmentEvent::Reopen`] reverts it.
    Record {
        /// The check.
        check: CheckKind,
        /// Its result.
        result: CheckResult,
        /// The day of the result.
        on: Day,
    },
    /// A result that was recorded by mistake is reverted.
    Reopen(CheckKind),
    /// Microsoft announced due diligence.
    OpenDueDiligence,
    /// A rejection is appealed.
    Appeal(Appeal),
    /// The application is changed.
    Revise(Revision),
    /// The support plan was bought.
    BuySupportPlan {
        /// The plan.
        plan: SupportPlan,
        /// When.
        on: Day,
    },
    /// The partner agreement is signed.
    SignMpa {
        /// When.
        on: Day,
    },
    /// Microsoft restricts the partner; [`EnrollmentEvent::Reinstate`] reverts it.
    Restrict {
        /// Why.
        reason: String,
    },
    /// The restriction is lifted.
    Reinstate,
    /// The partner leaves. It cannot be reverted, but a new application may follow.
    Withdraw {
        /// Why.
        reason: String,
    },
}

impl Revision {
    /// Whether anything about the primary contact changes.
    pub fn contact(&self) -> bool {
        self.contact_address || self.contact_name
    }
}

impl EnrollmentEvent {
    /// The name of the step, for refusals.
    pub fn step(&self) -> String {
        match self {
            Self::Submit => "submitting the application".to_owned(),
            Self::ConfirmEmail => "confirming the email address".to_owned(),
            Self::Record { check, .. } => format!("recording the result of {check}"),
            Self::Reopen(check) => format!("taking back the result of {check}"),
            Self::OpenDueDiligence => "opening due diligence".to_owned(),
            Self::Appeal(appeal) => format!("an appeal of {}", appeal.check),
            Self::Revise(_) => "editing the application".to_owned(),
            Self::BuySupportPlan { .. } => "recording a support plan".to_owned(),
            Self::SignMpa { .. } => "signing the partner agreement".to_owned(),
            Self::Restrict { .. } => "restricting the partner".to_owned(),
            Self::Reinstate => "reinstating the partner".to_owned(),
            Self::Withdraw { .. } => "withdrawing".to_owned(),
        }
    }
}
