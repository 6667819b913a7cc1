//! The answer to `csp eligibility check`, and recorded evidence.

use serde::Serialize;

use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::evidence::{FactKey, RecordedEvidence};
use crate::policy::{Answer, Level, Purpose, RequirementFinding, RequirementId, Status, Verdict};
use crate::report::{ListRow, Page, ShownMoment, TableCell, View, When, cells};

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
        page.heading(&format!(
            "Eligible to {} as {}: {}",
            self.purpose,
            self.model.title(),
            self.verdict
        ));
        page.fact("Purpose", Some(&self.purpose.to_string()));
        page.day("As of", Some(self.as_of));
        let policy = format!(
            "{}, in force from {}",
            self.policy.id, self.policy.effective
        );
        page.fact("Policy", Some(&policy));
        page.fact("Source", Some(&self.policy.source));
        page.line("");
        let rows = self.requirements.iter().map(|one| {
            let or_dash = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
            cells![
                TableCell::state(one.status),
                one.id.to_string(),
                one.level.to_string(),
                or_dash(&one.required),
                or_dash(&one.found),
            ]
        });
        page.table(
            &["status", "requirement", "level", "required", "found"],
            rows,
        );
        for finding in &self.requirements {
            finding.explain(page);
        }
    }
}

impl FindingView {
    fn explain(&self, page: &mut Page) {
        page.heading(&format!("{}: {} ({})", self.title, self.status, self.id));
        page.fact("Detail", self.is_telling.then_some(self.detail.as_str()));
        for evidence in &self.evidence {
            page.fact("Evidence", Some(evidence));
        }
        page.fact("Next", self.remedy.as_deref());
        page.fact("Source", Some(&self.source));
    }
}

/// A recorded piece of evidence.
#[derive(Debug, Serialize)]
pub struct EvidenceView {
    key: FactKey,
    value: String,
    note: Option<String>,
    recorded_at: ShownMoment,
    recorded_by: Option<String>,
}

impl From<&RecordedEvidence> for EvidenceView {
    fn from(evidence: &RecordedEvidence) -> Self {
        Self {
            key: evidence.key,
            value: evidence.value.to_string(),
            note: evidence.note.clone(),
            recorded_at: evidence.recorded_at.into(),
            recorded_by: evidence.recorded_by.clone(),
        }
    }
}

impl View for EvidenceView {
    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} = {}", self.key, self.value));
        page.fact("Note", self.note.as_deref());
        page.moment("Recorded", Some(self.recorded_at));
        page.fact("Recorded by", self.recorded_by.as_deref());
    }
}

impl ListRow for EvidenceView {
    const HEADER: &'static [&'static str] = &["key", "value", "note", "recorded at", "by"];
    const CSV: &'static [&'static str] = &["key", "value", "note", "recorded_at", "recorded_by"];
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.key.to_string(),
            self.value.clone(),
            self.note.clone().unwrap_or_default(),
            when.date(self.recorded_at),
            self.recorded_by.clone().unwrap_or_default(),
        ]
    }
}
