//! The message in which a provider invites an indirect reseller.

use super::template::{Purpose, Values, compose};
use super::text::{self, Passage};
use super::{Message, TemplateName};
use crate::diagnostic::Result;
use crate::domain::calendar::Day;
use crate::domain::{Email, Language, Slug};

/// The content of a provider's invitation.
#[derive(Debug, Clone, Copy)]
pub struct ProviderInvitation<'a> {
    /// The recipient at the reseller.
    pub to: &'a Email,
    /// The reseller's legal name.
    pub company: &'a str,
    /// The reseller's account.
    pub account: &'a Slug,
    /// The provider's name.
    pub provider: &'a str,
    /// The provider's short name in the directory.
    pub provider_slug: &'a Slug,
    /// The personal link, or the reference that csp made in its place.
    pub link: &'a str,
    /// Whether the link is the one that the provider sent.
    pub is_link_given: bool,
    /// The last day to accept it.
    pub expires: Day,
}

impl ProviderInvitation<'_> {
    /// The message, from the built-in text or from `own`.
    ///
    /// # Errors
    /// `own` has an unknown placeholder, or does not contain the link.
    pub fn message(&self, language: Language, own: Option<&str>) -> Result<Message> {
        let how = if self.is_link_given {
            Passage::InvitationLink
        } else {
            Passage::InvitationReference
        };
        let values = Values::default()
            .with("company", self.company)
            .with("account", self.account.as_str())
            .with("provider", self.provider)
            .with("provider_slug", self.provider_slug.as_str())
            .with("link", self.link)
            .with("expires", text::day(self.expires, language))
            .with_passage("how_to_accept", text::passage(how, language))?;
        let purpose = Purpose {
            placeholder: "link",
            what: "personal link",
        };
        compose(
            TemplateName::ProviderInvitation,
            language,
            own,
            self.to,
            &values,
            Some(purpose),
        )
    }
}
