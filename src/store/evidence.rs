//! Evidence that was recorded for an account.

use std::collections::BTreeMap;

use super::among::{Among, by_account};
use super::column::written;
use super::engine::Value;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};
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

record! {
    /// The day that a piece of evidence is about, if what it was read from says it.
    pub(super) struct EvidenceDayRow in EVIDENCE_DAYS: "evidence_days", key 2, chain Account {
        account_id: i64,
        key: FactKey,
        seen_on: Day,
    }
    constraints ["FOREIGN KEY (account_id, key) REFERENCES evidence (account_id, key)"]
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
        let days: Vec<EvidenceDayRow> = self.select(&rest, among.values())?;
        let days = days
            .into_iter()
            .map(|row| ((row.account_id, row.key.word()), row.seen_on));
        let days: BTreeMap<(i64, &str), Day> = days.collect();
        let evidence = rows.into_iter().map(|row| {
            let on = days.get(&(row.account_id, row.key.word())).copied();
            Ok((row.account_id, evidence_of(row, on)?))
        });
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
        })?;
        match evidence.on {
            Some(seen_on) => self.tx.put(&EvidenceDayRow {
                account_id: self.account,
                key: evidence.key,
                seen_on,
            }),
            None => self.tx.delete::<EvidenceDayRow>(&self.place(evidence.key)),
        }
    }

    /// Deletes a piece of evidence.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn forget(&self, key: FactKey) -> Result<(), Diagnostic> {
        let place = self.place(key);
        self.tx.delete::<EvidenceDayRow>(&place)?;
        self.tx.delete::<EvidenceRow>(&place)
    }

    /// The key of the row of a fact.
    fn place(&self, key: FactKey) -> [Value<'static>; 2] {
        [Value::Integer(self.account), key.word().into()]
    }
}

fn evidence_of(row: EvidenceRow, on: Option<Day>) -> Result<RecordedEvidence, Diagnostic> {
    let value = row.key.read(&row.value);
    Ok(RecordedEvidence {
        key: row.key,
        value: value.map_err(|error| row.contradiction(error))?,
        note: row.note,
        on,
        recorded_at: row.recorded_at,
        recorded_by: row.recorded_by,
    })
}
