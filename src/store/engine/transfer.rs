//! Every row of a store, from one database to another.

use std::ops::ControlFlow;

use super::Session;
use crate::diagnostic::Diagnostic;
use crate::store::every_table;

/// Copies every row of every table as it is, digests included; tells how many there were.
///
/// # Errors
/// If one cannot be read or the other cannot be written.
pub(in crate::store) fn transfer(from: &dyn Session, to: &dyn Session) -> Result<u64, Diagnostic> {
    let mut count = 0;
    for table in every_table() {
        let columns = table.stored();
        let sql = format!("{} ORDER BY {}", table.all(), table.keys().join(", "));
        let mut rows = to.copy_in(table.name, &columns)?;
        from.query(&sql, &[], &mut |row| {
            rows.row(row)?;
            count += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        rows.finish()?;
    }
    Ok(count)
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
