//! What an import of evidence made of its file.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::counted;
use crate::domain::evidence::{FactKey, RecordedEvidence};
use crate::domain::security::SecurityFact;
use crate::domain::sighting::SightingOutcome;
use crate::report::views::reseller_validation::ValidationImportView;
use crate::report::{Page, View, cells};

/// What an import made of its file.
#[derive(Debug, Default, Serialize)]
pub struct EvidenceImportView {
    recorded: usize,
    unchanged: usize,
    older: usize,
    facts: Vec<ImportedFactView>,
    left_out: Vec<String>,
    validation: Option<ValidationImportView>,
}

/// What became of one fact of a file.
#[derive(Debug, Serialize)]
pub struct ImportedFactView {
    key: FactKey,
    value: String,
    on: Day,
    outcome: SightingOutcome,
    before: Option<String>,
    before_on: Option<Day>,
    detail: String,
    doubt: Option<String>,
}

impl ImportedFactView {
    /// A fact of a day, and the one on record before.
    pub fn new(
        fact: &SecurityFact,
        on: Day,
        outcome: SightingOutcome,
        before: Option<&RecordedEvidence>,
    ) -> Self {
        Self {
            key: fact.key,
            value: fact.value.to_string(),
            on,
            outcome,
            before: before.map(|known| known.value.to_string()),
            before_on: before.map(RecordedEvidence::day),
            detail: fact.detail.clone(),
            doubt: fact.doubt.clone(),
        }
    }
}

impl EvidenceImportView {
    /// The answer for the facts of a file, and what in it is not evidence.
    pub fn new(
        facts: Vec<ImportedFactView>,
        left_out: Vec<String>,
        validation: Option<ValidationImportView>,
    ) -> Self {
        let count = |outcome: SightingOutcome| {
            let of_outcome = facts.iter().filter(|one| one.outcome == outcome);
            of_outcome.count()
        };
        Self {
            recorded: count(SightingOutcome::Recorded),
            unchanged: count(SightingOutcome::Unchanged),
            older: count(SightingOutcome::Older),
            facts,
            left_out,
            validation,
        }
    }
}

impl EvidenceImportView {
    /// What a person should know of the import.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        for one in &self.facts {
            if let Some(doubt) = &one.doubt {
                notes.push(format!("Microsoft contradicts itself: {doubt}."));
            }
            if one.outcome == SightingOutcome::Older {
                notes.push(format!(
                    "{}: the file is older than the fact on record and was left out. To use it: `csp eligibility evidence unset {}`, then import it again.",
                    one.key, one.key
                ));
            }
        }
        match &self.validation {
            Some(validation) => notes.extend(validation.notes()),
            None if self.facts.is_empty() => notes.push(
                "The file says nothing about the facts that csp uses, so nothing was recorded. They are in securityScore/requirements of Graph.".to_owned(),
            ),
            None => {}
        }
        notes
    }
}

impl View for EvidenceImportView {
    const NESTED: &'static [&'static str] = &["facts", "validation"];

    fn page(&self, page: &mut Page) {
        if !self.facts.is_empty() || self.validation.is_none() {
            let recorded = counted(self.recorded as u64, "fact");
            page.heading(&format!("{recorded} recorded"));
            page.table(
                &["key", "value", "as of", "outcome", "before"],
                self.facts.iter().map(|one| {
                    let before = one.before.iter().zip(one.before_on);
                    let before = before.map(|(value, on)| format!("{value} ({on})")).next();
                    cells![
                        one.key.to_string(),
                        one.value.clone(),
                        one.on.to_string(),
                        one.outcome.to_string(),
                        before.unwrap_or_default(),
                    ]
                }),
            );
        }
        if !self.left_out.is_empty() {
            page.fact("Not evidence", Some(&self.left_out.join(", ")));
        }
        if let Some(validation) = &self.validation {
            validation.page(page);
        }
    }
}
