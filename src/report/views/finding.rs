//! What `csp doctor` finds.

use serde::Serialize;

use crate::domain::word::words;
use crate::report::{ListRow, Narrow, Page, Step, TableCell, When, cells};

words! {
    /// What was looked at.
    pub enum Examined: "examination" {
        /// Who can get at the store and the settings.
        Permissions = "permissions",
        /// Whether the store is what was written.
        Integrity = "integrity",
        /// Whether somebody can act in every account.
        Users = "users",
        /// What commands that were killed left behind.
        Leftovers = "leftovers",
        /// Whether this program and the store fit together.
        Version = "version",
        /// The configuration file.
        Configuration = "configuration",
        /// The texts of one's own for messages.
        Templates = "templates",
        /// The clock beside the journal.
        Clock = "clock",
        /// What the screen can show.
        Terminal = "terminal",
        /// How old the policy editions are.
        Policies = "policies",
    }
}

words! {
    /// How much a finding weighs.
    pub enum Severity: "severity" {
        /// It should be looked at; the installation works.
        Warning = "warning",
        /// It is wrong.
        Error = "error",
    }
}

/// Something that is wrong, and what to do.
#[derive(Debug, Clone, Serialize)]
pub struct FindingView {
    /// Where it was found.
    pub check: Examined,
    /// How much it weighs.
    pub severity: Severity,
    /// What is wrong.
    pub what: String,
    /// What to do.
    pub remedy: String,
}

impl FindingView {
    /// Writes what was looked at and found as a page.
    pub fn write(page: &mut Page, facts: &[(Examined, String)], findings: &[Self]) {
        for (check, fact) in facts {
            let found = findings.iter().filter(|finding| finding.check == *check);
            let mark = match found.map(|finding| finding.severity).max() {
                None => "OK",
                Some(Severity::Warning) => "WARNING",
                Some(Severity::Error) => "ERROR",
            };
            page.item(&format!("{check:<14} {mark:<11} "), fact);
        }
        for finding in findings {
            page.heading(&format!(
                "{}: {} ({})",
                finding.check, finding.what, finding.severity
            ));
            page.item("  help: ", &finding.remedy);
        }
    }
}

impl ListRow for FindingView {
    const HEADER: &'static [&'static str] = &["check", "severity", "what", "remedy"];
    const CSV: &'static [&'static str] = &["check", "severity", "what", "remedy"];
    const NARROW: &'static [Step<'static>] = &[("remedy", Narrow::Wraps), ("what", Narrow::Wraps)];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("finding", "findings"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.check.to_string(),
            self.severity.to_string(),
            self.what.clone(),
            self.remedy.clone(),
        ]
    }
}
