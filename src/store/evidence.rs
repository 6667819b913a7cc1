//! Evidence that somebody recorded for an account.

use rusqlite::Row;

use super::column::{Reader, seconds};
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::evidence::{FactKey, RecordedEvidence};
use crate::domain::word::Word;

table!(pub(super) EVIDENCE = "evidence", key 2, [
    "account_id", "key", "value", "note", "recorded_at", "recorded_by",
]);

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
}

impl Evidence<'_, '_> {
    /// Everything that is recorded, by key.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<RecordedEvidence>, StoreError> {
        let sql = format!("{} WHERE account_id = ? ORDER BY key", EVIDENCE.all());
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([self.account])?;
        let mut all = Vec::new();
        while let Some(row) = rows.next()? {
            all.push(evidence_of(row)?);
        }
        Ok(all)
    }

    /// Records a piece of evidence, replacing the one under the same key.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn record(&self, evidence: &RecordedEvidence) -> Result<(), StoreError> {
        EVIDENCE.put(
            self.tx,
            &[
                &self.account,
                &evidence.key.word(),
                &evidence.value.to_string(),
                &evidence.note,
                &seconds(evidence.recorded_at),
                &evidence.recorded_by,
            ],
        )
    }

    /// Takes a piece of evidence back.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn forget(&self, key: FactKey) -> Result<(), StoreError> {
        EVIDENCE.delete(self.tx, &[&self.account, &key.word()])
    }
}

fn evidence_of(row: &Row<'_>) -> Result<RecordedEvidence, StoreError> {
    let reader = Reader::verified(row, &EVIDENCE)?;
    let key: FactKey = reader.word(1)?;
    let value: String = reader.word(2)?;
    Ok(RecordedEvidence {
        key,
        value: key
            .read(&value)
            .map_err(|error| reader.contradiction(&error))?,
        note: reader.text(3)?,
        recorded_at: reader.instant(4)?,
        recorded_by: reader.text(5)?,
    })
}
