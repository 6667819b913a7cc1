//! Next actions that are put off.

use serde::Serialize;

use crate::domain::Slug;
use crate::domain::calendar::Day;
use crate::domain::next::{Action, NextId, Snooze};
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};

/// A next action that was put off.
#[derive(Debug, Serialize)]
pub struct SnoozeView {
    id: NextId,
    account: Slug,
    action: Action,
    subject: Option<String>,
    until: Day,
    reason: String,
    by: Option<String>,
    at: ShownMoment,
    active: bool,
}

impl SnoozeView {
    /// One of an account.
    pub fn new(account: Slug, snooze: &Snooze, today: Day) -> Self {
        Self {
            id: snooze.id.clone(),
            account,
            action: snooze.action,
            subject: Some(snooze.subject.clone()).filter(|subject| !subject.is_empty()),
            until: snooze.until,
            reason: snooze.reason.clone(),
            by: snooze.by.clone(),
            at: snooze.at.into(),
            active: snooze.is_active(today),
        }
    }

    /// The same after it was woken.
    #[must_use]
    pub fn woken(self) -> Self {
        Self {
            active: false,
            ..self
        }
    }
}

impl View for SnoozeView {
    const NESTED: &'static [&'static str] = &[];

    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} ({})", self.action.title(), self.account));
        page.fact("ID", Some(self.id.as_str()));
        page.fact("About", self.subject.as_deref());
        let label = if self.active {
            "Put off until"
        } else {
            "Was put off until"
        };
        page.day(label, Some(self.until));
        page.fact("Reason", Some(&self.reason));
        page.fact("By", self.by.as_deref());
        page.moment("Since", Some(self.at));
    }
}

impl ListRow for SnoozeView {
    const HEADER: &'static [&'static str] =
        &["id", "account", "action", "about", "until", "reason", "by"];
    const CSV: &'static [&'static str] = &[
        "id", "account", "action", "subject", "until", "reason", "by", "at", "active",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("by", Narrow::Hides),
        ("about", Narrow::Hides),
        ("until", Narrow::Shortens),
        ("reason", Narrow::Wraps),
        ("action", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("action", "actions"));

    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.id.to_string(),
            self.account.to_string(),
            self.action.title(),
            self.subject.clone().unwrap_or_default(),
            when.day(self.until),
            self.reason.clone(),
            self.by.clone().unwrap_or_default(),
        ]
    }
}
