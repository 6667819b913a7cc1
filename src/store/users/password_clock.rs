//! Under which clock a user's password was issued.

use rusqlite::OptionalExtension;

use super::super::failure::StoreError;
use super::Users;
use crate::domain::{Email, Slug};

impl Users<'_, '_> {
    /// Whether the user's last temporary password was issued under a given clock (`--now`): such a user is part of a
    /// rehearsal. A password that the user chose counts as the temporary one that it replaced. Where the journal says
    /// nothing, it was not.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn has_rehearsed_password(
        &self,
        account: &Slug,
        email: &Email,
    ) -> Result<bool, StoreError> {
        let sql = "SELECT clock FROM journal
             WHERE account = ?1 AND subject = ?2 AND action IN ('user.added', 'user.password-reset')
             ORDER BY seq DESC LIMIT 1";
        let mut statement = self.tx.connection().prepare_cached(sql)?;
        let clock: Option<String> = statement
            .query_row((account.as_str(), email.as_str()), |row| row.get(0))
            .optional()?;
        Ok(clock.as_deref() == Some("given"))
    }
}
