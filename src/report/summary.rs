//! The line below a list: how many rows there are, in which states, and what is not shown.

use std::fmt;

use super::table_cell::TableCell;
use crate::domain::grouped;

/// How many rows a list has, and how many of each state.
pub(super) struct Tally {
    column: Option<usize>,
    rows: u64,
    states: Vec<(String, u64)>,
}

impl Tally {
    /// Nothing counted yet; the states are in this column.
    pub(super) fn of_column(column: Option<usize>) -> Self {
        Self {
            column,
            rows: 0,
            states: Vec::new(),
        }
    }

    /// Counts a row. Where a row shows several states, states are not counted any more.
    pub(super) fn count(&mut self, cells: &[TableCell]) {
        self.rows += 1;
        let Some(cell) = self.column.and_then(|column| cells.get(column)) else {
            return;
        };
        if cell.tone.is_none() {
            self.column = None;
            self.states.clear();
            return;
        }
        match self
            .states
            .iter_mut()
            .find(|(state, _)| *state == cell.text)
        {
            Some((_, count)) => *count += 1,
            None => self.states.push((cell.text.clone(), 1)),
        }
    }
}

/// The line below a table.
pub(super) struct Summary<'s> {
    /// What one row and several are called.
    pub(super) words: (&'static str, &'static str),
    pub(super) tally: &'s Tally,
    /// Further sentences.
    pub(super) remarks: &'s [String],
    pub(super) titles: &'s [&'static str],
    /// The places of the columns that found no room.
    pub(super) hidden: &'s [usize],
}

impl fmt::Display for Summary<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rows = self.tally.rows;
        let word = if rows == 1 {
            self.words.0
        } else {
            self.words.1
        };
        write!(f, "{} {word}", grouped(rows))?;
        let mut states: Vec<&(String, u64)> = self.tally.states.iter().collect();
        states.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
        match states.as_slice() {
            [] => {}
            [(state, _)] if rows == 1 => write!(f, ", {state}")?,
            [(state, _)] => write!(f, ", all {state}")?,
            states => {
                let counts: Vec<String> = states
                    .iter()
                    .map(|(state, count)| format!("{} {state}", grouped(*count)))
                    .collect();
                write!(f, ": {}", counts.join(", "))?;
            }
        }
        f.write_str(".")?;
        // What follows a command on its line looks like a part of it.
        let has_command = |remark: &str| remark.contains('`');
        let mut after_command = false;
        for remark in self.remarks {
            let is_apart = after_command || has_command(remark);
            write!(f, "{}{remark}", if is_apart { '\n' } else { ' ' })?;
            after_command = has_command(remark);
        }
        if !self.hidden.is_empty() {
            let titles: Vec<String> = self
                .hidden
                .iter()
                .filter_map(|at| self.titles.get(*at))
                .map(|title| title.to_uppercase())
                .collect();
            let space = if after_command { '\n' } else { ' ' };
            write!(f, "{space}A wider screen also shows {}.", titles.join(", "))?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::user::UserStateKind::{Active, Blocked};
    use crate::report::cells;

    fn summary(rows: &[Vec<TableCell>], remarks: &[String], hidden: &[usize]) -> String {
        let mut tally = Tally::of_column(Some(1));
        rows.iter().for_each(|row| tally.count(row));
        let summary = Summary {
            words: ("user", "users"),
            tally: &tally,
            remarks,
            titles: &["email", "state", "roles"],
            hidden,
        };
        summary.to_string()
    }

    #[test]
    fn rows_are_counted_by_state() {
        let active = || cells!["a", TableCell::state(Active), ""];
        let blocked = || cells!["b", TableCell::state(Blocked), ""];
        let many = vec![active(); 1204];
        for (rows, said) in [
            (vec![active()], "1 user, active."),
            (many, "1,204 users, all active."),
            (
                vec![blocked(), active(), active()],
                "3 users: 2 active, 1 blocked.",
            ),
            (vec![active(), cells!["c", "active, draft", ""]], "2 users."),
        ] {
            assert_eq!(summary(&rows, &[], &[]), said);
        }
        let remark = ["More may follow.".to_owned()];
        assert_eq!(
            summary(&[active()], &remark, &[2]),
            "1 user, active. More may follow. A wider screen also shows ROLES."
        );
    }
}
