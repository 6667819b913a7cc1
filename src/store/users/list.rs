//! Lists users with filters, in pages that continue after a key.

use std::ops::ControlFlow;

use super::super::engine::{Hint, Value};
use super::row::{UserRow, record_of};
use super::{BY_STATE, UserLine, Users, line};
use crate::diagnostic::Diagnostic;
use crate::domain::role::Role;
use crate::domain::user::{User, UserStateKind};
use crate::domain::word::Word;

/// Which users to list. Removed users are left out unless `state` asks for them or `all` is set.
#[derive(Debug, Clone, Copy, Default)]
pub struct Filter<'a> {
    /// Only users with this role.
    pub role: Option<Role>,
    /// Only users in this state.
    pub state: Option<UserStateKind>,
    /// Only users whose address or names contain this text, ignoring case.
    pub search: Option<&'a str>,
    /// Only users whose address, in the form used for comparison, comes after this one.
    pub after: Option<&'a str>,
    /// At most this many.
    pub limit: Option<u32>,
    /// Also removed users.
    pub all: bool,
}

impl Users<'_, '_> {
    /// Calls `each` with the users in the order of their addresses.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn list<E: From<Diagnostic>>(
        &self,
        filter: &Filter<'_>,
        mut each: impl FnMut(&UserLine<'_>) -> Result<(), E>,
    ) -> Result<(), E> {
        let needle = filter.search.map(str::to_lowercase);
        let (sql, values) = self.list_query(filter);
        let mut found = 0;
        self.tx.each_row(&sql, &values, |row| {
            let line = line::line(row)?;
            if let Some(needle) = &needle
                && !mentions(&line, line::key(row)?, needle)
            {
                return Ok(ControlFlow::Continue(()));
            }
            each(&line)?;
            found += 1;
            Ok(if filter.limit == Some(found) {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })
    }

    /// The query of a list, with its values.
    pub(in crate::store) fn list_query<'f>(&self, filter: &Filter<'f>) -> (String, Vec<Value<'f>>) {
        let limit = match filter.search {
            None => filter.limit.map_or(i64::MAX, i64::from),
            Some(_) => i64::MAX,
        };
        let mut values = vec![
            Value::Integer(self.account),
            filter.after.unwrap_or("").into(),
            Value::Integer(limit),
        ];
        values.extend(filter.role.map(|role| Value::from(role.word())));
        (self.sql_of(filter), values)
    }

    /// Calls `each` with every user who was not removed, with all columns, in the order of their addresses.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn everybody<E: From<Diagnostic>>(
        &self,
        mut each: impl FnMut(&User) -> Result<(), E>,
    ) -> Result<(), E> {
        let of_account = [Value::Integer(self.account)];
        let rest = "WHERE account_id = ?1 AND state <> 'removed' ORDER BY email_key";
        self.tx.each_record(rest, &of_account, |row: UserRow| {
            each(&record_of(row)?.user)?;
            Ok(ControlFlow::Continue(()))
        })
    }

    /// Addresses that sort near this one: candidates for "did you mean".
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn neighbours(&self, key: &str) -> Result<Vec<String>, Diagnostic> {
        const EACH_WAY: u32 = 200;
        let mut near = Vec::new();
        for (compare, order) in [("<", "DESC"), (">=", "ASC")] {
            let sql = format!(
                "SELECT email FROM users WHERE account_id = ?1 AND email_key {compare} ?2 AND state <> 'removed' \
                 ORDER BY email_key {order} LIMIT {EACH_WAY}"
            );
            let from = [Value::Integer(self.account), key.into()];
            near.extend(self.tx.texts(&sql, &from)?);
        }
        Ok(near)
    }

    /// The SQL for the filter. Few different texts occur, so prepared statements are reused.
    pub(super) fn sql_of(&self, filter: &Filter<'_>) -> String {
        let state = match (filter.state, filter.all) {
            (Some(UserStateKind::Active), _) => " AND u.state = 'active'".to_owned(),
            (Some(state), _) => format!(" AND u.state = '{state}' AND u.state <> 'active'"),
            (None, true) => String::new(),
            (None, false) => " AND u.state <> 'removed'".to_owned(),
        };
        let key = filter.search.map_or("", |_| line::AND_KEY);
        let columns = format!("{}{key}", line::COLUMNS);
        if filter.role.is_some() {
            return format!(
                "SELECT {columns} FROM {} \
                 WHERE r.account_id = ?1 AND r.role = ?4 AND r.email_key > ?2{state} ORDER BY r.email_key LIMIT ?3",
                self.with_role()
            );
        }
        let hint = self.tx.session().hint(match filter.state {
            Some(
                UserStateKind::PasswordPending | UserStateKind::Blocked | UserStateKind::Removed,
            ) => BY_STATE,
            Some(UserStateKind::Active) | None => Hint::Key,
        });
        format!(
            "SELECT {columns} FROM users AS u {hint} WHERE u.account_id = ?1 AND u.email_key > ?2{state} \
             ORDER BY u.email_key LIMIT ?3"
        )
    }
}

fn mentions(line: &UserLine<'_>, key: &str, needle: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(needle);
    let names = [line.first_name, line.last_name, Some(line.display_name)];
    key.contains(needle) || has(line.email) || names.into_iter().flatten().any(has)
}
