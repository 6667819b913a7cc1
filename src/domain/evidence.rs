//! The closed vocabulary of evidence: the known facts about a partner, and the type of each.

use rust_decimal::Decimal;

use crate::domain::calendar::{Day, Instant, parse_day};
use crate::domain::enrollment::SupportPlan;
use crate::domain::money::{BadAmount, parse_amount};
use crate::domain::rule::{RuleRef, enroll};
use crate::domain::word::{Word, words};
use crate::domain::{Email, MpnId};

words! {
    /// A fact, by its dotted name: the table and the key in `facts.toml`.
    pub enum FactKey: "evidence key" {
        /// The MPN ID of the selling location.
        MembershipMpnId = "membership.mpn_id",
        /// Whether the membership in the partner network is active.
        MembershipActive = "membership.active",
        /// The country of the membership's location.
        MembershipCountry = "membership.country",
        /// Whether the application is complete: address, bank details, administrator.
        ApplicationComplete = "application.complete",
        /// Whether the applicant may sign legal agreements for the company.
        AuthorityToSign = "endorsement.authority_to_sign",
        /// Whether the partner gives first-level support to its customers.
        FirstLevelSupport = "support.first_level",
        /// The Microsoft support plan that was bought.
        SupportPlan = "support.plan",
        /// The day on which it was bought.
        PlanPurchasedOn = "support.plan_purchased_on",
        /// The day on which the credit check was passed.
        CreditPassedOn = "support.credit_check_passed_on",
        /// Whether customers can be billed and provisioned.
        BillingInfrastructure = "billing.infrastructure",
        /// Since when the company has transacted as an indirect reseller.
        ResellerSince = "tenure.indirect_reseller_since",
        /// Since when the account has been active as a direct-bill partner.
        DirectBillSince = "tenure.direct_bill_since",
        /// The number of managed services, IP services or customer solution applications.
        ManagedServices = "services.managed_services",
        /// The number of indirect providers with which the account is partnered.
        ProvidersPartnered = "providers.partnered",
        /// Whether every administrator signs in with multifactor authentication.
        AdminMfa = "security.admin_mfa",
        /// Whether a security contact is named.
        SecurityContact = "security.contact",
        /// The average number of hours until security alerts are answered.
        AlertResponseHours = "security.alert_response_hours",
        /// The number of Solutions Partner designations of the company.
        SolutionsPartner = "designations.solutions_partner",
        /// The day on which the capability assessment was passed.
        AssessmentPassedOn = "assessment.passed_on",
        /// The day on which the Microsoft Partner Agreement was signed.
        MpaSignedOn = "agreements.mpa_signed_on",
    }
}

/// The evidence key with this dotted name.
///
/// # Errors
/// A sentence that the key is unknown, with the most similar one.
pub fn find_key(typed: &str) -> Result<FactKey, String> {
    FactKey::from_word(typed).map_err(|unknown| unknown.to_string())
}

/// The type of a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FactKind {
    /// Yes or no.
    Flag,
    /// Yes or no; an email address counts as yes.
    FlagOrAddress,
    /// A number.
    Count,
    /// A day.
    Day,
    /// Hours, a decimal.
    Hours,
    /// A support plan.
    Plan,
    /// An MPN ID.
    MpnId,
    /// An ISO 3166 country code.
    Country,
}

/// The value of a fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Count(u32),
    /// A day.
    Day(Day),
    /// Hours.
    Hours(Decimal),
    /// A support plan.
    Plan(SupportPlan),
    /// An identifier, which is shown but not used in decisions.
    Text(String),
}

/// A recorded piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedEvidence {
    /// The fact.
    pub key: FactKey,
    /// Its value.
    pub value: FactValue,
    /// A note.
    pub note: Option<String>,
    /// The day that it is about, if what it was read from says it.
    pub on: Option<Day>,
    /// When it was recorded.
    pub recorded_at: Instant,
    /// Who recorded it; `None` before an application was submitted, when there are no users.
    pub recorded_by: Option<String>,
}

impl RecordedEvidence {
    /// The day that it is about, or on which it was recorded if that is unknown.
    pub fn day(&self) -> Day {
        self.on.unwrap_or_else(|| self.recorded_at.date_naive())
    }
}

impl FactKey {
    /// The type of the fact.
    pub fn kind(self) -> FactKind {
        match self {
            Self::MembershipMpnId => FactKind::MpnId,
            Self::MembershipCountry => FactKind::Country,
            Self::MembershipActive
            | Self::ApplicationComplete
            | Self::AuthorityToSign
            | Self::FirstLevelSupport
            | Self::BillingInfrastructure
            | Self::AdminMfa => FactKind::Flag,
            Self::SecurityContact => FactKind::FlagOrAddress,
            Self::SupportPlan => FactKind::Plan,
            Self::PlanPurchasedOn
            | Self::CreditPassedOn
            | Self::ResellerSince
            | Self::DirectBillSince
            | Self::AssessmentPassedOn
            | Self::MpaSignedOn => FactKind::Day,
            Self::ManagedServices | Self::ProvidersPartnered | Self::SolutionsPartner => {
                FactKind::Count
            }
            Self::AlertResponseHours => FactKind::Hours,
        }
    }

