//! Questions that are answered with a number, a yes or a day.

use rusqlite::OptionalExtension;

use super::super::failure::StoreError;
use super::Users;
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
        Ok(self
            .tx
            .connection()
            .prepare_cached(sql)?
            .query_row([self.account], |row| row.get::<_, i64>(0))?
            .unsigned_abs())
    }

    /// How many active global admins there are. Each record is checked: who may still act is decided by it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn active_global_admins(&self) -> Result<u64, StoreError> {
        let sql = "SELECT email_key FROM user_roles WHERE account_id = ?1 AND role = ?2";
        let mut statement = self.tx.connection().prepare_cached(sql)?;
        let mut rows = statement.query((self.account, Role::GlobalAdmin.word()))?;
        let mut active = 0;
        while let Some(row) = rows.next()? {
            let found = self.record_by_key(row.get_ref(0)?.as_str().unwrap_or_default())?;
            active += u64::from(found.is_some_and(|one| one.user.is_active_global_admin()));
        }
        Ok(active)
    }

    /// Whether somebody who is active has one of the roles.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn is_staffed(&self, roles: &[Role]) -> Result<bool, StoreError> {
        let sql = "SELECT 1 FROM user_roles r CROSS JOIN users u \
             ON u.account_id = r.account_id AND u.email_key = r.email_key \
             WHERE r.account_id = ?1 AND r.role = ?2 AND u.state = 'active' LIMIT 1";
        let mut statement = self.tx.connection().prepare_cached(sql)?;
        for role in roles {
            let found: Option<i64> = statement
                .query_row((self.account, role.word()), |row| row.get(0))
                .optional()?;
            if found.is_some() {
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
        let sql = "SELECT count(*) FROM users INDEXED BY users_by_state \
             WHERE account_id = ?1 AND state = 'password-pending' AND state <> 'active' AND expires_at < ?2";
        let mut statement = self.tx.connection().prepare_cached(sql)?;
        let count: i64 =
            statement.query_row((self.account, before.timestamp()), |row| row.get(0))?;
        Ok(count.unsigned_abs())
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
        let sql = "SELECT u.email, u.expires_at FROM \
             (SELECT account_id, email_key FROM users INDEXED BY users_by_state \
              WHERE account_id = ?1 AND state = 'password-pending' AND state <> 'active' AND expires_at < ?2 \
              ORDER BY expires_at, email_key LIMIT ?3) AS first \
             CROSS JOIN users u ON u.account_id = first.account_id AND u.email_key = first.email_key \
             ORDER BY u.expires_at, u.email_key";
        let mut statement = self.tx.connection().prepare_cached(sql)?;
        let mut rows = statement.query((self.account, before.timestamp(), most))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let email: String = row.get(0)?;
            let seconds: i64 = row.get(1)?;
            let damaged = || StoreError::corrupt("users", &email, "no address or no moment");
            let at = chrono::DateTime::from_timestamp(seconds, 0).ok_or_else(damaged)?;
            found.push((Email::on_record(&email).map_err(|_| damaged())?, at));
        }
        Ok(found)
    }
}
