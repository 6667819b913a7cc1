//! What is wrong, where, by which rule, and what helps: the one type for everything that csp refuses or cannot do.
//!
//! Arguments, files, rules, the machine and the store all make a [`Diagnostic`]; nothing else leaves the program as an
//! error. It knows no other part of the program but the ground, so that every part can make one.

mod collected;
mod grouping;
mod kind;
mod place;
mod render;
mod rule;
mod several;

pub use collected::Diagnostics;
pub use kind::{EXIT_CODES, Kind};
pub use place::Place;
pub use rule::{Rule, RuleRef, Source, join_lines};

use std::error::Error;
use std::sync::Arc;

use crate::sanitize::brief;

/// The most bytes of a message: room for a list, and no more of what was typed than somebody reads.
const LONGEST_MESSAGE: usize = 10_000;

/// How many places of one mistake are named.
pub const PLACES: usize = 3;

/// What is answered, or what is wrong.
pub type Result<T> = std::result::Result<T, Diagnostic>;

/// One thing that is wrong, or several together (see [`Diagnostic::of`]).
///
/// One pointer in size, so that it costs little in a `Result`.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagnostic(Box<Content>);

#[derive(Debug, Clone, PartialEq)]
struct Content {
    kind: Kind,
    /// A sentence without a full stop.
    message: String,
    rule: Option<RuleRef>,
    permission: Option<&'static str>,
    place: Option<Place>,
    field: Option<String>,
    flag: Option<String>,
    help: Option<String>,
    cause: Option<Cause>,
    /// How many times the same was found.
    count: u64,
    /// The first [`PLACES`] places where it was found.
    places: Vec<Place>,
    /// Where several things are wrong together: each of them.
    parts: Vec<Diagnostic>,
}

/// The error underneath; two are equal when they say the same.
#[derive(Debug, Clone)]
struct Cause(Arc<dyn Error + Send + Sync>);

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Diagnostic {
    /// Something wrong of some kind; `message` is a sentence without a full stop.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        Self(Box::new(Content {
            kind,
            message: brief(message.into(), LONGEST_MESSAGE),
            rule: None,
            permission: None,
            place: None,
            field: None,
            flag: None,
            help: None,
            cause: None,
            count: 1,
            places: Vec::new(),
            parts: Vec::new(),
        }))
    }

    /// A wrong command line or input file.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// Something that does not exist.
    pub fn not_found(message: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, message)
    }

    /// Something that the machine did not do.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// A refusal under a rule; the rule's own remedy helps unless [`Diagnostic::with_help`] says more.
    pub fn refused(rule: RuleRef, message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message).under(rule)
    }

    /// Input that is missing: what it is called, and the flag or the argument that gives it.
    pub fn missing(what: &str, flag: &str) -> Self {
        let message = if flag.starts_with('-') {
            format!("{what} is missing")
        } else {
            describe_missing_argument(what, flag)
        };
        Self::new(Kind::InputRequired, message).with_flag(flag)
    }

    /// Somebody interrupted the command before it changed anything.
    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing was changed")
    }

    /// Something wrong with a whole line of a file.
    pub fn in_line(line: u64, message: impl Into<String>) -> Self {
        Self::usage(message).at(Place::at(line, 1))
    }

    /// Something wrong with the value of one field of a file, which the message names; line and column are from 1.
    pub fn in_field(
        (line, column): (u64, usize),
        field: &str,
        message: impl std::fmt::Display,
    ) -> Self {
        Self::usage(format!("{field}: {message}"))
            .at(Place::at(line, column))
            .with_field(field)
    }

    /// The same under a rule.
    #[must_use]
    pub fn under(mut self, rule: impl Into<Option<RuleRef>>) -> Self {
        self.0.rule = rule.into();
        self
    }

    /// The same with another message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = brief(message.into(), LONGEST_MESSAGE);
        self
    }

    /// The same for lack of a permission.
    #[must_use]
    pub fn with_permission(mut self, permission: &'static str) -> Self {
        self.0.permission = Some(permission);
        self
    }

    /// The same with the place.
    #[must_use]
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        let place = place.into();
        self.0.places = vec![place.clone()];
        self.0.place = Some(place);
        self
    }

    /// The same in the file of this name, where it has a place.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        self.0.place = self.0.place.map(|place| place.in_file(name));
        let places = std::mem::take(&mut self.0.places).into_iter();
        self.0.places = places.map(|place| place.in_file(name)).collect();
        self
    }

    /// The same with the field, as the file names it.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// The same with the flag (with its dashes, or a placeholder such as `EMAIL` for an argument); of several things
    /// each that names none.
    #[must_use]
    pub fn with_flag(mut self, flag: impl Into<String>) -> Self {
        let flag = flag.into();
        for part in &mut self.0.parts {
            part.0.flag.get_or_insert_with(|| flag.clone());
        }
        if self.0.parts.is_empty() {
            self.0.flag = Some(flag);
        }
        self
    }

    /// The same with what to do about it; each line is one way to go on.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// The same with the error underneath. The renderers show it behind the message.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Cause(Arc::new(cause)));
        self
    }

    /// What kind it is.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// What is wrong, without the error underneath.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The rule that refuses, where one does; of several things that of the first.
    pub fn rule(&self) -> Option<RuleRef> {
        match self.0.parts.first() {
            Some(first) => first.rule(),
            None => self.0.rule,
        }
    }

    /// The permission that is lacking.
    pub fn permission(&self) -> Option<&'static str> {
        self.0.permission
    }

    /// Where it was found; the first of several places.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// The line where it was found, from 1.
    pub fn line(&self) -> Option<u64> {
        self.place().and_then(Place::line)
    }

    /// The message behind its place.
    pub fn located_message(&self) -> String {
        match self.place() {
            Some(place) => format!("{place}: {self}"),
            None => self.to_string(),
        }
    }

    /// The field, as the file names it.
    pub fn field(&self) -> Option<&str> {
        self.0.field.as_deref()
    }

    /// The flag that gives the field, with its dashes.
    pub fn flag(&self) -> Option<&str> {
        self.0.flag.as_deref()
    }

    /// What to do in this very case, where that is more than the rule's own remedy.
    pub fn own_help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The error underneath.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync)> {
        self.0.cause.as_ref().map(|cause| &*cause.0)
    }

    /// How many times the same was found.
    pub fn count(&self) -> u64 {
        self.0.count
    }

    /// The first [`PLACES`] places where it was found.
    pub fn places(&self) -> &[Place] {
        &self.0.places
    }

    /// The single things that are wrong: itself, or each of several.
    pub fn parts(&self) -> &[Self] {
        if self.0.parts.is_empty() {
            std::slice::from_ref(self)
        } else {
            &self.0.parts
        }
    }
}

