//! The only door out for failures: kind, cause, rule, remedy, exit code; as text and as JSON.

mod grouping;
mod mistake;
mod told;

pub use mistake::{Mistake, PLACES};

use crate::domain::quote::brief;
use crate::domain::role::Permission;
use crate::domain::rule::RuleRef;
use crate::domain::{Forbidden, Refusal};

/// The most bytes of a message: room for a list, and no more of what was typed than somebody reads.
const LONGEST_MESSAGE: usize = 10_000;

/// What a command answers, or why it does not.
pub type Result<T> = std::result::Result<T, Failure>;

/// What kind of failure it is; decides the exit code.
///
/// The order is the order of precedence when several hold at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// The program or the machine failed.
    Failed,
    /// The command line or an input file is wrong.
    Usage,
    /// Input is missing and prompting is off.
    InputRequired,
    /// No such account, user, provider, customer, rule, permission.
    NotFound,
    /// The acting user may not.
    Forbidden,
    /// A rule of the programme, or the present state, refuses it.
    Refused,
    /// The store stayed locked past the wait.
    Busy,
    /// The person interrupted.
    Interrupted,
}

impl Kind {
    /// The exit code.
    pub fn exit(self) -> u8 {
        match self {
            Self::Failed => 1,
            Self::Usage => 2,
            Self::Refused => 4,
            Self::NotFound => 5,
            Self::Forbidden => 6,
            Self::InputRequired => 7,
            Self::Busy => 8,
            Self::Interrupted => 130,
        }
    }

    /// The word in JSON.
    pub fn code(self) -> &'static str {
        match self {
            Self::Failed => "failed",
            Self::Usage => "usage",
            Self::InputRequired => "input-required",
            Self::NotFound => "not-found",
            Self::Forbidden => "forbidden",
            Self::Refused => "refused",
            Self::Busy => "busy",
            Self::Interrupted => "interrupted",
        }
    }
}

/// A failure on its way to the person or the script.
#[derive(Debug)]
pub struct Failure {
    /// What kind it is.
    pub kind: Kind,
    message: String,
    rule: Option<RuleRef>,
    permission: Option<Permission>,
    remedy: Option<String>,
    mistakes: Vec<Mistake>,
}

