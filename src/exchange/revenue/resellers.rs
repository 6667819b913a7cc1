//! Whose the rows of a file are, by its column of the reseller.

use std::collections::BTreeSet;

use super::blank_cells;
use super::mistakes::Mistakes;
use super::record::Record;
use super::sums::LeftOut;
use super::value::shown;
use crate::domain::MpnId;

/// How many resellers a message names when a file has several.
const NAMED: usize = 5;

/// Whose a row is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// The row of the reseller asked for, or of anybody where all rows are asked for.
    Ours,
    /// A row without a reseller, in a file that is filtered: it counts.
    Nobody,
    /// The row of another reseller.
    Another,
}

/// Decides which rows count.
pub(super) struct Resellers {
    columns: [Option<usize>; 2],
    must_filter: bool,
    wanted: Option<Vec<u8>>,
    last: Vec<u8>,
    pub(super) seen: BTreeSet<String>,
    pub(super) others: BTreeSet<String>,
    pub(super) left_out: LeftOut,
}

impl Resellers {
    pub(super) fn new(
        columns: [Option<usize>; 2],
        must_filter: bool,
        wanted: Option<&MpnId>,
    ) -> Self {
        Self {
            columns,
            must_filter,
            wanted: wanted.map(|id| id.as_str().as_bytes().to_vec()),
            last: Vec::new(),
            seen: BTreeSet::new(),
            others: BTreeSet::new(),
            left_out: LeftOut::default(),
        }
    }

    /// Whether rows of one reseller are asked for, and the file does not name resellers.
    pub(super) fn cannot_choose(&self) -> bool {
        self.must_filter && self.columns.iter().all(Option::is_none)
    }

    /// Whose a row is. Where a row names two resellers, that is a mistake.
    pub(super) fn owner(
        &mut self,
        record: &Record<'_>,
        titles: &[String],
        mistakes: &mut Mistakes,
    ) -> Owner {
        let nobody = if self.wanted.is_some() {
            Owner::Nobody
        } else {
            Owner::Ours
        };
        let [first, second] = self.columns;
        let cells = [first, second].map(|column| column.map(|column| record.field(column)));
        let [first_id, second_id] = &cells;
        let read = |cell: &Option<std::borrow::Cow<'_, [u8]>>| -> Option<Vec<u8>> {
            let cell = cell.as_ref()?;
            blank_cells::reseller(cell).map(std::borrow::Cow::into_owned)
        };
        // A fast path without allocation: one cell, and the same id as in the row before.
        let mut named = cells.iter().flatten().filter(|cell| !cell.is_empty());
        match (named.next(), named.next()) {
            (None, _) => return nobody,
            (Some(cell), None) if !self.last.is_empty() && **cell == *self.last => {
                return Owner::Ours;
            }
            (Some(_), _) => {}
        }
        let id = match (read(first_id), read(second_id)) {
            (Some(one), Some(two)) if one != two => {
                let title = |column: Option<usize>| {
                    let title = column.and_then(|column| titles.get(column));
                    title.map_or("", String::as_str)
                };
                let message = format!(
                    "{} and {} name different resellers in one row",
                    title(first),
                    title(second)
                );
                let at = record.column(first.unwrap_or(0));
                mistakes.note(record.line, at, message);
                return Owner::Ours;
            }
            (Some(one), _) => one,
            (None, Some(two)) => two,
            (None, None) => return nobody,
        };
        if self.wanted.as_ref().is_some_and(|wanted| *wanted != id) {
            if self.others.len() < NAMED {
                self.others.insert(shown(&id));
            }
            return Owner::Another;
        }
        if self.seen.len() < NAMED {
            self.seen.insert(shown(&id));
        }
        self.last = id;
        Owner::Ours
    }
}
