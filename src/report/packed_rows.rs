//! The rows of a table as one text with the ends of its cells.
//!
//! Beside a `String` for each cell it keeps a table of a million users in 161 MB instead of 414 and takes 0.5 s instead of
//! 0.7 ("Rows of a table", docs/performance.md). `rows_one_by_one_are_the_table` holds it equal to the plain way.

use unicode_width::UnicodeWidthStr as _;

use crate::sanitize::one_line;

/// Rows of a table, and how wide their columns are.
pub(super) struct PackedRows {
    text: String,
    ends: Vec<usize>,
    widths: Vec<usize>,
}

impl PackedRows {
    /// No rows yet, under these titles.
    pub(super) fn under(titles: &[&str]) -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            widths: titles.iter().map(|title| title.width()).collect(),
        }
    }

    /// Takes a row; each cell becomes one line.
    pub(super) fn push(&mut self, cells: &[String]) {
        for (widest, cell) in self.widths.iter_mut().zip(cells) {
            let cell = one_line(cell);
            *widest = (*widest).max(cell.width());
            self.text.push_str(&cell);
            self.ends.push(self.text.len());
        }
    }

    /// How wide each column is.
    pub(super) fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// The cells of each row.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<&str>> {
        let mut start = 0;
        self.ends.chunks(self.widths.len().max(1)).map(move |ends| {
            let cells = ends.iter().map(|&end| {
                let cell = self.text.get(start..end).unwrap_or_default();
                start = end;
                cell
            });
            cells.collect()
        })
    }
}