    /// The rule of the programme that defines the format of its value. Other facts have no such rule.
    pub fn rule(self) -> Option<RuleRef> {
        (self.kind() == FactKind::MpnId).then_some(&enroll::MPN_ID)
    }

    /// The table of `facts.toml`, and the key in it.
    pub fn parts(self) -> (&'static str, &'static str) {
        self.word().split_once('.').unwrap_or((self.word(), ""))
    }

    /// Reads a value typed for this fact.
    ///
    /// # Errors
    /// What was expected instead, in a sentence without a full stop.
    pub fn read(self, typed: &str) -> Result<FactValue, String> {
        let text = typed.trim();
        match self.kind() {
            FactKind::Flag => read_flag(text).map(FactValue::Flag),
            FactKind::FlagOrAddress => match text.parse::<Email>() {
                Ok(_) => Ok(FactValue::Flag(true)),
                Err(_) => read_flag(text)
                    .map(FactValue::Flag)
                    .map_err(|error| format!("{error}, or the contact's email address")),
            },
            FactKind::Count => text.parse().map(FactValue::Count).map_err(|_| {
                format!(
                    "`{}` is not valid: expected a whole number, 0 or greater",
                    shown(text)
                )
            }),
            FactKind::Day => parse_day(text)
                .map(FactValue::Day)
                .map_err(|error| error.to_string()),
            FactKind::Hours => read_hours(text).map(FactValue::Hours),
            FactKind::Plan => text
                .parse()
                .map(FactValue::Plan)
                .map_err(|error: crate::domain::word::UnknownWord| error.to_string()),
            FactKind::MpnId => text
                .parse::<MpnId>()
                .map(|id| FactValue::Text(id.to_string()))
                .map_err(|error| error.to_string()),
            FactKind::Country => read_country(text).map(FactValue::Text),
        }
    }

    /// A value of the right type, for templates and hints.
    pub fn sample(self) -> &'static str {
        match self.kind() {
            FactKind::Flag | FactKind::FlagOrAddress => "true",
            FactKind::Count => "1",
            FactKind::Day => "2021-03-01",
            FactKind::Hours => "24",
            FactKind::Plan => "asfp",
            FactKind::MpnId => "4812345",
            FactKind::Country => "FR",
        }
    }
}

impl std::fmt::Display for FactValue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Flag(true) => f.pad("true"),
            Self::Flag(false) => f.pad("false"),
            Self::Count(count) => write!(f, "{count}"),
            Self::Day(day) => write!(f, "{day}"),
            Self::Hours(hours) => write!(f, "{hours}"),
            Self::Plan(plan) => f.pad(plan.word()),
            Self::Text(text) => f.pad(text),
        }
    }
}

fn read_flag(text: &str) -> Result<bool, String> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(format!(
            "`{}` is not valid: expected true or false",
            shown(text)
        )),
    }
}

fn read_hours(text: &str) -> Result<Decimal, String> {
    match parse_amount(text) {
        Ok(hours) if !hours.is_sign_negative() => Ok(hours),
        Err(long @ BadAmount::TooLong(_)) => Err(long.to_string()),
        Ok(_) | Err(BadAmount::NotPlain(_)) => Err(format!(
            "`{}` is not a valid number of hours (for example 23.5)",
            shown(text)
        )),
    }
}

fn read_country(text: &str) -> Result<String, String> {
    if text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        Ok(text.to_ascii_uppercase())
    } else {
        Err(format!(
            "`{}` is not a valid country code (for example FR)",
            shown(text)
        ))
    }
}

fn shown(text: &str) -> String {
    text.chars().take(60).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_reads_its_own_sample_and_nothing_odd() {
        for key in FactKey::ALL.iter().copied() {
            assert!(key.read(key.sample()).is_ok(), "{key}");
            assert!(key.read("").is_err(), "{key}");
            assert!(key.read("yes, surely").is_err(), "{key}");
            assert!(!key.parts().1.is_empty(), "{key}");
        }
    }

    #[test]
    fn the_mpn_id_alone_has_a_rule_for_its_form() {
        for key in FactKey::ALL.iter().copied() {
            let rule = (key == FactKey::MembershipMpnId).then_some(&enroll::MPN_ID as RuleRef);
            assert_eq!(key.rule(), rule, "{key}");
        }
    }

    #[test]
    fn a_written_value_reads_back() {
        for key in FactKey::ALL.iter().copied() {
            let value = key.read(key.sample()).unwrap();
            assert_eq!(key.read(&value.to_string()), Ok(value), "{key}");
        }
    }

    #[test]
    fn hours_are_not_negative_and_counts_are_whole() {
        assert!(FactKey::AlertResponseHours.read("-1").is_err());
        assert!(FactKey::AlertResponseHours.read("23.99").is_ok());
        assert_eq!(
            FactKey::AlertResponseHours.read("half").unwrap_err(),
            "`half` is not a valid number of hours (for example 23.5)"
        );
        assert!(FactKey::ManagedServices.read("1.5").is_err());
        assert!(FactKey::ManagedServices.read("-1").is_err());
    }
}
