//! The tables of the seal itself: the journal, the chains' heads and states, and the journal that stores had before chains.

use super::record::{record, table};
use super::seal::STATE_BYTES;

// An entry of the journal.
table! {
    pub(super) JOURNAL: "journal", key 2, chain Nowhere {
        /// The chain that it belongs to.
        chain: i64,
        /// Its place there. An account's chain goes on counting from the entry that it branches off.
        seq: i64,
        /// When it was written, by the clock of that time.
        at: i64,
        /// One more than the greatest turn that the writer saw in any chain: orders the entries of several chains.
        turn: i64,
        /// The account's short name at that time.
        account: Option<String>,
        /// Who acted.
        actor: Option<String>,
        /// `noun.verb-ed`.
        action: String,
        /// What was changed.
        subject: String,
        /// Why.
        reason: Option<String>,
        /// What changed, as JSON.
        changes: String,
        /// The form of `changes`.
        form: i64,
        /// `system` or `given`.
        clock: String,
        /// The role under which the database knew who wrote.
        database_role: Option<String>,
        /// The rows that it changed, with their digests before and after.
        rows: Vec<u8>,
        /// The seal of the chain's state after it.
        seal: [u8; 32],
        /// What ties it to the entries before.
        hash: [u8; 32],
    }
    constraints []
    indexes ["CREATE INDEX journal_turns ON journal (turn, chain, seq)"]
}

record! {
    /// Where a chain ends.
    pub(super) struct ChainRow in CHAINS: "chains", key 1, chain Nowhere {
        /// Its number.
        chain: i64,
        /// The entry of the store's chain that it branches off.
        begun: Option<i64>,
        /// The place of its last entry.
        head_seq: i64,
        /// The hash of that entry.
        head_hash: [u8; 32],
        /// The turn of that entry.
        head_turn: i64,
        /// The moment of that entry.
        head_moment: i64,
    }
    constraints []
    indexes ["CREATE INDEX chains_turns ON chains (head_turn)"]
}

record! {
    /// The rows of a chain together.
    pub(super) struct StateRow in STATES: "states", key 1, chain Nowhere {
        /// The number of the chain.
        chain: i64,
        /// What its rows come to now.
        state: [u8; STATE_BYTES],
        /// What they came to when it began; nothing where there were none.
        base: Option<[u8; STATE_BYTES]>,
    }
    constraints []
    indexes []
}

// An entry of the one journal that stores had before each account got a chain. Nothing is added to it.
table! {
    pub(super) FIRST_JOURNAL: "first_journal", key 1, chain Nowhere {
        /// Its place.
        place: i64,
        /// When it was written.
        at: i64,
        /// The account's short name.
        account: Option<String>,
        /// Who acted.
        actor: Option<String>,
        /// `noun.verb-ed`.
        action: String,
        /// What was changed.
        subject: String,
        /// Why.
        reason: Option<String>,
        /// What changed, as JSON.
        changes: String,
        /// `system` or `given`.
        clock: String,
        /// The sum of the digests of all rows at that time, modulo 2^256.
        state: [u8; 32],
        /// What ties it to the entries before.
        link: [u8; 32],
    }
    constraints []
    indexes []
}
