//! Whether the roles beside the users say the same as the users.

use super::super::check::Problem;
use super::super::failure::StoreError;
use super::super::tx::Tx;

/// Roles of nobody who has them, and users who are not found by all of theirs. The order of the second join is given:
/// the other one reads all roles of the account anew for every user.
pub(super) const ROLES_THAT_DIFFER: &str = "SELECT r.account_id || '/' || r.role || '/' || r.email_key FROM user_roles r \
             LEFT JOIN users u ON u.account_id = r.account_id AND u.email_key = r.email_key \
             WHERE u.roles IS NULL OR instr(';' || u.roles || ';', ';' || r.role || ';') = 0 \
             UNION ALL \
             SELECT u.account_id || '/' || u.email_key FROM users u \
             WHERE length(u.roles) - length(replace(u.roles, ';', '')) + 1 <> \
               (SELECT count(*) FROM json_each('[\"' || replace(u.roles, ';', '\",\"') || '\"]') one \
                CROSS JOIN user_roles r ON r.account_id = u.account_id AND r.role = one.value AND r.email_key = u.email_key)";

impl Tx<'_> {
    /// Every user whose roles are not found by role, and every role found for somebody who lacks it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(in crate::store) fn check_user_roles(&self) -> Result<Vec<Problem>, StoreError> {
        let problem = |id| Problem {
            table: Some("user_roles".to_owned()),
            id: Some(id),
            ..Problem::new("the roles are not those of the user")
        };
        let ids = self.texts(ROLES_THAT_DIFFER, &[])?;
        Ok(ids.into_iter().map(problem).collect())
    }
}
