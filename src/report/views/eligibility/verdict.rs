//! The answer to `csp eligibility check`.

use serde::Serialize;

use super::evidence::in_short;
use super::packs::PackHeaderView;
use crate::domain::calendar::Day;
use crate::domain::{Model, grouped_amounts};
use crate::policy::{Answer, Level, Purpose, RequirementFinding, RequirementId, Status, Verdict};
use crate::report::{Page, TableCell, View, cells};

/// A verdict.
#[derive(Debug, Serialize)]
pub struct VerdictView {
    model: Model,
    purpose: Purpose,
    as_of: Day,
    policy: PolicyView,
    eligible: bool,
    verdict: Answer,
    requirements: Vec<FindingView>,
}

#[derive(Debug, Serialize)]
struct PolicyView {
    id: String,
    effective: Day,
    source: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pack: Option<PackHeaderView>,
}

#[derive(Debug, Serialize)]
struct FindingView {
    id: RequirementId,
    title: String,
    level: Level,
    status: Status,
    required: Option<String>,
    found: Option<String>,
    detail: String,
    /// Whether the detail says more than the columns of the table.
    #[serde(skip)]
    is_telling: bool,
    evidence: Vec<String>,
    remedy: Option<String>,
    source: String,
}

impl From<Verdict> for VerdictView {
    fn from(verdict: Verdict) -> Self {
        let eligible = verdict.is_eligible();
        Self {
            model: verdict.question.model,
            purpose: verdict.question.purpose,
            as_of: verdict.question.as_of,
            policy: PolicyView {
                id: verdict.policy,
                effective: verdict.effective,
                source: verdict.source,
                pack: verdict.pack.as_ref().map(PackHeaderView::from),
            },
            eligible,
            verdict: verdict.answer,
            requirements: verdict
                .findings
                .into_iter()
                .map(FindingView::from)
                .collect(),
        }
    }
}

impl From<RequirementFinding> for FindingView {
    fn from(finding: RequirementFinding) -> Self {
        let is_telling = !finding.detail.is_empty();
        let detail = if is_telling {
            finding.detail
        } else {
            in_a_sentence(&finding)
        };
        Self {
            id: finding.id,
            title: finding.title,
            level: finding.level,
            status: finding.status,
            required: finding.required,
            found: finding.found,
            detail,
            is_telling,
            evidence: finding.evidence,
            remedy: finding.remedy,
            source: finding.source,
        }
    }
}

/// What a finding comes to, where it has nothing more to say.
fn in_a_sentence(finding: &RequirementFinding) -> String {
    match (&finding.found, &finding.required) {
        (Some(found), Some(required)) => format!("Found {found}; required {required}."),
        (Some(found), None) => format!("Found {found}."),
        (None, Some(required)) => format!("Nothing is known of it; required {required}."),
        (None, None) => format!("It is {}.", finding.status),
    }
}

impl View for VerdictView {
    const NESTED: &'static [&'static str] = &["policy", "requirements"];

    fn page(&self, page: &mut Page) {
        let question = format!("Eligible to {} as {}", self.purpose, self.model.title());
        page.state_heading(&question, self.verdict);
        page.day("On", Some(self.as_of));
        page.fact("Requirements", Some(&self.counts()));
        let sources = Sources::of(self);
        let policy = format!(
            "{}, in force from {} {}",
            self.policy.id,
            self.policy.effective,
            sources.mark(&self.policy.source)
        );
        page.fact("Policy", Some(&policy));
        let pack = self.policy.pack.as_ref();
        page.fact("Policy pack", pack.map(PackHeaderView::in_words).as_deref());
        for (status, title) in [(Status::NotMet, "Not met"), (Status::Unknown, "Unknown")] {
            let mut open = self.with(status).peekable();
            if open.peek().is_some() {
                page.heading(title);
            }
            for finding in open {
                finding.explain(page);
            }
        }
        page.heading("All requirements");
        self.write_table(page, &sources);
        let notes: Vec<&FindingView> = self
            .with(Status::Met)
            .filter(|finding| finding.is_telling)
            .collect();
        if !notes.is_empty() {
            page.heading("Notes on what is met");
        }
        for finding in notes {
            page.item("  ", &format!("{}: {}", finding.id, finding.in_words()));
        }
        self.write_evidence(page);
        page.heading(if sources.is_one() {
            "Source"
        } else {
            "Sources"
        });
        sources.write(page);
    }
}

