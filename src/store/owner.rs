//! Who owned an account before the draft that it has now.
//!
//! An account has one application on file, and a draft after a withdrawal is written over it. Whom the submitted one
//! named as administrator stands in the journal, where a draft's first entry tells every value that it replaced.

use serde_json::Value;

use super::failure::StoreError;
use super::tx::Tx;
use crate::domain::application::Field;
use crate::domain::word::Word;
use crate::domain::{Account, Email};

/// What drafts wrote since an application was last submitted.
const SINCE_SUBMITTED: &str = "SELECT seq, changes FROM journal WHERE account = ?1 \
     AND action IN ('enrollment.started', 'application.edited') \
     AND seq > (SELECT coalesce(max(seq), 0) FROM journal WHERE account = ?1 AND action = 'enrollment.submitted') \
     ORDER BY seq";

impl Tx<'_> {
    /// The administrator whom the submitted application named, where a draft has replaced it since; `None` where the
    /// application on file still names it.
    pub(super) fn former_owner(&self, account: &Account) -> Result<Option<Email>, StoreError> {
        let mut statement = self.connection().prepare_cached(SINCE_SUBMITTED)?;
        let mut rows = statement.query([account.slug.as_str()])?;
        while let Some(row) = rows.next()? {
            let (seq, changes): (i64, String) = (row.get(0)?, row.get(1)?);
            let unread = |what: &dyn std::fmt::Display| StoreError::corrupt("journal", seq, what);
            let changes: Value = serde_json::from_str(&changes).map_err(|error| unread(&error))?;
            let replaced = &changes["fields"][Field::AdminEmail.word()]["from"];
            if let Some(address) = replaced.as_str() {
                return address.parse().map(Some).map_err(|bad| unread(&bad));
            }
        }
        Ok(None)
    }
}
