//! The built-in texts.

use crate::domain::word::words;
use crate::domain::{Language, Model};

words! {
    /// A message whose text may be replaced; the name is that of its file, without `.txt`.
    pub enum TemplateName: "message template" {
        /// Asks the primary contact to confirm the address.
        Confirmation = "confirmation",
        /// A check was accepted; other checks are still open.
        ResultAccepted = "result-accepted",
        /// A check was rejected.
        ResultRejected = "result-rejected",
        /// The last check of the review was accepted.
        ReviewFinished = "review-finished",
        /// A new user's sign-in details.
        Welcome = "welcome",
        /// A provider's invitation to an indirect reseller.
        ProviderInvitation = "provider-invitation",
        /// Asks a customer for a relationship with us.
        RelationshipRequestDirect = "relationship-request-direct",
        /// Asks a customer for a relationship with us and a provider.
        RelationshipRequestJoint = "relationship-request-joint",
    }
}

/// A passage used inside messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Passage {
    NextWait,
    NextAppeal,
    NextCreditCheck,
    NextSupportPlan,
    NextAgreement,
    NextNothing,
    AdminRightsDirect,
    NoAdminRightsDirect,
    AdminRightsJoint,
    NoAdminRightsJoint,
}

macro_rules! in_language {
    ($language:expr, $name:literal) => {
        match $language {
            Language::English => include_str!(concat!("templates/en/", $name, ".txt")),
            Language::French => include_str!(concat!("templates/fr/", $name, ".txt")),
        }
    };
}

/// The built-in text of a message, its subject on the first line.
pub(super) fn template(name: TemplateName, language: Language) -> &'static str {
    use TemplateName as T;
    match name {
        T::Confirmation => in_language!(language, "confirmation"),
        T::ResultAccepted => in_language!(language, "result-accepted"),
        T::ResultRejected => in_language!(language, "result-rejected"),
        T::ReviewFinished => in_language!(language, "review-finished"),
        T::Welcome => in_language!(language, "welcome"),
        T::ProviderInvitation => in_language!(language, "provider-invitation"),
        T::RelationshipRequestDirect => in_language!(language, "relationship-request-direct"),
        T::RelationshipRequestJoint => in_language!(language, "relationship-request-joint"),
    }
}

/// The text of a passage.
pub(super) fn passage(passage: Passage, language: Language) -> &'static str {
    use Passage as P;
    match passage {
        P::NextWait => in_language!(language, "next-wait"),
        P::NextAppeal => in_language!(language, "next-appeal"),
        P::NextCreditCheck => in_language!(language, "next-credit-check"),
        P::NextSupportPlan => in_language!(language, "next-support-plan"),
        P::NextAgreement => in_language!(language, "next-agreement"),
        P::NextNothing => in_language!(language, "next-nothing"),
        P::AdminRightsDirect => in_language!(language, "admin-rights-direct-yes"),
        P::NoAdminRightsDirect => in_language!(language, "admin-rights-direct-no"),
        P::AdminRightsJoint => in_language!(language, "admin-rights-joint-yes"),
        P::NoAdminRightsJoint => in_language!(language, "admin-rights-joint-no"),
    }
}

/// The name of a model within a sentence.
pub(super) fn model(model: Model, language: Language) -> &'static str {
    match (language, model) {
        (Language::English, model) => model.title(),
        (Language::French, Model::IndirectReseller) => "revendeur indirect",
        (Language::French, Model::DirectBill) => "partenaire à facturation directe",
    }
}
