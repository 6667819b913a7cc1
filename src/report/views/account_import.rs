//! The answer of an import of applications.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::domain::enrollment::EnrollmentStateKind;
use crate::domain::word::{Word as _, words};
use crate::domain::{Model, Slug, counted_as, grouped};
use crate::report::{Page, View};

words! {
    /// What became of an application of an import.
    pub enum ImportedOutcome: "outcome" {
        /// It is a new account.
        Added = "added",
        /// A draft has changed or was submitted, or an account that withdrew applied again.
        Changed = "changed",
        /// The account has these values already.
        Unchanged = "unchanged",
        /// The account was there, and was passed over.
        Skipped = "skipped",
    }
}

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct AccountImportView {
    added: u64,
    changed: u64,
    unchanged: u64,
    skipped: u64,
    accounts: Vec<ImportedAccountView>,
}

/// What became of one application.
#[derive(Debug, Clone, Serialize)]
pub struct ImportedAccountView {
    /// The account's short name.
    pub account: Slug,
    /// The company's name.
    pub legal_name: Option<String>,
    /// The MPN ID.
    pub mpn_id: Option<String>,
    /// The model applied for.
    pub model: Model,
    /// The state of the application.
    pub state: EnrollmentStateKind,
    /// What became of it.
    pub outcome: ImportedOutcome,
    /// The columns of what a draft lacks.
    pub missing: Vec<&'static str>,
}

impl AccountImportView {
    /// An answer. Beside the accounts so many were skipped that are in another store.
    pub fn new(accounts: Vec<ImportedAccountView>, moved: u64) -> Self {
        let count = |outcome: ImportedOutcome| {
            accounts.iter().filter(|one| one.outcome == outcome).count() as u64
        };
        Self {
            added: count(ImportedOutcome::Added),
            changed: count(ImportedOutcome::Changed),
            unchanged: count(ImportedOutcome::Unchanged),
            skipped: count(ImportedOutcome::Skipped) + moved,
            accounts,
        }
    }
}

impl View for AccountImportView {
    const NESTED: &'static [&'static str] = &["accounts"];
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "accounts",
        &[
            "account",
            "legal_name",
            "mpn_id",
            "model",
            "state",
            "outcome",
            "missing",
        ],
    ));

    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "{} added, {} changed, {} unchanged, {} skipped.",
            grouped(self.added),
            grouped(self.changed),
            grouped(self.unchanged),
            grouped(self.skipped)
        ));
        let mut states: BTreeMap<&str, u64> = BTreeMap::new();
        for one in &self.accounts {
            *states.entry(one.state.word()).or_default() += 1;
        }
        for (state, count) in states {
            let accounts = counted_as(count, "account", "accounts");
            page.item("- ", &format!("{accounts} in the state {state}"));
        }
        let drafts = self.accounts.iter().filter(|one| !one.missing.is_empty());
        let drafts: Vec<&ImportedAccountView> = drafts.collect();
        page.first_items("Incomplete drafts", &drafts, |one| {
            format!("{}: {}", one.account, one.missing.join(", "))
        });
    }
}
