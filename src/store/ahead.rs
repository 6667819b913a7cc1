//! Queries about the only account of the store, asked together with the one that finds it.
//!
//! A command that names no account works on the only one. Its number is not known before the first answer; an engine to
//! which each question is a journey can ask for what belongs to it in the same group.

use super::accounts::{ACCOUNTS, NUMBERED};
use super::among::Among;
use super::chains::LAST_OF_CHAIN;
use super::engine::{ONLY_ACCOUNT, Value};
use super::enrollments::EnrollmentQueries;
use super::journal::GREATEST_TURN;
use super::schema::{CHAINS, STATES};
use super::tx::Tx;
use super::users::{Filter, Users};
use crate::diagnostic::Diagnostic;
use crate::domain::Email;

impl Tx<'_> {
    /// Foresees that the only account will be read; in a write, its chain too.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn foresee_only_account(&self) -> Result<(), Diagnostic> {
        let number = [Value::Integer(ONLY_ACCOUNT)];
        let enrollments = EnrollmentQueries::of(&Among::of("account_id", &[ONLY_ACCOUNT]));
        let mut queries: Vec<(&str, &[Value<'_>])> =
            vec![(NUMBERED, &[]), (ACCOUNTS.finding(), &number)];
        queries.extend(enrollments.all().map(|sql| (sql, &number[..])));
        if self.writes() {
            let of_chain = [CHAINS.finding(), STATES.finding(), LAST_OF_CHAIN];
            queries.extend(of_chain.map(|sql| (sql, &number[..])));
            queries.push((GREATEST_TURN, &[]));
        }
        self.session().foresee_of_only_account(&queries)
    }

    /// Foresees that a user of the only account will be read.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn foresee_user(&self, email: &Email) -> Result<(), Diagnostic> {
        let place = [Value::Integer(ONLY_ACCOUNT), email.key().into()];
        let user = (super::users::USERS.finding(), &place[..]);
        self.session()
            .foresee_of_only_account(&[(NUMBERED, &[]), user])
    }

    /// Foresees that users of the only account will be listed.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn foresee_users(&self, filter: &Filter<'_>) -> Result<(), Diagnostic> {
        let users: Users<'_, '_> = self.users(ONLY_ACCOUNT);
        let (sql, values) = users.list_query(filter);
        self.session()
            .foresee_of_only_account(&[(NUMBERED, &[]), (&sql, &values)])
    }
}
