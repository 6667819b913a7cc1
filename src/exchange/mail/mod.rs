//! Messages to people: their texts, as mail files and as `mailto:` URLs.
//!
//! Nothing is sent. A message is shown, written as a mail file ([`to_eml`]) or given as a URL ([`mailto_url`]). Every
//! text exists in English and French under `templates/`. A caller may pass its own text instead, which must still
//! contain what the message is sent for (the code, the password, the link).

mod confirmation;
mod draft;
mod encoded_word;
mod gdap_approval;
mod invitation;
mod keeper;
mod line;
mod mailto;
mod relationship;
mod result;
mod sample;
mod template;
mod text;
mod welcome;

pub use confirmation::ConfirmationMessage;
pub use draft::{Envelope, Mailbox, to_eml};
pub use gdap_approval::ApprovalMessage;
pub use invitation::ProviderInvitation;
pub use keeper::{KeeperAction, KeeperMessage};
pub use mailto::mailto_url;
pub use relationship::{Joint, RelationshipRequest};
pub use result::{CheckResultMessage, Decision, NextStep};
pub use sample::check_text;
pub use text::TemplateName;
pub use welcome::Welcome;

use serde::Serialize;

use crate::domain::Email;

/// A message, ready to be shown or written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// The recipient.
    pub to: Email,
    /// The subject, one line.
    pub subject: String,
    /// The text; lines end in a line feed.
    pub body: String,
}

#[cfg(test)]
mod tests;
