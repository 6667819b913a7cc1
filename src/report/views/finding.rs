//! What `csp doctor` finds.

use serde::Serialize;

use crate::domain::tone::{Tone, Toned};
use crate::domain::word::{Word as _, words};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, When, cells};

words! {
    /// What was looked at.
    pub enum Examined: "examination" {
        /// Who can get at the store and the settings.
        Permissions = "permissions",
        /// How the server of the store is reached.
        Connection = "connection",
        /// Whether the server keeps what it has confirmed.
        Durability = "durability",
        /// What is left where the server is lost.
        Replication = "replication",
        /// What the role on the server may do.
        Privileges = "privileges",
        /// Whether the store is what was written.
        Integrity = "integrity",
        /// Whether every account has a user who can act.
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

impl Toned for Severity {
    fn tone(self) -> Tone {
        match self {
            Self::Warning => Tone::Waiting,
            Self::Error => Tone::Bad,
        }
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
            let (word, tone) = match found.map(|finding| finding.severity).max() {
                None => ("OK", Tone::Good),
                Some(severity @ Severity::Warning) => ("WARNING", severity.tone()),
                Some(severity @ Severity::Error) => ("ERROR", severity.tone()),
            };
            let mark = format!("{check:<14} {word:<11} ");
            page.item_with_toned_word(&mark, word, tone, fact);
        }
        for finding in findings {
            page.heading(&format!(
                "{}: {} ({})",
                finding.check, finding.what, finding.severity
            ));
            page.paint_last(finding.severity.word(), finding.severity.tone());
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
            TableCell::state(self.severity),
            self.what.clone(),
            self.remedy.clone(),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_have_the_colour_of_what_they_say() {
        let now = "2021-03-01T12:00:00Z".parse().unwrap();
        let mut page = Page::new(80, true, When::at(now));
        let facts = [
            (Examined::Terminal, "80 columns".to_owned()),
            (Examined::Clock, "OK or ERROR".to_owned()),
            (Examined::Policies, "old".to_owned()),
        ];
        let found = |check, severity| FindingView {
            check,
            severity,
            what: "x".to_owned(),
            remedy: "y".to_owned(),
        };
        let findings = [
            found(Examined::Clock, Severity::Error),
            found(Examined::Policies, Severity::Warning),
        ];
        FindingView::write(&mut page, &facts, &findings);
        let text = page.into_text();
        for shown in [
            "terminal       \u{1b}[32mOK\u{1b}[0m          80 columns",
            "clock          \u{1b}[31mERROR\u{1b}[0m       OK or ERROR",
            "policies       \u{1b}[33mWARNING\u{1b}[0m     old",
            "(\u{1b}[31merror\u{1b}[0m)",
            "(\u{1b}[33mwarning\u{1b}[0m)",
        ] {
            assert!(text.contains(shown), "{shown}\n{text}");
        }
    }
}
