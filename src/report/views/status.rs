//! `csp status`: a section for each account, or one line each for several accounts and for CSV.

use serde::Serialize;

use super::next::{NextView, write as write_next};
use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::next::{Action, Who};
use crate::domain::{Model, Slug};
use crate::report::{ListRow, Page, TableCell, When, cells};

/// Where an account stands.
#[derive(Debug, Serialize)]
pub struct StatusView {
    /// The account.
    pub account: Slug,
    /// Its legal name.
    pub legal_name: String,
    /// Its enrollments.
    pub enrollments: Vec<StandsView>,
    /// What is next.
    pub next: Vec<NextView>,
    /// What expires, or is late.
    pub expiring: Vec<ExpiringView>,
}

/// A model and its state.
#[derive(Debug, Serialize)]
pub struct StandsView {
    /// The model.
    pub model: Model,
    /// The state.
    pub state: EnrollmentStateKind,
}

/// Something with an end.
#[derive(Debug, Clone, Serialize)]
pub struct ExpiringView {
    /// What kind of thing.
    pub what: String,
    /// Which one.
    pub subject: String,
    /// When it ends or is due.
    pub on: Day,
    /// Whether that is over.
    pub overdue: bool,
}

impl StatusView {
    /// Writes the account as a section of the page.
    pub fn write(&self, page: &mut Page) {
        let name = match self.legal_name.as_str() {
            "" => "(no legal name yet)",
            name => name,
        };
        page.heading(&format!("{name} ({})", self.account));
        for one in &self.enrollments {
            page.item("  ", &format!("{}: {}", one.model.title(), one.state));
        }
        let stages: Vec<EnrollmentStateKind> =
            self.enrollments.iter().map(|one| one.state).collect();
        write_next(page, &self.next, &stages);
        if !self.expiring.is_empty() {
            page.heading("Dates");
        }
        for one in &self.expiring {
            let late = if one.overdue { ", late" } else { "" };
            let distance = page.when().to_day(one.on);
            page.item(
                &format!("  {}  ", one.on),
                &format!("{} {} ({distance}{late})", one.what, one.subject),
            );
        }
    }
}

impl ListRow for StatusView {
    const HEADER: &'static [&'static str] = StatusLine::HEADER;
    const CSV: &'static [&'static str] = &["account", "legal_name"];
    fn cells(&self, when: When) -> Vec<TableCell> {
        StatusLine::from(self).cells(when)
    }
}

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
    fn cells(&self, when: When) -> Vec<TableCell> {
        let due = self
            .due
            .map(|day| format!("{day}, {}", when.to_day(day)))
            .unwrap_or_default();
        let late = if self.late { "late" } else { "" };
        let more = match self.more {
            0 => String::new(),
            more => format!("+{more}"),
        };
        cells![
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
