//! Microsoft's status of a customer's account, and what an import of statuses made of its file.

use serde::Serialize;

use crate::domain::calendar::Day;
use crate::domain::customer::{AccountStatus, AccountVerification, Customer};
use crate::domain::sighting::SightingOutcome;
use crate::domain::{TenantDomain, counted_as};
use crate::report::{Page, ShownMoment, TableCell, View, cells};

/// Microsoft's status of a customer's account.
#[derive(Debug, Clone, Serialize)]
pub struct AccountVerificationView {
    status: AccountStatus,
    on: Day,
    recorded_at: ShownMoment,
}

impl From<&AccountVerification> for AccountVerificationView {
    fn from(it: &AccountVerification) -> Self {
        Self {
            status: it.status,
            on: it.on,
            recorded_at: it.recorded_at.into(),
        }
    }
}

impl AccountVerificationView {
    pub(super) fn page(&self, page: &mut Page) {
        page.heading("Account verification by Microsoft");
        page.state("Status", self.status);
        page.day("Seen on", Some(self.on));
        page.moment("Recorded", Some(self.recorded_at));
    }
}

/// What an import of statuses made of its file.
#[derive(Debug, Serialize)]
pub struct VerificationImportView {
    recorded: usize,
    unchanged: usize,
    older: usize,
    customers: Vec<SeenVerificationView>,
}

/// What became of the status of one customer.
#[derive(Debug, Serialize)]
pub struct SeenVerificationView {
    customer: TenantDomain,
    outcome: SightingOutcome,
    status: AccountStatus,
    on: Day,
    before: Option<AccountVerificationView>,
}

impl SeenVerificationView {
    /// A status of a file, and the customer as it was before.
    pub fn new(before: &Customer, seen: (AccountStatus, Day), outcome: SightingOutcome) -> Self {
        Self {
            customer: before.record.domain.clone(),
            outcome,
            status: seen.0,
            on: seen.1,
            before: before.verification.as_ref().map(Into::into),
        }
    }
}

impl VerificationImportView {
    /// The answer for the statuses of a file.
    pub fn new(customers: Vec<SeenVerificationView>) -> Self {
        let count = |outcome: SightingOutcome| {
            let of_outcome = customers.iter().filter(|one| one.outcome == outcome);
            of_outcome.count()
        };
        Self {
            recorded: count(SightingOutcome::Recorded),
            unchanged: count(SightingOutcome::Unchanged),
            older: count(SightingOutcome::Older),
            customers,
        }
    }
}

impl VerificationImportView {
    /// What a person should know of the import.
    pub fn notes(&self) -> Vec<String> {
        let older = self.customers.iter();
        let older = older.filter(|one| one.outcome == SightingOutcome::Older);
        let note = |one: &SeenVerificationView| {
            let known = one
                .before
                .as_ref()
                .map(|it| format!(": {} on {}", it.status, it.on));
            format!(
                "{}: the status in the file ({} on {}) is older than the one on record{}. It was left out.",
                one.customer,
                one.status,
                one.on,
                known.unwrap_or_default()
            )
        };
        older.map(note).collect()
    }
}

impl View for VerificationImportView {
    const NESTED: &'static [&'static str] = &["customers"];

    fn page(&self, page: &mut Page) {
        let recorded = counted_as(self.recorded as u64, "status", "statuses");
        page.heading(&format!("{recorded} recorded"));
        page.fact("Unchanged", Some(&self.unchanged.to_string()));
        page.fact("Older", Some(&self.older.to_string()));
        page.table(
            &["customer", "status", "seen on", "outcome", "before"],
            self.customers.iter().map(|one| {
                let before = one.before.as_ref();
                cells![
                    one.customer.to_string(),
                    TableCell::state(one.status),
                    one.on.to_string(),
                    one.outcome.to_string(),
                    before.map_or_else(String::new, |it| format!("{} ({})", it.status, it.on)),
                ]
            }),
        );
    }
}
