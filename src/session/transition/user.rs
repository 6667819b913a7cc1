//! Users with what is kept of their passwords.

use serde_json::Value;

use super::{Journalled, Subject};
use crate::diagnostic::Result;
use crate::domain::{Account, Email};
use crate::session::find::users::find_user;
use crate::session::journal::{EditedFields, Form as _};
use crate::store::{Tx, UserRecord};

impl Subject for UserRecord {
    type Key = Email;

    fn find(tx: &Tx<'_>, account: &Account, email: &Email) -> Result<Self> {
        find_user(tx, account, email)
    }
}

impl Journalled for UserRecord {
    fn save(&self, tx: &Tx<'_>, account: &Account, before: &Self) -> Result<()> {
        let users = tx.users(account.id);
        users.replace(before, &self.user, &self.password)
    }

    fn name(&self) -> String {
        self.user.email.to_string()
    }

    /// A password is in no journal.
    fn changes_since(&self, before: &Self) -> Result<Value> {
        EditedFields::of_user(&before.user, &self.user)?.to_changes()
    }
}
