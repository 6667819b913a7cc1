//! Email addresses and their comparison.

use std::fmt;

use super::text::{InvisibleCharacter, find_invisible, kept_text};

/// An address shown as typed and compared by its [`key`](Email::key).
#[derive(Debug, Clone)]
pub struct Email {
    shown: String,
    /// The form used for comparison, if it differs from the shown one.
    key: Option<Box<str>>,
}

/// Characters allowed before the @ besides letters and digits: those that mail allows, without those that have a
/// special meaning in shells and mail programs and that no mailbox needs.
const PUNCTUATION: &[u8] = b"!#%'*+-/=?^_~.";

/// Characters that earlier releases also accepted.
const FORMERLY_TAKEN: &[u8] = b"$&`{|}";

/// The message for a character that is not allowed before the @.
const REFUSED_SIGN: &str = "the part before the @ contains a character that is not allowed. Not allowed are spaces, control characters, double quotes, backquotes, brackets and $ & | ; < >";

/// What is wrong with a text that should have been an address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{typed}` is not a valid email address: {why}{}", .invisible.map_or_else(String::new, |one| one.to_string()))]
pub struct BadEmail {
    typed: String,
    why: &'static str,
    invisible: Option<InvisibleCharacter>,
}

impl Email {
    /// An address from a stored record, without checking it again: as typed, and in the form used for comparison.
    pub(crate) fn recorded(shown: &str, key: &str) -> Self {
        Self {
            shown: shown.to_owned(),
            key: (key != shown).then(|| key.into()),
        }
    }

    /// Parses an address that may already be recorded. Earlier releases accepted some addresses that are refused today;
    /// such users must still be found, blocked and removed.
    ///
    /// # Errors
    /// When no release ever accepted the text.
    pub fn on_record(typed: &str) -> Result<Self, BadEmail> {
        Self::parse(typed, |byte| FORMERLY_TAKEN.contains(&byte), true)
    }

    /// The form used for comparison: lower case, the domain in ASCII.
    pub fn key(&self) -> &str {
        self.key.as_deref().unwrap_or(&self.shown)
    }

    /// The domain in the form used for comparison.
    pub fn domain(&self) -> &str {
        self.key().rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address as it was typed.
    pub fn as_str(&self) -> &str {
        &self.shown
    }

    /// Whether the address is in `domain` itself; a subdomain is a different domain.
    pub fn is_in(&self, domain: &super::TenantDomain) -> bool {
        self.domain() == domain.key()
    }
}

impl std::str::FromStr for Email {
    type Err = BadEmail;

    fn from_str(typed: &str) -> Result<Self, BadEmail> {
        Self::parse(typed, |_| false, false)
    }
}

impl Email {
    fn parse(
        typed: &str,
        is_taken_too: impl Fn(u8) -> bool,
        is_on_record: bool,
    ) -> Result<Self, BadEmail> {
        let shown = typed.trim();
        let bad = |why| BadEmail {
            typed: shown.chars().take(120).collect(),
            why,
            invisible: None,
        };
        if let Some(invisible) = find_invisible(shown) {
            return Err(BadEmail {
                invisible: Some(invisible),
                ..bad("")
            });
        }
        let composed = kept_text(shown);
        let shown = composed.as_ref();
        let (local, domain) = shown
            .rsplit_once('@')
            .ok_or_else(|| bad("the @ is missing"))?;
        if local.is_empty() {
            return Err(bad("the part before the @ is missing"));
        }
        if local.len() > 64 || shown.len() > 254 {
            return Err(bad(
                "it is longer than 64 characters before the @ or 254 characters in total",
            ));
        }
        if local.starts_with('.') || local.ends_with('.') || local.contains("..") {
            return Err(bad(
                "the part before the @ begins or ends with a dot, or has two dots in a row",
            ));
        }
        if !is_on_record && local.contains("=?") {
            return Err(bad(
                "`=?` is not allowed before the @, because mail programs decode it",
            ));
        }
        let is_plain = |byte: u8| {
            byte.is_ascii_alphanumeric() || PUNCTUATION.contains(&byte) || is_taken_too(byte)
        };
        let is_letter = |c: char| !c.is_ascii() && c.is_alphanumeric();
        let may_stand = |c: char| is_letter(c) || u8::try_from(c).is_ok_and(is_plain);
        if !local.bytes().all(is_plain) && !local.chars().all(may_stand) {
            return Err(bad(REFUSED_SIGN));
        }
        let domain_key = super::domain_name::ascii_domain(domain)
            .map_err(|_| bad("the part after the @ is not a valid domain"))?;
        let is_lower = |byte: u8| byte.is_ascii() && !byte.is_ascii_uppercase();
        if domain_key == domain && local.bytes().all(is_lower) {
            return Ok(Self {
                shown: shown.to_owned(),
                key: None,
            });
        }
        let key = format!("{}@{domain_key}", local.to_lowercase());
        let shown = format!(
            "{local}@{}",
            super::domain_name::shown_domain(domain, &domain_key)
        );
        Ok(Self::recorded(&shown, &key))
    }
}

impl PartialEq for Email {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}
impl Eq for Email {}
impl std::hash::Hash for Email {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.key().hash(state);
    }
}

