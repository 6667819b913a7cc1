//! The messages that tell the primary contact what was decided about a check, why, and what is next.

use super::template::{TemplateError, Values, compose};
use super::text::{self, Passage};
use super::{Message, TemplateName};
use crate::domain::calendar::Day;
use crate::domain::word::{Word, words};
use crate::domain::{Email, Language, Model, Slug};

words! {
    /// A verification check, as messages speak of it.
    pub enum Check: "check" {
        /// The primary contact's address works and is read.
        EmailOwnership = "email-ownership",
        /// The primary contact works for the company.
        Employment = "employment",
        /// The company exists under that name and address.
        Business = "business",
        /// A wider look at the company.
        DueDiligence = "due-diligence",
        /// The company's credit, for direct bill.
        Credit = "credit",
    }
}

/// What was decided about a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It was accepted; this is what comes next.
    Accepted(NextStep),
    /// It was rejected, for this reason; an appeal comes next.
    Rejected {
        /// The reason, word for word.
        reason: &'a str,
    },
}

/// What comes after an accepted check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Other checks are still open.
    OtherChecks,
    /// The review is over; direct bill goes through the credit check.
    CreditCheck,
    /// The credit check has passed; now the support plan is bought.
    SupportPlan,
    /// The review is over; the agreement is signed.
    Agreement,
    /// The account was active already and stays so.
    Nothing,
}

/// What a result message says.
#[derive(Debug, Clone, Copy)]
pub struct CheckResult<'a> {
    /// The primary contact's address.
    pub to: &'a Email,
    /// The primary contact's name.
    pub name: &'a str,
    /// The company's legal name.
    pub company: &'a str,
    /// The account whose check it is.
    pub account: &'a Slug,
    /// The model that the check belongs to.
    pub model: Model,
    /// The check.
    pub check: Check,
    /// What was decided.
    pub decision: Decision<'a>,
    /// The day of the decision.
    pub on: Day,
}

impl CheckResult<'_> {
    /// Which message this is; the end of the review has one of its own.
    pub fn template(&self) -> TemplateName {
        match self.decision {
            Decision::Rejected { .. } => TemplateName::ResultRejected,
            Decision::Accepted(NextStep::CreditCheck | NextStep::Agreement) => {
                TemplateName::ReviewFinished
            }
            Decision::Accepted(
                NextStep::OtherChecks | NextStep::SupportPlan | NextStep::Nothing,
            ) => TemplateName::ResultAccepted,
        }
    }

    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder.
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message, TemplateError> {
        let (reason, next) = match self.decision {
            Decision::Rejected { reason } => (reason, Passage::NextAppeal),
            Decision::Accepted(next) => ("", next.passage()),
        };
        let values = Values::default()
            .with("name", self.name)
            .with("company", self.company)
            .with("account", self.account.as_str())
            .with("model", text::model(self.model, language))
            .with("check", self.check.title(language))
            .with("check_word", self.check.word())
            .with("document", self.check.document())
            .with("on", self.on.to_string())
            .with("reason", reason)
            .with_passage("next", text::passage(next, language))?;
        compose(self.template(), language, own, self.to, &values, None)
    }
}

impl NextStep {
    fn passage(self) -> Passage {
        match self {
            Self::OtherChecks => Passage::NextWait,
            Self::CreditCheck => Passage::NextCreditCheck,
            Self::SupportPlan => Passage::NextSupportPlan,
            Self::Agreement => Passage::NextAgreement,
            Self::Nothing => Passage::NextNothing,
        }
    }
}

impl Check {
    fn title(self, language: Language) -> &'static str {
        match (language, self) {
            (Language::English, Self::EmailOwnership) => "email address confirmation",
            (Language::English, Self::Employment) => "employment verification",
            (Language::English, Self::Business) => "business verification",
            (Language::English, Self::DueDiligence) => "due diligence",
            (Language::English, Self::Credit) => "credit check",
            (Language::French, Self::EmailOwnership) => "confirmation de l’adresse e-mail",
            (Language::French, Self::Employment) => "vérification de l’emploi",
            (Language::French, Self::Business) => "vérification de la société",
            (Language::French, Self::DueDiligence) => "vérification approfondie",
            (Language::French, Self::Credit) => "vérification de crédit",
        }
    }

    /// The type of document that most often answers a rejection of this check.
    fn document(self) -> &'static str {
        match self {
            Self::EmailOwnership | Self::Employment => "domain-ownership",
            Self::Business => "business-registration",
            Self::DueDiligence | Self::Credit => "other",
        }
    }
}
