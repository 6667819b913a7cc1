//! Microsoft's answer to a provider that asked whether the account is valid as reseller of record.

use std::collections::BTreeMap;

use super::among::{Among, by_account};
use super::engine::Value;
use super::record::record;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::calendar::{Day, Instant};
use crate::domain::partnership::ResellerValidation;

record! {
    /// The last answer for an account and a provider.
    pub(super) struct ValidationRow in RESELLER_VALIDATIONS: "reseller_validations", key 2, chain Account {
        account_id: i64,
        provider: Slug,
        is_valid: bool,
        code: Option<String>,
        description: Option<String>,
        seen_on: Day,
        recorded_at: Instant,
    }
    constraints [
        "FOREIGN KEY (account_id) REFERENCES accounts (id)",
        "FOREIGN KEY (provider) REFERENCES providers (slug)",
    ]
    indexes []
}

/// A validation with the provider that asked for it.
pub type ProviderValidation = (Slug, ResellerValidation);

impl Tx<'_> {
    /// The last answer for an account and a provider.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn validation(
        &self,
        account: i64,
        provider: &Slug,
    ) -> Result<Option<ResellerValidation>, Diagnostic> {
        let key = [Value::Integer(account), provider.as_str().into()];
        Ok(self
            .find::<ValidationRow>(&key)?
            .map(|row| answer_of(row).1))
    }

    /// The last answers for some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), sorted by the provider's
    /// short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn validations_of(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Vec<ProviderValidation>>, Diagnostic> {
        let among = Among::of("account_id", accounts);
        let rest = format!("WHERE {} ORDER BY account_id, provider", among.condition());
        let rows: Vec<ValidationRow> = self.select(&rest, among.values())?;
        let answers = rows.into_iter().map(|row| (row.account_id, answer_of(row)));
        Ok(by_account(answers))
    }

    /// Saves the answer for an account and a provider, in the place of an earlier one.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_validation(
        &self,
        account: i64,
        provider: &Slug,
        answer: &ResellerValidation,
    ) -> Result<(), Diagnostic> {
        self.put(&ValidationRow {
            account_id: account,
            provider: provider.clone(),
            is_valid: answer.is_valid,
            code: answer.code.clone(),
            description: answer.text.clone(),
            seen_on: answer.on,
            recorded_at: answer.recorded_at,
        })
    }
}

fn answer_of(row: ValidationRow) -> ProviderValidation {
    let answer = ResellerValidation {
        is_valid: row.is_valid,
        code: row.code,
        text: row.description,
        on: row.seen_on,
        recorded_at: row.recorded_at,
    };
    (row.provider, answer)
}
