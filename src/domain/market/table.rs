//! Reads the built-in tables: one record per line, with quotes around cells that contain a comma.

use memchr::memmem;

use super::Country;

/// The records of a table, without its header.
pub(super) fn rows(table: &'static str) -> impl Iterator<Item = &'static str> {
    table.lines().skip(1).filter(|line| !line.is_empty())
}

/// The records whose first cell is the code of a country.
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

/// The cells of one record. The built-in tables contain no escaped quotes and no line breaks in cells. A test compares
/// every record with the result of a full CSV reader.
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
