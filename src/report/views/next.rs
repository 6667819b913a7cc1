//! Next actions and due dates.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::next::{Action, Hint, NextAction, Who};
use crate::domain::tone::Tone;
use crate::report::Page;

/// A next action.
#[derive(Debug, Clone, Serialize)]
pub struct NextView {
    /// What is to be done.
    pub action: Action,
    #[serde(skip)]
    title: &'static str,
    /// Who does it.
    pub who: Who,
    command: String,
    alternative: Option<String>,
    /// By when.
    pub due: Option<Day>,
    /// Whether that is over.
    pub overdue: bool,
    rule: Option<&'static str>,
    #[serde(skip)]
    hint: Option<Hint>,
}

impl From<&NextAction> for NextView {
    fn from(next: &NextAction) -> Self {
        Self {
            action: next.action,
            title: next.title,
            who: next.who,
            command: next.command.clone(),
            alternative: next.alternative.clone(),
            due: next.due,
            overdue: next.overdue,
            rule: next.rule.map(|rule| rule.id),
            hint: next.hint.clone(),
        }
    }
}

/// The views of several actions.
pub fn views(actions: &[NextAction]) -> Vec<NextView> {
    actions.iter().map(NextView::from).collect()
}

/// Writes what is next for an account with enrollments in these states, or that nothing is.
pub fn write(page: &mut Page, next: &[NextView], stages: &[EnrollmentStateKind]) {
    page.heading("Next");
    if next.is_empty() {
        page.item("  ", nothing(stages));
    }
    for action in next {
        let what = format!("{} ({}", capitalized(action.title), action.who.title());
        match action.due {
            Some(due) => {
                let day = page.when().day(due);
                let late = if action.overdue { "LATE, was " } else { "" };
                page.item("  ", &format!("{what}, {late}due {day})"));
                if action.overdue {
                    page.paint_last("LATE", Tone::Waiting);
                }
            }
            None => page.item("  ", &format!("{what})")),
        }
        page.line(&format!("    {}", action.command));
        if let Some(alternative) = &action.alternative {
            page.line("    or");
            page.line(&format!("    {alternative}"));
        }
        match &action.hint {
            Some(Hint {
                words,
                command: Some(command),
            }) => page.item("    ", &format!("{words}: `{command}`")),
            Some(Hint {
                words,
                command: None,
            }) => page.item("    ", &format!("{words}.")),
            None => {}
        }
    }
}

/// The words with a capital letter in front.
fn capitalized(words: &str) -> String {
    let mut letters = words.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}

/// Why nothing is to do: what is over, or waits for others, is not complete.
fn nothing(stages: &[EnrollmentStateKind]) -> &'static str {
    if stages.contains(&EnrollmentStateKind::Restricted) {
        "Nothing to do: the account is restricted. `csp enroll reinstate` records the end of the restriction."
    } else if stages.contains(&EnrollmentStateKind::Active) {
        "Nothing to do: this account is complete."
    } else if stages.contains(&EnrollmentStateKind::Withdrawn) {
        "Nothing to do: the enrollment was withdrawn. `csp enroll --from FILE` starts a new application."
    } else {
        "Nothing to do."
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_in_force_without_restriction_is_complete() {
        use EnrollmentStateKind::{Active, Restricted, Withdrawn};
        for (stages, said) in [
            (&[Active][..], "complete"),
            (&[Withdrawn, Active], "complete"),
            (&[Active, Withdrawn], "complete"),
            (&[Withdrawn], "withdrawn"),
            (&[Restricted], "restricted"),
            (&[Restricted, Active], "restricted"),
            (&[Restricted, Withdrawn], "restricted"),
            (&[], "Nothing to do."),
        ] {
            assert!(nothing(stages).contains(said), "{stages:?}");
        }
    }
}
