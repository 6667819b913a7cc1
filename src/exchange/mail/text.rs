//! The built-in texts.

use chrono::Datelike as _;

use crate::domain::calendar::Day;
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
        /// Asks a customer to approve a delegated admin relationship.
        GdapApproval = "gdap-approval",
        /// Lists for a keeper what is to be done.
        Keeper = "keeper",
    }
}

/// The months as messages write them, January first.
const ENGLISH_MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The same in French.
const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];

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
    InvitationLink,
    InvitationReference,
    GdapExtends,
    GdapEnds,
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
        T::GdapApproval => in_language!(language, "gdap-approval"),
        T::Keeper => in_language!(language, "keeper"),
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
        P::InvitationLink => in_language!(language, "invitation-link"),
        P::InvitationReference => in_language!(language, "invitation-reference"),
        P::GdapExtends => in_language!(language, "gdap-extends"),
        P::GdapEnds => in_language!(language, "gdap-ends"),
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

/// A day in running text: `1 September 2026`, `1er septembre 2026`.
pub(super) fn day(day: Day, language: Language) -> String {
    let (months, first) = match language {
        Language::English => (&ENGLISH_MONTHS, "1"),
        Language::French => (&FRENCH_MONTHS, "1er"),
    };
    let month = months.get(day.month0() as usize).copied();
    let number = match day.day() {
        1 => first.to_owned(),
        number => number.to_string(),
    };
    format!("{number} {} {}", month.unwrap_or_default(), day.year())
}

/// A number of actions: `1 thing`, `3 actions`.
pub(super) fn things(count: usize, language: Language) -> String {
    let unit = match (language, count) {
        (Language::English, 1) => "thing",
        (Language::English, _) => "things",
        (Language::French, 0 | 1) => "action",
        (Language::French, _) => "actions",
    };
    format!("{count} {unit}")
}

/// How many of them are late: `1 of them late`, `dont 2 en retard`.
pub(super) fn late(count: usize, language: Language) -> String {
    match (language, count) {
        (Language::English, 0) => "none of them late".to_owned(),
        (Language::English, count) => format!("{count} of them late"),
        (Language::French, 0) => "aucune en retard".to_owned(),
        (Language::French, count) => format!("dont {count} en retard"),
    }
}

/// A number of days: `1 day`, `730 days`.
pub(super) fn days(count: u32, language: Language) -> String {
    let unit = match (language, count) {
        (Language::English, 1) => "day",
        (Language::English, _) => "days",
        (Language::French, 0 | 1) => "jour",
        (Language::French, _) => "jours",
    };
    format!("{count} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;

    #[test]
    fn a_day_is_written_as_its_language_does() {
        for (typed, english, french) in [
            ("2026-09-01", "1 September 2026", "1er septembre 2026"),
            ("2021-08-31", "31 August 2021", "31 août 2021"),
            ("2021-12-11", "11 December 2021", "11 décembre 2021"),
        ] {
            let on = parse_day(typed).unwrap();
            assert_eq!(day(on, Language::English), english);
            assert_eq!(day(on, Language::French), french);
        }
    }
}
