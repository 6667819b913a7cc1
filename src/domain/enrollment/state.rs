//! The states of an enrollment.

use crate::domain::Model;
use crate::domain::calendar::{Day, Instant};
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::words;

/// The membership that a signed partner agreement gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The day of the signature with which the enrollment became active.
    pub signed_on: Day,
    /// The day on which the Microsoft Partner Agreement was signed, if the first agreement is older.
    pub mpa_added_on: Option<Day>,
    /// Since when the enrollment is active.
    pub since: Instant,
}

/// The state of an enrollment, with its data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrollmentState {
    /// The application is being filled in.
    Draft,
    /// Waits for the primary contact's confirmation.
    EmailVerification,
    /// The other checks are in progress.
    UnderReview,
    /// A check was rejected; waits for an appeal.
    ActionRequired,
    /// The credit check is in progress (direct bill).
    CreditCheck,
    /// Waits for the support plan to be bought (direct bill).
    SupportPlan,
    /// Waits for the partner agreement to be signed.
    Agreement,
    /// In the programme.
    Active(Membership),
    /// In the programme, without new business (direct bill).
    Restricted {
        /// The membership, which continues.
        membership: Membership,
        /// Why it was restricted.
        reason: String,
    },
    /// Left.
    Withdrawn {
        /// The membership, if the agreement had been signed.
        membership: Option<Membership>,
        /// Why.
        reason: String,
        /// When.
        at: Instant,
    },
}

words! {
    /// The names of the states, as stored, listed and used in filters.
    pub enum EnrollmentStateKind: "state of an enrollment" {
        /// See [`EnrollmentState::Draft`].
        Draft = "draft",
        /// See [`EnrollmentState::EmailVerification`].
        EmailVerification = "email-verification",
        /// See [`EnrollmentState::UnderReview`].
        UnderReview = "under-review",
        /// See [`EnrollmentState::ActionRequired`].
        ActionRequired = "action-required",
        /// See [`EnrollmentState::CreditCheck`].
        CreditCheck = "credit-check",
        /// See [`EnrollmentState::SupportPlan`].
        SupportPlan = "support-plan",
        /// See [`EnrollmentState::Agreement`].
        Agreement = "agreement",
        /// See [`EnrollmentState::Active`].
        Active = "active",
        /// See [`EnrollmentState::Restricted`].
        Restricted = "restricted",
        /// See [`EnrollmentState::Withdrawn`].
        Withdrawn = "withdrawn",
    }
}

impl EnrollmentStateKind {
    /// The states from draft to active that an enrollment of a model passes, in order.
    pub fn path(model: Model) -> &'static [Self] {
        match model {
            Model::IndirectReseller => &[
                Self::Draft,
                Self::EmailVerification,
                Self::UnderReview,
                Self::Agreement,
                Self::Active,
            ],
            Model::DirectBill => &[
                Self::Draft,
                Self::EmailVerification,
                Self::UnderReview,
                Self::CreditCheck,
                Self::SupportPlan,
                Self::Agreement,
                Self::Active,
            ],
        }
    }

    /// The other states that an enrollment of a model can be in.
    pub fn beside_the_path(model: Model) -> &'static [Self] {
        match model {
            Model::IndirectReseller => &[Self::ActionRequired, Self::Withdrawn],
            Model::DirectBill => &[Self::ActionRequired, Self::Restricted, Self::Withdrawn],
        }
    }
}

impl Toned for EnrollmentStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Draft
            | Self::EmailVerification
            | Self::UnderReview
            | Self::CreditCheck
            | Self::SupportPlan
            | Self::Agreement => Tone::Waiting,
            Self::Active => Tone::Good,
            Self::ActionRequired | Self::Restricted => Tone::Bad,
            Self::Withdrawn => Tone::Over,
        }
    }
}

impl EnrollmentState {
    /// The name of the state.
    pub fn stage(&self) -> EnrollmentStateKind {
        match self {
            Self::Draft => EnrollmentStateKind::Draft,
            Self::EmailVerification => EnrollmentStateKind::EmailVerification,
            Self::UnderReview => EnrollmentStateKind::UnderReview,
            Self::ActionRequired => EnrollmentStateKind::ActionRequired,
            Self::CreditCheck => EnrollmentStateKind::CreditCheck,
            Self::SupportPlan => EnrollmentStateKind::SupportPlan,
            Self::Agreement => EnrollmentStateKind::Agreement,
            Self::Active(_) => EnrollmentStateKind::Active,
            Self::Restricted { .. } => EnrollmentStateKind::Restricted,
            Self::Withdrawn { .. } => EnrollmentStateKind::Withdrawn,
        }
    }

    /// The membership, once the partner agreement was signed.
    pub fn membership(&self) -> Option<Membership> {
        match self {
            Self::Active(membership) | Self::Restricted { membership, .. } => Some(*membership),
            Self::Withdrawn { membership, .. } => *membership,
            Self::Draft
            | Self::EmailVerification
            | Self::UnderReview
            | Self::ActionRequired
            | Self::CreditCheck
            | Self::SupportPlan
            | Self::Agreement => None,
        }
    }

    /// The membership, for changes.
    pub(crate) fn membership_mut(&mut self) -> Option<&mut Membership> {
        match self {
            Self::Active(membership) | Self::Restricted { membership, .. } => Some(membership),
            Self::Withdrawn { membership, .. } => membership.as_mut(),
            Self::Draft
            | Self::EmailVerification
            | Self::UnderReview
            | Self::ActionRequired
            | Self::CreditCheck
            | Self::SupportPlan
            | Self::Agreement => None,
        }
    }

    /// Why it was restricted or withdrawn.
    pub fn reason(&self) -> Option<&str> {
        match self {
            Self::Restricted { reason, .. } | Self::Withdrawn { reason, .. } => Some(reason),
            Self::Draft
            | Self::EmailVerification
            | Self::UnderReview
            | Self::ActionRequired
            | Self::CreditCheck
            | Self::SupportPlan
            | Self::Agreement
            | Self::Active(_) => None,
        }
    }
}