impl VerdictView {
    fn with(&self, status: Status) -> impl Iterator<Item = &FindingView> {
        let findings = self.requirements.iter();
        findings.filter(move |finding| finding.status == status)
    }

    /// How many requirements are not met, unknown and met.
    fn counts(&self) -> String {
        let counts = [
            (Status::NotMet, "not met"),
            (Status::Unknown, "unknown"),
            (Status::Met, "met"),
        ];
        let counts = counts.map(|(status, word)| (self.with(status).count(), word));
        let words: Vec<String> = counts
            .into_iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}"))
            .collect();
        words.join(", ")
    }

    fn write_table(&self, page: &mut Page, sources: &Sources<'_>) {
        let rows = self.requirements.iter().map(|one| {
            let shown = |text: &Option<String>| {
                let text = text.as_deref().unwrap_or("-");
                grouped_amounts(text).into_owned()
            };
            let mut row = cells![
                TableCell::state(one.status),
                one.id.to_string(),
                one.level.to_string(),
                shown(&one.required),
                shown(&one.found),
            ];
            if !sources.is_one() {
                row.push(sources.mark(&one.source).into());
            }
            row
        });
        let titles = [
            "status",
            "requirement",
            "level",
            "required",
            "found",
            "source",
        ];
        let shown = if sources.is_one() { 5 } else { 6 };
        page.table(titles.get(..shown).unwrap_or(&titles), rows);
    }

    fn write_evidence(&self, page: &mut Page) {
        let mut with_evidence = self
            .requirements
            .iter()
            .filter(|finding| !finding.evidence.is_empty())
            .peekable();
        if with_evidence.peek().is_some() {
            page.heading("Evidence");
        }
        for finding in with_evidence {
            page.line(&format!("  {}", finding.id));
            for evidence in in_short(&finding.evidence) {
                page.item("    ", &evidence);
            }
        }
    }
}

impl FindingView {
    /// What is open, why, and what to do.
    fn explain(&self, page: &mut Page) {
        let level = match self.level {
            Level::Mandatory => "",
            Level::Recommended => ", recommended only",
        };
        page.item("  ", &format!("{} ({}{level})", self.title, self.id));
        if let Some(required) = &self.required {
            let found = match &self.found {
                Some(found) => format!("found {found}"),
                None => "nothing recorded".to_owned(),
            };
            let against = format!("Required: {required}; {found}.");
            page.prose(4, &grouped_amounts(&against));
        }
        if self.is_telling && !self.says_only_that_it_is_unknown() {
            page.prose(4, &self.in_words());
        }
        if let Some(remedy) = &self.remedy {
            page.prose(4, &format!("What to do: {remedy}"));
        }
    }

    /// Whether the detail adds nothing to the status and to what is to be done.
    fn says_only_that_it_is_unknown(&self) -> bool {
        self.status == Status::Unknown
            && self.detail.ends_with(" is not known.")
            && !self.detail.contains(". ")
    }

    fn in_words(&self) -> String {
        grouped_amounts(&self.detail).into_owned()
    }
}

/// The pages behind a verdict, each once, with its number.
struct Sources<'v>(Vec<&'v str>);

impl<'v> Sources<'v> {
    fn of(verdict: &'v VerdictView) -> Self {
        let mut pages = vec![verdict.policy.source.as_str()];
        for finding in &verdict.requirements {
            if !pages.contains(&finding.source.as_str()) {
                pages.push(&finding.source);
            }
        }
        Self(pages)
    }

    fn is_one(&self) -> bool {
        self.0.len() == 1
    }

    /// The number of a page in brackets.
    fn mark(&self, source: &str) -> String {
        let place = self.0.iter().position(|page| *page == source);
        place.map_or_else(String::new, |at| format!("[{}]", at + 1))
    }

    fn write(&self, page: &mut Page) {
        for (number, source) in (1..).zip(&self.0) {
            page.item(&format!("  [{number}] "), source);
        }
    }
}
