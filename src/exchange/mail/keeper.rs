//! The message to a keeper: what is to be done for the accounts and customers that they look after.

use super::template::{Values, compose};
use super::text;
use super::{Message, TemplateName};
use crate::diagnostic::Result;
use crate::domain::calendar::Day;
use crate::domain::next::{Action, NextId};
use crate::domain::quote::shell_word;
use crate::domain::{Email, Language, Slug};

/// The content of a message to a keeper.
#[derive(Debug, Clone, Copy)]
pub struct KeeperMessage<'a> {
    /// The keeper.
    pub to: &'a Email,
    /// The day of the message.
    pub today: Day,
    /// What is to be done, the most urgent first.
    pub actions: &'a [KeeperAction],
}

/// One thing to do.
#[derive(Debug, Clone)]
pub struct KeeperAction {
    /// The account.
    pub account: Slug,
    /// Its legal name.
    pub company: String,
    /// The customer that it is about, if there is one.
    pub customer: Option<String>,
    /// What is to be done.
    pub action: Action,
    /// The due day.
    pub due: Option<Day>,
    /// Whether that is past.
    pub overdue: bool,
    /// The command.
    pub command: String,
    /// The id of the action.
    pub id: NextId,
}

impl KeeperMessage<'_> {
    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder.
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let lines: Vec<String> = self.actions.iter().map(|one| line(one, language)).collect();
        let late = self.actions.iter().filter(|one| one.overdue).count();
        let values = Values::default()
            .with("count", text::things(self.actions.len(), language))
            .with("late", text::late(late, language))
            .with("today", text::day(self.today, language))
            .with("keeper", shell_word(self.to.as_str(), "EMAIL"))
            .with_list("actions", &lines);
        compose(TemplateName::Keeper, language, own, self.to, &values, None)
    }
}

/// One action on one line: company, what to do, when, the command, the id.
fn line(one: &KeeperAction, language: Language) -> String {
    let title = action_title(one.action, language);
    let customer = one.customer.as_ref().map(|domain| format!(" ({domain})"));
    let colon = match language {
        Language::English => ":",
        Language::French => " :",
    };
    let due = match (one.due, one.overdue, language) {
        (None, _, _) => String::new(),
        (Some(day), true, Language::English) => {
            format!(", LATE, was due {}", text::day(day, language))
        }
        (Some(day), false, Language::English) => format!(", due {}", text::day(day, language)),
        (Some(day), true, Language::French) => {
            format!(", EN RETARD depuis le {}", text::day(day, language))
        }
        (Some(day), false, Language::French) => format!(", pour le {}", text::day(day, language)),
    };
    let (company, account) = (&one.company, &one.account);
    format!(
        "{company} [{account}]{colon} {title}{}{due}{colon} {} [{}]",
        customer.unwrap_or_default(),
        one.command,
        one.id
    )
}

/// What to do, in a few words.
fn action_title(action: Action, language: Language) -> &'static str {
    match (language, action) {
        (Language::English, action) => action.title(),
        (Language::French, Action::Submit) => "déposer la demande",
        (Language::French, Action::ConfirmEmail) => "confirmer l’adresse e-mail",
        (Language::French, Action::ResendEmail) => "renvoyer l’e-mail de confirmation",
        (Language::French, Action::AwaitReview) => "attendre la vérification",
        (Language::French, Action::ContactSupport) => "contacter le support",
        (Language::French, Action::Appeal) => "faire appel",
        (Language::French, Action::AwaitCredit) => "attendre la vérification de solvabilité",
        (Language::French, Action::BuySupportPlan) => "acheter un plan de support",
        (Language::French, Action::SignMpa) => "signer le contrat",
        (Language::French, Action::GrantAdminAgent) => "attribuer le rôle d’agent d’administration",
        (Language::French, Action::FindProvider) => "trouver un fournisseur",
        (Language::French, Action::AcceptInvitation) => "répondre à l’invitation",
        (Language::French, Action::SetUpBusinessProfile) => "créer le profil d’entreprise",
        (Language::French, Action::AnswerExpiringRequest) => "enregistrer la réponse à la demande",
        (Language::French, Action::RecordAgreement) => "enregistrer le contrat client",
        (Language::French, Action::RepairResellerValidation) => "corriger l’ID partenaire",
        (Language::French, Action::FollowCustomerVerification) => {
            "suivre la vérification du client"
        }
        (Language::French, Action::ContinueTransfer) => "poursuivre le transfert",
        (Language::French, Action::CompleteTransfer) => "terminer le transfert",
        (Language::French, Action::DecideGdap) => "décider de la relation GDAP",
        (Language::French, Action::RenewGdap) => "renouveler la relation GDAP",
        (Language::French, Action::ObtainGdapApproval) => {
            "obtenir l’approbation de la relation GDAP"
        }
        (Language::French, Action::AssignGdapGroup) => "affecter un groupe à la relation GDAP",
        (Language::French, Action::RepairGdapAssignment) => "réparer l’accès GDAP",
        (Language::French, Action::ReportGdapDelay) => "signaler le retard de la relation GDAP",
        (Language::French, Action::RenewTemporaryPassword) => {
            "renouveler le mot de passe temporaire"
        }
        (Language::French, Action::MeetRequirement) => "remplir une condition du programme",
    }
}
