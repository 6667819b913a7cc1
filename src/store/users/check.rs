//! Checks that the table of roles matches the roles of the users.

use std::ops::ControlFlow;

use super::super::engine::{Hint, Session, Value};
use super::super::problem::Problem;
use super::super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::role::Role;
use crate::domain::word::Word;

/// The SQL condition that the list `u.roles` does not contain a role; `role` is an SQL expression.
fn lacks(role: &str) -> String {
    let list = "';' || u.roles || ';'";
    format!("replace({list}, ';' || {role} || ';', '') = {list}")
}

/// Selects entries of the table of roles whose user does not have the role.
pub(super) fn roles_of_nobody() -> String {
    format!(
        "SELECT r.account_id, r.role, r.email_key FROM user_roles r \
         LEFT JOIN users u ON u.account_id = r.account_id AND u.email_key = r.email_key \
         WHERE u.roles IS NULL OR {}",
        lacks("r.role")
    )
}

/// Selects users with a role that is missing in the table of roles. Each role is looked up by its key.
pub(super) fn users_not_found(session: &dyn Session) -> String {
    let roles: Vec<String> = Role::ALL
        .iter()
        .map(|role| format!("('{}')", role.word()))
        .collect();
    format!(
        "SELECT DISTINCT u.account_id, u.email_key FROM users u \
         {} JOIN (VALUES {}) AS one ON NOT {} \
         WHERE NOT EXISTS (SELECT 1 FROM user_roles r WHERE r.account_id = u.account_id \
                           AND r.role = one.column1 AND r.email_key = u.email_key) \
         ORDER BY u.account_id, u.email_key",
        session.hint(Hint::LeftFirst),
        roles.join(", "),
        lacks("one.column1")
    )
}

/// Selects the number of roles of all users together.
const ROLES_OF_USERS: &str = "SELECT CAST(coalesce(sum(length(roles) - length(replace(roles, ';', '')) + 1), 0) AS BIGINT) FROM users";

impl Tx<'_> {
    /// A problem for every user with a role missing in the table of roles, and for every entry whose user lacks the
    /// role.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(in crate::store) fn check_user_roles(&self) -> Result<Vec<Problem>, Diagnostic> {
        let mut ids = self.ids(&roles_of_nobody())?;
        let beside = self.count("SELECT count(*) FROM user_roles", &[])?;
        // An entry occurs once. If there are as many entries as the users have roles, none is missing.
        if self.count(ROLES_OF_USERS, &[])? + ids.len() as u64 != beside {
            ids.extend(self.ids(&users_not_found(self.session()))?);
        }
        let problem = |id| Problem {
            table: Some("user_roles".to_owned()),
            id: Some(id),
            ..Problem::new("the roles do not match those of the user")
        };
        Ok(ids.into_iter().map(problem).collect())
    }

    /// The rows of a statement, formatted like keys in messages.
    fn ids(&self, sql: &str) -> Result<Vec<String>, Diagnostic> {
        let mut ids = Vec::new();
        self.each_row(sql, &[], |row| {
            let parts: Vec<String> = row.iter().map(Value::shown).collect();
            ids.push(parts.join("/"));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(ids)
    }
}