/// Names a missing argument by its placeholder, with what it is called where that says more.
fn describe_missing_argument(what: &str, placeholder: &str) -> String {
    let bare = ["The ", "A ", "An "].into_iter();
    let bare = bare.filter_map(|article| what.strip_prefix(article)).next();
    let bare = bare.unwrap_or(what);
    let same = bare
        .get(..placeholder.len())
        .filter(|begin| begin.eq_ignore_ascii_case(placeholder));
    let rest = same.and_then(|_| bare.get(placeholder.len()..));
    if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with(" (")) {
        return format!("missing argument: {placeholder}{rest}");
    }
    let mut letters = what.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let what: String = first.into_iter().chain(letters).collect();
    format!("missing argument: {placeholder} ({what})")
}

/// The message, with the error underneath.
impl std::fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)?;
        match &self.0.cause {
            Some(cause) => write!(f, ": {}", cause.0),
            None => Ok(()),
        }
    }
}

impl Error for Diagnostic {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        let cause = self.0.cause.as_ref()?;
        Some(&*cause.0)
    }
}

impl From<anyhow::Error> for Diagnostic {
    fn from(error: anyhow::Error) -> Self {
        Self::failed(format!("{error:#}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_error_underneath_is_kept_and_shown_behind_the_message() {
        let denied = std::io::Error::from(std::io::ErrorKind::PermissionDenied);
        let error = Diagnostic::failed("cannot read users.csv").with_cause(denied);
        assert_eq!(
            error.to_string(),
            "cannot read users.csv: permission denied"
        );
        assert_eq!(error.message(), "cannot read users.csv");
        let cause = error.source().and_then(|cause| cause.downcast_ref());
        let kind = cause.map(std::io::Error::kind);
        assert_eq!(kind, Some(std::io::ErrorKind::PermissionDenied));
    }

    #[test]
    fn a_result_carries_one_pointer() {
        assert_eq!(size_of::<Result<()>>(), size_of::<usize>());
    }
}
