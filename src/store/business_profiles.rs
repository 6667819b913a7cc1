//! Business profiles: at most one per account.

use std::collections::BTreeSet;

use super::among::Among;
use super::engine::Value;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::business_profile::{BusinessProfile, Label};
use crate::domain::calendar::Instant;

record! {
    /// A business profile. All labels are in one column, one per line; a label contains no line breaks.
    pub(super) struct BusinessProfileRow in BUSINESS_PROFILES: "business_profiles", key 1, chain Account {
        account_id: i64,
        description: String,
        services: String,
        industries: String,
        set_at: Instant,
        set_by: String,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

/// The separator between labels.
const BETWEEN: &str = "\n";

impl Tx<'_> {
    /// The business profile of an account, if it was set.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn business_profile(&self, account: i64) -> Result<Option<BusinessProfile>, Diagnostic> {
        let Some(row) = self.find::<BusinessProfileRow>(&[Value::Integer(account)])? else {
            return Ok(None);
        };
        let labels = |text: &str| -> Result<Vec<Label>, Diagnostic> {
            let label = |line: &str| line.parse().map_err(|_| row.contradiction("a blank label"));
            text.lines().map(label).collect()
        };
        let said = |text: &str| text.parse().map_err(|error| row.contradiction(error));
        Ok(Some(BusinessProfile {
            description: said(&row.description)?,
            services: labels(&row.services)?,
            industries: labels(&row.industries)?,
            set_at: row.set_at,
            set_by: row.set_by.clone(),
        }))
    }

    /// Those of these accounts that have a business profile; at most [`Accounts::PAGE`](super::Accounts::PAGE)
    /// accounts.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_business_profile(&self, accounts: &[i64]) -> Result<BTreeSet<i64>, Diagnostic> {
        let among = Among::of("account_id", accounts);
        let rest = format!("WHERE {}", among.condition());
        let rows: Vec<BusinessProfileRow> = self.select(&rest, among.values())?;
        Ok(rows.into_iter().map(|row| row.account_id).collect())
    }

    /// Saves the business profile of an account.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_business_profile(
        &self,
        account: i64,
        profile: &BusinessProfile,
    ) -> Result<(), Diagnostic> {
        let joined = |labels: &[Label]| {
            let texts: Vec<&str> = labels.iter().map(Label::as_str).collect();
            texts.join(BETWEEN)
        };
        self.put(&BusinessProfileRow {
            account_id: account,
            description: profile.description.as_str().to_owned(),
            services: joined(&profile.services),
            industries: joined(&profile.industries),
            set_at: profile.set_at,
            set_by: profile.set_by.to_string(),
        })
    }
}
