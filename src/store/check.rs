//! Is the store whole: SQLite's own checks, every row against its digest, all rows against the journal.

use std::path::Path;

use super::definitions::{Definition, Definitions};
use super::failure::StoreError;
use super::seal::State;
use super::table::Table;
use super::tx::Tx;
use super::{TABLES, journal};

/// Something that is wrong with the store.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Problem {
    /// What.
    pub what: String,
    /// In which table.
    pub table: Option<String>,
    /// In which row.
    pub id: Option<String>,
    /// At which journal entry.
    pub seq: Option<i64>,
}

impl Problem {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            table: None,
            id: None,
            seq: None,
        }
    }
}

impl Tx<'_> {
    /// Everything that is wrong with the journal.
    ///
    /// # Errors
    /// If the store cannot be read at all.
    pub fn verify_journal(&self) -> Result<Vec<Problem>, StoreError> {
        let broken = journal::verify(self.connection())?;
        let problem = |(seq, what): (i64, String)| Problem {
            table: Some("journal".to_owned()),
            id: Some(seq.to_string()),
            seq: Some(seq),
            what,
        };
        Ok(broken.into_iter().map(problem).collect())
    }

    /// Everything that is wrong with the store's content.
    ///
    /// # Errors
    /// If the store cannot be read at all.
    pub fn check(&self) -> Result<Vec<Problem>, StoreError> {
        let mut problems = self.sqlite_checks()?;
        problems.extend(self.check_schema()?);
        let mut state = State::default();
        for table in TABLES {
            if let Err(error) = self.check_rows(table, &mut state, &mut problems) {
                let table = Some(table.name.to_owned());
                problems.push(Problem {
                    table,
                    ..Problem::new(error.to_string())
                });
            }
        }
        problems.extend(self.check_user_roles()?);
        problems.extend(self.verify_journal()?);
        if journal::last_state(self.connection()).ok() != Some(state) {
            problems.push(Problem::new(
                "the rows together are not what the journal's last entry signed",
            ));
        }
        Ok(problems)
    }

    fn sqlite_checks(&self) -> Result<Vec<Problem>, StoreError> {
        let connection = self.connection();
        let mut problems = Vec::new();
        let mut integrity = connection.prepare("PRAGMA integrity_check(100)")?;
        for line in integrity.query_map([], |row| row.get::<_, String>(0))? {
            match line {
                Ok(line) if line == "ok" => {}
                Ok(line) => problems.push(Problem::new(line)),
                Err(error) => problems.push(Problem::new(error.to_string())),
            }
        }
        let mut foreign = connection.prepare("PRAGMA foreign_key_check")?;
        let rows = foreign.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
        })?;
        for row in rows {
            let (table, parent) = row?;
            problems.push(Problem {
                table: Some(table),
                ..Problem::new(format!("a row refers to nothing in {parent}"))
            });
        }
        Ok(problems)
    }

    /// Everything that the file defines against a store that was created just now.
    fn check_schema(&self) -> Result<Vec<Problem>, StoreError> {
        let fresh = Definitions::of(&super::open::nowhere()?)?;
        let found = Definitions::of(self.connection())?;
        let problem = |one: &Definition| Problem {
            table: Some(one.table().to_owned()),
            ..Problem::new(format!("{} is not as csp defines it", one.shown()))
        };
        Ok(found.differing(&fresh).into_iter().map(problem).collect())
    }

    fn check_rows(
        &self,
        table: &Table,
        state: &mut State,
        problems: &mut Vec<Problem>,
    ) -> Result<(), StoreError> {
        let mut statement = self.connection().prepare(table.all())?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let (computed, is_stored) = table.computed_digest(row)?;
            if !is_stored {
                problems.push(Problem {
                    table: Some(table.name.to_owned()),
                    id: Some(table.key_of(row)?),
                    ..Problem::new("the row is not what was written")
                });
            }
            state.add(&computed);
        }
        Ok(())
    }
}

/// Whether anybody but the owner can get at the file, as a problem.
pub fn exposure(path: &Path) -> Option<Problem> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(path).ok()?.permissions().mode() & 0o777;
        (mode & 0o077 != 0).then(|| {
            Problem::new(format!(
                "{} can be used by others (mode {mode:04o}); `chmod 600` it",
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
