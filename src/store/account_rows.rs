//! Every row of one account with its journal and the head of its chain: copied, counted and deleted as they are.

use std::ops::ControlFlow;

use super::engine::transfer::copy_rows;
use super::engine::{Session, Value};
use super::schema::{CHAINS, JOURNAL, STATES};
use super::table::{Chained, Table};
use super::users::USER_ROLES;
use super::{TABLES, failure};
use crate::diagnostic::Diagnostic;

/// The number of rows of each table.
pub(super) type RowCounts = Vec<(&'static Table, u64)>;

/// The tables that have rows of accounts, each with the column of the account's number; each refers only to tables
/// before it.
fn tables() -> Vec<(&'static Table, &'static str)> {
    let beside: [&'static Table; 4] = [&USER_ROLES, &JOURNAL, &CHAINS, &STATES];
    let of_accounts = TABLES.iter().copied();
    let of_accounts = of_accounts.filter(|table| table.chain == Chained::Account);
    let with_column = |table: &'static Table| Some((table, table.columns.first()?.name));
    of_accounts.chain(beside).filter_map(with_column).collect()
}

/// Copies every row of an account; gives the number of rows of each table.
///
/// # Errors
/// If one store cannot be read or the other cannot be written.
pub(super) fn copy_account(
    (from, to): (&dyn Session, &dyn Session),
    number: i64,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<RowCounts, Diagnostic> {
    let mut counts = Vec::new();
    for (table, column) in tables() {
        go_on()?;
        let order = table.keys().join(", ");
        let sql = format!("{} WHERE {column} = ?1 ORDER BY {order}", table.all());
        let of_account = [Value::Integer(number)];
        let count = copy_rows((from, to), table, &sql, &of_account, go_on)?;
        counts.push((table, count));
    }
    Ok(counts)
}

/// The number of rows of an account in each table.
///
/// # Errors
/// If the store cannot be read.
pub(super) fn count_account(
    session: &dyn Session,
    number: i64,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<RowCounts, Diagnostic> {
    let mut counts = Vec::new();
    for (table, column) in tables() {
        go_on()?;
        let sql = format!("SELECT count(*) FROM {} WHERE {column} = ?1", table.name);
        let mut rows = 0;
        session.query(&sql, &[Value::Integer(number)], &mut |row| {
            rows = row.first().and_then(Value::as_integer).unwrap_or(0);
            Ok(ControlFlow::Break(()))
        })?;
        counts.push((table, rows.unsigned_abs()));
    }
    Ok(counts)
}

/// Deletes every row of an account.
///
/// # Errors
/// If the database refuses, or other rows are deleted than there were.
pub(super) fn delete_account(
    session: &dyn Session,
    number: i64,
    counts: &RowCounts,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    for ((table, column), (_, expected)) in tables().into_iter().zip(counts).rev() {
        go_on()?;
        let sql = format!("DELETE FROM {} WHERE {column} = ?1", table.name);
        let deleted = session.execute(&sql, &[Value::Integer(number)])?;
        if deleted != *expected {
            let what = format!("{deleted} rows of the account, but {expected} were copied");
            return Err(failure::corrupt(table.name, number, what));
        }
    }
    Ok(())
}

/// Asks for the right to delete journal entries, which the role of a server may not have, before anything is copied.
///
/// # Errors
/// If the database refuses.
pub(super) fn ask_to_delete(session: &dyn Session) -> Result<(), Diagnostic> {
    let sql = format!("DELETE FROM {} WHERE chain = ?1", JOURNAL.name);
    session.execute(&sql, &[Value::Integer(-1)]).map(drop)
}

/// The rows of one table.
pub(super) fn of_table(counts: &RowCounts, table: &Table) -> u64 {
    let found = counts.iter().find(|(one, _)| one.name == table.name);
    found.map_or(0, |(_, rows)| *rows)
}
