//! The tables of the seal itself: the journal, the heads and states of chains, and the journal from before chains.

use super::record::{record, table};
use super::seal::STATE_BYTES;

// An entry of the journal.
table! {
    pub(super) JOURNAL: "journal", key 2, chain Nowhere {
        /// The number of its chain.
        chain: i64,
        /// Its sequence number. An account's chain continues counting from the entry that it branches off.
        seq: i64,
        /// When it was written, by the clock at that time.
        at: i64,
        /// A logical clock: one more than the greatest turn that the writer saw in any chain. Orders the entries of
        /// several chains.
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
        /// The version of the JSON in `changes`.
        form: i64,
        /// `system`, or `given` if set with `--now`.
        clock: String,
        /// The database role of the writer.
        database_role: Option<String>,
        /// The rows that it changed, with their digests before and after.
        rows: Vec<u8>,
        /// The seal of the chain's state after this entry.
        seal: [u8; 32],
        /// Its hash, which links it to the entries before.
        hash: [u8; 32],
    }
    constraints []
    indexes ["CREATE INDEX journal_turns ON journal (turn, chain, seq)"]
}

record! {
    /// The head of a chain.
    pub(super) struct ChainRow in CHAINS: "chains", key 1, chain Nowhere {
        /// The number of the chain.
        chain: i64,
        /// The entry of the store's chain that it branches off.
        begun: Option<i64>,
        /// The sequence number of its last entry.
        head_seq: i64,
        /// The hash of that entry.
        head_hash: [u8; 32],
        /// The turn of that entry.
        head_turn: i64,
        /// The time of that entry.
        head_moment: i64,
    }
    constraints []
    indexes ["CREATE INDEX chains_turns ON chains (head_turn)"]
}

record! {
    /// The combined digest of the rows of a chain.
    pub(super) struct StateRow in STATES: "states", key 1, chain Nowhere {
        /// The number of the chain.
        chain: i64,
        /// The state of its rows now.
        state: [u8; STATE_BYTES],
        /// The state of its rows when it began; empty if there were none.
        base: Option<[u8; STATE_BYTES]>,
    }
    constraints []
    indexes []
}

// An entry of the single journal from before each account got a chain. No entry is added to it.
table! {
    pub(super) FIRST_JOURNAL: "first_journal", key 1, chain Nowhere {
        /// Its sequence number.
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
        /// `system`, or `given` if set with `--now`.
        clock: String,
        /// The sum of the digests of all rows at that time, modulo 2^256.
        state: [u8; 32],
        /// Its hash, which links it to the entries before.
        link: [u8; 32],
    }
    constraints []
    indexes []
}
