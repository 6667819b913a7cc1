//! SQLite's own checks, and a check that the file defines exactly what csp defines.

use rusqlite::{Connection, OptionalExtension as _};

use super::definitions::{Definition, Definitions};
use super::explain::failed;
use crate::diagnostic::Diagnostic;
use crate::store::problem::Problem;

/// Every problem of the file.
pub(super) fn problems(connection: &Connection) -> Result<Vec<Problem>, Diagnostic> {
    let mut problems = of_pages(connection).map_err(failed)?;
    problems.extend(of_references(connection).map_err(failed)?);
    problems.extend(of_definitions(connection)?);
    problems.extend(of_first_journal(connection).map_err(failed)?);
    Ok(problems)
}

fn of_pages(connection: &Connection) -> rusqlite::Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut integrity = connection.prepare("PRAGMA integrity_check(100)")?;
    for line in integrity.query_map([], |row| row.get::<_, String>(0))? {
        match line {
            Ok(line) if line == "ok" => {}
            Ok(line) => problems.push(Problem::new(line)),
            Err(error) => problems.push(Problem::new(error.to_string())),
        }
    }
    Ok(problems)
}

fn of_references(connection: &Connection) -> rusqlite::Result<Vec<Problem>> {
    let mut foreign = connection.prepare("PRAGMA foreign_key_check")?;
    let rows = foreign.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, row.get::<_, String>(2)?))
    })?;
    rows.map(|row| {
        let (table, parent) = row?;
        Ok(Problem {
            table: Some(table),
            ..Problem::new(format!("a row refers to a missing row in {parent}"))
        })
    })
    .collect()
}

/// Compares the definitions of the file with those of a new store and of a migrated one.
fn of_definitions(connection: &Connection) -> Result<Vec<Problem>, Diagnostic> {
    let found = Definitions::of(connection)?;
    let problem = |one: &Definition| Problem {
        table: Some(one.table().to_owned()),
        ..Problem::new(format!("{} does not match csp's definition", one.shown()))
    };
    Ok(found.differing()?.iter().map(problem).collect())
}

/// Whether the last entries of the journal from before chains are missing. SQLite itself counts how many entries there
/// ever were.
fn of_first_journal(connection: &Connection) -> rusqlite::Result<Option<Problem>> {
    let last: i64 = connection.query_row(
        "SELECT coalesce(max(place), 0) FROM first_journal",
        [],
        |row| row.get(0),
    )?;
    let counts: bool = connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'sqlite_sequence')",
        [],
        |row| row.get(0),
    )?;
    if !counts {
        return Ok(None);
    }
    let ever: Option<i64> = connection
        .prepare("SELECT seq FROM sqlite_sequence WHERE name = 'first_journal'")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok((ever.unwrap_or(0) != last).then(|| Problem {
        table: Some("first_journal".to_owned()),
        id: Some((last + 1).to_string()),
        seq: Some(last + 1),
        ..Problem::new("entries at the end are missing")
    }))
}
