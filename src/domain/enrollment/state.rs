//! The states of an enrollment.

use crate::domain::calendar::{Day, Instant};
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::words;

/// Being in the programme: the signed partner agreement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Membership {
    /// The day on which the agreement was signed with which the enrollment became active.
    pub signed_on: Day,
    /// The day on which the Microsoft Partner Agreement was signed, where the first agreement is older than it.
    pub mpa_added_on: Option<Day>,
    /// Since when the enrollment is active.
    pub since: Instant,
}

/// Where an enrollment stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrollmentState {
    /// Being filled in.
    Draft,
    /// The primary contact's confirmation is awaited.
    EmailVerification,
    /// The other checks are under way.
    UnderReview,
    /// A check was rejected; an appeal is awaited.
    ActionRequired,
    /// The credit check is under way (direct bill).
    CreditCheck,
    /// The support plan is to be bought (direct bill).
    SupportPlan,
    /// The partner agreement is to be signed.
    Agreement,
    /// In the programme.
    Active(Membership),
    /// In the programme, without new business (direct bill).
    Restricted {
        /// The membership, which goes on.
        membership: Membership,
        /// Why it was restricted.
        reason: String,
    },
    /// Left.
    Withdrawn {
        /// What there was, if the agreement had been signed.
        membership: Option<Membership>,
        /// Why.
        reason: String,
        /// When.
        at: Instant,
    },
}

words! {
    /// The states by name, as they are stored, listed and asked for.
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
    /// The state's name.
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

    /// The same, to be changed.
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
