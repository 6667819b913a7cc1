//! The answer of an import of verification results.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::enrollment::{
    Check, CheckKind, CheckStateKind, Enrollment, EnrollmentStateKind,
};
use crate::domain::word::{Word as _, words};
use crate::domain::{Model, Slug, counted_as, grouped};
use crate::report::{Page, View};

words! {
    /// What became of a result of an import.
    pub enum ResultOutcome: "outcome" {
        /// It was recorded.
        Recorded = "recorded",
        /// It was recorded before.
        Unchanged = "unchanged",
    }
}

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct CheckResultsView {
    recorded: u64,
    unchanged: u64,
    results: Vec<RecordedResultView>,
}

/// What became of one result.
#[derive(Debug, Clone, Serialize)]
pub struct RecordedResultView {
    account: Slug,
    model: Model,
    check: CheckKind,
    state: CheckStateKind,
    on: Option<Day>,
    reason: Option<String>,
    enrollment_state: EnrollmentStateKind,
    outcome: ResultOutcome,
}

impl RecordedResultView {
    /// The check as it is after the row.
    pub fn new(
        account: &Slug,
        enrollment: &Enrollment,
        check: CheckKind,
        outcome: ResultOutcome,
    ) -> Self {
        let present = enrollment.check(check);
        let reason = present.and_then(Check::reason).map(str::to_owned);
        Self {
            account: account.clone(),
            model: enrollment.model,
            check,
            state: present.map_or(CheckStateKind::NotStarted, Check::word),
            on: present.map(|check| check.since().date_naive()),
            reason,
            enrollment_state: enrollment.stage(),
            outcome,
        }
    }
}

impl CheckResultsView {
    /// An answer.
    pub fn new(results: Vec<RecordedResultView>) -> Self {
        let count =
            |outcome: ResultOutcome| results.iter().filter(|one| one.outcome == outcome).count();
        Self {
            recorded: count(ResultOutcome::Recorded) as u64,
            unchanged: count(ResultOutcome::Unchanged) as u64,
            results,
        }
    }
}

impl View for CheckResultsView {
    const NESTED: &'static [&'static str] = &["results"];
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "results",
        &[
            "account",
            "model",
            "check",
            "state",
            "on",
            "reason",
            "enrollment_state",
            "outcome",
        ],
    ));

    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "{} recorded, {} unchanged.",
            grouped(self.recorded),
            grouped(self.unchanged)
        ));
        // The last row of an account says how its application is now.
        let mut last: BTreeMap<(&str, &str), &str> = BTreeMap::new();
        for one in &self.results {
            let of = (one.account.as_str(), one.model.word());
            last.insert(of, one.enrollment_state.word());
        }
        let mut states: BTreeMap<&str, u64> = BTreeMap::new();
        for state in last.into_values() {
            *states.entry(state).or_default() += 1;
        }
        for (state, count) in states {
            let applications = counted_as(count, "application is", "applications are");
            page.item("- ", &format!("{applications} in the state {state}"));
        }
    }
}
