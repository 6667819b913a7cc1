//! The rows of a table as one text with the ends and the tones of its cells.
//!
//! Beside a `String` for each cell it keeps a table of a million users in 161 MB instead of 414 and takes 0.5 s instead of
//! 0.7 ("Rows of a table", docs/performance.md). `rows_one_by_one_are_the_table` holds it equal to the plain way.

use unicode_width::UnicodeWidthStr as _;

use super::summary::Tally;
use super::table_cell::TableCell;
use crate::domain::tone::Tone;
use crate::sanitize::one_line;

/// Rows of a table, and how wide their columns are.
pub(super) struct PackedRows {
    text: String,
    ends: Vec<usize>,
    tones: Vec<Option<Tone>>,
    widths: Vec<usize>,
    tally: Tally,
}

impl PackedRows {
    /// No rows yet, under these titles.
    pub(super) fn under(titles: &[&str]) -> Self {
        Self {
            text: String::new(),
            ends: Vec::new(),
            tones: Vec::new(),
            widths: titles.iter().map(|title| title.width()).collect(),
            tally: Tally::of_column(titles.iter().position(|title| *title == "state")),
        }
    }

    /// Takes a row; each cell becomes one line.
    pub(super) fn push(&mut self, cells: &[TableCell]) {
        self.tally.count(cells);
        for (widest, cell) in self.widths.iter_mut().zip(cells) {
            let text = one_line(&cell.text);
            *widest = (*widest).max(text.width());
            self.text.push_str(&text);
            self.ends.push(self.text.len());
            self.tones.push(cell.tone);
        }
    }

    /// How wide each column is.
    pub(super) fn widths(&self) -> &[usize] {
        &self.widths
    }

    /// How many rows there are, and how many of each state.
    pub(super) fn tally(&self) -> &Tally {
        &self.tally
    }

    /// The first cell of the last row.
    pub(super) fn last_key(&self) -> &str {
        let columns = self.widths.len().max(1);
        let Some(first) = self.ends.len().checked_sub(columns) else {
            return "";
        };
        let start = first.checked_sub(1).map_or(0, |before| self.ends[before]);
        self.text.get(start..self.ends[first]).unwrap_or_default()
    }

    /// The cells of each row, each with the tone of the state that it shows.
    pub(super) fn rows(&self) -> impl Iterator<Item = Vec<(&str, Option<Tone>)>> {
        let mut start = 0;
        let columns = self.widths.len().max(1);
        let rows = self.ends.chunks(columns).zip(self.tones.chunks(columns));
        rows.map(move |(ends, tones)| {
            let cells = ends.iter().zip(tones).map(|(&end, &tone)| {
                let text = self.text.get(start..end).unwrap_or_default();
                start = end;
                (text, tone)
            });
            cells.collect()
        })
    }
}
