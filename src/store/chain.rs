//! Chains: one for each account, and one for rows that belong to no account.
//!
//! A chain is a sequence of journal entries, each linked to the one before by its hash, and a digest of all rows that
//! the entries wrote. An account's chain branches off the store's chain at the entry `account.begun`.

use super::engine::{Mark, STORE_CHAIN, Session, Value};
use super::record::Record as _;
use super::schema::{CHAINS, ChainRow, STATES, StateRow};
use super::seal::{Seal, State, encode};
use super::table::{Sealed, Table};
use crate::diagnostic::Diagnostic;
use crate::store::failure;

/// The number of the store's own chain; accounts' chains have the numbers of their accounts.
pub(super) const STORE: i64 = STORE_CHAIN;

/// A chain, including the changes of the current transaction.
pub(super) struct Chain {
    number: i64,
    /// The sequence number of the entry of the store's chain that this chain branches off. `None` for the store's own
    /// chain, and for an account's until its first entry is written.
    pub(super) begun: Option<i64>,
    /// The sequence number of its last entry.
    pub(super) seq: i64,
    /// The hash of that entry.
    pub(super) hash: [u8; 32],
    /// The turn of that entry.
    pub(super) turn: i64,
    /// The time of that entry, in seconds since 1970.
    pub(super) moment: i64,
    /// The combined digest of its rows.
    state: State,
    is_new: bool,
    changed: bool,
    /// The rows changed since the last entry, encoded as the next entry will list them.
    pending: Vec<u8>,
}

impl Chain {
    /// A chain without entries.
    pub(super) fn new(number: i64) -> Self {
        Self {
            number,
            begun: None,
            seq: 0,
            hash: [0; 32],
            turn: 0,
            moment: i64::MIN,
            state: State::default(),
            is_new: true,
            changed: false,
            pending: Vec::new(),
        }
    }

    /// A chain as stored.
    pub(super) fn stored(head: &ChainRow, state: State) -> Self {
        Self {
            begun: head.begun,
            seq: head.head_seq,
            hash: head.head_hash,
            turn: head.head_turn,
            moment: head.head_moment,
            state,
            is_new: false,
            ..Self::new(head.chain)
        }
    }

    /// A chain for rows that existed before chains did: that of a migrated store.
    pub(super) fn continuing(
        number: i64,
        seq: i64,
        hash: [u8; 32],
        moment: i64,
        base: State,
    ) -> Self {
        Self {
            seq,
            hash,
            turn: seq,
            moment,
            state: base,
            ..Self::new(number)
        }
    }

    pub(super) fn number(&self) -> i64 {
        self.number
    }

    /// Whether this is an account's chain without any entry.
    pub(super) fn is_unbegun(&self) -> bool {
        self.number != STORE && self.begun.is_none()
    }

    /// Branches this chain off the store's chain at `entry`.
    pub(super) fn begin(&mut self, entry: &Self) {
        self.begun = Some(entry.seq);
        self.seq = entry.seq;
        self.hash = entry.hash;
        self.turn = entry.turn;
        self.moment = entry.moment;
    }

    /// Records a change of one row.
    pub(super) fn change(
        &mut self,
        table: &Table,
        key: &[Value<'_>],
        before: Option<&Sealed>,
        after: Option<&Sealed>,
    ) {
        if let Some(before) = before {
            self.state.remove(&before.lanes);
        }
        if let Some(after) = after {
            self.state.add(&after.lanes);
        }
        let digest = |sealed: Option<&Sealed>| match sealed {
            Some(sealed) => sealed.value(),
            None => Value::Null,
        };
        let into = &mut self.pending;
        encode(&table.name.into(), into);
        encode(&Value::Integer(key.len() as i64), into);
        key.iter().for_each(|value| encode(value, into));
        encode(&digest(before), into);
        encode(&digest(after), into);
    }

    /// Whether rows were changed since the last entry.
    pub(super) fn has_unsigned_changes(&self) -> bool {
        !self.pending.is_empty()
    }

    /// The rows that the next entry will list, encoded.
    pub(super) fn pending(&self) -> &[u8] {
        &self.pending
    }

    /// The seal of the state, for the next entry.
    pub(super) fn seal(&self) -> Seal {
        self.state.seal()
    }

    /// Moves the head of the chain to an entry that was just written.
    pub(super) fn advance(&mut self, hash: [u8; 32], turn: i64, at: i64) {
        self.seq += 1;
        self.hash = hash;
        self.turn = turn;
        self.moment = at;
        self.changed = true;
        self.pending.clear();
    }

    /// Its last entry, if this transaction wrote it.
    pub(super) fn mark(&self) -> Option<Mark> {
        self.changed.then_some(Mark {
            chain: self.number,
            seq: self.seq,
            hash: self.hash,
        })
    }

    /// Saves the head and the state of the chain.
    pub(super) fn save(&self, session: &dyn Session) -> Result<(), Diagnostic> {
        if !self.changed {
            return Ok(());
        }
        let missing = || failure::corrupt("chains", self.number, "the head is missing");
        let bytes = self.state.to_bytes();
        if self.is_new {
            return self.save_new(session, None);
        }
        let head = [
            Value::Integer(self.number),
            Value::Integer(self.seq),
            Value::from(&self.hash[..]),
            Value::Integer(self.turn),
            Value::Integer(self.moment),
        ];
        let sql = "UPDATE chains SET head_seq = ?2, head_hash = ?3, head_turn = ?4, head_moment = ?5 WHERE chain = ?1";
        session.write(sql, &head, Some(missing()))?;
        let state = [Value::Integer(self.number), Value::from(&bytes[..])];
        let sql = "UPDATE states SET state = ?2 WHERE chain = ?1";
        session.write(sql, &state, Some(missing()))
    }

    /// Saves a new chain, with the state that it began with.
    pub(super) fn save_new(
        &self,
        session: &dyn Session,
        base: Option<&State>,
    ) -> Result<(), Diagnostic> {
        let head = ChainRow {
            chain: self.number,
            begun: self.begun,
            head_seq: self.seq,
            head_hash: self.hash,
            head_turn: self.turn,
            head_moment: self.moment,
        };
        let state = StateRow {
            chain: self.number,
            state: *self.state.to_bytes(),
            base: base
                .filter(|base| !base.is_empty())
                .map(|base| *base.to_bytes()),
        };
        session.write(CHAINS.inserting(), &head.values(), None)?;
        session.write(STATES.inserting(), &state.values(), None)
    }
}
