//! Checks of the store: the database's own, every row against its digest, and all rows against the journal.

use std::ops::ControlFlow;
use std::path::Path;

use super::chain::STORE;
use super::engine::{Row, Value};
use super::problem::Problem;
use super::seal::RowDigest;
use super::table::{Chained, Table};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;

impl Tx<'_> {
    /// Every problem in the content of the store.
    ///
    /// # Errors
    /// If the store cannot be read at all.
    pub fn check(&self) -> Result<Vec<Problem>, Diagnostic> {
        let mut problems = self.session().engine_problems()?;
        problems.extend(self.verify_journal(None)?);
        problems.extend(self.check_user_roles()?);
        Ok(problems)
    }

    /// Calls `each` with every row of a table and the digest computed from its content, for one chain or for all.
    /// Returns a problem for each row that carries another digest.
    pub(super) fn each_digest(
        &self,
        table: &'static Table,
        chain: Option<i64>,
        problems: &mut Vec<Problem>,
        mut each: impl FnMut(Row<'_>, &RowDigest),
    ) -> Result<(), Diagnostic> {
        let (of, values) = match (chain, table.chain) {
            (None, _) => (String::new(), Vec::new()),
            (Some(STORE), Chained::Store) => (String::new(), Vec::new()),
            (Some(number), Chained::Account) if number != STORE => {
                let first = table.columns.first().map_or("", |column| column.name);
                (format!(" WHERE {first} = ?1"), vec![Value::Integer(number)])
            }
            (Some(_), _) => return Ok(()),
        };
        let sql = format!("{}{of}", table.all());
        self.each_row(&sql, &values, |row| {
            let (digest, is_stored) = table.computed_digest(row);
            if !is_stored {
                problems.push(Problem {
                    table: Some(table.name.to_owned()),
                    id: Some(table.key_of(row)),
                    ..Problem::new("the row was changed after it was written")
                });
            }
            each(row, &digest);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })
    }
}

/// A problem if anyone but the owner can read or write the file.
pub fn exposure(path: &Path) -> Option<Problem> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then(|| {
            Problem::new(format!(
                "other users can access {} (mode {mode:04o}); make it private with `chmod 600`",
                path.display()
            ))
        })
    }
    #[cfg(not(unix))]
    {
        let _ = path;
        None
    }
}
