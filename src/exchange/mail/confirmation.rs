//! The message that asks the primary contact to confirm the address.

use super::template::{Purpose, Values, compose};
use super::{Message, TemplateName, text};
use crate::diagnostic::Result;
use crate::domain::calendar::Day;
use crate::domain::{Email, Language, Model, Slug};

/// The content of the confirmation message. It is the only place with the code in plain text.
#[derive(Debug, Clone, Copy)]
pub struct ConfirmationMessage<'a> {
    /// The primary contact's address.
    pub to: &'a Email,
    /// The primary contact's name.
    pub name: &'a str,
    /// The company's legal name.
    pub company: &'a str,
    /// The account of the application.
    pub account: &'a Slug,
    /// The model applied for.
    pub model: Model,
    /// The confirmation code.
    pub code: &'a str,
    /// The last day for the confirmation.
    pub due: Day,
}

impl ConfirmationMessage<'_> {
    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder, or does not contain the code.
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let values = Values::default()
            .with("name", self.name)
            .with("company", self.company)
            .with("account", self.account.as_str())
            .with("model", text::model(self.model, language))
            .with("code", self.code)
            .with("due", text::day(self.due, language));
        let purpose = Purpose {
            placeholder: "code",
            what: "confirmation code",
        };
        compose(
            TemplateName::Confirmation,
            language,
            own,
            self.to,
            &values,
            Some(purpose),
        )
    }
}
