//! The table of a list, written from its packed rows.

use std::io;

use super::columns::Step;
use super::output::Output;
use super::packed_rows::PackedRows;
use super::page::Page;

/// Writes the table row by row, so that the text of a long one is never in memory as a whole, unless a pager shows its
/// pages. Gives back the page with what was not written yet, and the places of the columns that are hidden.
pub(super) fn write_rows(
    output: &Output<'_>,
    titles: &[&str],
    table: &PackedRows,
    narrow: &[Step<'_>],
) -> io::Result<(Page, Vec<usize>)> {
    let mut page = output.page();
    let columns = page.columns(titles, table, narrow);
    page.titles(titles, columns.as_ref());
    for (at, cells) in table.rows().enumerate() {
        page.table_row(titles, columns.as_ref(), at, &cells);
        if !output.is_paged() && page.text().len() > 1 << 16 {
            output.emit(page.take_text().as_bytes())?;
        }
    }
    let hidden = columns.map_or_else(Vec::new, |columns| columns.hidden);
    Ok((page, hidden))
}
