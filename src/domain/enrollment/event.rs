//! What can happen to an enrollment.

use super::{AppealDocument, CheckKind, SupportPlan};
use crate::domain::calendar::Day;

/// The result of a check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CheckResult {
    /// It passed.
    Accepted,
    /// It failed; the reason is kept word for word.
    Rejected {
        /// Why.
        reason: Option<String>,
    },
}

/// An appeal against a rejected check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appeal {
    /// The check.
    pub check: CheckKind,
    /// What it brings; at least one.
    pub documents: Vec<AppealDocument>,
}

/// What an edit of the application touches, as far as the verification cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Revision {
    /// The primary contact's address is another one.
    pub contact_address: bool,
    /// The primary contact is another person: the name is another one.
    pub contact_name: bool,
    /// The legal name or the business address is another one.
    pub legal_profile: bool,
    /// A field that is fixed once submitted is another one.
    pub frozen: bool,
}

/// An event in the life of an enrollment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrollmentEvent {
    /// The complete application is handed in.
    Submit,
    /// The primary contact gave the right code.
    ConfirmEmail,
    /// The result of a check is recorded. [`EnrollmentEvent::Reopen`] takes it back.
    Record {
        /// The check.
        check: CheckKind,
        /// Its result.
        result: CheckResult,
        /// The day of the result.
        on: Day,
    },
    /// A result that was recorded by mistake is taken back.
    Reopen(CheckKind),
    /// Due diligence was announced.
    OpenDueDiligence,
    /// A rejection is contested.
    Appeal(Appeal),
    /// The application is changed.
    Revise(Revision),
    /// The support plan was bought.
    BuySupportPlan {
        /// Which.
        plan: SupportPlan,
        /// When.
        on: Day,
    },
    /// The partner agreement is signed.
    SignMpa {
        /// When.
        on: Day,
    },
    /// Microsoft restricts the partner; undone by [`EnrollmentEvent::Reinstate`].
    Restrict {
        /// Why.
        reason: String,
    },
    /// The restriction is lifted.
    Reinstate,
    /// The partner leaves; not undone, but a new application may follow.
    Withdraw {
        /// Why.
        reason: String,
    },
}

impl Revision {
    /// Whether the primary contact is another one in any respect.
    pub fn contact(&self) -> bool {
        self.contact_address || self.contact_name
    }
}

impl EnrollmentEvent {
    /// The step in a few words, for refusals.
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
