//! Ids of transfers for completion in a shell, and the number of the next plan.

use super::Transfers;
use crate::diagnostic::Diagnostic;
use crate::domain::transfer::TransferId;
use crate::store::engine::Value;

impl Transfers<'_, '_> {
    /// Ids that begin with `typed`, at most `most`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn ids_beginning(&self, typed: &str, most: u32) -> Result<Vec<String>, Diagnostic> {
        let typed = typed.to_lowercase();
        self.tx.texts(
            "SELECT id FROM transfers WHERE account_id = ?1 AND id >= ?2 AND id < ?3 ORDER BY id LIMIT ?4",
            &[
                Value::Integer(self.account),
                typed.clone().into(),
                format!("{typed}\u{10ffff}").into(),
                Value::Integer(most.into()),
            ],
        )
    }

    /// The number of the next plan.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn next_draft(&self) -> Result<TransferId, Diagnostic> {
        let texts = self.tx.texts(
            "SELECT id FROM transfers WHERE account_id = ?1 AND id LIKE 'draft-%'",
            &[Value::Integer(self.account)],
        )?;
        let drafts = texts.iter().filter_map(|text| match text.parse() {
            Ok(TransferId::Draft(number)) => Some(number),
            Ok(TransferId::Microsoft(_)) | Err(_) => None,
        });
        Ok(TransferId::Draft(drafts.max().unwrap_or(0) + 1))
    }
}
