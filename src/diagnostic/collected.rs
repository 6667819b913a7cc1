//! Collects the mistakes found while reading a file, and groups those with the same cause as they come in.

use std::collections::HashMap;

use super::{Diagnostic, PLACES};
use crate::sanitize::brief;

/// The maximum size, in bytes, of a message or a field's name in a mistake.
const LONGEST: usize = 1_000;

/// Diagnostics of a file with equal values here are grouped.
type Cause = (String, Option<&'static str>, Option<String>);

/// The mistakes in one file, grouped by cause. After [`Diagnostics::LISTED`] causes, further ones are only counted.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Diagnostics {
    groups: Vec<Diagnostic>,
    by_cause: HashMap<Cause, usize>,
    beyond: u64,
}

impl Extend<Diagnostic> for Diagnostics {
    fn extend<I: IntoIterator<Item = Diagnostic>>(&mut self, more: I) {
        more.into_iter().for_each(|one| self.push(one));
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<I: IntoIterator<Item = Diagnostic>>(found: I) -> Self {
        let mut all = Self::default();
        all.extend(found);
        all
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(one: Diagnostic) -> Self {
        std::iter::once(one).collect()
    }
}

impl Diagnostics {
    /// The maximum number of causes that are listed.
    pub const LISTED: usize = 10_000;

    /// Adds one mistake, or each of several.
    pub fn push(&mut self, mut one: Diagnostic) {
        if !one.0.parts.is_empty() {
            let parts = std::mem::take(&mut one.0.parts).into_iter();
            return parts.for_each(|part| self.push(part));
        }
        one.0.message = brief(std::mem::take(&mut one.0.message), LONGEST);
        one.0.field = one.0.field.take().map(|field| brief(field, LONGEST));
        self.add(one);
    }

    /// Adds those of `more` for which `keep` is true.
    pub fn absorb(&mut self, more: Self, keep: impl Fn(&Diagnostic) -> bool) {
        self.beyond += more.beyond;
        let kept = more.groups.into_iter().filter(keep);
        kept.for_each(|group| self.add(group));
    }

    fn add(&mut self, group: Diagnostic) {
        let cause = (
            group.message().to_owned(),
            group.rule().map(|rule| rule.id),
            group.field().map(str::to_owned),
        );
        if let Some(known) = self.by_cause.get(&cause) {
            if let Some(known) = self.groups.get_mut(*known) {
                join(known, group);
            }
        } else if self.groups.len() < Self::LISTED {
            self.by_cause.insert(cause, self.groups.len());
            self.groups.push(group);
        } else {
            self.beyond += group.count();
        }
    }

    /// The number of mistakes, listed or not.
    pub fn count(&self) -> u64 {
        self.groups.iter().map(Diagnostic::count).sum::<u64>() + self.beyond
    }

    /// Whether there are no mistakes.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// The number of mistakes that are not listed.
    pub fn beyond(&self) -> u64 {
        self.beyond
    }

    /// The listed mistakes, one per cause, sorted by their first place.
    pub fn into_listed(mut self) -> Vec<Diagnostic> {
        self.groups.sort_by(|a, b| a.place().cmp(&b.place()));
        self.groups
    }
}

/// Merges a mistake with the same cause into a group; the order does not matter.
fn join(known: &mut Diagnostic, more: Diagnostic) {
    let count = known.count() + more.count();
    let mut places = std::mem::take(&mut known.0.places);
    places.extend(more.places().iter().cloned());
    places.sort_unstable();
    places.truncate(PLACES);
    if more.place() < known.place() {
        *known = more;
    }
    known.0.count = count;
    known.0.places = places;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Place;

    #[test]
    fn one_cause_is_one_group_in_any_order() {
        let mut mistakes = Diagnostics::default();
        for line in (2..20_002).rev() {
            mistakes.push(Diagnostic::in_field((line, 4), "roles", "`x` is unknown"));
        }
        mistakes.push(Diagnostic::in_line(7, "the row has 3 cells"));
        assert_eq!((mistakes.count(), mistakes.beyond()), (20_001, 0));
        let groups = mistakes.into_listed();
        assert_eq!(groups.len(), 2);
        assert_eq!(groups[0].place(), Some(&Place::at(2, 4)));
        assert_eq!(groups[0].count(), 20_000);
        assert_eq!(groups[0].places(), [2, 3, 4].map(|line| Place::at(line, 4)));
        assert_eq!(groups[1].place(), Some(&Place::at(7, 1)));
    }

    #[test]
    fn several_mistakes_in_one_are_listed_one_by_one() {
        let found = ["a", "b"].map(|name| Diagnostic::in_field((2, 1), name, "wrong"));
        let mistakes = Diagnostics::from(Diagnostic::from(found.to_vec()));
        assert_eq!(mistakes.into_listed(), found);
    }

    #[test]
    fn causes_beyond_the_limit_are_counted() {
        let mut mistakes = Diagnostics::default();
        for line in 0..Diagnostics::LISTED as u64 + 5 {
            mistakes.push(Diagnostic::in_line(line, line.to_string()));
        }
        assert_eq!(mistakes.beyond(), 5);
    }
}
