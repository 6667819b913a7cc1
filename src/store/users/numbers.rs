//! Queries that count users.

use super::super::engine::Value;
use super::Users;
use crate::diagnostic::Diagnostic;
use crate::domain::role::Role;
use crate::domain::word::Word;

impl Users<'_, '_> {
    /// The number of users, including removed ones.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count(&self) -> Result<u64, Diagnostic> {
        let sql = "SELECT count(*) FROM users WHERE account_id = ?1";
        self.tx.count(sql, &[Value::Integer(self.account)])
    }

    /// The number of active global admins. Each record is verified, because permissions depend on the result.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn active_global_admins(&self) -> Result<u64, Diagnostic> {
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
}
