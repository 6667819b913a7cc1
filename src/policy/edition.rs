//! The parts of a policy: dated editions and their requirements.

use rust_decimal::Decimal;

use super::facts::{FactKey, Facts};
use super::pack_header::PackHeader;
use super::position::Position;
use super::revenue::Category;
use crate::domain::Model;
use crate::domain::calendar::{Day, Month, months_after};
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::words;

words! {
    /// A requirement, by an id that is the same in every edition.
    pub enum RequirementId: "requirement" {
        /// An active membership in the partner network, with an MPN ID for the selling location.
        MpnMembership = "mpn-membership",
        /// A complete application.
        Application = "application",
        /// The authority to sign legal agreements.
        AuthorityToSign = "authority-to-sign",
        /// First-level support for customers.
        FirstLevelSupport = "first-level-support",
        /// A Microsoft support plan.
        SupportPlan = "support-plan",
        /// Revenue of the trailing twelve months.
        RevenueTtm = "revenue-ttm",
        /// Infrastructure for billing and provisioning customers.
        BillingInfrastructure = "billing-infrastructure",
        /// Managed services, IP services or customer solution applications.
        ManagedService = "managed-service",
        /// Time spent as an indirect reseller.
        ResellerTenure = "reseller-tenure",
        /// The capability assessment.
        CapabilityAssessment = "capability-assessment",
        /// Multifactor authentication of administrators.
        AdminMfa = "admin-mfa",
        /// A named security contact.
        SecurityContact = "security-contact",
        /// Answering security alerts in time.
        AlertResponse = "alert-response",
        /// Solutions Partner designations.
        SolutionsPartner = "solutions-partner",
        /// A partnership with an indirect provider.
        ProviderRelationship = "provider-relationship",
        /// The signed Microsoft Partner Agreement.
        MpaSigned = "mpa-signed",
    }
}

words! {
    /// The importance of a requirement.
    pub enum Level: "level" {
        /// If it is not met, the answer is no.
        Mandatory = "mandatory",
        /// Shown, but without effect on the answer.
        Recommended = "recommended",
    }
}

words! {
    /// The purpose of the question.
    pub enum Purpose: "purpose" {
        /// Whether the partner could enroll.
        Enroll = "enroll",
        /// Whether an enrolled partner may stay.
        Retain = "retain",
    }
}

words! {
    /// The result for one requirement.
    pub enum Status: "status" {
        /// It is met.
        Met = "met",
        /// It is not met.
        NotMet = "not-met",
        /// A fact is missing.
        Unknown = "unknown",
    }
}

impl Toned for Answer {
    fn tone(self) -> Tone {
        match self {
            Self::Yes => Tone::Good,
            Self::No => Tone::Bad,
            Self::Unknown => Tone::Waiting,
        }
    }
}

impl Toned for Status {
    fn tone(self) -> Tone {
        match self {
            Self::Met => Tone::Good,
            Self::NotMet => Tone::Bad,
            Self::Unknown => Tone::Waiting,
        }
    }
}

words! {
    /// The answer to the whole question.
    pub enum Answer: "answer" {
        /// Every mandatory requirement is met.
        Yes = "yes",
        /// A mandatory requirement is not met.
        No = "no",
        /// No mandatory requirement is known to be unmet, but for at least one a fact is missing.
        Unknown = "unknown",
    }
}

words! {
    /// The kinds of requirement.
    pub enum RequirementKind: "kind of requirement" {
        /// A fact must be true.
        Flag = "flag",
        /// A number must be large enough.
        Count = "count",
        /// A number of hours must be small enough.
        AtMost = "at-most",
        /// A support plan must be bought.
        SupportPlan = "support-plan",
        /// Revenue of the trailing twelve months.
        Revenue = "revenue",
        /// A number of whole months since a day.
        Tenure = "tenure",
        /// An event must be recent.
        Recent = "recent",
        /// An event must have happened.
        Dated = "dated",
    }
}

