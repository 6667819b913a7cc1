//! The message that asks a customer for a reseller relationship.

use super::template::{Purpose, Values, compose};
use super::text::{self, Passage};
use super::{Message, TemplateName};
use crate::diagnostic::Result;
use crate::domain::{Email, Language};

/// The content of a relationship request.
#[derive(Debug, Clone, Copy)]
pub struct RelationshipRequest<'a> {
    /// The customer's address.
    pub to: &'a Email,
    /// The customer's name.
    pub customer: &'a str,
    /// Our company's legal name.
    pub company: &'a str,
    /// The provider of a joint request.
    pub joint: Option<Joint<'a>>,
    /// The personal link.
    pub link: &'a str,
    /// Whether accepting grants delegated administration rights.
    pub admin_rights: bool,
}

/// The provider of a joint request.
#[derive(Debug, Clone, Copy)]
pub struct Joint<'a> {
    /// The provider's name.
    pub provider: &'a str,
}

impl RelationshipRequest<'_> {
    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder, or does not contain the link (a refusal by `customers.link-required`).
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let named = Values::default()
            .with("customer", self.customer)
            .with("company", self.company)
            .with("link", self.link);
        let (name, values, rights) = match (self.joint, self.admin_rights) {
            (None, true) => (
                TemplateName::RelationshipRequestDirect,
                named,
                Passage::AdminRightsDirect,
            ),
            (None, false) => (
                TemplateName::RelationshipRequestDirect,
                named,
                Passage::NoAdminRightsDirect,
            ),
            (Some(joint), true) => (
                TemplateName::RelationshipRequestJoint,
                named.with("provider", joint.provider),
                Passage::AdminRightsJoint,
            ),
            (Some(joint), false) => (
                TemplateName::RelationshipRequestJoint,
                named.with("provider", joint.provider),
                Passage::NoAdminRightsJoint,
            ),
        };
        let values = values.with_passage("admin_rights", text::passage(rights, language))?;
        let purpose = Purpose {
            placeholder: "link",
            what: "personal link",
        };
        compose(name, language, own, self.to, &values, Some(purpose))
    }
}
