//! The error type of csp: what is wrong, where, by which rule, and what to do.
//!
//! Arguments, files, rules, the machine and the store all report a [`Diagnostic`]; the program ends with no other error
//! type. This folder depends only on `sanitize`, so every other folder can use it.

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

/// The maximum size of a message, in bytes: enough for a list, but not for a whole file of input.
const LONGEST_MESSAGE: usize = 10_000;

/// The maximum number of places that one mistake lists.
pub const PLACES: usize = 3;

/// A value, or what is wrong.
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
    /// What a person is told in place of the message and the rule: nothing went wrong.
    notice: Option<String>,
    cause: Option<Cause>,
    /// How many times it was found.
    count: u64,
    /// The first [`PLACES`] places where it was found.
    places: Vec<Place>,
    /// If several things are wrong together: each of them.
    parts: Vec<Diagnostic>,
}

/// The underlying error. Two are equal if their texts are equal.
#[derive(Debug, Clone)]
struct Cause(Arc<dyn Error + Send + Sync>);

impl PartialEq for Cause {
    fn eq(&self, other: &Self) -> bool {
        self.0.to_string() == other.0.to_string()
    }
}

impl Diagnostic {
    /// A diagnostic of a kind; `message` is a sentence without a full stop.
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
            notice: None,
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

    /// Something that the machine failed to do.
    pub fn failed(message: impl Into<String>) -> Self {
        Self::new(Kind::Failed, message)
    }

    /// A refusal by a rule. The rule's own remedy is shown unless [`Diagnostic::with_help`] sets another.
    pub fn refused(rule: RuleRef, message: impl Into<String>) -> Self {
        Self::new(Kind::Refused, message).under(rule)
    }

    /// Missing input: its name, and the flag or the argument for it.
    pub fn missing(what: &str, flag: &str) -> Self {
        let message = if flag.starts_with('-') {
            format!("{what} is missing")
        } else {
            describe_missing_argument(what, flag)
        };
        Self::new(Kind::InputRequired, message).with_flag(flag)
    }

    /// The person interrupted the command before it changed anything.
    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing was changed")
    }

    /// Somebody answered no to a question, so nothing was done. A script is told the same as of an interruption.
    pub fn declined() -> Self {
        const CANCELLED: &str = "Cancelled, nothing was changed.";
        Self::new(Kind::Interrupted, CANCELLED).with_notice(CANCELLED)
    }

    /// Something wrong with a whole line of a file.
    pub fn in_line(line: u64, message: impl Into<String>) -> Self {
        Self::usage(message).at(Place::at(line, 1))
    }

    /// A mistake in one field of a file, whose name the message contains; line and column are from 1.
    pub fn in_field(
        (line, column): (u64, usize),
        field: &str,
        message: impl std::fmt::Display,
    ) -> Self {
        Self::usage(format!("{field}: {message}"))
            .at(Place::at(line, column))
            .with_field(field)
    }

    /// This diagnostic, with a rule.
    #[must_use]
    pub fn under(mut self, rule: impl Into<Option<RuleRef>>) -> Self {
        self.0.rule = rule.into();
        self
    }

    /// This diagnostic, with another message.
    #[must_use]
    pub fn with_message(mut self, message: impl Into<String>) -> Self {
        self.0.message = brief(message.into(), LONGEST_MESSAGE);
        self
    }

    /// This diagnostic, with the missing permission.
    #[must_use]
    pub fn with_permission(mut self, permission: &'static str) -> Self {
        self.0.permission = Some(permission);
        self
    }

    /// This diagnostic, with a place.
    #[must_use]
    pub fn at(mut self, place: impl Into<Place>) -> Self {
        let place = place.into();
        self.0.places = vec![place.clone()];
        self.0.place = Some(place);
        self
    }

    /// This diagnostic, with the name of the file added to its places, and to those of its parts.
    #[must_use]
    pub fn in_file(mut self, name: &str) -> Self {
        self.0.place = self.0.place.map(|place| place.in_file(name));
        let places = std::mem::take(&mut self.0.places).into_iter();
        self.0.places = places.map(|place| place.in_file(name)).collect();
        let parts = std::mem::take(&mut self.0.parts).into_iter();
        self.0.parts = parts.map(|part| part.in_file(name)).collect();
        self
    }

    /// This diagnostic, with the field as the file names it.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(field.into());
        self
    }

    /// This diagnostic, with the flag (including its dashes, or a placeholder such as `EMAIL` for an argument). If
    /// several things are wrong, it is added to those without a flag.
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

    /// This diagnostic, with what to do; each line is one possibility.
    #[must_use]
    pub fn with_help(mut self, help: impl Into<String>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// This diagnostic, with its help changed, whether it is its own or that of its rule.
    #[must_use]
    pub fn map_help(self, change: impl Fn(&str) -> String) -> Self {
        let Some(help) = self.help() else {
            return self;
        };
        let changed = change(&help);
        if changed == help {
            return self;
        }
        self.with_help(changed)
    }

    /// The same with what a person is told in its place, in whole sentences, where the person decided so and nothing went
    /// wrong. For a script nothing changes.
    #[must_use]
    pub fn with_notice(mut self, notice: impl Into<String>) -> Self {
        self.0.notice = Some(notice.into());
        self
    }

    /// What a person is told in its place.
    pub fn notice(&self) -> Option<&str> {
        self.0.notice.as_deref()
    }

    /// This diagnostic, with the underlying error, which is shown after the message.
    #[must_use]
    pub fn with_cause(mut self, cause: impl Error + Send + Sync + 'static) -> Self {
        self.0.cause = Some(Cause(Arc::new(cause)));
        self
    }

    /// The kind.
    pub fn kind(&self) -> Kind {
        self.0.kind
    }

    /// The message, without the underlying error.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The rule that refuses, if any; of several diagnostics that of the first.
    pub fn rule(&self) -> Option<RuleRef> {
        match self.0.parts.first() {
            Some(first) => first.rule(),
            None => self.0.rule,
        }
    }

    /// The missing permission.
    pub fn permission(&self) -> Option<&'static str> {
        self.0.permission
    }

    /// The place; if there are several, the first.
    pub fn place(&self) -> Option<&Place> {
        self.0.place.as_ref()
    }

    /// The line, from 1.
    pub fn line(&self) -> Option<u64> {
        self.place().and_then(Place::line)
    }

    /// The message, with the place in front.
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

    /// The flag that sets the field, with its dashes.
    pub fn flag(&self) -> Option<&str> {
        self.0.flag.as_deref()
    }

    /// What to do in this particular case, if that differs from the rule's own remedy.
    pub fn own_help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// The underlying error.
    pub fn cause(&self) -> Option<&(dyn Error + Send + Sync)> {
        self.0.cause.as_ref().map(|cause| &*cause.0)
    }

    /// How many times it was found.
    pub fn count(&self) -> u64 {
        self.0.count
    }

    /// The first [`PLACES`] places where it was found.
    pub fn places(&self) -> &[Place] {
        &self.0.places
    }

    /// The single diagnostics: itself, or each of several.
    pub fn parts(&self) -> &[Self] {
        if self.0.parts.is_empty() {
            std::slice::from_ref(self)
        } else {
            &self.0.parts
        }
    }
}

/// The message for a missing argument: its placeholder, and its name if that adds something.
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
    // A name keeps its capital letter.
    if what.starts_with("Microsoft") {
        return format!("missing argument: {placeholder} ({what})");
    }
    let mut letters = what.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    let what: String = first.into_iter().chain(letters).collect();
    format!("missing argument: {placeholder} ({what})")
}

/// The message and the underlying error.
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
