//! Names of people.

use std::fmt;

use crate::domain::Email;
use crate::domain::text::kept_text;

/// A name of a person: one line, not blank, trimmed.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(String);

/// What is wrong with a text that is not a valid name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadName {
    /// It is blank.
    #[error("a name must have at least one letter")]
    Blank,
    /// It is too long for Entra.
    #[error("a name must not be longer than {} characters", Name::LONGEST)]
    TooLong,
    /// A line break, a tab or another control character.
    #[error("a name must be on one line and must not contain control characters")]
    Control,
    /// Digits alone or signs alone, given as the name of a person.
    #[error("a person's name cannot be digits alone or signs alone")]
    NotOfPerson,
    /// Signs alone, given as the name of a company.
    #[error("a company's name must have at least one letter or digit")]
    OnlySigns,
}

/// The name of a person as somebody types it: a [`Name`] that is neither digits nor signs alone. Files of other systems
/// may hold other names, so an import takes any [`Name`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(Name);

impl std::str::FromStr for PersonName {
    type Err = BadName;
    fn from_str(typed: &str) -> Result<Self, BadName> {
        let name: Name = typed.parse()?;
        let says_something = name.0.chars().any(may_be_letter);
        let is_number = |c: char| c.is_numeric() || c.is_whitespace();
        if says_something && !name.0.chars().all(is_number) {
            return Ok(Self(name));
        }
        Err(BadName::NotOfPerson)
    }
}

impl From<PersonName> for Name {
    fn from(name: PersonName) -> Self {
        name.0
    }
}

/// The name of a company as somebody types it: a [`Name`] with at least one letter or digit of any script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CompanyName(Name);

impl std::str::FromStr for CompanyName {
    type Err = BadName;
    fn from_str(typed: &str) -> Result<Self, BadName> {
        let name: Name = typed.parse()?;
        let says_something = name.0.chars().any(may_be_letter);
        says_something
            .then_some(Self(name))
            .ok_or(BadName::OnlySigns)
    }
}

impl fmt::Display for CompanyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for PersonName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// Whether a character may be a letter or a digit. In doubt it may: scripts have more letters than any list.
fn may_be_letter(c: char) -> bool {
    let is_sign = c.is_ascii()
        || c.is_whitespace()
        || matches!(c, '\u{80}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{3004}' | '\u{3008}'..='\u{3020}');
    c.is_alphanumeric() || !is_sign
}

impl Name {
    /// The most characters that a name may have (Entra's limit for the display name).
    pub const LONGEST: usize = 256;

    /// A name from a stored record, without checking it again.
    pub(crate) fn recorded(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The display name: first and last name, or whichever exists, otherwise the address.
    pub fn display(first: Option<&Self>, last: Option<&Self>, email: &Email) -> Self {
        let both = match (first, last) {
            (Some(first), Some(last)) => [first.as_str(), last.as_str()].join(" "),
            (Some(one), None) | (None, Some(one)) => one.0.clone(),
            (None, None) => email.as_str().to_owned(),
        };
        if both.len() <= Self::LONGEST {
            return Self(both);
        }
        Self(both.chars().take(Self::LONGEST).collect())
    }
}

impl std::str::FromStr for Name {
    type Err = BadName;
    fn from_str(typed: &str) -> Result<Self, BadName> {
        // A fast path: most names are plain ASCII, and long lists contain many names.
        let ends_in_letters = |bytes: &[u8]| {
            let is_seen = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
            is_seen(bytes.first()) && is_seen(bytes.last())
        };
        let is_plain = typed.bytes().all(|byte| matches!(byte, b' '..=b'~'));
        if is_plain && typed.len() <= Self::LONGEST && ends_in_letters(typed.as_bytes()) {
            return Ok(Self(typed.to_owned()));
        }
        let kept = kept_text(typed);
        let text = kept.trim();
        if text.is_empty() {
            return Err(BadName::Blank);
        }
        if text.chars().any(char::is_control) {
            return Err(BadName::Control);
        }
        if text.len() > Self::LONGEST && text.chars().count() > Self::LONGEST {
            return Err(BadName::TooLong);
        }
        Ok(Self(text.to_owned()))
    }
}

impl From<Name> for String {
    fn from(name: Name) -> Self {
        name.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for Name {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_one_letter_and_of_any_script_are_names() {
        for typed in [
            "O",
            "Zoe ",
            " Zoe",
            "  Zoë ",
            "محمد",
            "👩‍💻",
            "O'Brien-Ní",
            "=cmd",
        ] {
            assert_eq!(typed.parse::<Name>().unwrap().as_str(), typed.trim());
        }
        assert_eq!("  ".parse::<Name>(), Err(BadName::Blank));
        assert_eq!("a\nBcc: b".parse::<Name>(), Err(BadName::Control));
        assert_eq!("a\0".parse::<Name>(), Err(BadName::Control));
        for letter in ["e", "é"] {
            let longest: Name = letter.repeat(256).parse().unwrap();
            assert_eq!(longest.to_string(), letter.repeat(256));
            let too_long = letter.repeat(257);
            assert_eq!(too_long.parse::<Name>(), Err(BadName::TooLong));
        }
    }

    #[test]
    fn a_typed_name_of_a_person_is_not_digits_or_signs() {
        for typed in [
            "O",
            "Ng",
            "X Æ A-12",
            "محمد",
            "三",
            "山田",
            "Ὀδυσσεύς",
            "नेहा",
            "ꓡꓲ-ꓢꓴ",
            "𞤀𞤁",
            "O'",
            "=1+1",
            "Zoë",
            "ª",
        ] {
            assert!(typed.parse::<PersonName>().is_ok(), "{typed}");
        }
        for typed in ["123", "-", "?", "12 34", "—", "٣", "«»", "_"] {
            assert_eq!(
                typed.parse::<PersonName>(),
                Err(BadName::NotOfPerson),
                "{typed}"
            );
        }
        assert_eq!(" ".parse::<PersonName>(), Err(BadName::Blank));
    }

    #[test]
    fn a_typed_name_of_a_company_has_a_letter_or_digit() {
        for typed in ["3M", "1", "株式会社", "1&1", "Ø"] {
            assert!(typed.parse::<CompanyName>().is_ok(), "{typed}");
        }
        for typed in ["-", "...", "—"] {
            assert_eq!(
                typed.parse::<CompanyName>(),
                Err(BadName::OnlySigns),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_shown_name_falls_back_to_the_address() {
        let email: Email = "a@x.fr".parse().unwrap();
        let ada: Name = "Ada".parse().unwrap();
        let byron: Name = "Byron".parse().unwrap();
        assert_eq!(
            Name::display(Some(&ada), Some(&byron), &email).as_str(),
            "Ada Byron"
        );
        assert_eq!(Name::display(None, Some(&byron), &email).as_str(), "Byron");
        assert_eq!(Name::display(None, None, &email).as_str(), "a@x.fr");
        for (letter, first, last) in [("e", 128, 127), ("e", 200, 200), ("é", 200, 200)] {
            let name = |long: usize| letter.repeat(long).parse::<Name>().unwrap();
            let shown = Name::display(Some(&name(first)), Some(&name(last)), &email);
            let whole = format!("{} {}", letter.repeat(first), letter.repeat(last));
            let expected: String = whole.chars().take(Name::LONGEST).collect();
            assert_eq!(shown.as_str(), expected);
        }
    }
}
