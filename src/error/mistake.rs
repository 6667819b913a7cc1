//! What is wrong with one thing that was handed in.

use std::collections::HashMap;

use super::{Kind, LONGEST_MESSAGE};
use crate::domain::Refusal;
use crate::domain::quote::brief;
use crate::domain::rule::RuleRef;

/// How many places of one mistake are named.
pub const PLACES: usize = 3;

/// One mistake among possibly many.
#[derive(Debug, Clone)]
pub struct Mistake {
    /// Its kind.
    pub kind: Kind,
    /// What is the matter, in a sentence without a full stop.
    pub message: String,
    /// The rule behind it.
    pub rule: Option<RuleRef>,
    /// The field, as the application file names it.
    pub field: Option<String>,
    /// The flag that gives the field, with its dashes.
    pub flag: Option<String>,
    /// `FILE:LINE:COLUMN`, where the mistake stands in a file; the first place of several.
    pub at: Option<String>,
    /// How many times it was made, in as many places.
    pub count: u64,
    /// The first [`PLACES`] places, `at` among them; empty where it stands in no file.
    pub places: Vec<String>,
    /// What mends it, where that is something else than the rule's own remedy.
    pub remedy: Option<String>,
}

impl Mistake {
    /// A mistake of some kind.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: brief(message.into(), LONGEST_MESSAGE),
            rule: None,
            field: None,
            flag: None,
            at: None,
            count: 1,
            places: Vec::new(),
            remedy: None,
        }
    }

    /// The same, naming the rule.
    #[must_use]
    pub fn under(mut self, rule: impl Into<Option<RuleRef>>) -> Self {
        self.rule = rule.into();
        self
    }

    /// The same, naming the flag (with its dashes, or a placeholder such as `EMAIL` for an argument).
    #[must_use]
    pub fn flag(mut self, flag: impl Into<String>) -> Self {
        self.flag = Some(flag.into());
        self
    }

    /// The same, naming the field.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same, naming the place in a file.
    #[must_use]
    pub fn at(mut self, at: impl Into<String>) -> Self {
        let at = at.into();
        self.places = vec![at.clone()];
        self.at = Some(at);
        self
    }

    /// The same, made `count` times; `places` are the first of them.
    #[must_use]
    pub fn repeated(mut self, count: u64, places: Vec<String>) -> Self {
        self.at = places.first().cloned();
        self.count = count;
        self.places = places;
        self
    }

    /// The same with what mends it.
    #[must_use]
    pub fn mended_by(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// Input that is missing: what it is called and the flag that gives it.
    pub fn missing(what: &str, flag: &str) -> Self {
        Self::new(Kind::InputRequired, format!("{what} is missing")).flag(flag)
    }
}

/// What makes two mistakes one: everything but the place.
type Cause<'m> = (
    Kind,
    &'m str,
    Option<&'static str>,
    Option<&'m str>,
    Option<&'m str>,
);

impl Mistake {
    fn cause(&self) -> Cause<'_> {
        (
            self.kind,
            &self.message,
            self.rule.map(|rule| rule.id),
            self.field.as_deref(),
            self.flag.as_deref(),
        )
    }
}

/// Joins mistakes that differ in their place alone into one, in the order in which each was first made.
///
/// A mistake without a place stays by itself.
pub(super) fn grouped(mistakes: Vec<Mistake>) -> Vec<Mistake> {
    let mut first: HashMap<Cause<'_>, usize> = HashMap::new();
    let mut joined: Vec<Option<usize>> = Vec::with_capacity(mistakes.len());
    for (at, mistake) in mistakes.iter().enumerate() {
        let before = mistake
            .at
            .is_some()
            .then(|| *first.entry(mistake.cause()).or_insert(at));
        joined.push(before.filter(|before| *before != at));
    }
    let mut groups: Vec<Mistake> = Vec::new();
    let mut homes = Vec::with_capacity(mistakes.len());
    for (mistake, before) in mistakes.into_iter().zip(joined) {
        let home = before.and_then(|before| homes.get(before).copied());
        homes.push(home.unwrap_or(groups.len()));
        match home.and_then(|home| groups.get_mut(home)) {
            Some(group) => {
                group.count += mistake.count;
                let room = PLACES.saturating_sub(group.places.len());
                group.places.extend(mistake.places.into_iter().take(room));
            }
            None => groups.push(mistake),
        }
    }
    groups
}

impl From<&Refusal> for Mistake {
    fn from(refusal: &Refusal) -> Self {
        Self::new(Kind::Refused, refusal.message.clone()).under(refusal.rule)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Failure;

    fn role(line: u64) -> Mistake {
        Mistake::new(Kind::Usage, "`admn` is an unknown role")
            .field("roles")
            .at(format!("users.csv:{line}:4"))
    }

    #[test]
    fn mistakes_with_one_cause_are_one_entry() {
        let other = Mistake::new(Kind::Usage, "`admn` is an unknown role").at("users.csv:3:4");
        let mut mistakes: Vec<Mistake> = (2..52).map(role).collect();
        mistakes.insert(1, other);
        let failure = Failure::of(mistakes).unwrap();
        assert_eq!(failure.message(), "51 mistakes, nothing was changed");
        let [first, second] = failure.mistakes() else {
            panic!("{failure:?}")
        };
        assert_eq!((first.count, second.count), (50, 1));
        assert_eq!(first.at.as_deref(), Some("users.csv:2:4"));
        assert_eq!(
            first.places,
            ["users.csv:2:4", "users.csv:3:4", "users.csv:4:4"]
        );
    }

    #[test]
    fn mistakes_without_a_place_stay_apart() {
        let alike = || Mistake::missing("City", "--city");
        assert_eq!(grouped(vec![alike(), alike()]).len(), 2);
    }

    #[test]
    fn a_group_alone_names_its_places_in_text_and_json() {
        let failure = Failure::of((2..7).map(role).collect()).unwrap();
        let text = failure.to_text();
        assert!(
            text.starts_with("error: `admn` is an unknown role\n"),
            "{text}"
        );
        assert!(
            text.contains("in 5 places: users.csv:2:4, users.csv:3:4, users.csv:4:4 and 2 more"),
            "{text}"
        );
        let json: serde_json::Value = serde_json::from_str(&failure.to_json()).unwrap();
        let detail = &json["error"]["details"][0];
        assert_eq!(
            (&detail["count"], &detail["at"]),
            (&5.into(), &"users.csv:2:4".into())
        );
        assert_eq!(detail["places"].as_array().unwrap().len(), PLACES);
    }
}
