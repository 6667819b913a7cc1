//! `csp status`: a section for each account, or one line each for several accounts and for CSV.

use serde::Serialize;

use super::groups::write_groups;
use super::next::{NextView, ShowIds, write as write_next};
use crate::domain::calendar::Day;
use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::next::{Action, NextCause, NextId, SnoozedActions, Who};
use crate::domain::tone::{Tone, Toned as _};
use crate::domain::word::Word as _;
use crate::domain::{Email, GroupName, GroupsAndKeeper, Model, Slug, counted_as};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, When, cells};

/// The state of an account, what is next and what is late.
#[derive(Debug, Serialize)]
pub struct StatusView {
    /// The account.
    pub account: Slug,
    /// Its legal name.
    pub legal_name: Option<String>,
    /// Its enrollments.
    pub enrollments: Vec<StandsView>,
    /// What is next.
    pub next: Vec<NextView>,
    /// What expires, or is late.
    pub expiring: Vec<ExpiringView>,
    /// How many next actions are put off.
    pub snoozed: usize,
    /// Its groups.
    pub groups: Vec<GroupName>,
    /// Who looks after it.
    pub keeper: Option<Email>,
    /// How it is shown.
    #[serde(skip)]
    pub showing: StatusShowing,
}

/// How the status of an account is shown, beside what it says.
#[derive(Debug, Default)]
pub struct StatusShowing {
    /// Only what is about some of its customers was selected.
    pub is_of_customers: bool,
    /// Of the next actions that are not late, its line has the one that is due first.
    pub by_due_day: bool,
    /// The command names the account, so that a command that shows more of it must too.
    pub is_named: bool,
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
    /// The next action about it, if there is one.
    pub next_id: Option<NextId>,
    /// The day on which it comes back, if that action is put off.
    pub snoozed_until: Option<Day>,
    /// The domain of the customer that it is about, if there is one.
    #[serde(skip)]
    pub customer: Option<String>,
    /// What tells it from others of its kind in an account, the same as long as it lasts.
    #[serde(skip)]
    pub key: String,
    #[serde(skip)]
    causes: Vec<NextCause>,
}

impl ExpiringView {
    /// Something with an end.
    pub fn new(what: &str, subject: String, on: Day, overdue: bool) -> Self {
        Self {
            what: what.to_owned(),
            key: subject.clone(),
            subject,
            on,
            overdue,
            next_id: None,
            snoozed_until: None,
            customer: None,
            causes: Vec::new(),
        }
    }

    /// The same with the causes of the next actions about it.
    #[must_use]
    pub fn tied_to(self, causes: impl Into<Vec<NextCause>>) -> Self {
        Self {
            causes: causes.into(),
            ..self
        }
    }

    /// The same with another key than its subject, which others of its kind may have too.
    #[must_use]
    pub fn keyed(self, key: impl std::fmt::Display) -> Self {
        Self {
            key: key.to_string(),
            ..self
        }
    }

    /// The same about a customer with this domain.
    #[must_use]
    pub fn about_customer(self, customer: Option<String>) -> Self {
        Self { customer, ..self }
    }

    /// The same with the one of these next actions that is about it, and until when that is put off.
    #[must_use]
    pub fn among(mut self, next: &[NextView], snoozed: &SnoozedActions) -> Self {
        let is_about = |one: &&NextView| self.causes.iter().any(|cause| one.is_about(cause));
        self.next_id = next.iter().find(is_about).map(|one| one.id.clone());
        self.snoozed_until = self.put_off_until(snoozed);
        self
    }

    /// Until when the next action about it is put off.
    pub fn put_off_until(&self, snoozed: &SnoozedActions) -> Option<Day> {
        let until = |cause| snoozed.until(cause);
        self.causes.iter().filter_map(until).max()
    }
}

impl StatusView {
    /// The groups and the keeper of the account in an answer.
    #[must_use]
    pub fn marked(mut self, marks: GroupsAndKeeper) -> Self {
        self.groups = marks.groups.into_iter().collect();
        self.keeper = marks.keeper;
        self
    }

    /// Leaves out what is put off.
    pub fn hide_snoozed(&mut self) {
        self.next.retain(|next| next.snoozed_until.is_none());
        self.expiring.retain(|one| one.snoozed_until.is_none());
    }

    /// How many actions are put off and not shown.
    pub fn hidden(&self) -> usize {
        let shown = self.next.len() - self.open().count();
        self.snoozed.saturating_sub(shown)
    }

