//! The business profile that brings referrals.

use super::calendar::Instant;

/// How the account presents its business to companies that look for a partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BusinessProfile {
    /// What the company does.
    pub description: Description,
    /// The services it offers, in the order given.
    pub services: Vec<Label>,
    /// The industries it knows, in the order given.
    pub industries: Vec<Label>,
    /// When it was set.
    pub set_at: Instant,
    /// Who set it.
    pub set_by: String,
}

/// A description: not blank, up to a few thousand characters, with line breaks.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Description(String);

/// The name of a service or an industry: one line, short.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Label(String);

/// A text that is not valid in a business profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BadText {
    /// The text is blank.
    #[error("the text is empty")]
    Blank,
    /// It is too long.
    #[error("it is longer than {0} characters")]
    TooLong(usize),
    /// It contains control characters, or line breaks where one line is expected.
    #[error("it contains control characters")]
    Control,
}

impl Description {
    const LONGEST: usize = 4000;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Label {
    const LONGEST: usize = 100;

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn checked(typed: &str, longest: usize, lines: bool) -> Result<String, BadText> {
    let text = typed.trim();
    let is_bad = |c: char| c.is_control() && !(lines && matches!(c, '\n' | '\r' | '\t'));
    if text.is_empty() {
        Err(BadText::Blank)
    } else if text.chars().any(is_bad) {
        Err(BadText::Control)
    } else if text.chars().count() > longest {
        Err(BadText::TooLong(longest))
    } else {
        Ok(text.to_owned())
    }
}

impl std::str::FromStr for Description {
    type Err = BadText;
    fn from_str(typed: &str) -> Result<Self, BadText> {
        checked(typed, Self::LONGEST, true).map(Self)
    }
}

impl std::str::FromStr for Label {
    type Err = BadText;
    fn from_str(typed: &str) -> Result<Self, BadText> {
        checked(typed, Self::LONGEST, false).map(Self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_description_has_lines_and_a_label_has_one() {
        let text = "We move mail.\n\tTo the cloud.";
        assert_eq!(text.parse::<Description>().unwrap().as_str(), text);
        assert_eq!(text.parse::<Label>(), Err(BadText::Control));
        assert_eq!(" ".parse::<Description>(), Err(BadText::Blank));
        assert_eq!("a\u{1b}[2J".parse::<Description>(), Err(BadText::Control));
        assert_eq!("é".repeat(101).parse::<Label>(), Err(BadText::TooLong(100)));
        let longest: Label = "é".repeat(100).parse().unwrap();
        assert_eq!(longest.as_str(), "é".repeat(100));
    }
}
