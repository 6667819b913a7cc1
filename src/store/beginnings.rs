//! Where the chains of accounts begin, and where the entries of the store's chain say that they were at some time.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use super::account_moves::{AccountMove, MoveDirection, MovedHead};
use super::chain::STORE;
use super::engine::{Row, Value};
use super::journal::{BEGUN, MIGRATED, Walk};
use super::problem::Problem;
use super::schema::JOURNAL;
use crate::domain::hex;

/// The problem of a chain whose first rows are others than its beginning says.
pub(super) const OTHER_BASE: &str =
    "the rows at the start of the chain do not match the original ones";

/// Where a chain begins.
#[derive(Debug, Clone)]
pub(super) struct Beginning {
    /// The entry that its first entry follows.
    pub(super) entry: Walk,
    /// The turn of that entry.
    pub(super) turn: i64,
    /// The time of that entry.
    pub(super) moment: i64,
    /// The seal of the rows that the chain begins with, in hexadecimal.
    pub(super) base: Option<String>,
    /// Entries that the chain must have: where it ended each time its account was moved.
    pub(super) ends: Vec<MovedHead>,
}

/// The beginnings that the store's chain has recorded so far.
pub(super) struct Beginnings {
    here: BTreeMap<i64, Beginning>,
    /// Those of accounts that were moved to another store.
    left: BTreeMap<i64, Beginning>,
}

impl Beginnings {
    /// The beginning of the store's own chain alone.
    pub(super) fn of_store(entry: Walk, moment: i64) -> Self {
        let store = Beginning {
            entry,
            turn: 0,
            moment,
            base: None,
            ends: Vec::new(),
        };
        Self {
            here: BTreeMap::from([(STORE, store)]),
            left: BTreeMap::new(),
        }
    }

    /// The beginning of a chain.
    pub(super) fn get(&self, number: i64) -> Option<&Beginning> {
        self.here.get(&number)
    }

    /// The numbers of the accounts' chains that are here.
    pub(super) fn accounts(&self) -> impl Iterator<Item = i64> {
        self.here.keys().copied().filter(|number| *number != STORE)
    }

    /// Takes an entry of the store's chain into account. `entry` is the entry as a beginning, `store_base` the seal of
    /// the rows that the store's chain begins with.
    pub(super) fn follow(
        &mut self,
        row: Row<'_>,
        entry: Beginning,
        store_base: &str,
    ) -> Option<Problem> {
        let at = |name: &str| JOURNAL.names().position(|column| column == name);
        let action = row.get(at("action")?)?.as_text()?;
        let changes = row.get(at("changes")?).and_then(Value::as_text)?;
        if let Some(moved) = AccountMove::read(action, changes) {
            return self.follow_move(&moved);
        }
        if ![BEGUN, MIGRATED].contains(&action) {
            return None;
        }
        let changes: Json = serde_json::from_str(changes).ok()?;
        let base = changes["seal"].as_str()?;
        let number = changes["chain"].as_i64().unwrap_or(STORE);
        if number == STORE {
            return (base != store_base).then(|| of_chain(STORE, OTHER_BASE));
        }
        let base = Some(base.to_owned());
        self.begin(number, Beginning { base, ..entry })
    }

    fn begin(&mut self, number: i64, beginning: Beginning) -> Option<Problem> {
        let is_second = self.left.contains_key(&number);
        let is_second = self.here.insert(number, beginning).is_some() || is_second;
        let what = "two entries of the store's chain begin this chain";
        is_second.then(|| of_chain(number, what))
    }

    fn follow_move(&mut self, moved: &AccountMove) -> Option<Problem> {
        let number = moved.chain;
        if moved.direction == MoveDirection::Left {
            let Some(mut beginning) = self.here.remove(&number) else {
                let what = "the account was moved to another store without having been here";
                return Some(of_chain(number, what));
            };
            beginning.ends.push(moved.head);
            self.left.insert(number, beginning);
            return None;
        }
        let start = &moved.start;
        let mut beginning = Beginning {
            entry: Walk {
                seq: start.seq,
                hash: start.hash,
            },
            turn: start.turn,
            moment: start.moment,
            base: Some(hex(&start.base)),
            ends: Vec::new(),
        };
        let mut is_other = false;
        if let Some(before) = self.left.remove(&number) {
            is_other = (before.entry, &before.base) != (beginning.entry, &beginning.base);
            beginning.ends = before.ends;
        }
        beginning.ends.push(moved.head);
        let begun = self.begin(number, beginning);
        let what = "the account that came back is not the one that was moved to another store";
        begun.or_else(|| is_other.then(|| of_chain(number, what)))
    }
}

/// A problem of a chain.
pub(super) fn of_chain(number: i64, what: impl Into<String>) -> Problem {
    let of = match number {
        STORE => " (the store's chain)".to_owned(),
        number => format!(" (the chain of account {number})"),
    };
    Problem {
        table: Some("journal".to_owned()),
        ..Problem::new(what.into() + &of)
    }
}
