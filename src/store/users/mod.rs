//! The people of an account, as rows.

mod bulk;
mod check;
mod keys;
mod line;
mod list;
mod numbers;
mod password_clock;
mod row;

pub use bulk::{Bulk, NewUser};
pub use line::Line;
pub use list::Filter;
pub use row::{Kept, Record};

use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::Email;
use crate::domain::role::{Role, RoleSet};
use crate::domain::user::User;
use crate::domain::word::Word;

table!(pub(super) USERS = "users", key 2, [
    "account_id", "email_key", "email", "first_name", "last_name", "display_name", "roles", "state",
    "state_before", "expires_at", "removed_at", "created_at", "last_sign_in_at", "wrong_tries", "closed_until",
    "temporary_hash", "own_hash",
]);

/// Notes that somebody has a role.
const INSERT_ROLE: &str =
    "INSERT INTO user_roles (account_id, role, email_key) VALUES (?1, ?2, ?3)";

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
    /// The user with this address, removed ones among them.
    ///
    /// # Errors
    /// If the store cannot be read or the row fits no user.
    pub fn find(&self, email: &Email) -> Result<Option<User>, StoreError> {
        Ok(self.record(email)?.map(|record| record.user))
    }

    /// The user with this address together with what is kept of the password.
    ///
    /// # Errors
    /// If the store cannot be read or the row fits no user.
    pub fn record(&self, email: &Email) -> Result<Option<Record>, StoreError> {
        self.record_by_key(email.key())
    }

    /// As [`record`](Self::record), by the form of the address that is compared.
    ///
    /// # Errors
    /// If the store cannot be read or the row fits no user.
    pub fn record_by_key(&self, key: &str) -> Result<Option<Record>, StoreError> {
        let sql = format!("{} WHERE account_id = ?1 AND email_key = ?2", USERS.all());
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query((self.account, key))?;
        rows.next()?.map(row::record).transpose()
    }

    /// Writes a user whose address is not in the account yet.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn insert(&self, user: &User, password: &Kept) -> Result<(), StoreError> {
        row::with_values(self.account, user, password, |values| {
            USERS.insert(self.tx, values)
        })?;
        self.index_roles(user.email.key(), user.roles)
    }

    /// Saves a user, new or known; what is kept of the password stays.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn save(&self, user: &User) -> Result<(), StoreError> {
        match self.record(&user.email)? {
            Some(before) => self.replace(&before.user, user, &before.password),
            None => self.insert(user, &Kept::Nothing),
        }
    }

    /// Writes a user, replacing the record `before` of the same address.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn replace(&self, before: &User, user: &User, password: &Kept) -> Result<(), StoreError> {
        row::with_values(self.account, user, password, |values| {
            USERS.put(self.tx, values)
        })?;
        self.forget_roles(user.email.key(), before.roles.without(user.roles))?;
        self.index_roles(user.email.key(), user.roles.without(before.roles))
    }

    /// The addresses of active users who have the role, in order, five at most.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn active_with(&self, role: Role) -> Result<Vec<String>, StoreError> {
        let sql = "SELECT u.email FROM user_roles r CROSS JOIN users u \
             ON u.account_id = r.account_id AND u.email_key = r.email_key \
             WHERE r.account_id = ?1 AND r.role = ?2 AND u.state = 'active' ORDER BY r.email_key LIMIT 5";
        let mut statement = self.tx.connection().prepare_cached(sql)?;
        let emails = statement.query_map((self.account, role.word()), |row| row.get(0))?;
        Ok(emails.collect::<Result<_, _>>()?)
    }

    fn index_roles(&self, key: &str, roles: RoleSet) -> Result<(), StoreError> {
        let mut statement = self.tx.connection().prepare_cached(INSERT_ROLE)?;
        for role in roles.iter() {
            statement.execute((self.account, role.word(), key))?;
        }
        Ok(())
    }

    fn forget_roles(&self, key: &str, roles: RoleSet) -> Result<(), StoreError> {
        if roles.is_empty() {
            return Ok(());
        }
        let mut statement = self.tx.connection().prepare_cached(
            "DELETE FROM user_roles WHERE account_id = ?1 AND role = ?2 AND email_key = ?3",
        )?;
        for role in roles.iter() {
            if statement.execute((self.account, role.word(), key))? != 1 {
                let id = format!("{}/{role}/{key}", self.account);
                return Err(StoreError::corrupt("user_roles", id, "the row is missing"));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
