//! What the store's chain records of accounts that came from another store or were moved to one.
//!
//! `account.arrived` is where the chain of such an account begins in this store. `account.left` says where it ended.

use std::ops::ControlFlow;

use serde_json::{Value as Json, json};

use super::chain::STORE;
use super::engine::Value;
use super::failure;
use super::seal::Seal;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::{hex, parse_hex};

/// The action of the entry of the store's chain that an account has come from another store.
pub(super) const ARRIVED: &str = "account.arrived";

/// The action of the entry of the store's chain that an account was moved to another store.
pub(super) const LEFT: &str = "account.left";

/// Selects the changes of every account that was moved to another store.
const MOVES: &str = "SELECT seq, at, account, action, changes FROM journal \
     WHERE chain = ?1 AND action IN ('account.arrived', 'account.left') ORDER BY seq";

/// Which way an account went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveDirection {
    /// It came from another store.
    Arrived,
    /// It was moved to another store.
    Left,
}

/// Where a chain began: its `account.begun` in the store where that was written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct ChainStart {
    /// The sequence number of that entry.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: [u8; 32],
    /// Its turn.
    pub(super) turn: i64,
    /// Its time, in seconds since 1970.
    pub(super) moment: i64,
    /// The seal of the rows with which the chain began.
    pub(super) base: Seal,
}

/// Where a chain ended when its account was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MovedHead {
    /// The sequence number of its last entry.
    pub seq: i64,
    /// The hash of that entry.
    pub hash: [u8; 32],
    /// The seal of the chain's rows after it.
    pub seal: [u8; 32],
}

/// A move of an account, as the chain of one of the two stores records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountMove {
    /// Which way.
    pub direction: MoveDirection,
    /// The number of the account and of its chain.
    pub chain: i64,
    /// Where the chain ended at that time.
    pub head: MovedHead,
    /// The other store, without secrets.
    pub place: String,
    /// Where the chain began.
    pub(super) start: ChainStart,
}

/// An [`AccountMove`] with the entry that records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordedMove {
    /// The sequence number of the entry in the store's chain.
    pub seq: i64,
    /// When it was written.
    pub at: Instant,
    /// The account's short name.
    pub account: String,
    /// The move.
    pub moved: AccountMove,
}

/// Every move of an account to or from this store, oldest first.
#[derive(Debug, Clone, Default)]
pub struct AccountMoves(Vec<RecordedMove>);

impl AccountMove {
    /// The action of its entry.
    pub(super) fn action(&self) -> &'static str {
        match self.direction {
            MoveDirection::Arrived => ARRIVED,
            MoveDirection::Left => LEFT,
        }
    }

    /// The changes of its entry.
    pub(super) fn changes(&self) -> Json {
        let Self {
            start, head, place, ..
        } = self;
        let mut changes = json!({
            "chain": self.chain,
            "seal": hex(&start.base),
            "begun": {
                "seq": start.seq,
                "hash": hex(&start.hash),
                "turn": start.turn,
                "at": start.moment,
            },
            "head": {
                "seq": head.seq,
                "hash": hex(&head.hash),
                "seal": hex(&head.seal),
            },
        });
        let other = match self.direction {
            MoveDirection::Arrived => "from",
            MoveDirection::Left => "to",
        };
        if let Some(changes) = changes.as_object_mut() {
            changes.insert(other.to_owned(), place.as_str().into());
        }
        changes
    }

    /// Reads an entry; `None` if it does not record a move.
    pub(super) fn read(action: &str, changes: &str) -> Option<Self> {
        let (direction, other) = match action {
            ARRIVED => (MoveDirection::Arrived, "from"),
            LEFT => (MoveDirection::Left, "to"),
            _ => return None,
        };
        let changes: Json = serde_json::from_str(changes).ok()?;
        let hash = |value: &Json| parse_hex(value.as_str()?);
        let (begun, head) = (&changes["begun"], &changes["head"]);
        Some(Self {
            direction,
            chain: changes["chain"].as_i64()?,
            head: MovedHead {
                seq: head["seq"].as_i64()?,
                hash: hash(&head["hash"])?,
                seal: hash(&head["seal"])?,
            },
            place: changes[other].as_str()?.to_owned(),
            start: ChainStart {
                seq: begun["seq"].as_i64()?,
                hash: hash(&begun["hash"])?,
                turn: begun["turn"].as_i64()?,
                moment: begun["at"].as_i64()?,
                base: hash(&changes["seal"])?,
            },
        })
    }
}

impl AccountMoves {
    /// Every move, oldest first.
    pub fn all(&self) -> impl Iterator<Item = &RecordedMove> {
        self.0.iter()
    }

    /// The moves of one account, oldest first.
    pub fn of(&self, chain: i64) -> impl DoubleEndedIterator<Item = &RecordedMove> {
        self.0.iter().filter(move |one| one.moved.chain == chain)
    }

