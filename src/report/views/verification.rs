//! Account verification.

use serde::Serialize;

use super::next::{NextView, ShowIds, write as write_next};
use crate::domain::calendar::Day;
use crate::domain::enrollment::{
    AppealDocument, AppealDocumentKind, Check, CheckKind, CheckStateKind, Enrollment,
    EnrollmentStateKind,
};
use crate::domain::tone::Toned as _;
use crate::domain::word::Word as _;
use crate::domain::{Model, Slug};
use crate::exchange::mail::Message;
use crate::report::{Page, ShownMoment, TableCell, View, When, cells};

/// A check as answers show it.
#[derive(Debug, Clone, Serialize)]
pub struct CheckView {
    check: CheckKind,
    state: CheckStateKind,
    since: Option<ShownMoment>,
    due: Option<Day>,
    overdue: bool,
    reason: Option<String>,
    attempts: u32,
    documents: Vec<DocumentView>,
}

/// A document of an appeal.
#[derive(Debug, Clone, Serialize)]
pub struct DocumentView {
    #[serde(rename = "type")]
    kind: AppealDocumentKind,
    name: String,
    size: u64,
    sha256: String,
    added_at: ShownMoment,
}

impl From<&AppealDocument> for DocumentView {
    fn from(document: &AppealDocument) -> Self {
        Self {
            kind: document.kind,
            name: document.name.clone(),
            size: document.size,
            sha256: document.sha256.clone(),
            added_at: document.added_at.into(),
        }
    }
}

impl CheckView {
    fn of(kind: CheckKind, check: Option<&Check>, today: Day) -> Self {
        Self {
            check: kind,
            state: check.map_or(CheckStateKind::NotStarted, Check::word),
            since: check.map(|check| check.since().into()),
            due: check.and_then(Check::due),
            overdue: check.is_some_and(|check| check.is_overdue(today)),
            reason: check.and_then(Check::reason).map(str::to_owned),
            attempts: check.map_or(0, |check| check.attempts),
            documents: check
                .into_iter()
                .flat_map(|check| &check.documents)
                .map(DocumentView::from)
                .collect(),
        }
    }

    /// The checks of an enrollment, opened or not.
    pub fn all(enrollment: &Enrollment, today: Day) -> Vec<Self> {
        enrollment
            .expected_checks()
            .into_iter()
            .map(|kind| Self::of(kind, enrollment.check(kind), today))
            .collect()
    }

    fn row(&self, when: When) -> Vec<TableCell> {
        let since = self.since.map(|since| when.date(since));
        let due = match (self.due, self.state, self.overdue) {
            (Some(due), CheckStateKind::Pending, true) => {
                TableCell::late(format!("{}, LATE", when.day(due)))
            }
            (Some(due), CheckStateKind::Pending, false) => when.day(due).into(),
            _ => TableCell::default(),
        };
        let reason = self.reason.clone().unwrap_or_default();
        cells![
            self.check.to_string(),
            TableCell::state(self.state),
            since.unwrap_or_default(),
            due,
            reason,
        ]
    }

    /// Writes checks as a table.
    pub fn write(page: &mut Page, checks: &[Self]) {
        let when = page.when();
        page.table(
            &["check", "state", "since", "due", "reason"],
            checks.iter().map(|check| check.row(when)),
        );
    }
}

/// What every `verify` command answers.
#[derive(Debug, Serialize)]
pub struct VerificationView {
    /// The account.
    pub account: Slug,
    /// The model.
    pub model: Model,
    /// The state of the enrollment.
    pub state: EnrollmentStateKind,
    /// The verification as a whole.
    pub overall: CheckStateKind,
    /// Its checks.
    pub checks: Vec<CheckView>,
    /// What is next.
    pub next: Vec<NextView>,
    /// The state of each enrollment of the account, for the sentence where nothing is next.
    #[serde(skip)]
    pub stages: Vec<EnrollmentStateKind>,
    /// The message that was made, where no file was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Message>,
}

impl View for VerificationView {
    const NESTED: &'static [&'static str] = &["checks", "next", "message"];

    fn page(&self, page: &mut Page) {
        page.state_heading(
            &format!("{}, {}", self.account, self.model.title()),
            self.state,
        );
        page.line(&format!("Verification: {}", self.overall));
        page.paint_last(self.overall.word(), self.overall.tone());
        if !self.checks.is_empty() {
            page.blank();
            CheckView::write(page, &self.checks);
        }
        if let Some(message) = &self.message {
            write_message(page, message);
        }
        write_next(page, &self.next, &self.stages, ShowIds::No);
    }
}

/// Writes a message as a person reads it, ready to be copied.
pub fn write_message(page: &mut Page, message: &Message) {
    page.heading("Message");
    page.fact("To", Some(message.to.as_str()));
    page.fact("Subject", Some(&message.subject));
    page.line("");
    page.letter(message.body.trim_end());
}
