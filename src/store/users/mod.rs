//! The users of an account.

mod bulk;
mod check;
mod keys;
mod line;
mod list;
mod numbers;
mod of_accounts;
mod password_clock;
mod row;

pub use bulk::{Bulk, NewUser};
pub use line::UserLine;
pub use list::Filter;
pub use row::{KeptPassword, UserRecord};
pub(super) use row::{REHEARSED_PASSWORDS, RehearsedRow, USER_ROLES, USERS};

use super::engine::{Hint, Value};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::Email;
use crate::domain::role::{Role, RoleSet};
use crate::domain::user::User;
use crate::domain::word::Word;
use crate::store::failure;
use row::{UserRow, record_of, row_of};

/// The index for states that few users have.
const BY_STATE: Hint<'_> = Hint::Index("users_by_state");

/// The users of one account within a transaction.
#[derive(Clone, Copy)]
pub struct Users<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The users of the account with this number.
    pub fn users(&self, account: i64) -> Users<'_, 'c> {
        Users { tx: self, account }
    }
}

impl Users<'_, '_> {
    /// The user with this address, even if removed.
    ///
    /// # Errors
    /// If the store cannot be read or the row is damaged.
    pub fn find(&self, email: &Email) -> Result<Option<User>, Diagnostic> {
        Ok(self.record(email)?.map(|record| record.user))
    }

    /// The user with this address and the hash of the password.
    ///
    /// # Errors
    /// If the store cannot be read or the row is damaged.
    pub fn record(&self, email: &Email) -> Result<Option<UserRecord>, Diagnostic> {
        self.record_by_key(email.key())
    }

    /// As [`record`](Self::record), for an address in the form used for comparison.
    ///
    /// # Errors
    /// If the store cannot be read or the row is damaged.
    pub fn record_by_key(&self, key: &str) -> Result<Option<UserRecord>, Diagnostic> {
        let place = [Value::Integer(self.account), key.into()];
        self.tx.find::<UserRow>(&place)?.map(record_of).transpose()
    }

    /// Inserts a user whose address is not in the account yet.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn insert(&self, user: &User, password: &KeptPassword) -> Result<(), Diagnostic> {
        self.tx.insert(&row_of(self.account, user, password))?;
        if self.tx.moment().given {
            self.tx.put(&self.rehearsed(user.email.key()))?;
        }
        self.index_roles(user.email.key(), user.roles)
    }

    /// Saves a new or existing user; the stored password hash is kept.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn save(&self, user: &User) -> Result<(), Diagnostic> {
        match self.record(&user.email)? {
            Some(before) => self.replace(&before, user, &before.password),
            None => self.insert(user, &KeptPassword::Nothing),
        }
    }

    /// Writes a user, replacing the record `before` of the same address.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn replace(
        &self,
        before: &UserRecord,
        user: &User,
        password: &KeptPassword,
    ) -> Result<(), Diagnostic> {
        self.tx.put(&row_of(self.account, user, password))?;
        self.note_clock(user.email.key(), &before.password, password)?;
        let roles = before.user.roles;
        self.forget_roles(user.email.key(), roles.without(user.roles))?;
        self.index_roles(user.email.key(), user.roles.without(roles))
    }

    /// The addresses of active users with the role, in order, at most five.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn active_with(&self, role: Role) -> Result<Vec<String>, Diagnostic> {
        let sql = format!(
            "SELECT u.email FROM {} \
             WHERE r.account_id = ?1 AND r.role = ?2 AND u.state = 'active' ORDER BY r.email_key LIMIT 5",
            self.with_role()
        );
        let of_role = [Value::Integer(self.account), role.word().into()];
        self.tx.texts(&sql, &of_role)
    }

    /// The `FROM` clause that joins the table of roles with the users. Few users have a role, and each is looked up by
    /// key.
    fn with_role(&self) -> String {
        format!(
            "user_roles r {} JOIN users u ON u.account_id = r.account_id AND u.email_key = r.email_key",
            self.tx.session().hint(Hint::LeftFirst)
        )
    }

    fn index_roles(&self, key: &str, roles: RoleSet) -> Result<(), Diagnostic> {
        for role in roles.iter() {
            let row = [Value::Integer(self.account), role.word().into(), key.into()];
            self.tx
                .session()
                .write(USER_ROLES.inserting(), &row, None)?;
        }
        Ok(())
    }

    fn forget_roles(&self, key: &str, roles: RoleSet) -> Result<(), Diagnostic> {
        let sql = "DELETE FROM user_roles WHERE account_id = ?1 AND role = ?2 AND email_key = ?3";
        for role in roles.iter() {
            let row = [Value::Integer(self.account), role.word().into(), key.into()];
            let id = format!("{}/{role}/{key}", self.account);
            let missing = failure::corrupt("user_roles", id, "the row is missing");
            self.tx.session().write(sql, &row, Some(missing))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