/// How a requirement is decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Test {
    /// A fact must be true.
    Flag {
        /// The fact.
        fact: FactKey,
    },
    /// A minimum number.
    Count {
        /// The fact.
        fact: FactKey,
        /// The minimum.
        at_least: u32,
    },
    /// A maximum number of hours.
    AtMost {
        /// The fact.
        fact: FactKey,
        /// The maximum, in hours.
        at_most: Decimal,
    },
    /// A support plan must be bought.
    SupportPlan {
        /// Whether it may be bought only after the credit check has passed.
        after_credit: bool,
    },
    /// Revenue of the trailing twelve months, in US dollars.
    Revenue {
        /// The threshold.
        at_least: Decimal,
        /// The categories that count.
        counts: Vec<Category>,
        /// Whether an applicant must have earned it as an indirect reseller. Earlier months then do not count.
        as_reseller: bool,
    },
    /// A minimum number of whole months since a day.
    Tenure {
        /// The fact that contains the day.
        fact: FactKey,
        /// Whole months.
        months: u32,
    },
    /// An event must be at most this many months ago.
    Recent {
        /// The fact that contains the day.
        fact: FactKey,
        /// Months.
        months: u32,
    },
    /// An event must have happened, on any day.
    Dated {
        /// The fact that contains the day.
        fact: FactKey,
    },
}

/// When a requirement starts for a partner that is already enrolled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// On this day, for all partners.
    On(Day),
    /// On the first anniversary of activation.
    FirstAnniversary,
    /// On the first anniversary of activation on or after this day.
    AnniversaryFrom(Day),
    /// On the first day of the month of the first anniversary after this day.
    AnniversaryMonthAfter(Day),
}

impl Start {
    /// The day from which the requirement holds for a partner activated on `activated`.
    ///
    /// An activation on a leap day has its anniversary on 28 February in other years.
    pub fn day(self, activated: Day) -> Day {
        let anniversary = |years: u32| months_after(activated, 12 * years);
        let first = |holds: &dyn Fn(Day) -> bool| {
            (1..200)
                .map(anniversary)
                .find(|day| holds(*day))
                .unwrap_or(activated)
        };
        match self {
            Self::On(day) => day,
            Self::FirstAnniversary => anniversary(1),
            Self::AnniversaryFrom(from) => first(&|day| day >= from),
            Self::AnniversaryMonthAfter(after) => Month::of(first(&|day| day > after)).first_day(),
        }
    }

    /// Whether the day depends on the activation of the partner.
    pub fn needs_activation(self) -> bool {
        !matches!(self, Self::On(_))
    }
}

/// The fact with the day of activation of an account in this model.
pub fn activation_fact(model: Model) -> FactKey {
    match model {
        Model::DirectBill => FactKey::DirectBillSince,
        Model::IndirectReseller => FactKey::ResellerSince,
    }
}

/// One requirement of an edition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement {
    /// Its id.
    pub id: RequirementId,
    /// Its name for people.
    pub title: String,
    /// How it is decided.
    pub test: Test,
    /// Its level for applicants; `None` if it does not apply to them.
    pub enroll: Option<Level>,
    /// Its level for enrolled partners; `None` if it does not apply to them.
    pub retain: Option<Level>,
    /// When it starts for enrolled partners; `None` means on the edition's first day.
    pub retain_from: Option<Start>,
    /// What its source also says, for example what is left out.
    pub note: Option<String>,
    /// What no published page confirms about it.
    pub doubt: Option<String>,
    /// What to do when it is not met.
    pub remedy: String,
    /// The published page that it is from.
    pub source: String,
}

impl Requirement {
    /// Its level for a purpose; `None` if it does not apply.
    pub fn level(&self, purpose: Purpose) -> Option<Level> {
        match purpose {
            Purpose::Enroll => self.enroll,
            Purpose::Retain => self.retain,
        }
    }
}

