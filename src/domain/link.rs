//! Personal links: the address in an invitation, and the token that identifies the invitation.
//!
//! The published relationship links contain no fragment. Our token is added as one (`#csp=…`), so the link still opens
//! the same page. For a provider's invitation no form is published.

use std::fmt;

use super::rule::customers;
use super::{MpnId, TenantId};
use crate::diagnostic::{Diagnostic, Kind};

const MARK: &str = "#csp=";

/// The refusal of a message text that lacks the part it is sent for, such as a link or a code.
pub fn purpose_lost(message: String) -> Diagnostic {
    Diagnostic::new(Kind::Refused, message)
}

/// The refusal of a custom message text without the personal link (`customers.link-required`).
pub fn link_lost(message: String) -> Diagnostic {
    Diagnostic::refused(&customers::LINK_REQUIRED, message)
}

/// The identifier of one invitation's link: letters, digits and hyphens. Compared as text.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Token(String);

/// A text that is not a token.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid link token (letters, digits and hyphens expected)")]
pub struct BadToken(String);

impl Token {
    /// A token of 128 random bits, in groups that are easy to read aloud.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";
        let mut bits = u128::from_be_bytes(bytes);
        let mut text = String::with_capacity(31);
        for at in 0..26 {
            if at > 0 && at % 5 == 0 {
                text.push('-');
            }
            let letter = LETTERS.get((bits & 31) as usize).copied().unwrap_or(b'a');
            text.push(char::from(letter));
            bits >>= 5;
        }
        Self(text)
    }

    /// The token in a link, whatever the rest of the link is; `None` if there is none.
    pub fn in_link(link: &str) -> Option<Self> {
        let (_, behind) = link.trim().rsplit_once(MARK)?;
        behind.parse().ok()
    }

    /// The token as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for Token {
    type Err = BadToken;
    fn from_str(typed: &str) -> Result<Self, BadToken> {
        let good = (1..=120).contains(&typed.len())
            && typed
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if good {
            Ok(Self(typed.to_owned()))
        } else {
            Err(BadToken(typed.chars().take(60).collect()))
        }
    }
}

impl fmt::Display for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// The link by which a customer grants a relationship to us alone.
pub fn direct_request(ours: TenantId, token: &Token) -> String {
    format!(
        "https://portal.office.com/partner/partnersignup.aspx?type=ResellerRelationship&id={ours}&csp=1&msppid=0{MARK}{token}"
    )
}

/// The link by which a customer grants a relationship to us and to a provider at the same time.
pub fn joint_request(ours: TenantId, mpn_id: &MpnId, provider: TenantId, token: &Token) -> String {
    format!(
        "https://portal.office.com/partner/partnersignup.aspx?type=IndirectResellerRelationship&id={ours}&csp=1&msppid={mpn_id}&indirectCSP={provider}{MARK}{token}"
    )
}

/// The page that a reference of our own leads to.
const DASHBOARD: &str = "https://partner.microsoft.com/dashboard";

/// The reference of a provider's invitation: our own form, since none is published. The provider sends the real link.
pub fn provider_invitation(token: &Token) -> String {
    format!("{DASHBOARD}{MARK}{token}")
}

/// The link of an invitation, stored as received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link(String);

/// A text that is not a web address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid link (a whole web address that starts with https:// expected)")]
pub struct BadLink(String);

impl Link {
    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether this is a reference that [`provider_invitation`] made, not a link that somebody received.
    pub fn is_reference(&self) -> bool {
        let behind = self.0.strip_prefix(DASHBOARD);
        behind.is_some_and(|behind| behind.starts_with(MARK))
    }

    /// Whether `other` belongs to the same invitation: compared by token if both have one, otherwise as text.
    pub fn is_same_as(&self, other: &str) -> bool {
        match (Token::in_link(&self.0), Token::in_link(other)) {
            (Some(ours), Some(theirs)) => ours == theirs,
            (Some(_), None) | (None, Some(_)) | (None, None) => self.0 == other.trim(),
        }
    }
}

