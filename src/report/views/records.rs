//! Rules, the journal, the store, settings.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::rule::Rule;
use crate::domain::{counted_as, grouped, hex};
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};
use crate::store::{Problem, Recorded};

/// A rule.
#[derive(Debug, Serialize)]
pub struct RuleView {
    id: &'static str,
    statement: &'static str,
    source: String,
    since: Option<Day>,
    remedy: String,
    #[serde(skip)]
    ways: &'static str,
}

impl RuleView {
    /// The rule's name.
    pub fn id(&self) -> &'static str {
        self.id
    }
}

impl From<&Rule> for RuleView {
    fn from(rule: &Rule) -> Self {
        Self {
            id: rule.id,
            statement: rule.statement,
            source: rule.source_line(),
            since: rule.since(),
            remedy: rule.remedy_line(),
            ways: rule.remedy,
        }
    }
}

impl View for RuleView {
    fn page(&self, page: &mut Page) {
        page.heading(self.id);
        page.prose(0, self.statement);
        page.fact("Source", Some(&self.source));
        page.day("Since", self.since);
        for (at, way) in self.ways.lines().enumerate() {
            let label = if at == 0 { "What to do" } else { "" };
            page.fact(label, Some(way));
        }
    }
}

impl ListRow for RuleView {
    const HEADER: &'static [&'static str] = &["rule", "statement"];
    const CSV: &'static [&'static str] = &["id", "statement", "source", "since", "remedy"];
    const NARROW: &'static [Step<'static>] = &[("statement", Narrow::Wraps)];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("rule", "rules"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![self.id.to_owned(), self.statement.to_owned()]
    }
}

/// A journal entry.
#[derive(Debug, Serialize)]
pub struct JournalEntryView {
    seq: i64,
    at: ShownMoment,
    account: Option<String>,
    actor: Option<String>,
    action: String,
    subject: String,
    reason: Option<String>,
    changes: serde_json::Value,
    clock: &'static str,
    hash: String,
    /// The chain in which `seq` counts: 0 for the store's own, else the number of the account.
    chain: i64,
}

impl From<Recorded> for JournalEntryView {
    fn from(entry: Recorded) -> Self {
        Self {
            seq: entry.seq,
            at: entry.at.into(),
            account: entry.account,
            actor: entry.actor,
            action: entry.action,
            subject: entry.subject,
            reason: entry.reason,
            changes: serde_json::from_str(&entry.changes).unwrap_or(serde_json::Value::Null),
            clock: if entry.clock_given { "given" } else { "system" },
            hash: hex(&entry.hash),
            chain: entry.chain,
        }
    }
}

impl ListRow for JournalEntryView {
    const HEADER: &'static [&'static str] = &[
        "seq", "at", "account", "actor", "action", "subject", "reason",
    ];
    const CSV: &'static [&'static str] = &[
        "seq", "at", "account", "actor", "action", "subject", "reason", "clock", "hash", "chain",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("reason", Narrow::Wraps),
        ("reason", Narrow::Below),
        ("actor", Narrow::Below),
        ("account", Narrow::Below),
        ("subject", Narrow::Below),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("entry", "entries"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        cells![
            self.seq.to_string(),
            self.at.to_string(),
            text(&self.account),
            text(&self.actor),
            self.action.clone(),
            self.subject.clone(),
            text(&self.reason),
        ]
    }
}

/// The result of a check of the store or its journal.
#[derive(Debug, Serialize)]
pub struct CheckedView {
    ok: bool,
    problems: Vec<Problem>,
    /// How many entries of the journal were verified; `None` where they are those of one account.
    #[serde(skip)]
    entries: Option<u64>,
}

impl CheckedView {
    /// The result that these problems make, after so many entries of the journal were verified.
    pub fn new(problems: Vec<Problem>, entries: Option<u64>) -> Self {
        Self {
            ok: problems.is_empty(),
            problems,
            entries,
        }
    }

    /// Whether nothing is wrong.
    pub fn ok(&self) -> bool {
        self.ok
    }
}

impl View for CheckedView {
    const NESTED: &'static [&'static str] = &["problems"];

    fn page(&self, page: &mut Page) {
        if self.ok {
            let verified = match self.entries {
                None => "The journal of the account is verified".to_owned(),
                Some(1) => "1 journal entry verified".to_owned(),
                Some(entries) => format!("{} journal entries verified", grouped(entries)),
            };
            page.line(&format!("{verified}, no tampering found."));
            return;
        }
        let found = self.problems.len() as u64;
        page.line(&counted_as(found, "problem found:", "problems found:"));
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let rows = self
            .problems
            .iter()
            .map(|one| cells![one.what.clone(), text(&one.table), text(&one.id)]);
        page.table(&["problem", "table", "row"], rows);
    }
}

/// A file that a command is about.
#[derive(Debug, Serialize)]
pub struct PathView {
    /// The file.
    pub path: String,
    /// Whether it is there.
    pub exists: bool,
}

impl View for PathView {
    fn page(&self, page: &mut Page) {
        page.line(&self.path);
    }
}

/// What a restore did.
#[derive(Debug, Serialize)]
pub struct RestoredView {
    /// The store.
    pub path: String,
    /// Where it came from.
    pub from: String,
    /// Where the replaced store is kept.
    pub replaced: Option<String>,
}

impl View for RestoredView {
    fn page(&self, page: &mut Page) {
        page.prose(0, &format!("Restored {} from {}.", self.path, self.from));
        page.fact("Kept beside it", self.replaced.as_deref());
    }
}

/// A setting.
#[derive(Debug, Serialize)]
pub struct SettingView {
    /// The key.
    pub key: String,
    /// Its value.
    pub value: Option<String>,
    /// What it is for.
    pub meaning: &'static str,
}

impl View for SettingView {
    fn page(&self, page: &mut Page) {
        page.line(self.value.as_deref().unwrap_or(""));
    }
}

impl ListRow for SettingView {
    const HEADER: &'static [&'static str] = &["key", "value", "meaning"];
    const CSV: &'static [&'static str] = &["key", "value", "meaning"];
    const NARROW: &'static [Step<'static>] = &[("meaning", Narrow::Wraps)];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("setting", "settings"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.key.clone(),
            self.value.clone().unwrap_or_default(),
            self.meaning.to_owned(),
        ]
    }
}
