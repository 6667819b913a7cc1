//! Questions that are answered with a number, a yes or a day.

use std::ops::ControlFlow;

use super::super::column::shown;
use super::super::engine::{Hint, Value};
use super::super::failure::StoreError;
use super::{BY_STATE, Users};
use crate::domain::Email;
use crate::domain::calendar::Instant;
use crate::domain::role::Role;
use crate::domain::word::Word;

impl Users<'_, '_> {
    /// How many users there are, removed ones among them.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count(&self) -> Result<u64, StoreError> {
        let sql = "SELECT count(*) FROM users WHERE account_id = ?1";
        self.tx.count(sql, &[Value::Integer(self.account)])
    }

    /// How many active global admins there are. Each record is checked: who may still act is decided by it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn active_global_admins(&self) -> Result<u64, StoreError> {
        let sql = "SELECT email_key FROM user_roles WHERE account_id = ?1 AND role = ?2";
        let of_role = [
            Value::Integer(self.account),
            Role::GlobalAdmin.word().into(),
        ];
        let mut active = 0;
        for key in self.tx.texts(sql, &of_role)? {
            let found = self.record_by_key(&key)?;
            active += u64::from(found.is_some_and(|one| one.user.is_active_global_admin()));
        }
        Ok(active)
    }

    /// Whether somebody who is active has one of the roles.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_staffed(&self, roles: &[Role]) -> Result<bool, StoreError> {
        let sql = format!(
            "SELECT 1 FROM {} WHERE r.account_id = ?1 AND r.role = ?2 AND u.state = 'active' LIMIT 1",
            self.with_role()
        );
        for role in roles {
            let of_role = [Value::Integer(self.account), role.word().into()];
            if self.tx.first(&sql, &of_role, |_| Some(()))?.is_some() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// How many temporary passwords stop working before the moment.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count_expiring(&self, before: Instant) -> Result<u64, StoreError> {
        let sql = format!(
            "SELECT count(*) FROM users {} \
             WHERE account_id = ?1 AND state = 'password-pending' AND state <> 'active' AND expires_at < ?2",
            self.tx.session().hint(BY_STATE)
        );
        let until = [
            Value::Integer(self.account),
            Value::Integer(before.timestamp()),
        ];
        self.tx.count(&sql, &until)
    }

    /// Whose temporary passwords stop working before the moment, and when, the first first; `most` at the most.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn first_to_expire(
        &self,
        before: Instant,
        most: u32,
    ) -> Result<Vec<(Email, Instant)>, StoreError> {
        // The index alone tells who is first; only their rows are read.
        let session = self.tx.session();
        let (by_state, left_first) = (session.hint(BY_STATE), session.hint(Hint::LeftFirst));
        let sql = format!(
            "SELECT u.email, u.expires_at FROM \
             (SELECT account_id, email_key FROM users {by_state} \
              WHERE account_id = ?1 AND state = 'password-pending' AND state <> 'active' AND expires_at < ?2 \
              ORDER BY expires_at, email_key LIMIT ?3) AS first \
             {left_first} JOIN users u ON u.account_id = first.account_id AND u.email_key = first.email_key \
             ORDER BY u.expires_at, u.email_key"
        );
        let until = [
            Value::Integer(self.account),
            Value::Integer(before.timestamp()),
            Value::Integer(i64::from(most)),
        ];
        let mut found = Vec::new();
        self.tx.each_row(&sql, &until, |row| {
            found.push((shown("users", row, 0)?, shown("users", row, 1)?));
            Ok::<_, StoreError>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}
