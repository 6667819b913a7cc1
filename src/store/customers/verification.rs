//! Microsoft's status of a customer's account, as last recorded.

use super::Customers;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};
use crate::domain::customer::{AccountStatus, AccountVerification};
use crate::store::column::vocabulary;
use crate::store::record::record;

vocabulary!(AccountStatus);

record! {
    /// Microsoft's status of a customer.
    pub(in crate::store) struct VerificationRow in CUSTOMER_VERIFICATIONS: "customer_verifications", key 2, chain Account {
        account_id: i64,
        domain_key: String,
        status: AccountStatus,
        seen_on: Day,
        recorded_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes [
        "CREATE INDEX customer_verifications_blocking ON customer_verifications (account_id, domain_key) WHERE status IN ('under-review', 'not-allowed', 'unknown')",
    ]
}

pub(super) fn verification_of(row: &VerificationRow) -> AccountVerification {
    AccountVerification {
        status: row.status,
        on: row.seen_on,
        recorded_at: row.recorded_at,
    }
}

impl Customers<'_, '_> {
    /// Saves the status if it differs.
    pub(super) fn save_verification(
        &self,
        key: &str,
        before: Option<&AccountVerification>,
        after: Option<&AccountVerification>,
    ) -> Result<(), Diagnostic> {
        match after {
            same if same == before => Ok(()),
            Some(verification) => self.tx.put(&VerificationRow {
                account_id: self.account,
                domain_key: key.to_owned(),
                status: verification.status,
                seen_on: verification.on,
                recorded_at: verification.recorded_at,
            }),
            None => self.tx.delete::<VerificationRow>(&self.place(key)),
        }
    }
}
