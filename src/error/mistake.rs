//! What is wrong with one thing that was handed in.

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

impl From<&Refusal> for Mistake {
    fn from(refusal: &Refusal) -> Self {
        Self::new(Kind::Refused, refusal.message.clone()).under(refusal.rule)
    }
}
