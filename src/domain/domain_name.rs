//! Internet domains, of tenants and of email addresses.

use std::borrow::Cow;
use std::fmt;

use super::text::{InvisibleCharacter, find_invisible, kept_text};

/// A tenant's domain, shown as typed and compared by its [`key`](TenantDomain::key).
#[derive(Debug, Clone)]
pub struct TenantDomain {
    shown: String,
    key: String,
}

/// A text that is not a domain of at least two labels.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{typed}` is not a valid domain{} (for example contoso.com)", .invisible.map_or_else(String::new, |one| format!(": {one}")))]
pub struct BadDomain {
    typed: String,
    invisible: Option<InvisibleCharacter>,
}

/// The form used for comparison: lower case, ASCII (IDNA), without a trailing dot.
pub(super) fn ascii_domain(typed: &str) -> Result<Cow<'_, str>, BadDomain> {
    let bad = || BadDomain {
        typed: typed.chars().take(120).collect(),
        invisible: find_invisible(typed),
    };
    if find_invisible(typed).is_some() {
        return Err(bad());
    }
    let typed = typed.strip_suffix('.').unwrap_or(typed);
    let ascii = if !typed.is_ascii() {
        Cow::Owned(idna::domain_to_ascii(typed).map_err(|_| bad())?)
    } else if typed.bytes().any(|byte| byte.is_ascii_uppercase()) {
        Cow::Owned(typed.to_ascii_lowercase())
    } else {
        Cow::Borrowed(typed)
    };
    let label_is_good = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let (before, top) = ascii.rsplit_once('.').unwrap_or(("", &ascii));
    let good = ascii.len() <= 253
        && label_is_good(top)
        && !top.bytes().all(|b| b.is_ascii_digit())
        && before.split('.').all(label_is_good);
    if good { Ok(ascii) } else { Err(bad()) }
}

/// The form to show: as typed, or the form used for comparison if the typed one contains compatibility letters such as
/// full-width ones.
pub(super) fn shown_domain(typed: &str, key: &str) -> String {
    if typed.is_ascii() {
        return typed.to_owned();
    }
    let composed = kept_text(typed);
    let (unicode, _) = idna::domain_to_unicode(key);
    if composed.to_lowercase().trim_end_matches('.') == unicode {
        composed.into_owned()
    } else {
        key.to_owned()
    }
}

impl TenantDomain {
    /// The form used for comparison.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The domain as it was typed.
    pub fn as_str(&self) -> &str {
        &self.shown
    }
}

impl std::str::FromStr for TenantDomain {
    type Err = BadDomain;
    fn from_str(typed: &str) -> Result<Self, BadDomain> {
        let shown = typed.trim();
        let key = ascii_domain(shown)?.into_owned();
        Ok(Self {
            shown: shown_domain(shown, &key),
            key,
        })
    }
}

impl PartialEq for TenantDomain {
    fn eq(&self, other: &Self) -> bool {
        self.key == other.key
    }
}
impl Eq for TenantDomain {}

impl fmt::Display for TenantDomain {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.shown)
    }
}

impl serde::Serialize for TenantDomain {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn domains_are_shown_as_typed_and_compared_in_ascii() {
        let domain: TenantDomain = " BÜCHER.example. ".parse().unwrap();
        assert_eq!(domain.as_str(), "BÜCHER.example.");
        assert_eq!(domain.to_string(), domain.as_str());
        assert_eq!(domain.key(), "xn--bcher-kva.example");
        assert_eq!(domain, "bücher.EXAMPLE".parse().unwrap());
        assert_ne!(domain, "buecher.example".parse().unwrap());
    }

    #[test]
    fn labels_and_lengths_are_those_of_the_domain_name_system() {
        let label = "a".repeat(63);
        let longest = [label.as_str(); 3].join(".") + "." + &"b".repeat(61);
        assert_eq!(longest.len(), 253);
        for (typed, good) in [
            ("contoso.fr", true),
            ("a-b.c1.fr", true),
            ("contoso", false),
            ("", false),
            (".fr", false),
            ("contoso..fr", false),
            ("-contoso.fr", false),
            ("contoso-.fr", false),
            ("con_toso.fr", false),
            ("con toso.fr", false),
            ("10.0.0.1", false),
            (&format!("{label}.fr"), true),
            (&format!("a{label}.fr"), false),
            (&longest, true),
            (&format!("{longest}b"), false),
        ] {
            assert_eq!(typed.parse::<TenantDomain>().is_ok(), good, "{typed}");
        }
    }
}
