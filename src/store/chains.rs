//! The chains that a transaction uses. Each is checked against the last entry of the journal when it is read.

use super::chain::{Chain, STORE};
use super::engine::Value;
use super::failure;
use super::journal::GREATEST_TURN;
use super::schema::{CHAINS, ChainRow, STATES, StateRow};
use super::seal::{Seal, State};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;

/// Selects the last entry of a chain: its sequence number, hash, turn and seal.
pub(super) const LAST_OF_CHAIN: &str =
    "SELECT seq, hash, turn, seal FROM journal WHERE chain = ?1 ORDER BY seq DESC LIMIT 1";

impl Tx<'_> {
    /// Runs `act` on a chain, which is read from the store on first use.
    pub(super) fn with_chain<T>(
        &self,
        number: i64,
        act: impl FnOnce(&mut Chain) -> T,
    ) -> Result<T, Diagnostic> {
        let mut chains = self.chains.borrow_mut();
        if let Some(chain) = chains.get_mut(&number) {
            return Ok(act(chain));
        }
        self.session().hold_chain(number)?;
        let read = self.read_chain(number)?;
        Ok(act(chains.entry(number).or_insert(read)))
    }

    /// Reads a chain and checks that its head and state are those of its last entry.
    fn read_chain(&self, number: i64) -> Result<Chain, Diagnostic> {
        let damaged = |what: &str| failure::corrupt("chains", number, what);
        let key = [Value::Integer(number)];
        self.foresee(&[
            (CHAINS.finding(), &key),
            (STATES.finding(), &key),
            (LAST_OF_CHAIN, &key),
            (GREATEST_TURN, &[]),
        ])?;
        let Some(head) = self.find::<ChainRow>(&[Value::Integer(number)])? else {
            let place = [Value::Integer(number)];
            let has_entries = self.first(LAST_OF_CHAIN, &place, |_| Some(()))?.is_some();
            let goes_on =
                number == STORE && !self.is_earlier() && self.head_of_first_journal()?.is_some();
            if has_entries || goes_on {
                return Err(damaged("the head is missing"));
            }
            return Ok(Chain::new(number));
        };
        let state: StateRow = self
            .find(&[Value::Integer(number)])?
            .ok_or_else(|| damaged("the state is missing"))?;
        let base = state
            .base
            .and_then(|base| State::from_bytes(&base))
            .unwrap_or_default();
        let state = State::from_bytes(&state.state).unwrap_or_default();
        let place = [Value::Integer(number)];
        let last = self.first(LAST_OF_CHAIN, &place, last_of)?;
        let last = match (last, head.begun) {
            (None, Some(begun)) => self.unwritten_end(begun, &base)?,
            (last, _) => last,
        };
        let expected = (head.head_seq, head.head_hash, head.head_turn, state.seal());
        if last != Some(expected) {
            self.session().refuse_moved()?;
            return Err(damaged(
                "the head does not match the last entry of the journal",
            ));
        }
        Ok(Chain::stored(&head, state))
    }

    /// The end of a chain that has no entry of its own yet: the entry that it branches off, with the seal of its first
    /// rows.
    fn unwritten_end(&self, begun: i64, base: &State) -> Result<Option<End>, Diagnostic> {
        let sql = "SELECT hash, turn FROM journal WHERE chain = ?1 AND seq = ?2";
        let place = [Value::Integer(STORE), Value::Integer(begun)];
        self.first(sql, &place, |row| {
            let [hash, turn] = row else { return None };
            Some((begun, hash.as_array()?, turn.as_integer()?, base.seal()))
        })
    }
}

/// The sequence number, hash, turn and seal of a last entry.
type End = (i64, [u8; 32], i64, Seal);

fn last_of(row: &[Value<'_>]) -> Option<End> {
    match row {
        [seq, hash, turn, seal] => Some((
            seq.as_integer()?,
            hash.as_array()?,
            turn.as_integer()?,
            seal.as_array()?,
        )),
        _ => None,
    }
}
