//! `csp status` as one line an account: the table of several accounts, and CSV.

use serde::Serialize;

use super::records::StatusView;
use crate::domain::calendar::Day;
use crate::domain::next::{Action, Who};
use crate::report::{ListRow, When};

/// Where an account stands, and the first thing to do.
#[derive(Debug, Serialize)]
pub struct StatusLine {
    account: String,
    legal_name: String,
    state: String,
    next: Option<Action>,
    who: Option<Who>,
    due: Option<Day>,
    late: bool,
    more: usize,
}

impl From<&StatusView> for StatusLine {
    fn from(status: &StatusView) -> Self {
        let states: Vec<String> = status
            .enrollments
            .iter()
            .map(|one| format!("{}: {}", one.model, one.state))
            .collect();
        let first = status.next.first();
        Self {
            account: status.account.to_string(),
            legal_name: status.legal_name.clone(),
            state: states.join(", "),
            next: first.map(|next| next.action),
            who: first.map(|next| next.who),
            due: first.and_then(|next| next.due),
            late: status.next.iter().any(|next| next.overdue)
                || status.expiring.iter().any(|one| one.overdue),
            more: status.next.len().saturating_sub(1),
        }
    }
}

impl ListRow for StatusLine {
    const HEADER: &'static [&'static str] = &[
        "account",
        "legal name",
        "state",
        "next",
        "who",
        "due",
        "late",
        "more",
    ];
    const CSV: &'static [&'static str] = &[
        "account",
        "legal_name",
        "state",
        "next",
        "who",
        "due",
        "late",
        "more",
    ];
    fn cells(&self, when: When) -> Vec<String> {
        let due = self
            .due
            .map(|day| format!("{day}, {}", when.to_day(day)))
            .unwrap_or_default();
        let late = if self.late { "late" } else { "" };
        let more = match self.more {
            0 => String::new(),
            more => format!("+{more}"),
        };
        vec![
            self.account.clone(),
            self.legal_name.clone(),
            self.state.clone(),
            self.next.map(|next| next.to_string()).unwrap_or_default(),
            self.who.map(|who| who.to_string()).unwrap_or_default(),
            due,
            late.to_owned(),
            more,
        ]
    }
}
