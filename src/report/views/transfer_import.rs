//! The answer of an import of transfers.

use serde::Serialize;
use serde_json::Value;

use crate::domain::grouped;
use crate::domain::transfer::{TransferId, TransferStateKind};
use crate::domain::word::words;
use crate::report::{Page, View};

words! {
    /// What became of a transfer of an import, the one that needs more attention behind.
    pub enum TransferOutcome: "outcome" {
        /// The register had it, and it stays as it was.
        Unchanged = "unchanged",
        /// The register had it, and it has changed.
        Changed = "changed",
        /// It is new in the register.
        Added = "added",
        /// The file contradicts the register; a person decides.
        Conflict = "conflict",
    }
}

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct TransferImportView {
    added: u64,
    changed: u64,
    unchanged: u64,
    conflicts: u64,
    transfers: Vec<SeenTransferView>,
    notes: Vec<String>,
}

/// What became of one transfer.
#[derive(Debug, Clone, Serialize)]
pub struct SeenTransferView {
    /// Microsoft's id.
    pub id: TransferId,
    /// The customer.
    pub customer: String,
    /// Its state now.
    pub state: TransferStateKind,
    /// What became of it.
    pub outcome: TransferOutcome,
    /// The fields that differ, before and after.
    pub changes: Value,
    /// What a person should know of it.
    pub detail: Option<String>,
    /// Whether the register did not have it before.
    #[serde(skip)]
    pub is_new: bool,
}

impl TransferImportView {
    /// An answer.
    pub fn new(transfers: Vec<SeenTransferView>, notes: Vec<String>) -> Self {
        let count = |outcome: TransferOutcome| {
            let of = transfers.iter().filter(|one| one.outcome == outcome);
            of.count() as u64
        };
        Self {
            // One that was added in conflict counts as both.
            added: transfers.iter().filter(|one| one.is_new).count() as u64,
            changed: count(TransferOutcome::Changed),
            unchanged: count(TransferOutcome::Unchanged),
            conflicts: count(TransferOutcome::Conflict),
            transfers,
            notes,
        }
    }

    fn list(&self, page: &mut Page, heading: &str, outcome: TransferOutcome) {
        let of = self.transfers.iter().filter(|one| one.outcome == outcome);
        let of: Vec<&SeenTransferView> = of.collect();
        page.first_items(heading, &of, |one| {
            let detail = one.detail.as_deref().map(|text| format!(": {text}"));
            let detail = detail.unwrap_or_default();
            format!("{}, {}, {}{detail}", one.customer, one.state, one.id)
        });
    }
}

impl View for TransferImportView {
    const NESTED: &'static [&'static str] = &["transfers", "notes"];
    const LINES: Option<(&'static str, &'static [&'static str])> = Some((
        "transfers",
        &["id", "customer", "state", "outcome", "detail"],
    ));

    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "{} added, {} changed, {} unchanged, {} in conflict.",
            grouped(self.added),
            grouped(self.changed),
            grouped(self.unchanged),
            grouped(self.conflicts)
        ));
        self.list(page, "Conflicts", TransferOutcome::Conflict);
        self.list(page, "Changed", TransferOutcome::Changed);
        self.list(page, "Added", TransferOutcome::Added);
    }
}
