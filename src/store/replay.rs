//! Replays the journal: checks that every entry is linked to the one before, and that the rows it lists lead to the
//! rows that are stored now.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::account_moves::MovedHead;
use super::beginnings::{Beginning, Beginnings, OTHER_BASE, of_chain};
use super::chain::STORE;
use super::engine::{Row, Value};
use super::journal::Walk;
use super::problem::Problem;
use super::row_changes::{RowChange, decode};
use super::schema::{ChainRow, JOURNAL, StateRow};
use super::seal::{Lanes, State};
use super::tx::Tx;
use super::{TABLES, table::Table};
use crate::diagnostic::Diagnostic;
use crate::domain::hex;

/// The problem of a chain that does not have the entry with which its account was moved.
const MOVED_WITH_OTHERS: &str =
    "the chain does not have the entry, or the rows, with which the account was moved";

/// The state of a replay of one chain.
struct Replay {
    /// The number of the chain.
    number: i64,
    last: Walk,
    turn: i64,
    moment: i64,
    state: State,
}

impl Tx<'_> {
    /// Every problem of the journal and of the rows that it covers: of one account and the store's own chain, or of
    /// all.
    ///
    /// # Errors
    /// If the store cannot be read at all.
    pub fn verify_journal(&self, account: Option<i64>) -> Result<Vec<Problem>, Diagnostic> {
        let chains: Vec<ChainRow> = self.select("ORDER BY chain", &[])?;
        if self.is_earlier() {
            return self.check_first();
        }
        let (mut problems, first) = self.walk_first_journal()?;
        if first.last.seq > 0 && !chains.iter().any(|chain| chain.chain == STORE) {
            problems.push(of_chain(STORE, "the head of the chain is missing"));
        }
        let count = |table: &str| self.count(&format!("SELECT count(*) FROM {table}"), &[]);
        if count("states")? != chains.len() as u64 {
            problems.push(of_chain(
                STORE,
                "the number of states does not match the number of chains",
            ));
        }
        let mut beginnings = Beginnings::of_store(first.last, first.moment);
        let mut states = BTreeMap::new();
        let mut entries = 0;
        for chain in &chains {
            let is_wanted = account.is_none_or(|account| [STORE, account].contains(&chain.chain));
            if is_wanted {
                let (state, count) = self.replay(chain, &mut beginnings, &mut problems)?;
                states.insert(chain.chain, state);
                entries += count;
            }
        }
        if account.is_none() {
            problems.extend(self.lost_entries(&chains, entries)?);
            let unheaded = beginnings
                .accounts()
                .filter(|number| !states.contains_key(number));
            problems.extend(
                unheaded.map(|number| of_chain(number, "the head of the chain is missing")),
            );
        }
        self.compare_rows(account, &states, &mut problems)?;
        Ok(problems)
    }

    /// Replays a chain; returns the expected seal of its rows and the number of its entries.
    fn replay(
        &self,
        head: &ChainRow,
        beginnings: &mut Beginnings,
        problems: &mut Vec<Problem>,
    ) -> Result<(State, u64), Diagnostic> {
        let number = head.chain;
        let kept = self.find::<StateRow>(&[Value::Integer(number)])?;
        let base = kept.as_ref().and_then(|kept| kept.base);
        let base = base
            .and_then(|base| State::from_bytes(&base))
            .unwrap_or_default();
        let Some(beginning) = beginnings.get(number).cloned() else {
            problems.push(of_chain(
                number,
                "the store's chain does not have an entry that begins this chain",
            ));
            return Ok((base, 0));
        };
        let seal = hex(&base.seal());
        if beginning.base.as_ref().is_some_and(|said| *said != seal) {
            problems.push(of_chain(number, OTHER_BASE));
        }
        let mut replay = Replay {
            number,
            last: beginning.entry,
            turn: beginning.turn,
            moment: beginning.moment,
            state: base.clone(),
        };
        let branched = (number != STORE).then_some(beginning.entry.seq);
        let mut count = 0;
        let mut ends = beginning.ends;
        problems.extend(replay.pass(&mut ends));
        let sql = format!("{} WHERE chain = ?1 ORDER BY seq", JOURNAL.all());
        self.each_row(&sql, &[Value::Integer(number)], |row| {
            count += 1;
            problems.extend(replay.step(row));
            problems.extend(replay.pass(&mut ends));
            if number == STORE {
                problems.extend(beginnings.follow(row, replay.beginning(), &seal));
            }
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        problems.extend(ends.first().map(|end| Problem {
            seq: Some(end.seq),
            ..of_chain(number, MOVED_WITH_OTHERS)
        }));
        if (head.begun, head.head_turn, head.head_moment) != (branched, replay.turn, replay.moment)
        {
            let what = "the head's beginning, turn or moment does not match the entries";
            problems.push(of_chain(number, what));
        }
        if (head.head_seq, head.head_hash) != (replay.last.seq, replay.last.hash) {
            problems.push(Problem {
                seq: Some(replay.last.seq + 1),
                ..of_chain(
                    number,
                    "the chain does not end at its head: entries are missing or were added",
                )
            });
        }
        let state = kept.and_then(|kept| State::from_bytes(&kept.state));
        if state.as_ref() != Some(&replay.state) {
            problems.push(of_chain(
                number,
                "the recorded state does not match the entries",
            ));
        }
        Ok((replay.state, count))
    }

    /// A problem if there are entries of chains that have no head.
    fn lost_entries(&self, chains: &[ChainRow], seen: u64) -> Result<Option<Problem>, Diagnostic> {
        if self.count("SELECT count(*) FROM journal", &[])? == seen {
            return Ok(None);
        }
        let sql = "SELECT chain, seq FROM journal WHERE chain NOT IN (SELECT chain FROM chains) ORDER BY chain, seq LIMIT 1";
        let lost = self.first(sql, &[], |row| {
            Some((row.first()?.as_integer()?, row.get(1)?.as_integer()?))
        })?;
        let number = lost.map_or_else(
            || chains.first().map_or(STORE, |one| one.chain),
            |lost| lost.0,
        );
        Ok(Some(Problem {
            seq: lost.map(|lost| lost.1),
            ..of_chain(number, "entries of a chain without a head")
        }))
    }

    /// Compares the rows with the result of the replay and names the rows that differ.
    fn compare_rows(
        &self,
        account: Option<i64>,
        states: &BTreeMap<i64, State>,
        problems: &mut Vec<Problem>,
    ) -> Result<(), Diagnostic> {
        let mut found: BTreeMap<i64, State> = BTreeMap::new();
        let scopes = account.map_or(vec![None], |account| vec![Some(STORE), Some(account)]);
        for scope in scopes {
            for table in TABLES {
                let rows = self.each_digest(table, scope, problems, |row, digest| {
                    let state = found.entry(table.chain_of(row)).or_default();
                    state.add(&Lanes::of(digest));
                });
                if let Err(error) = rows {
                    let table = Some(table.name.to_owned());
                    problems.push(Problem {
                        table,
                        ..Problem::new(error.to_string())
                    });
                }
            }
        }
        let nothing = State::default();
        for (number, expected) in states {
            if found.remove(number).as_ref().unwrap_or(&nothing) != expected {
                problems.extend(self.differing_rows(*number)?);
            }
        }
        for (number, state) in found {
            if !state.is_empty() {
                problems.push(of_chain(number, "rows that do not belong to a chain"));
            }
        }
        Ok(())
    }

    /// The rows of a chain that differ from what its journal last recorded.
    fn differing_rows(&self, number: i64) -> Result<Vec<Problem>, Diagnostic> {
        let mut last: BTreeMap<(String, Vec<u8>), Option<[u8; 32]>> = BTreeMap::new();
        let mut problems = vec![of_chain(
            number,
            "the rows do not match the journal's entries",
        )];
        let sql = "SELECT seq, rows FROM journal WHERE chain = ?1 ORDER BY seq";
        self.each_row(sql, &[Value::Integer(number)], |row| {
            let bytes = row.last().and_then(Value::as_bytes).unwrap_or_default();
            for change in decode(bytes).unwrap_or_default() {
                let place = (change.table.to_owned(), change.key.to_vec());
                let said = last.insert(place, change.after);
                if said.is_some_and(|said| said != change.before) {
                    problems.push(Problem {
                        table: Some(change.table.to_owned()),
                        id: Some(RowChange::shown_key(change.key)),
                        seq: row.first().and_then(Value::as_integer),
                        ..Problem::new(
                            "the row did not match the journal when this entry changed it",
                        )
                    });
                }
            }
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        let kept = self.find::<StateRow>(&[Value::Integer(number)])?;
        let began_with_rows = kept.is_some_and(|kept| kept.base.is_some());
        for table in TABLES {
            self.each_digest(table, Some(number), &mut Vec::new(), |row, digest| {
                let place = (table.name.to_owned(), encoded_key(table, row));
                let what = match last.remove(&place) {
                    Some(said) if said != Some(*digest) => "the row does not match the journal",
                    None if !began_with_rows => {
                        "the row exists, but the journal does not have an entry that wrote it"
                    }
                    Some(_) | None => return,
                };
                problems.push(Problem {
                    table: Some(table.name.to_owned()),
                    id: Some(table.key_of(row)),
                    ..Problem::new(what)
                });
            })?;
        }
        let missing = last.into_iter().filter(|(_, said)| said.is_some());
        problems.extend(missing.map(|((table, key), _)| Problem {
            table: Some(table),
            id: Some(RowChange::shown_key(&key)),
            ..Problem::new("the row is missing, but the journal says that it exists")
        }));
        Ok(problems)
    }
}

impl Replay {
    /// The present entry as the beginning of another chain.
    fn beginning(&self) -> Beginning {
        Beginning {
            entry: self.last,
            turn: self.turn,
            moment: self.moment,
            base: None,
            ends: Vec::new(),
        }
    }

    /// Compares the present entry with the ends that it must be, and takes these out.
    fn pass(&self, ends: &mut Vec<MovedHead>) -> Option<Problem> {
        if ends.iter().all(|end| end.seq != self.last.seq) {
            return None;
        }
        let is_same = |end: &MovedHead| (end.hash, end.seal) == (self.last.hash, self.state.seal());
        let differs = ends
            .iter()
            .any(|end| end.seq == self.last.seq && !is_same(end));
        ends.retain(|end| end.seq != self.last.seq);
        differs.then(|| Problem {
            seq: Some(self.last.seq),
            ..of_chain(self.number, MOVED_WITH_OTHERS)
        })
    }

    /// Moves to the next entry and returns its problems.
    fn step(&mut self, row: Row<'_>) -> Vec<Problem> {
        let mut broken = Vec::new();
        let [chain, columns @ .., stored] = row else {
            return vec![Problem::new("an entry without a place")];
        };
        let seq = columns.first().and_then(Value::as_integer);
        let (Some(chain), Some(seq)) = (chain.as_integer(), seq) else {
            return vec![Problem::new("an entry without a place")];
        };
        let mut problem = |seq: i64, what: String| {
            broken.push(Problem {
                seq: Some(seq),
                id: Some(seq.to_string()),
                ..of_chain(chain, what)
            });
        };
        for (seq, what) in self.last.step(seq, columns, stored) {
            problem(seq, what);
        }
        let at = row.get(2).and_then(Value::as_integer);
        self.moment = at.unwrap_or(i64::MIN);
        let turn = row.get(3).and_then(Value::as_integer).unwrap_or_default();
        if turn <= self.turn {
            problem(
                seq,
                "the turn is not after that of the entry before".to_owned(),
            );
        }
        self.turn = turn;
        let [.., rows, seal] = columns else {
            return broken;
        };
        match decode(rows.as_bytes().unwrap_or_default()) {
            None => problem(seq, "cannot read the rows of the entry".to_owned()),
            Some(changes) => {
                for change in changes {
                    if let Some(before) = change.before {
                        self.state.remove(&Lanes::of(&before));
                    }
                    if let Some(after) = change.after {
                        self.state.add(&Lanes::of(&after));
                    }
                }
            }
        }
        if seal.as_array() != Some(self.state.seal()) {
            problem(
                seq,
                "the seal of the entry does not match its rows".to_owned(),
            );
        }
        broken
    }
}

fn encoded_key(table: &Table, row: Row<'_>) -> Vec<u8> {
    let mut bytes = Vec::new();
    for value in row.iter().take(table.key) {
        super::seal::encode(value, &mut bytes);
    }
    bytes
}