    /// The number of every account that was moved to or from this store, each once.
    pub fn chains(&self) -> Vec<i64> {
        let mut chains: Vec<i64> = self.0.iter().map(|one| one.moved.chain).collect();
        chains.sort_unstable();
        chains.dedup();
        chains
    }

    /// Where the account with this short name is, if it was moved to another store.
    pub fn departure_of(&self, account: &str) -> Option<&RecordedMove> {
        let newest = self.0.iter().rev().find(|one| one.account == account);
        newest.filter(|one| one.moved.direction == MoveDirection::Left)
    }

    /// The newest of all moves, if an account left with it.
    pub fn newest_departure(&self) -> Option<&RecordedMove> {
        let newest = self.0.last();
        newest.filter(|one| one.moved.direction == MoveDirection::Left)
    }

    /// Whether the account was in this store after the entry `place` of the store's chain. `begun` is the entry with
    /// which its chain began, for an account that was never moved.
    pub fn was_here(&self, chain: i64, begun: Option<i64>, place: i64) -> bool {
        let mut last = None;
        let mut first = None;
        for one in self.of(chain) {
            first.get_or_insert(one);
            if one.seq <= place {
                last = Some(one.moved.direction);
            }
        }
        match (last, first) {
            (Some(direction), _) => direction == MoveDirection::Arrived,
            // It began here.
            (None, Some(first)) if first.moved.direction == MoveDirection::Left => {
                first.moved.start.seq <= place
            }
            (None, Some(_)) => false,
            (None, None) => begun.is_some_and(|begun| begun <= place),
        }
    }

    /// Where an account that is not here any more ended, and where it is: the newest of its moves.
    pub fn departure(&self, chain: i64) -> Option<&RecordedMove> {
        let newest = self.of(chain).next_back()?;
        (newest.moved.direction == MoveDirection::Left).then_some(newest)
    }
}

impl Tx<'_> {
    /// Every move of an account to or from this store.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn account_moves(&self) -> Result<AccountMoves, Diagnostic> {
        let mut moves = Vec::new();
        self.each_row(MOVES, &[Value::Integer(STORE)], |row| {
            moves.push(recorded(row).ok_or_else(|| {
                let seq = row.first().map_or_else(String::new, Value::shown);
                failure::corrupt("journal", seq, "cannot read the move of an account")
            })?);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(AccountMoves(moves))
    }
}

fn recorded(row: &[Value<'_>]) -> Option<RecordedMove> {
    let [seq, at, account, action, changes] = row else {
        return None;
    };
    Some(RecordedMove {
        seq: seq.as_integer()?,
        at: chrono::DateTime::from_timestamp(at.as_integer()?, 0)?,
        account: account.as_text()?.to_owned(),
        moved: AccountMove::read(action.as_text()?, changes.as_text()?)?,
    })
}

/// The number of the account that an entry `account.left` names.
pub(super) fn number_left(changes: &str) -> Option<i64> {
    AccountMove::read(LEFT, changes).map(|moved| moved.chain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn moved(direction: MoveDirection) -> AccountMove {
        AccountMove {
            direction,
            chain: 3,
            head: MovedHead {
                seq: 9,
                hash: [2; 32],
                seal: [3; 32],
            },
            place: "postgres://db/csp".to_owned(),
            start: ChainStart {
                seq: 4,
                hash: [1; 32],
                turn: 7,
                moment: 1_600_000_000,
                base: [0; 32],
            },
        }
    }

    fn recorded_at(seq: i64, direction: MoveDirection) -> RecordedMove {
        RecordedMove {
            seq,
            at: chrono::DateTime::UNIX_EPOCH,
            account: "contoso".to_owned(),
            moved: moved(direction),
        }
    }

    #[test]
    fn what_an_entry_says_is_read_again() {
        for direction in [MoveDirection::Arrived, MoveDirection::Left] {
            let moved = moved(direction);
            let text = moved.changes().to_string();
            assert_eq!(AccountMove::read(moved.action(), &text), Some(moved));
        }
        assert_eq!(AccountMove::read("account.begun", "{}"), None);
        assert_eq!(AccountMove::read(LEFT, "{}"), None);
    }

    #[test]
    fn an_account_is_here_from_its_arrival_to_its_departure() {
        use MoveDirection::{Arrived, Left};
        let began_here = AccountMoves(vec![recorded_at(10, Left), recorded_at(20, Arrived)]);
        let places = [(3, false), (4, true), (9, true), (10, false), (20, true)];
        for (place, is_here) in places {
            assert_eq!(began_here.was_here(3, Some(4), place), is_here, "{place}");
        }
        let came = AccountMoves(vec![recorded_at(10, Arrived), recorded_at(20, Left)]);
        for (place, is_here) in [(5, false), (10, true), (19, true), (20, false)] {
            assert_eq!(came.was_here(3, Some(4), place), is_here, "{place}");
        }
        assert!(came.departure(3).is_some() && began_here.departure(3).is_none());
        assert!(came.was_here(5, Some(2), 2) && !came.was_here(5, Some(3), 2));
    }
}
