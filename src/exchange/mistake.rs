//! What is wrong with a file, and where.

use crate::domain::quote::{LONGEST, brief};
use crate::domain::rule::RuleRef;

/// One thing that is wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The physical line on which the record starts, from 1.
    pub line: u64,
    /// Which column of the record, from 1.
    pub column: usize,
    /// The column's name as the file spells it, where the mistake is in one column.
    pub field: Option<String>,
    /// What is wrong and what was expected, in a sentence without a full stop.
    pub message: String,
    /// The rule that the row breaks, where it breaks one.
    pub rule: Option<RuleRef>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heading {
    /// Which one, from 1.
    pub column: usize,
    /// Its name as the file spells it.
    pub text: String,
}

impl Mistake {
    /// A mistake of a whole line.
    pub fn in_line(line: u64, message: impl Into<String>) -> Self {
        Self {
            line,
            column: 1,
            field: None,
            message: message.into(),
            rule: None,
        }
    }

    /// A mistake in the value of one field, which the message names.
    pub fn in_field(
        (line, column): (u64, usize),
        field: &str,
        message: impl std::fmt::Display,
    ) -> Self {
        Self {
            line,
            column,
            field: Some(field.to_owned()),
            message: format!("{field}: {message}"),
            rule: None,
        }
    }

    /// A mistake in one column, which the message names.
    pub fn in_column(line: u64, heading: &Heading, message: impl std::fmt::Display) -> Self {
        Self {
            line,
            column: heading.column,
            message: format!("column {}: {message}", heading.text),
            field: Some(heading.text.clone()),
            rule: None,
        }
    }

    /// The same mistake under a rule of the programme.
    #[must_use]
    pub fn under(mut self, rule: RuleRef) -> Self {
        self.rule = Some(rule);
        self
    }
}

/// The mistakes of one file, in the order of its lines; beyond a number that nobody reads they are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mistakes {
    listed: Vec<Mistake>,
    beyond: u64,
}

impl Extend<Mistake> for Mistakes {
    fn extend<I: IntoIterator<Item = Mistake>>(&mut self, more: I) {
        more.into_iter().for_each(|mistake| self.push(mistake));
    }
}

impl Mistakes {
    /// How many are listed.
    pub const LISTED: usize = 10_000;

    /// Notes one more.
    pub fn push(&mut self, mut mistake: Mistake) {
        mistake.message = brief(mistake.message, LONGEST);
        mistake.field = mistake.field.map(|field| brief(field, LONGEST));
        if self.listed.len() < Self::LISTED {
            self.listed.push(mistake);
        } else {
            self.beyond += 1;
        }
    }

    /// How many there are, listed or not.
    pub fn count(&self) -> u64 {
        self.listed.len() as u64 + self.beyond
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.listed.is_empty()
    }

    /// Those that are listed, by line and column.
    pub fn into_listed(mut self) -> Vec<Mistake> {
        self.listed
            .sort_by_key(|mistake| (mistake.line, mistake.column));
        self.listed
    }

    /// How many more there are.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }
}
