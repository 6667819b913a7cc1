//! Next actions and due dates.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::next::{Action, NextAction, Who};
use crate::report::Page;

/// A next action.
#[derive(Debug, Clone, Serialize)]
pub struct NextView {
    action: Action,
    who: Who,
    command: String,
    due: Option<Day>,
    overdue: bool,
    rule: Option<&'static str>,
}

impl From<&NextAction> for NextView {
    fn from(next: &NextAction) -> Self {
        Self {
            action: next.action,
            who: next.who,
            command: next.command.clone(),
            due: next.due,
            overdue: next.overdue,
            rule: next.rule.map(|rule| rule.id),
        }
    }
}

/// The views of several actions.
pub fn views(actions: &[NextAction]) -> Vec<NextView> {
    actions.iter().map(NextView::from).collect()
}

/// Writes what is next, or that nothing is.
pub fn write(page: &mut Page, next: &[NextView]) {
    page.heading("Next");
    if next.is_empty() {
        page.item("  ", "Nothing to do: this account is complete.");
    }
    for action in next {
        let due = match (action.due, action.overdue) {
            (Some(due), true) => format!(", was due {due}, {}: OVERDUE", page.when().to_day(due)),
            (Some(due), false) => format!(", due {due}, {}", page.when().to_day(due)),
            (None, _) => String::new(),
        };
        page.item("  ", &format!("{} ({}{due})", action.action, action.who));
        page.line(&format!("    {}", action.command));
        if action.action == Action::ConfirmEmail {
            page.item(
                "    ",
                "(the code stands in the message that `csp verify send-email` writes)",
            );
        }
    }
}
