//! Combines several diagnostics into one.

use super::{Diagnostic, Kind, Result, grouping};

impl Diagnostic {
    /// Combines several diagnostics; those that differ only in their place become one part. The kind is the first in
    /// the order of precedence. `None` if there are none.
    pub fn of(found: Vec<Self>) -> Option<Self> {
        let mut parts = grouping::grouped(found);
        let kind = parts.iter().map(Self::kind).min()?;
        if parts.len() == 1 {
            return parts.pop();
        }
        let count = parts.iter().map(Self::count).sum();
        let only_missing = parts.iter().all(|part| part.kind() == Kind::InputRequired);
        let mut all = Self::new(kind, summary(kind, count, only_missing));
        all.0.parts = parts;
        Some(all)
    }

    /// Fails if there is any diagnostic.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn unless_none(found: Vec<Self>) -> Result<()> {
        Self::of(found).map_or(Ok(()), Err)
    }

    /// Fails, with all diagnostics, if one of them takes precedence over a missing permission.
    ///
    /// # Errors
    /// Everything that is wrong.
    pub fn unless_permission_decides(found: &[Self]) -> Result<()> {
        if found.iter().any(|one| one.kind() < Kind::Forbidden) {
            return Self::unless_none(found.to_vec());
        }
        Ok(())
    }

    /// What to do, if known: the help for this case, otherwise the rule's remedy.
    pub fn help(&self) -> Option<String> {
        if let Some(help) = &self.0.help {
            return Some(help.clone());
        }
        if self.kind() == Kind::InputRequired {
            return how_to_give(self.parts());
        }
        let first = self.0.parts.first().unwrap_or(self);
        let own = first.0.help.clone();
        own.or_else(|| first.0.rule.map(|rule| rule.remedy.to_owned()))
            .or_else(|| how_to_give(self.parts()))
    }
}

/// Combines all refusals of a decision.
impl From<Vec<Diagnostic>> for Diagnostic {
    fn from(found: Vec<Diagnostic>) -> Self {
        let none = || Self::failed("a decision was refused without a reason; this is a bug");
        Self::of(found).unwrap_or_else(none)
    }
}

fn summary(kind: Kind, count: u64, only_missing: bool) -> String {
    match kind {
        Kind::InputRequired if only_missing => format!("{count} values are missing"),
        Kind::InputRequired => format!("{count} values are missing or wrong"),
        Kind::Usage => format!("{count} mistakes found, nothing was changed"),
        Kind::Failed
        | Kind::BrokenPipe
        | Kind::DiskFull
        | Kind::NewerStore
        | Kind::NotAStore
        | Kind::ReadOnlyStore
        | Kind::DamagedStore
        | Kind::MissingStore
        | Kind::NotFound
        | Kind::Forbidden
        | Kind::Refused
        | Kind::Busy
        | Kind::Interrupted => format!("refused for {count} reasons, nothing was changed"),
    }
}

/// How to provide missing input; `None` if none is missing.
fn how_to_give(parts: &[Diagnostic]) -> Option<String> {
    let missing = parts
        .iter()
        .filter(|part| part.kind() == Kind::InputRequired);
    let flags: Vec<&str> = missing.filter_map(Diagnostic::flag).collect();
    match flags.len() {
        0 => None,
        1..=4 => Some(format!(
            "Add {}, or run the command in a terminal to be asked.",
            list_with_and(&flags)
        )),
        _ => {
            Some("Add each with its flag, or run the command in a terminal to be asked.".to_owned())
        }
    }
}

/// Joins words as in a sentence: `a, b and c`.
fn list_with_and(words: &[&str]) -> String {
    match words {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Rule;

    static RULE: Rule = Rule {
        id: "tests.rule",
        statement: "A test has a rule.",
        sources: &[],
        remedy: "Write one.",
    };

    #[test]
    fn the_first_kind_in_the_order_of_precedence_decides() {
        let refused = Diagnostic::refused(&RULE, "bad");
        assert_eq!(refused.help().as_deref(), Some("Write one."));
        let both = Diagnostic::of(vec![refused, Diagnostic::missing("City", "--city")]);
        let both = both.unwrap();
        assert_eq!(both.kind().exit(), 7);
        assert_eq!(both.rule().map(|rule| rule.id), Some("tests.rule"));
        assert!(both.help().unwrap().starts_with("Add --city,"));
    }
}
