//! Queries for next actions about the users of up to `Accounts::PAGE` accounts at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;

use super::super::among::{Among, Pairs, by_account};
use super::super::column::shown;
use super::super::engine::Hint;
use super::super::failure;
use super::super::tx::Tx;
use super::BY_STATE;
use super::row::{UserRow, record_of};
use crate::diagnostic::Diagnostic;
use crate::domain::Email;
use crate::domain::calendar::Instant;
use crate::domain::role::Role;
use crate::domain::user::User;
use crate::domain::word::Word;

impl Tx<'_> {
    /// For each pair of account and address: the user with that address, even if removed.
    ///
    /// # Errors
    /// If the store cannot be read or a row is damaged.
    pub fn users_named(&self, named: &[(i64, Email)]) -> Result<BTreeMap<i64, User>, Diagnostic> {
        if named.is_empty() {
            return Ok(BTreeMap::new());
        }
        let pairs = named.iter().map(|(account, email)| (*account, email.key()));
        let pairs = Pairs::of(["account_id", "email_key"], pairs);
        let rows: Vec<UserRow> = self.select(pairs.rest(), pairs.values())?;
        rows.into_iter()
            .map(|row| Ok((row.account_id, record_of(row)?.user)))
            .collect()
    }

    /// The accounts in which an active user has one of the roles.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn staffed(&self, accounts: &[i64], roles: &[Role]) -> Result<BTreeSet<i64>, Diagnostic> {
        if accounts.is_empty() {
            return Ok(BTreeSet::new());
        }
        let mut among = Among::of("id", accounts);
        let roles: Vec<String> = roles.iter().map(|role| among.place(role.word())).collect();
        let sql = format!(
            "SELECT id FROM accounts WHERE {} AND EXISTS (\
               SELECT 1 FROM user_roles r {} JOIN users u \
               ON u.account_id = r.account_id AND u.email_key = r.email_key \
               WHERE r.account_id = accounts.id AND r.role IN ({}) AND u.state = 'active')",
            among.condition(),
            self.session().hint(Hint::LeftFirst),
            roles.join(", ")
        );
        let mut found = BTreeSet::new();
        self.each_row(&sql, among.values(), |row| {
            found.insert(shown("accounts", row, 0)?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// How many active users of each account have each role.
    ///
    /// # Errors
    /// If the store cannot be read or a row is damaged.
    pub fn count_roles(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, BTreeMap<Role, u64>>, Diagnostic> {
        let among = Among::of("r.account_id", accounts);
        let sql = format!(
            "SELECT r.account_id, r.role, count(*) FROM user_roles r {} JOIN users u \
             ON u.account_id = r.account_id AND u.email_key = r.email_key \
             WHERE {} AND u.state = 'active' GROUP BY r.account_id, r.role",
            self.session().hint(Hint::LeftFirst),
            among.condition()
        );
        let mut found: BTreeMap<i64, BTreeMap<Role, u64>> = BTreeMap::new();
        self.each_row(&sql, among.values(), |row| {
            let role: String = shown("user_roles", row, 1)?;
            let role = Role::exactly(&role)
                .ok_or_else(|| failure::corrupt("user_roles", role.clone(), "unknown role"))?;
            let of_account = found.entry(shown("user_roles", row, 0)?).or_default();
            of_account.insert(role, shown("user_roles", row, 2)?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The number of temporary passwords of each account that expire before the given time, for accounts with at least
    /// one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn count_expiring(
        &self,
        accounts: &[i64],
        before: Instant,
    ) -> Result<BTreeMap<i64, u64>, Diagnostic> {
        let mut among = Among::of("account_id", accounts);
        let before = among.place(before.timestamp());
        let sql = format!(
            "SELECT account_id, count(*) FROM users {} WHERE {} AND {PENDING} \
             AND expires_at < {before} GROUP BY account_id",
            self.session().hint(BY_STATE),
            among.condition()
        );
        let mut found = BTreeMap::new();
        self.each_row(&sql, among.values(), |row| {
            found.insert(shown("users", row, 0)?, shown("users", row, 1)?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The users whose temporary passwords expire before the given time, and when, earliest first; at most `most` per
    /// account. Only an account with more than that gets its own query.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn first_to_expire(
        &self,
        accounts: &[i64],
        before: Instant,
        most: u32,
    ) -> Result<BTreeMap<i64, Vec<(Email, Instant)>>, Diagnostic> {
        let (many, few) = match accounts {
            [_] => (accounts.to_vec(), Vec::new()),
            _ => {
                let counts = self.count_expiring(accounts, before)?;
                let is_many = |account: &i64| counts[account] > u64::from(most);
                counts.keys().copied().partition(is_many)
            }
        };
        let mut found = self.expiring(&few, before, None)?;
        for account in many {
            found.extend(self.expiring(&[account], before, Some(most))?);
        }
        Ok(found)
    }

    /// The users whose temporary passwords expire before the given time: all, or the first ones of one account.
    fn expiring(
        &self,
        accounts: &[i64],
        before: Instant,
        most: Option<u32>,
    ) -> Result<BTreeMap<i64, Vec<(Email, Instant)>>, Diagnostic> {
        if accounts.is_empty() {
            return Ok(BTreeMap::new());
        }
        let mut among = Among::of("account_id", accounts);
        let before = among.place(before.timestamp());
        let first = most.map_or_else(String::new, |most| {
            let most = among.place(i64::from(most));
            format!(" ORDER BY expires_at, email_key LIMIT {most}")
        });
        // The index alone decides which rows come first; only those rows are read.
        let (by_state, left_first) = (
            self.session().hint(BY_STATE),
            self.session().hint(Hint::LeftFirst),
        );
        let sql = format!(
            "SELECT u.account_id, u.email, u.expires_at FROM \
             (SELECT account_id, email_key FROM users {by_state} \
              WHERE {} AND {PENDING} AND expires_at < {before}{first}) AS first \
             {left_first} JOIN users u ON u.account_id = first.account_id AND u.email_key = first.email_key \
             ORDER BY u.account_id, u.expires_at, u.email_key",
            among.condition()
        );
        let mut found = Vec::new();
        self.each_row(&sql, among.values(), |row| {
            let one = (shown("users", row, 1)?, shown("users", row, 2)?);
            found.push((shown("users", row, 0)?, one));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(by_account(found))
    }
}

/// The condition for users with an unused temporary password, written so that the index of states is used.
const PENDING: &str = "state = 'password-pending' AND state <> 'active'";
