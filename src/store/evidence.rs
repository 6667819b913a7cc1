//! Evidence that was recorded for an account.

use std::collections::BTreeMap;

use super::among::{Among, by_account};
use super::column::written;
use super::engine::Value;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::evidence::{FactKey, RecordedEvidence};
use crate::domain::word::Word as _;

written! { FactKey }

record! {
    /// A piece of evidence. The value is text in the format of its key.
    pub(super) struct EvidenceRow in EVIDENCE: "evidence", key 2, chain Account {
        account_id: i64,
        key: FactKey,
        value: String,
        note: Option<String>,
        recorded_at: Instant,
        recorded_by: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

/// The evidence of one account.
pub struct Evidence<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The evidence recorded for an account.
    pub fn evidence(&self, account: i64) -> Evidence<'_, 'c> {
        Evidence { tx: self, account }
    }

    /// All evidence of some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), sorted by key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn evidence_of(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Vec<RecordedEvidence>>, Diagnostic> {
        let among = Among::of("account_id", accounts);
        let rest = format!("WHERE {} ORDER BY account_id, key", among.condition());
        let rows: Vec<EvidenceRow> = self.select(&rest, among.values())?;
        let evidence = rows
            .into_iter()
            .map(|row| Ok((row.account_id, evidence_of(row)?)));
        Ok(by_account(
            evidence.collect::<Result<Vec<_>, Diagnostic>>()?,
        ))
    }
}

impl Evidence<'_, '_> {
    /// All evidence, sorted by key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<RecordedEvidence>, Diagnostic> {
        let mut found = self.tx.evidence_of(&[self.account])?;
        Ok(found.remove(&self.account).unwrap_or_default())
    }

    /// Records a piece of evidence, replacing an earlier one with the same key.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn record(&self, evidence: &RecordedEvidence) -> Result<(), Diagnostic> {
        self.tx.put(&EvidenceRow {
            account_id: self.account,
            key: evidence.key,
            value: evidence.value.to_string(),
            note: evidence.note.clone(),
            recorded_at: evidence.recorded_at,
            recorded_by: evidence.recorded_by.clone(),
        })
    }

    /// Deletes a piece of evidence.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn forget(&self, key: FactKey) -> Result<(), Diagnostic> {
        let key = [Value::Integer(self.account), key.word().into()];
        self.tx.delete::<EvidenceRow>(&key)
    }
}

fn evidence_of(row: EvidenceRow) -> Result<RecordedEvidence, Diagnostic> {
    let value = row.key.read(&row.value);
    Ok(RecordedEvidence {
        key: row.key,
        value: value.map_err(|error| row.contradiction(error))?,
        note: row.note,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    })
}
