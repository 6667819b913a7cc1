//! What an examination saw and found so far.

use crate::diagnostic::{Diagnostic, join_lines};
use crate::report::views::finding::{Examined, FindingView, Severity};

/// What was seen and found so far.
#[derive(Default)]
pub(super) struct Report {
    pub(super) facts: Vec<(Examined, String)>,
    pub(super) findings: Vec<FindingView>,
}

impl Report {
    /// Adds a fact; one about what there is a fact about already continues its line.
    pub(super) fn add_fact(&mut self, check: Examined, fact: impl Into<String>) {
        let fact = fact.into();
        match self.facts.iter_mut().find(|(known, _)| *known == check) {
            Some((_, line)) => *line = format!("{line}; {fact}"),
            None => self.facts.push((check, fact)),
        }
    }

    pub(super) fn add_error(
        &mut self,
        check: Examined,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add_finding(Severity::Error, check, what, remedy);
    }

    /// What does not keep the installation from being well.
    pub(super) fn add_warning(
        &mut self,
        check: Examined,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.add_finding(Severity::Warning, check, what, remedy);
    }

    fn add_finding(
        &mut self,
        severity: Severity,
        check: Examined,
        what: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.findings.push(FindingView {
            check,
            severity,
            what: what.into(),
            remedy: join_lines(&remedy.into()),
        });
    }

    pub(super) fn add_failure(&mut self, check: Examined, failure: &Diagnostic) {
        let again = || "Fix this, then run `csp doctor` again.".to_owned();
        self.add_error(
            check,
            failure.to_string(),
            failure.help().unwrap_or_else(again),
        );
    }
}
