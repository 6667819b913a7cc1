//! The message with a new user's sign-in details.

use super::template::{Purpose, Values, compose};
use super::{Message, TemplateName, text};
use crate::diagnostic::Result;
use crate::domain::calendar::Day;
use crate::domain::quote::shell_word;
use crate::domain::role::Role;
use crate::domain::word::Word;
use crate::domain::{Email, Language, Slug};

/// The content of the message.
#[derive(Clone, Copy)]
pub struct Welcome<'a> {
    /// The new user's address, which is also the user name for signing in.
    pub to: &'a Email,
    /// The new user's name.
    pub name: &'a str,
    /// The company's legal name.
    pub company: &'a str,
    /// The account to sign in to.
    pub account: &'a Slug,
    /// The temporary password.
    pub password: &'a str,
    /// The last day of the temporary password.
    pub expires: Day,
    /// The user's roles.
    pub roles: &'a [Role],
}

/// Leaves out the password, so that logs do not contain it.
impl std::fmt::Debug for Welcome<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Welcome")
            .field("to", self.to)
            .field("account", self.account)
            .finish_non_exhaustive()
    }
}

impl Welcome<'_> {
    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder, or does not contain the temporary password.
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let roles: Vec<&str> = self.roles.iter().map(|role| role.word()).collect();
        let name = Some(self.name.trim()).filter(|name| !name.is_empty());
        let values = Values::default()
            .with("name", name.unwrap_or(self.to.as_str()))
            .with("company", self.company)
            .with("account", self.account.as_str())
            .with("address", self.to.as_str())
            .with("address_word", shell_word(self.to.as_str(), "ADDRESS"))
            .with("password", self.password)
            .with("expires", text::day(self.expires, language))
            .with("roles", roles.join(", "));
        let purpose = Purpose {
            placeholder: "password",
            what: "temporary password",
        };
        compose(
            TemplateName::Welcome,
            language,
            own,
            self.to,
            &values,
            Some(purpose),
        )
    }
}
