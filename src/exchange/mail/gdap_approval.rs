//! The message that asks a customer to approve a delegated admin relationship.

use super::template::{Purpose, Values, compose};
use super::text::{self, Passage};
use super::{Message, TemplateName};
use crate::diagnostic::Result;
use crate::domain::{Email, Language};

/// The content of an approval message.
#[derive(Debug, Clone, Copy)]
pub struct ApprovalMessage<'a> {
    /// The customer's address.
    pub to: &'a Email,
    /// The customer's name.
    pub customer: &'a str,
    /// Our company's legal name.
    pub company: &'a str,
    /// The names of the roles.
    pub roles: &'a [String],
    /// How many days the relationship lasts.
    pub duration_days: u32,
    /// Whether Microsoft extends it at its end.
    pub extends_itself: bool,
    /// The approval link, or the marker that the sender replaces with it.
    pub link: &'a str,
}

impl ApprovalMessage<'_> {
    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder, or does not contain the link (a refusal).
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let extension = if self.extends_itself {
            Passage::GdapExtends
        } else {
            Passage::GdapEnds
        };
        let values = Values::default()
            .with("customer", self.customer)
            .with("company", self.company)
            .with("link", self.link)
            .with("duration", text::days(self.duration_days, language))
            .with_list("roles", self.roles)
            .with_passage("extension", text::passage(extension, language))?;
        let purpose = Purpose {
            placeholder: "link",
            what: "approval link",
        };
        let name = TemplateName::GdapApproval;
        compose(name, language, own, self.to, &values, Some(purpose))
    }
}