impl From<Email> for String {
    /// The address as it was typed.
    fn from(email: Email) -> Self {
        email.shown
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

impl serde::Serialize for Email {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_compare_without_case_and_in_ascii() {
        let one: Email = "Ada@CONTOSO.fr".parse().unwrap();
        let two: Email = "ada@contoso.FR".parse().unwrap();
        assert_eq!(one, two);
        assert_eq!(one.as_str(), "Ada@CONTOSO.fr");
        for (typed, same) in [
            ("ADA@x.fr", "ada@x.fr"),
            ("Ada@x.fr", "ada@x.fr"),
            ("ÉVA@x.fr", "éva@x.fr"),
        ] {
            let (typed, same): (Email, Email) = (typed.parse().unwrap(), same.parse().unwrap());
            assert_eq!(typed, same);
            assert_eq!(same.key(), same.as_str());
        }
        let idn: Email = "ada@bücher.example".parse().unwrap();
        assert_eq!(idn.domain(), "xn--bcher-kva.example");
        assert_eq!(idn.key(), "ada@xn--bcher-kva.example");
        let other: Email = "bob@contoso.fr".parse().unwrap();
        assert_ne!(one, other);
        let set = std::collections::HashSet::from([one, two]);
        assert_eq!(set.len(), 1);
    }

    #[test]
    fn equal_addresses_have_equal_hashes() {
        use std::hash::{BuildHasher as _, RandomState};
        let hashes = RandomState::new();
        let of = |typed: &str| hashes.hash_one(typed.parse::<Email>().unwrap());
        assert_eq!(of("Ada@CONTOSO.fr"), of("ada@contoso.fr"));
        assert_ne!(of("ada@contoso.fr"), of("bob@contoso.fr"));
    }

    #[test]
    fn addresses_of_any_script_are_read_up_to_mail_limits() {
        let local = |long: usize| "a".repeat(long);
        let domain = |long: usize| {
            let label = format!("{}.", "b".repeat(59));
            format!("{}fr", label.repeat(long / 60))
        };
        assert_eq!(domain(180).len(), 182);
        for (typed, good) in [
            (format!("{}@x.fr", local(64)), true),
            (format!("{}@x.fr", local(65)), false),
            (format!("{}@{}", local(63), domain(180)), true),
            (format!("{}@{}", local(12), domain(240)), false),
            (format!("{}@{}", local(11), domain(240)), true),
            ("жук@x.fr".to_owned(), true),
            ("o'neil+csp@x.fr".to_owned(), true),
            ("ada„@x.fr".to_owned(), false),
        ] {
            assert_eq!(typed.parse::<Email>().is_ok(), good, "{typed}");
        }
    }

    #[test]
    fn letters_of_any_script_are_allowed_before_the_at() {
        for typed in ["zoë@x.fr", "Zoë@X.fr", "محمد@x.fr", "o'brien+a_b@x.fr"] {
            let email: Email = typed.parse().unwrap();
            assert_eq!(email.key(), typed.to_lowercase(), "{typed}");
            let recorded = Email::recorded(email.as_str(), email.key());
            assert_eq!(recorded.key(), email.key());
        }
        for typed in ["a×b@x.fr", "a\u{a0}b@x.fr", "a\u{202e}b@x.fr"] {
            assert!(typed.parse::<Email>().is_err(), "{typed:?}");
        }
    }

    #[test]
    fn malformed_addresses_are_refused() {
        for typed in [
            "",
            "ada",
            "@x.fr",
            "ada@",
            "ada@x",
            "a b@x.fr",
            "a..b@x.fr",
            "ada@x.fr\nBcc: y",
            "<ada@x.fr>",
            ".a@x.fr",
        ] {
            assert!(typed.parse::<Email>().is_err(), "{typed:?}");
        }
    }

    #[test]
    fn signs_that_a_shell_obeys_are_refused_but_found_on_record() {
        for typed in [
            "`id`@x.fr",
            "$(id)@x.fr",
            "a$b@x.fr",
            "a|b@x.fr",
            "a{b}@x.fr",
            "a&b@x.fr",
        ] {
            let refused = typed.parse::<Email>();
            let is_explained =
                refused.is_err_and(|bad| bad.to_string().contains("that is not allowed"));
            assert!(is_explained, "{typed}");
            let is_formerly_taken = !typed.contains('(');
            assert_eq!(
                Email::on_record(typed).is_ok(),
                is_formerly_taken,
                "{typed}"
            );
        }
        for typed in [
            "a;b@x.fr",
            "a<b@x.fr",
            "\"a\"@x.fr",
            "a\tb@x.fr",
            "[a]@x.fr",
            "(a)@x.fr",
            "a\\b@x.fr",
        ] {
            assert!(typed.parse::<Email>().is_err(), "{typed}");
            assert!(Email::on_record(typed).is_err(), "{typed}");
        }
        let encoded = "=?utf-8?Q?a?=@x.fr";
        assert!(encoded.parse::<Email>().is_err());
        assert!(Email::on_record(encoded).is_ok());
        for typed in [
            "o'neil@x.fr",
            "a_b.fr#EXT#@x.onmicrosoft.com",
            "a+b=c@x.fr",
            "1!@x.fr",
        ] {
            assert!(typed.parse::<Email>().is_ok(), "{typed}");
        }
    }
}
