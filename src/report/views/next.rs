//! Next actions and due dates.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::next::{Action, Hint, NextAction, NextCause, NextId, SnoozedActions, Who};
use crate::domain::tone::Tone;
use crate::report::Page;

/// A next action.
#[derive(Debug, Clone, Serialize)]
pub struct NextView {
    /// Its id, the same as long as its cause lasts.
    pub id: NextId,
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
    /// The day on which it comes back, if it is put off.
    pub snoozed_until: Option<Day>,
    #[serde(skip)]
    hint: Option<Hint>,
    #[serde(skip)]
    causes: Vec<NextCause>,
}

impl NextView {
    fn new(next: &NextAction, snoozed: &SnoozedActions) -> Self {
        Self {
            id: next.cause.id(snoozed.account()),
            action: next.action,
            title: next.title,
            who: next.who,
            command: next.command.clone(),
            alternative: next.alternative.clone(),
            due: next.due,
            overdue: next.overdue,
            rule: next.rule.map(|rule| rule.id),
            snoozed_until: snoozed.until(&next.cause),
            hint: next.hint.clone(),
            causes: next.causes().cloned().collect(),
        }
    }

    /// Whether it is about what this cause began.
    pub fn is_about(&self, cause: &NextCause) -> bool {
        self.causes.contains(cause)
    }
}

/// The views of several actions of an account.
pub fn views(actions: &[NextAction], snoozed: &SnoozedActions) -> Vec<NextView> {
    let view = |next| NextView::new(next, snoozed);
    actions.iter().map(view).collect()
}

/// Whether a page shows the ids of next actions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShowIds {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// Writes what is next for an account with enrollments in these states, or that nothing is.
pub fn write(page: &mut Page, next: &[NextView], stages: &[EnrollmentStateKind], ids: ShowIds) {
    page.heading("Next");
    if next.is_empty() {
        page.item("  ", nothing(stages));
    }
    for action in next {
        let what = format!("{} ({}", capitalized(action.title), action.who.title());
        let id = match ids {
            ShowIds::Yes => format!(" [{}]", action.id),
            ShowIds::No => String::new(),
        };
        match (action.snoozed_until, action.due) {
            (Some(until), _) => {
                let day = page.when().day(until);
                page.item("  ", &format!("{what}, put off until {day}){id}"));
            }
            (None, Some(due)) => {
                let day = page.when().day(due);
                let late = if action.overdue { "LATE, was " } else { "" };
                page.item("  ", &format!("{what}, {late}due {day}){id}"));
                if action.overdue {
                    page.paint_last("LATE", Tone::Waiting);
                }
            }
            (None, None) => page.item("  ", &format!("{what}){id}")),
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
pub fn capitalized(words: &str) -> String {
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