/// The requirements of one model from one day on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edition {
    /// Permanent id: the model, a slash, the day.
    pub id: String,
    /// The first day on which it is in force.
    pub effective: Day,
    /// The published page it follows.
    pub source: String,
    /// Its requirements, in the order of the vocabulary.
    pub requirements: Vec<Requirement>,
    /// Its position in the file.
    pub at: Position,
    /// The policy pack that it is from; `None` for an edition of csp or of a file named on the command line.
    pub pack: Option<PackHeader>,
}

impl Edition {
    /// The requirement with this id.
    pub fn requirement(&self, id: RequirementId) -> Option<&Requirement> {
        self.requirements
            .iter()
            .find(|requirement| requirement.id == id)
    }
}

/// An example with a known outcome, in the policy file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// What it shows.
    pub name: String,
    /// Its position in the file.
    pub at: Position,
    /// The day asked about.
    pub as_of: Day,
    /// The purpose of the question.
    pub purpose: Purpose,
    /// The known facts.
    pub facts: Facts,
    /// The edition that must apply, if the example names one.
    pub edition: Option<String>,
    /// The expected answer.
    pub eligible: Option<bool>,
    /// The expected results of single requirements.
    pub expect: Vec<(RequirementId, Status)>,
}

/// All editions of one model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    /// The model.
    pub model: Model,
    /// Its editions, oldest first, never empty.
    pub editions: Vec<Edition>,
    /// Examples with known outcomes.
    pub examples: Vec<Example>,
}

/// A day before the first edition of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {model} policy for {asked}: the first one is in force from {first}")]
pub struct BeforeFirst {
    /// The model.
    pub model: Model,
    /// The day asked about.
    pub asked: Day,
    /// The first day of the first edition.
    pub first: Day,
}

impl Policy {
    /// The edition in force on a day: the latest that is effective on or before it.
    ///
    /// # Errors
    /// When the day is before the first edition.
    pub fn in_force(&self, day: Day) -> Result<&Edition, BeforeFirst> {
        let latest = self
            .editions
            .iter()
            .rev()
            .find(|edition| edition.effective <= day);
        latest.ok_or_else(|| BeforeFirst {
            model: self.model,
            asked: day,
            first: self
                .editions
                .first()
                .map_or(day, |edition| edition.effective),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;

    #[test]
    fn requirements_start_on_the_described_day() {
        let day = |text: &str| parse_day(text).unwrap();
        for (start, activated, expected) in [
            (Start::On(day("2021-01-01")), "2017-05-01", "2021-01-01"),
            (Start::FirstAnniversary, "2023-05-10", "2024-05-10"),
            (Start::FirstAnniversary, "2020-02-29", "2021-02-28"),
            (
                Start::AnniversaryFrom(day("2018-08-31")),
                "2017-08-31",
                "2018-08-31",
            ),
            (
                Start::AnniversaryFrom(day("2018-08-31")),
                "2017-08-30",
                "2019-08-30",
            ),
            (
                Start::AnniversaryFrom(day("2018-08-31")),
                "2016-02-29",
                "2019-02-28",
            ),
            (
                Start::AnniversaryFrom(day("2018-08-31")),
                "2018-10-01",
                "2019-10-01",
            ),
            (
                Start::AnniversaryMonthAfter(day("2025-10-01")),
                "2019-05-10",
                "2026-05-01",
            ),
            (
                Start::AnniversaryMonthAfter(day("2025-10-01")),
                "2019-10-15",
                "2025-10-01",
            ),
            (
                Start::AnniversaryMonthAfter(day("2025-10-01")),
                "2019-10-01",
                "2026-10-01",
            ),
            (
                Start::AnniversaryMonthAfter(day("2025-10-01")),
                "2019-09-30",
                "2026-09-01",
            ),
        ] {
            assert_eq!(
                start.day(day(activated)),
                day(expected),
                "{start:?} {activated}"
            );
        }
    }
}
