//! Records under which clock a user's password was issued.

use super::super::engine::Value;
use super::row::RehearsedRow;
use super::{KeptPassword, Users};
use crate::diagnostic::Diagnostic;
use crate::domain::Email;

impl Users<'_, '_> {
    /// Whether the user's last temporary password was issued under a clock set with `--now`: such a user is part of a
    /// rehearsal. A password that the user chose counts like the temporary one that it replaced.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn has_rehearsed_password(&self, email: &Email) -> Result<bool, Diagnostic> {
        if self.tx.is_earlier() {
            return self.tx.was_rehearsed(self.account, email);
        }
        let place = [Value::Integer(self.account), email.key().into()];
        Ok(self.tx.find::<RehearsedRow>(&place)?.is_some())
    }

    /// Records the clock under which a temporary password was issued, if a new one was.
    pub(super) fn note_clock(
        &self,
        key: &str,
        before: &KeptPassword,
        after: &KeptPassword,
    ) -> Result<(), Diagnostic> {
        if matches!(after, KeptPassword::Own(_)) || before == after {
            return Ok(());
        }
        let row = self.rehearsed(key);
        if self.tx.moment().given {
            return self.tx.put(&row);
        }
        self.tx
            .delete::<RehearsedRow>(&[Value::Integer(self.account), key.into()])
    }

    pub(super) fn rehearsed(&self, key: &str) -> RehearsedRow {
        RehearsedRow {
            account_id: self.account,
            email_key: key.to_owned(),
        }
    }
}
