//! Reading the tables that are built in: one record a line, quotes around cells that hold a comma.

use memchr::memmem;

use super::Country;

/// The records of a table, without its header.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().skip(1).filter(|line| !line.is_empty())
}

/// The records whose first cell is a country's code.
pub(super) fn lines_of(
    table: &'static str,
    country: Country,
) -> impl Iterator<Item = &'static str> {
    let beginning = format!("\n{country},");
    let found = memmem::Finder::new(&beginning).into_owned();
    let mut rest = table;
    std::iter::from_fn(move || {
        let at = found.find(rest.as_bytes())? + 1;
        rest = rest.get(at..)?;
        rest.lines().next()
    })
}

/// The cells of one record. The built-in tables double no quote and break no line inside a cell; a test compares
/// every record with what a full CSV reader makes of it.
pub(super) fn cells(line: &'static str) -> impl Iterator<Item = &'static str> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let text = rest?;
        let (cell, after) = match text.strip_prefix('"').and_then(|open| open.split_once('"')) {
            Some((cell, after)) => (cell, after.strip_prefix(',')),
            None => match text.split_once(',') {
                Some((cell, after)) => (cell, Some(after)),
                None => (text, None),
            },
        };
        rest = after;
        Some(cell)
    })
}