impl Failure {
    /// A failure of some kind with its message.
    pub fn new(kind: Kind, message: impl Into<String>) -> Self {
        let message = brief(message.into(), LONGEST_MESSAGE);
        let mistakes = vec![Mistake::new(kind, message.clone())];
        Self {
            kind,
            message,
            rule: None,
            permission: None,
            remedy: None,
            mistakes,
        }
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

    /// What somebody is told who interrupts.
    pub fn interrupted() -> Self {
        Self::new(Kind::Interrupted, "interrupted; nothing was changed")
    }

    /// The same failure with what to do about it.
    #[must_use]
    pub fn remedy(mut self, remedy: impl Into<String>) -> Self {
        self.remedy = Some(remedy.into());
        self
    }

    /// The same failure with the flag that mends it, where no mistake names one.
    #[must_use]
    pub fn flag(mut self, flag: &str) -> Self {
        for mistake in &mut self.mistakes {
            mistake.flag.get_or_insert_with(|| flag.to_owned());
        }
        self
    }

    /// Several mistakes as one failure; those that differ in their place alone are one entry. Its kind is the first in the order of precedence, its rule the first entry's.
    ///
    /// `None` when there is no mistake.
    pub fn of(mistakes: Vec<Mistake>) -> Option<Self> {
        let mistakes = grouping::grouped(mistakes);
        let kind = mistakes.iter().map(|mistake| mistake.kind).min()?;
        let first = mistakes.first()?;
        Some(Self {
            kind,
            message: match mistakes.as_slice() {
                [only] => only.message.clone(),
                many => summary(kind, many.iter().map(|one| one.count).sum()),
            },
            rule: first.rule,
            permission: None,
            remedy: remedy_for(kind, first, &mistakes),
            mistakes,
        })
    }

    /// Fails if there is any mistake.
    ///
    /// # Errors
    /// The mistakes, as one failure.
    pub fn unless_none(mistakes: Vec<Mistake>) -> Result<()> {
        Self::of(mistakes).map_or(Ok(()), Err)
    }

    /// Fails, with all mistakes, if one of them comes before a missing permission in the order of precedence.
    ///
    /// # Errors
    /// The mistakes, as one failure.
    pub fn unless_permission_decides(mistakes: &[Mistake]) -> Result<()> {
        if mistakes
            .iter()
            .any(|mistake| mistake.kind < Kind::Forbidden)
        {
            return Self::unless_none(mistakes.to_vec());
        }
        Ok(())
    }

    /// The mistakes that make up this failure.
    pub fn mistakes(&self) -> &[Mistake] {
        &self.mistakes
    }

    /// What to do, where that is known.
    pub fn advice(&self) -> Option<&str> {
        self.remedy.as_deref()
    }

    /// What is the matter.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The rule that refuses, if one does.
    pub fn rule(&self) -> Option<RuleRef> {
        self.rule
    }
}

fn summary(kind: Kind, count: u64) -> String {
    match kind {
        Kind::InputRequired => format!("{count} things are missing or wrong"),
        Kind::Usage => format!("{count} mistakes, nothing was changed"),
        Kind::Failed
        | Kind::NotFound
        | Kind::Forbidden
        | Kind::Refused
        | Kind::Busy
        | Kind::Interrupted => format!("{count} reasons against it, nothing was changed"),
    }
}

/// What mends `all` mistakes, which come to `kind`.
fn remedy_for(kind: Kind, first: &Mistake, all: &[Mistake]) -> Option<String> {
    if kind == Kind::InputRequired {
        return missing_remedy(all);
    }
    let of_rule = || first.rule.map(|rule| rule.remedy.to_owned());
    first
        .remedy
        .clone()
        .or_else(of_rule)
        .or_else(|| missing_remedy(all))
}

fn missing_remedy(mistakes: &[Mistake]) -> Option<String> {
    let flags: Vec<&str> = mistakes
        .iter()
        .filter(|mistake| mistake.kind == Kind::InputRequired)
        .filter_map(|mistake| mistake.flag.as_deref())
        .collect();
    match flags.len() {
        0 => None,
        1..=4 => Some(format!(
            "Give {}, or run it on a terminal to be asked.",
            flags.join(", ")
        )),
        _ => Some("Give each by its flag, or run it on a terminal to be asked.".to_owned()),
    }
}

/// One mistake alone.
impl From<Mistake> for Failure {
    fn from(mistake: Mistake) -> Self {
        Self {
            kind: mistake.kind,
            message: mistake.message.clone(),
            rule: mistake.rule,
            permission: None,
            remedy: remedy_for(mistake.kind, &mistake, std::slice::from_ref(&mistake)),
            mistakes: vec![mistake],
        }
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let remedy = refusal.remedy().to_owned();
        let mistake = Mistake::from(&refusal);
        Self {
            kind: Kind::Refused,
            message: refusal.message,
            rule: Some(refusal.rule),
            permission: None,
            remedy: Some(remedy),
            mistakes: vec![mistake],
        }
    }
}

impl From<Forbidden> for Failure {
    fn from(forbidden: Forbidden) -> Self {
        let mistake =
            Mistake::new(Kind::Forbidden, forbidden.message.clone()).under(forbidden.rule);
        Self {
            kind: Kind::Forbidden,
            message: forbidden.message,
            rule: forbidden.rule,
            permission: forbidden.permission,
            remedy: Some(forbidden.remedy),
            mistakes: vec![mistake],
        }
    }
}

impl From<anyhow::Error> for Failure {
    fn from(error: anyhow::Error) -> Self {
        Self::failed(format!("{error:#}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::rule;

    #[test]
    fn the_first_kind_in_the_order_of_precedence_decides() {
        let mistakes = vec![
            Mistake::new(Kind::Refused, "bad").under(&rule::enroll::WEBMAIL),
            Mistake::missing("City", "--city"),
        ];
        let failure = Failure::of(mistakes).unwrap();
        assert_eq!(failure.kind.exit(), 7);
        assert_eq!(failure.rule().map(|rule| rule.id), Some("enroll.webmail"));
        let order = [
            Kind::Usage,
            Kind::InputRequired,
            Kind::NotFound,
            Kind::Forbidden,
            Kind::Refused,
        ];
        assert!(order.is_sorted());
    }
}
