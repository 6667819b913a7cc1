//! Microsoft's answer about an account as reseller of record, and what an import made of its file.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::partnership::ResellerValidation;
use crate::domain::sighting::SightingOutcome;
use crate::domain::{Slug, counted_as};
use crate::report::{Page, ShownMoment, View};

/// Microsoft's answer.
#[derive(Debug, Clone, Serialize)]
pub struct ResellerValidationView {
    valid: bool,
    code: Option<String>,
    text: Option<String>,
    on: Day,
    recorded_at: ShownMoment,
}

impl From<&ResellerValidation> for ResellerValidationView {
    fn from(it: &ResellerValidation) -> Self {
        Self {
            valid: it.is_valid,
            code: it.code.clone(),
            text: it.text.clone(),
            on: it.on,
            recorded_at: it.recorded_at.into(),
        }
    }
}

impl ResellerValidationView {
    pub(super) fn page(&self, page: &mut Page) {
        page.fact(
            "Partner ID",
            Some(if self.valid { "valid" } else { "invalid" }),
        );
        page.fact("Code", self.code.as_deref());
        page.fact("Microsoft says", self.text.as_deref());
        page.day("Answered on", Some(self.on));
        page.moment("Recorded", Some(self.recorded_at));
    }
}

/// What an import of Microsoft's answer made of its file.
#[derive(Debug, Clone, Serialize)]
pub struct ValidationImportView {
    provider: Slug,
    partner_id: String,
    outcome: SightingOutcome,
    validation: ResellerValidationView,
    before: Option<ResellerValidationView>,
    left_out: Vec<String>,
}

impl ValidationImportView {
    /// The answer about our Partner ID, with the one on record before and the other partner ids of the file.
    pub fn new(
        provider: &Slug,
        partner_id: &str,
        (outcome, seen): (SightingOutcome, &ResellerValidation),
        before: Option<&ResellerValidation>,
        left_out: Vec<String>,
    ) -> Self {
        Self {
            provider: provider.clone(),
            partner_id: partner_id.to_owned(),
            outcome,
            validation: seen.into(),
            before: before.map(Into::into),
            left_out,
        }
    }
}

impl ValidationImportView {
    /// What a person should know of the import.
    pub fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.outcome == SightingOutcome::Older {
            let known = self.before.as_ref().map(|it| format!(" ({})", it.on));
            notes.push(format!(
                "The answer of {} is older than the one on record{}. It was left out.",
                self.validation.on,
                known.unwrap_or_default()
            ));
        }
        if !self.left_out.is_empty() {
            let count = counted_as(self.left_out.len() as u64, "answer", "answers");
            let ids: Vec<&str> = self.left_out.iter().take(3).map(String::as_str).collect();
            notes.push(format!(
                "{count} about other partner IDs left out: {}{}.",
                ids.join(", "),
                if self.left_out.len() > 3 { ", …" } else { "" }
            ));
        }
        notes
    }
}

impl View for ValidationImportView {
    const NESTED: &'static [&'static str] = &["validation", "before"];

    fn page(&self, page: &mut Page) {
        page.heading(&format!(
            "Validation of {} by {}",
            self.partner_id, self.provider
        ));
        page.fact("Outcome", Some(&self.outcome.to_string()));
        self.validation.page(page);
        if let Some(before) = &self.before {
            page.heading("On record before");
            before.page(page);
        }
        if !self.left_out.is_empty() {
            page.fact("Left out", Some(&self.left_out.join(", ")));
        }
    }
}
