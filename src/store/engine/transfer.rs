//! Every row of a store, from one database to another.

use std::ops::ControlFlow;

use super::{Session, Value};
use crate::diagnostic::Diagnostic;
use crate::store::every_table;
use crate::store::table::Table;

/// After so many rows it is asked whether to go on.
const PAUSE: u64 = 4096;

/// Copies every row of every table as it is, digests included; gives the number of rows of each table. `go_on` is called
/// again and again, and an error of it ends the copy.
///
/// # Errors
/// If one cannot be read or the other cannot be written.
pub(in crate::store) fn transfer(
    from: &dyn Session,
    to: &dyn Session,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<Vec<(&'static Table, u64)>, Diagnostic> {
    let mut counts = Vec::new();
    for table in every_table() {
        go_on()?;
        let count = copy_rows((from, to), table, &in_order(table), &[], go_on)?;
        counts.push((table, count));
    }
    Ok(counts)
}

/// Copies the rows that a statement selects, which begins with [`Table::all`], into the same table of another database
/// as they are, one by one; gives their number. `go_on` is called again and again, and an error of it ends the copy.
///
/// # Errors
/// If one cannot be read or the other cannot be written.
pub(in crate::store) fn copy_rows(
    (from, to): (&dyn Session, &dyn Session),
    table: &Table,
    sql: &str,
    values: &[Value<'_>],
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<u64, Diagnostic> {
    let mut count = 0_u64;
    let mut rows = to.copy_in(table.name, &table.stored())?;
    from.query(sql, values, &mut |row| {
        rows.row(row)?;
        count += 1;
        if count.is_multiple_of(PAUSE) {
            go_on()?;
        }
        Ok(ControlFlow::Continue(()))
    })?;
    rows.finish()?;
    Ok(count)
}

/// The statement that reads every row of a table in the order of its key.
pub(in crate::store) fn in_order(table: &Table) -> String {
    format!("{} ORDER BY {}", table.all(), table.keys().join(", "))
}

/// Takes every row of every table away.
///
/// # Errors
/// If the database refuses.
pub(in crate::store) fn empty_all(session: &dyn Session) -> Result<(), Diagnostic> {
    let tables: Vec<_> = every_table().collect();
    for table in tables.iter().rev() {
        session.execute(&format!("DELETE FROM {}", table.name), &[])?;
    }
    Ok(())
}
