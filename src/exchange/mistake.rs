//! What is wrong with a file, and where.

use std::collections::HashMap;

use crate::domain::quote::{LONGEST, brief};
use crate::domain::rule::RuleRef;

/// How many places of one mistake are kept.
pub const PLACES: usize = 3;

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

/// Mistakes of one file that differ in their place alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The first of them.
    pub first: Mistake,
    /// How many there are.
    pub count: u64,
    /// Line and column of the first [`PLACES`], in their order.
    pub places: Vec<(u64, usize)>,
}

/// What makes two mistakes of a file one.
type Cause = (String, Option<&'static str>, Option<String>);

/// The mistakes of one file by their causes; beyond a number of causes that nobody reads they are only counted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Mistakes {
    groups: Vec<Group>,
    by_cause: HashMap<Cause, usize>,
    beyond: u64,
}

impl Extend<Mistake> for Mistakes {
    fn extend<I: IntoIterator<Item = Mistake>>(&mut self, more: I) {
        more.into_iter().for_each(|mistake| self.push(mistake));
    }
}

impl Mistakes {
    /// How many causes are listed.
    pub const LISTED: usize = 10_000;

    /// Notes one more.
    pub fn push(&mut self, mut mistake: Mistake) {
        mistake.message = brief(mistake.message, LONGEST);
        mistake.field = mistake.field.map(|field| brief(field, LONGEST));
        let place = (mistake.line, mistake.column);
        self.add(Group {
            first: mistake,
            count: 1,
            places: vec![place],
        });
    }

    /// Takes over the mistakes of `more` that `keep` says yes to.
    pub fn absorb(&mut self, more: Self, keep: impl Fn(&Mistake) -> bool) {
        self.beyond += more.beyond;
        let kept = more.groups.into_iter().filter(|group| keep(&group.first));
        kept.for_each(|group| self.add(group));
    }

    fn add(&mut self, group: Group) {
        let first = &group.first;
        let cause = (
            first.message.clone(),
            first.rule.map(|rule| rule.id),
            first.field.clone(),
        );
        if let Some(known) = self.by_cause.get(&cause) {
            if let Some(known) = self.groups.get_mut(*known) {
                known.join(group);
            }
        } else if self.groups.len() < Self::LISTED {
            self.by_cause.insert(cause, self.groups.len());
            self.groups.push(group);
        } else {
            self.beyond += group.count;
        }
    }

    /// How many there are, listed or not.
    pub fn count(&self) -> u64 {
        self.groups.iter().map(|group| group.count).sum::<u64>() + self.beyond
    }

    /// Whether nothing is wrong.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Those that are listed, a cause each, by line and column of the first.
    pub fn into_groups(mut self) -> Vec<Group> {
        self.groups
            .sort_by_key(|group| (group.first.line, group.first.column));
        self.groups
    }

    /// The first of each cause, by line and column.
    pub fn into_listed(self) -> Vec<Mistake> {
        let groups = self.into_groups().into_iter();
        groups.map(|group| group.first).collect()
    }

    /// How many more there are.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }
}

impl Group {
    /// Takes in more of the same, whatever order they were found in.
    fn join(&mut self, more: Self) {
        self.count += more.count;
        if (more.first.line, more.first.column) < (self.first.line, self.first.column) {
            self.first = more.first;
        }
        self.places.extend(more.places);
        self.places.sort_unstable();
        self.places.truncate(PLACES);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_cause_is_one_group_in_any_order() {
        let mut mistakes = Mistakes::default();
        for line in (2..20_002).rev() {
            mistakes.push(Mistake::in_field((line, 4), "roles", "`x` is unknown"));
        }
        mistakes.push(Mistake::in_line(7, "the row has 3 cells"));
        assert_eq!((mistakes.count(), mistakes.beyond()), (20_001, 0));
        let groups = mistakes.into_groups();
        assert_eq!(groups.len(), 2);
        assert_eq!((groups[0].first.line, groups[0].count), (2, 20_000));
        assert_eq!(groups[0].places, [(2, 4), (3, 4), (4, 4)]);
        assert_eq!(groups[1].first.line, 7);
    }

    #[test]
    fn causes_beyond_the_limit_are_counted() {
        let mut mistakes = Mistakes::default();
        for line in 0..Mistakes::LISTED as u64 + 5 {
            mistakes.push(Mistake::in_line(line, line.to_string()));
        }
        assert_eq!(mistakes.beyond(), 5);
    }
}