impl std::str::FromStr for Link {
    type Err = BadLink;
    fn from_str(typed: &str) -> Result<Self, BadLink> {
        let text = typed.trim();
        let host = text
            .strip_prefix("https://")
            .or_else(|| text.strip_prefix("http://"));
        let good = text.len() <= 2000
            && host.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()))
            && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
            && !text.contains(['<', '>', '"']);
        if good {
            Ok(Self(text.to_owned()))
        } else {
            Err(BadLink(text.chars().take(120).collect()))
        }
    }
}

impl fmt::Display for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for Link {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tenant(text: &str) -> TenantId {
        text.parse().unwrap()
    }

    #[test]
    fn links_have_the_published_form_with_our_token_behind() {
        let ours = tenant("0F7C1C5E-7D7C-4C1D-9A57-1F0B7C3B3D11");
        let theirs = tenant("11111111-2222-3333-4444-555555555555");
        let token: Token = "ab-12".parse().unwrap();
        assert_eq!(
            direct_request(ours, &token),
            "https://portal.office.com/partner/partnersignup.aspx?type=ResellerRelationship&id=0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11&csp=1&msppid=0#csp=ab-12"
        );
        assert_eq!(
            joint_request(ours, &"4812345".parse().unwrap(), theirs, &token),
            "https://portal.office.com/partner/partnersignup.aspx?type=IndirectResellerRelationship&id=0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11&csp=1&msppid=4812345&indirectCSP=11111111-2222-3333-4444-555555555555#csp=ab-12"
        );
        assert_eq!(
            provider_invitation(&token),
            "https://partner.microsoft.com/dashboard#csp=ab-12"
        );
    }

    #[test]
    fn each_letter_of_a_token_is_made_of_its_own_five_bits() {
        let bits = (0..26_u128).fold(0, |bits, at| bits | at << (5 * at));
        let token = Token::from_random(bits.to_be_bytes());
        assert_eq!(token.as_str(), "abcde-fghjk-mnpqr-stuvw-xyz02-b");
    }

    #[test]
    fn a_token_is_found_behind_its_mark_only() {
        for (link, found) in [
            ("https://x.example/#csp=ab-12", Some("ab-12")),
            ("  https://x.example/#csp=AB-12  ", Some("AB-12")),
            ("https://x.example/?csp=ab-12", None),
            ("https://x.example/#csp=", None),
            ("https://x.example/#csp=ab 12", None),
            ("ab-12", None),
            ("", None),
        ] {
            assert_eq!(
                Token::in_link(link).as_ref().map(Token::as_str),
                found,
                "{link}"
            );
        }
    }

    #[test]
    fn links_are_the_same_by_token_or_by_letter() {
        let ours: Link = "https://partner.microsoft.com/dashboard#csp=ab"
            .parse()
            .unwrap();
        assert!(ours.is_reference());
        assert!(ours.is_same_as("https://elsewhere.example/#csp=ab"));
        assert!(!ours.is_same_as("https://partner.microsoft.com/dashboard#csp=AB"));
        assert!(!ours.is_same_as("https://partner.microsoft.com/dashboard"));
        let came: Link = "https://partner.microsoft.com/invite/9".parse().unwrap();
        assert!(!came.is_reference());
        assert_eq!(came.as_str(), "https://partner.microsoft.com/invite/9");
        assert_eq!(came.to_string(), came.as_str());
        assert!(came.is_same_as(" https://partner.microsoft.com/invite/9 "));
        assert!(!came.is_same_as("https://partner.microsoft.com/invite/8"));
    }

    #[test]
    fn a_text_that_is_not_an_address_is_not_a_link() {
        for text in [
            "",
            "partner.microsoft.com",
            "https://",
            "javascript:alert(1)",
            "https://x.example/a b",
            "https://x.example/\nBcc: y",
            "https://x.example/<b>",
        ] {
            assert!(text.parse::<Link>().is_err(), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_random_token_is_well_formed_and_found_again(bytes: [u8; 16], other: [u8; 16]) {
            let token = Token::from_random(bytes);
            prop_assert_eq!(token.as_str().len(), 31);
            prop_assert_eq!(token.as_str().parse::<Token>().unwrap(), token.clone());
            let link = provider_invitation(&token);
            prop_assert_eq!(Token::in_link(&link), Some(token.clone()));
            prop_assert_eq!(bytes == other, token == Token::from_random(other));
        }
    }
}
