//! The columns of a table on a screen: which of them are shown, and how wide each is.

use unicode_width::UnicodeWidthStr as _;

/// The space behind each column but the last.
pub(super) const GAP: usize = 2;

/// The least room of a column that wraps, or whose longest cells have a line of their own.
const FEWEST: usize = 12;

/// What a column gives up where the screen is narrow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Narrow {
    /// The distance behind its dates.
    Shortens,
    /// Its single line: cells go on below, broken between words.
    Wraps,
    /// Its place beside the others: its cells are on a line below their row, with their title.
    Below,
    /// Its place in the table.
    Hides,
}

/// A column, by its title, and what it gives up.
pub type Step<'t> = (&'t str, Narrow);

/// What is known of the cells of a column.
#[derive(Debug, Clone, Copy, Default)]
struct Measure {
    longest_word: usize,
    shortened: usize,
}

/// A column as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Column {
    /// Its place in a row.
    pub(super) at: usize,
    /// How wide its cells may be.
    pub(super) width: usize,
    /// Whether its dates go without their distance.
    pub(super) is_short: bool,
    fewest: usize,
}

/// The columns of a table that fits the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// The columns that are shown, in order.
    pub(super) shown: Vec<Column>,
    /// The places of those that are on a line below their row, in order.
    pub(super) below: Vec<usize>,
    /// The places of those that are not shown at all.
    pub(super) hidden: Vec<usize>,
    /// Whether something gave way, so that a cell may be wider than its column.
    is_narrowed: bool,
}

/// A date without the distance behind it: `2021-03-02` for `2021-03-02, tomorrow`.
pub(super) fn without_distance(cell: &str) -> &str {
    cell.split_once(", ").map_or(cell, |(date, _)| date)
}

impl Columns {
    /// Columns as wide as their widest cell.
    pub(super) fn unbroken(widths: &[usize]) -> Self {
        let column = |(at, &width)| Column {
            at,
            width,
            is_short: false,
            fewest: width,
        };
        Self {
            shown: widths.iter().enumerate().map(column).collect(),
            below: Vec::new(),
            hidden: Vec::new(),
            is_narrowed: false,
        }
    }

    /// Whether each column is as wide as its widest cell.
    pub(super) fn is_unbroken(&self) -> bool {
        !self.is_narrowed
    }

    /// Whether these columns fit a screen.
    pub(super) fn fit(&self, screen: usize) -> bool {
        self.needed() <= screen
    }

    /// Columns that fit a screen: step by step they give up what `steps` says. In the end long cells of the first
    /// column get a line of their own. `None` where no table can be read.
    pub(super) fn narrowed<'c>(
        titles: &[&str],
        widths: &[usize],
        steps: &[Step<'_>],
        rows: impl Iterator<Item = Vec<&'c str>>,
        screen: usize,
    ) -> Option<Self> {
        let measures = measured(titles, rows);
        let mut columns = Self::unbroken(widths);
        columns.is_narrowed = true;
        for &(title, narrow) in steps {
            let Some(at) = titles.iter().position(|one| *one == title) else {
                continue;
            };
            let measure = measures.get(at).copied().unwrap_or_default();
            let title = title.width();
            columns.give_way(at, narrow, title, measure);
            if columns.fit(screen) {
                columns.spread(screen);
                return Some(columns);
            }
        }
        columns.let_the_first_hang(titles, screen)
    }

    fn give_way(&mut self, at: usize, narrow: Narrow, title: usize, measure: Measure) {
        if matches!(narrow, Narrow::Below | Narrow::Hides) {
            self.shown.retain(|column| column.at != at);
            let places = match narrow {
                Narrow::Below => &mut self.below,
                Narrow::Shortens | Narrow::Wraps | Narrow::Hides => &mut self.hidden,
            };
            places.push(at);
            places.sort_unstable();
            return;
        }
        let Some(column) = self.shown.iter_mut().find(|column| column.at == at) else {
            return;
        };
        match narrow {
            Narrow::Shortens => {
                column.is_short = true;
                column.width = measure.shortened.max(title);
                column.fewest = column.width;
            }
            Narrow::Wraps => {
                let fewest = measure.longest_word.max(title).max(FEWEST);
                column.fewest = fewest.min(column.width);
            }
            Narrow::Below | Narrow::Hides => {}
        }
    }

    /// How much of a screen they need at least.
    fn needed(&self) -> usize {
        let gaps = self.shown.len().saturating_sub(1) * GAP;
        let cells: usize = self.shown.iter().map(|column| column.fewest).sum();
        cells + gaps
    }

    /// Shares what is left of the screen among the columns that wrap.
    fn spread(&mut self, screen: usize) {
        let mut left = screen.saturating_sub(self.needed());
        let mut widths: Vec<usize> = self.shown.iter().map(|column| column.fewest).collect();
        while left > 0 {
            let before = left;
            for (width, column) in widths.iter_mut().zip(&self.shown) {
                if *width < column.width && left > 0 {
                    *width += 1;
                    left -= 1;
                }
            }
            if left == before {
                break;
            }
        }
        for (column, width) in self.shown.iter_mut().zip(widths) {
            column.width = width;
        }
    }

    fn let_the_first_hang(mut self, titles: &[&str], screen: usize) -> Option<Self> {
        let title = titles.first().map_or(0, |title| title.width());
        let first = self.shown.first_mut()?;
        let natural = first.width;
        first.fewest = FEWEST.max(title).min(natural);
        let left = screen.checked_sub(self.needed())?;
        // The more room it has, the fewer of its cells need a line of their own.
        let first = self.shown.first_mut()?;
        first.fewest = natural.min(first.fewest + left);
        first.width = first.fewest;
        self.spread(screen);
        Some(self)
    }
}

fn measured<'c>(titles: &[&str], rows: impl Iterator<Item = Vec<&'c str>>) -> Vec<Measure> {
    let mut measures = vec![Measure::default(); titles.len()];
    for row in rows {
        for (measure, cell) in measures.iter_mut().zip(row) {
            let word = cell.split(' ').map(|word| word.width()).max();
            measure.longest_word = measure.longest_word.max(word.unwrap_or(0));
            measure.shortened = measure.shortened.max(without_distance(cell).width());
        }
    }
    measures
}
