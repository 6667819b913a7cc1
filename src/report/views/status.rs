//! `csp status`: a section for each account, or one line each for several accounts and for CSV.

use serde::Serialize;

use super::next::{NextView, write as write_next};
use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::next::{Action, Who};
use crate::domain::tone::{Tone, Toned as _};
use crate::domain::word::Word as _;
use crate::domain::{Model, Slug};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, When, cells};

/// The state of an account, what is next and what is late.
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
    /// Whether something is late.
    pub fn is_late(&self) -> bool {
        self.next.iter().any(|next| next.overdue) || self.expiring.iter().any(|one| one.overdue)
    }

    /// Writes the account as a section of the page.
    pub fn write(&self, page: &mut Page) {
        let when = page.when();
        let name = match self.legal_name.as_str() {
            "" => "(no legal name yet)",
            name => name,
        };
        page.heading(&format!("{name} ({})", self.account));
        for one in &self.enrollments {
            page.item("  ", &format!("{}: {}", one.model.title(), one.state));
            page.paint_last(one.state.word(), one.state.tone());
        }
        let stages: Vec<EnrollmentStateKind> =
            self.enrollments.iter().map(|one| one.state).collect();
        write_next(page, &self.next, &stages);
        if !self.expiring.is_empty() {
            page.heading("Dates");
        }
        let day = |one: &ExpiringView| {
            let late = if one.overdue { ", LATE" } else { "" };
            format!("{}{late}", when.day(one.on))
        };
        let widest = self.expiring.iter().map(|one| day(one).len()).max();
        for one in &self.expiring {
            let what = one.what.replace('-', " ").replace("gdap", "GDAP");
            let what = format!("{what} {}", one.subject);
            page.item(&format!("  {:<1$}  ", day(one), widest.unwrap_or(0)), &what);
            if one.overdue {
                page.paint_last("LATE", Tone::Waiting);
            }
        }
    }
}

impl ListRow for StatusView {
    const HEADER: &'static [&'static str] = StatusLine::HEADER;
    const CSV: &'static [&'static str] = &["account", "legal_name"];
    const NARROW: &'static [Step<'static>] = StatusLine::NARROW;
    const COUNTED: Option<(&'static str, &'static str)> = Some(("account", "accounts"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        StatusLine::from(self).cells(when)
    }
}

/// The state of an account, and the first thing to do.
#[derive(Debug, Serialize)]
pub struct StatusLine {
    account: String,
    legal_name: String,
    state: String,
    #[serde(skip)]
    stands: Vec<(Model, EnrollmentStateKind)>,
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
            stands: status
                .enrollments
                .iter()
                .map(|one| (one.model, one.state))
                .collect(),
            next: first.map(|next| next.action),
            who: first.map(|next| next.who),
            due: first.and_then(|next| next.due),
            late: status.is_late(),
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
    const NARROW: &'static [Step<'static>] = &[
        ("legal name", Narrow::Hides),
        ("who", Narrow::Hides),
        ("more", Narrow::Hides),
        ("due", Narrow::Shortens),
        ("state", Narrow::Wraps),
        ("next", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("account", "accounts"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        let due = match self.due.map(|day| (when.day(day), when.is_over(day))) {
            Some((day, true)) => TableCell::late(day),
            Some((day, false)) => day.into(),
            None => TableCell::default(),
        };
        let late = if self.late {
            TableCell::late("late")
        } else {
            TableCell::default()
        };
        let state = match self.stands.as_slice() {
            [(_, state)] => TableCell::state(*state),
            _ => self.state.clone().into(),
        };
        let more = match self.more {
            0 => String::new(),
            more => format!("+{more}"),
        };
        cells![
            self.account.clone(),
            self.legal_name.clone(),
            state,
            self.next.map(Action::title).unwrap_or_default(),
            self.who.map(Who::title).unwrap_or_default(),
            due,
            late,
            more,
        ]
    }
}