    /// Whether something is late that is not put off.
    pub fn is_late(&self) -> bool {
        self.open().any(|next| next.overdue)
            || self
                .expiring
                .iter()
                .any(|one| one.overdue && one.snoozed_until.is_none())
    }

    /// The next action that its line shows: one that is put off only where those are shown and there is no other.
    fn first(&self) -> Option<&NextView> {
        let first = self.open().next().or_else(|| self.next.first())?;
        if first.overdue || !self.showing.by_due_day {
            return Some(first);
        }
        let due = self.open().filter(|next| next.due.is_some());
        Some(due.min_by_key(|next| next.due).unwrap_or(first))
    }

    /// The next actions that are not put off.
    fn open(&self) -> impl Iterator<Item = &NextView> {
        self.next.iter().filter(|next| next.snoozed_until.is_none())
    }

    /// Writes the account as a section of the page.
    pub fn write(&self, page: &mut Page) {
        let when = page.when();
        let name = self.legal_name.as_deref();
        let name = name.unwrap_or("(no legal name yet)");
        page.heading(&format!("{name} ({})", self.account));
        for one in &self.enrollments {
            page.item("  ", &format!("{}: {}", one.model.title(), one.state));
            page.paint_last(one.state.word(), one.state.tone());
        }
        write_groups(page, &self.groups, self.keeper.as_ref());
        let stages: Vec<EnrollmentStateKind> =
            self.enrollments.iter().map(|one| one.state).collect();
        if self.next.is_empty() && self.snoozed > 0 {
            page.heading("Next");
            page.item("  ", "Nothing to do now.");
        } else if self.next.is_empty() && self.showing.is_of_customers {
            page.heading("Next");
            page.item("  ", "Nothing to do for these customers.");
        } else {
            write_next(page, &self.next, &stages, ShowIds::Yes);
        }
        self.write_snoozed(page);
        if !self.expiring.is_empty() {
            page.heading("Dates");
        }
        let day = |one: &ExpiringView| {
            let late = match (one.snoozed_until, one.overdue) {
                (Some(_), _) => ", put off",
                (None, true) => ", LATE",
                (None, false) => "",
            };
            format!("{}{late}", when.day(one.on))
        };
        let widest = self.expiring.iter().map(|one| day(one).len()).max();
        for one in &self.expiring {
            let what = one.what.replace('-', " ").replace("gdap", "GDAP");
            let what = format!("{what} {}", one.subject);
            page.item(&format!("  {:<1$}  ", day(one), widest.unwrap_or(0)), &what);
            if one.overdue && one.snoozed_until.is_none() {
                page.paint_last("LATE", Tone::Waiting);
            }
        }
    }
}

impl StatusView {
    /// Says how many actions are put off, unless they are shown.
    fn write_snoozed(&self, page: &mut Page) {
        let hidden = self.hidden() as u64;
        if hidden > 0 {
            let put_off = counted_as(hidden, "action is put off", "actions are put off");
            let command = see_all(self.showing.is_named.then_some(&self.account));
            page.item("  ", &format!("{put_off}. To see all: `{command}`"));
        }
    }
}

/// The command that shows what is put off too.
pub fn see_all(account: Option<&Slug>) -> String {
    let of_account = account.map(|slug| format!(" --account {slug}"));
    format!("csp status --all{}", of_account.unwrap_or_default())
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
    legal_name: Option<String>,
    state: String,
    #[serde(skip)]
    stands: Vec<(Model, EnrollmentStateKind)>,
    next: Option<Action>,
    who: Option<Who>,
    due: Option<Day>,
    late: bool,
    more: usize,
    #[serde(skip)]
    put_off: Option<Day>,
}

impl From<&StatusView> for StatusLine {
    fn from(status: &StatusView) -> Self {
        let states: Vec<String> = status
            .enrollments
            .iter()
            .map(|one| format!("{}: {}", one.model, one.state))
            .collect();
        let first = status.first();
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
            put_off: first.and_then(|next| next.snoozed_until),
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
        let due = self.due.map(|day| (when.day(day), when.is_over(day)));
        let due = match (self.put_off, due) {
            (Some(until), _) => format!("put off until {}", when.day(until)).into(),
            (None, Some((day, true))) => TableCell::late(day),
            (None, Some((day, false))) => day.into(),
            (None, None) => TableCell::default(),
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
            self.legal_name.clone().unwrap_or_default(),
            state,
            self.next.map(Action::title).unwrap_or_default(),
            self.who.map(Who::title).unwrap_or_default(),
            due,
            late,
            more,
        ]
    }
}
