//! The messages to the primary contact about the result of a check, the reason, and the next step.

use super::template::{Values, compose};
use super::text::{self, Passage};
use super::{Message, TemplateName};
use crate::diagnostic::Result;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{AppealDocumentKind, CheckKind};
use crate::domain::word::Word;
use crate::domain::{Email, Language, Model, Slug};

/// The result of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision<'a> {
    /// It was accepted; this is the next step.
    Accepted(NextStep),
    /// It was rejected for this reason; the next step is an appeal.
    Rejected {
        /// The reason, exactly as given.
        reason: &'a str,
    },
}

/// The next step after an accepted check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NextStep {
    /// Other checks are still open.
    OtherChecks,
    /// The review is complete; direct bill continues with the credit check.
    CreditCheck,
    /// The credit check has passed; the support plan must be bought.
    SupportPlan,
    /// The review is complete; the agreement must be signed.
    Agreement,
    /// The account was already active and stays active.
    Nothing,
}

/// The content of a result message.
#[derive(Debug, Clone, Copy)]
pub struct CheckResultMessage<'a> {
    /// The primary contact's address.
    pub to: &'a Email,
    /// The primary contact's name.
    pub name: &'a str,
    /// The company's legal name.
    pub company: &'a str,
    /// The account of the check.
    pub account: &'a Slug,
    /// The model of the enrollment.
    pub model: Model,
    /// The check.
    pub check: CheckKind,
    /// The result.
    pub decision: Decision<'a>,
    /// The day of the result.
    pub on: Day,
}

impl CheckResultMessage<'_> {
    /// The template to use; the end of the review has its own.
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
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let (reason, next) = match self.decision {
            Decision::Rejected { reason } => (reason, Passage::NextAppeal),
            Decision::Accepted(next) => ("", next.passage()),
        };
        let values = Values::default()
            .with("name", self.name)
            .with("company", self.company)
            .with("account", self.account.as_str())
            .with("model", text::model(self.model, language))
            .with("check", title(self.check, language))
            .with("check_word", self.check.word())
            .with("document", document(self.check).word())
            .with("on", text::day(self.on, language))
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

/// The name of a check within a sentence.
fn title(check: CheckKind, language: Language) -> &'static str {
    use CheckKind as C;
    match (language, check) {
        (Language::English, C::EmailOwnership) => "email address confirmation",
        (Language::English, C::Employment) => "employment verification",
        (Language::English, C::Business) => "business verification",
        (Language::English, C::DueDiligence) => "due diligence",
        (Language::English, C::Credit) => "credit check",
        (Language::French, C::EmailOwnership) => "confirmation de l’adresse e-mail",
        (Language::French, C::Employment) => "vérification de l’emploi",
        (Language::French, C::Business) => "vérification de la société",
        (Language::French, C::DueDiligence) => "vérification approfondie",
        (Language::French, C::Credit) => "vérification de crédit",
    }
}

/// The type of document that usually answers a rejection of a check.
fn document(check: CheckKind) -> AppealDocumentKind {
    match check {
        CheckKind::EmailOwnership | CheckKind::Employment => AppealDocumentKind::DomainOwnership,
        CheckKind::Business => AppealDocumentKind::BusinessRegistration,
        CheckKind::DueDiligence | CheckKind::Credit => AppealDocumentKind::Other,
    }
}
