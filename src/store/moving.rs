//! Moves a whole store to another place or engine, and proves that it arrived unchanged before the old one is given up.
//!
//! Rows, journal and chains are copied as they are, and no entry is added: the heads are the same before and after, so
//! an anchor that was taken before the move still holds. The store that is left behind keeps its content and is marked.
//! A move that ends early leaves at most a whole copy at the new place; the same move then finds it and finishes.

use std::ops::ControlFlow;

use sha2::{Digest as _, Sha256};

use super::chain::STORE;
use super::engine::transfer::{in_order, transfer};
use super::engine::{Committed, Ending, Mark, MovedTo, Session, Transaction, Value};
use super::problem::Problem;
use super::schema::{CHAINS, STATES};
use super::seal::row_digest;
use super::table::Table;
use super::tx::Tx;
use super::{Store, TransactionClock, every_table, failure};
use crate::diagnostic::{Diagnostic, Kind};

/// How to move a store.
#[derive(Debug, Clone, Copy)]
pub struct Moving {
    /// Whether the old store stays in use: then it is only copied.
    pub keep: bool,
    /// Whether everything is only checked.
    pub dry_run: bool,
}

/// What was moved.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moved {
    /// The rows of all tables.
    pub rows: u64,
    /// The chains of the journal: the store's own, and one for each account.
    pub chains: u64,
    /// The entries of the journal.
    pub entries: u64,
    /// Whether an earlier move had copied everything already.
    pub was_there: bool,
}

/// How far a move has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MoveStep {
    /// It copies or compares. Nothing is decided.
    Copying,
    /// Everything is copied and proved equal; now it is committed.
    Committing,
}

/// What to do when everything has arrived, but the old store was not changed.
pub(super) const REPEAT: &str = "Repeat the command: it finds the copy and finishes the move.";

/// Called again and again during a move; an error ends it, and nothing is changed.
type GoOn<'g> = dyn Fn(MoveStep) -> Result<(), Diagnostic> + 'g;

/// The number of rows of each table.
type Counts = Vec<(&'static Table, u64)>;

impl Store {
    /// Moves the store to `target`, which must not exist, be empty, or hold the same already.
    ///
    /// # Errors
    /// If the target holds anything else, either store cannot be used, or the copy is not equal. Then nothing was
    /// changed. If the old store cannot be marked in the end, both are whole.
    pub fn move_to(
        &self,
        target: &Self,
        moment: TransactionClock,
        moving: Moving,
        go_on: &GoOn<'_>,
    ) -> Result<Moved, Diagnostic> {
        let ending = match moving.dry_run {
            true => Ending::RollBack,
            false => Ending::Commit,
        };
        let to = target.engine.begin_writing(ending)?;
        to.expect_whole();
        to.hold_every_chain()?;
        let is_empty = is_empty(to.as_session())?;
        let from = self.begin_leaving(moment, moving)?;
        let copying = || go_on(MoveStep::Copying);
        to.expect_bulk()?;
        from.expect_bulk()?;
        let counts = if is_empty && !moving.dry_run {
            let counts = transfer(from.as_session(), to.as_session(), &copying)?;
            to.complete()?;
            counts
        } else {
            count(from.as_session(), &copying)?
        };
        if is_empty && moving.dry_run {
            let tx = Tx::new(from.as_session(), moment);
            sound(tx.check()?, self)?;
        } else if !is_equal(from.as_session(), to.as_session(), &counts, &copying)? {
            return Err(match is_empty {
                true => Diagnostic::failed(format!(
                    "the copy in {} is not equal to the store; nothing was changed",
                    target.shown()
                )),
                false => taken(target),
            });
        } else {
            let tx = Tx::new(to.as_session(), moment);
            sound(tx.check()?, self)?;
        }
        let moved = Moved {
            rows: counts.iter().map(|(_, rows)| rows).sum(),
            chains: of_table(&counts, CHAINS.name),
            entries: Tx::new(from.as_session(), moment).count_entries()?,
            was_there: !is_empty,
        };
        let mark = last_of_store(from.as_session())?;
        if !moving.keep {
            let place = target.place.absolute().shown();
            let at = moment.now.timestamp();
            from.retire(&MovedTo { place, at })?;
        }
        if moving.dry_run {
            to.roll_back()?;
            from.roll_back()?;
            return Ok(moved);
        }
        go_on(MoveStep::Committing)?;
        if is_empty {
            arrive(to, mark.as_ref(), target)?;
        } else {
            to.roll_back()?;
        }
        if moving.keep {
            from.roll_back()?;
            return Ok(moved);
        }
        match from.commit(None) {
            Ok(Committed::Kept) => Ok(moved),
            Ok(Committed::TryAgain) => {
                Err(half_way(self, target, &failure::busy(self.engine.path())))
            }
            Err(error) => Err(half_way(self, target, &error)),
        }
    }

    /// Begins a transaction on the old store in which nobody else writes to it. A copy alone needs one state of it and
    /// no more rights than to read.
    fn begin_leaving(
        &self,
        moment: TransactionClock,
        moving: Moving,
    ) -> Result<Box<dyn Transaction + '_>, Diagnostic> {
        if moving.keep {
            let from = self.engine.begin_reading()?;
            if from.earlier_version().is_none() {
                return Ok(from);
            }
            from.roll_back()?;
        }
        let from = self
            .engine
            .begin_writing(match moving.keep || moving.dry_run {
                true => Ending::RollBack,
                false => Ending::Commit,
            })?;
        from.hold_every_chain()?;
        if let Some(version) = from.earlier_version() {
            let tx = Tx::new(from.as_session(), moment).of_earlier();
            tx.begin_chains(version)?;
        }
        Ok(from)
    }
}

/// Commits what was copied.
pub(super) fn arrive(
    to: Box<dyn Transaction + '_>,
    mark: Option<&Mark>,
    target: &Store,
) -> Result<(), Diagnostic> {
    match to.commit(mark)? {
        Committed::Kept => Ok(()),
        Committed::TryAgain => Err(Diagnostic::new(
            Kind::Busy,
            format!(
                "the copy in {} was not kept: somebody else was faster, or the connection ended; nothing was changed",
                target.shown()
            ),
        )
        .with_help("Try again.")),
    }
}

/// Whether no table has a row.
fn is_empty(session: &dyn Session) -> Result<bool, Diagnostic> {
    let mut is_empty = true;
    for table in every_table() {
        let sql = format!("{} LIMIT 1", table.all());
        session.query(&sql, &[], &mut |_| {
            is_empty = false;
            Ok(ControlFlow::Break(()))
        })?;
    }
    Ok(is_empty)
}

/// The number of rows of each table.
fn count(
    session: &dyn Session,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<Counts, Diagnostic> {
    let mut counts = Vec::new();
    for table in every_table() {
        go_on()?;
        let mut rows = 0;
        let sql = format!("SELECT count(*) FROM {}", table.name);
        session.query(&sql, &[], &mut |row| {
            rows = row.first().and_then(Value::as_integer).unwrap_or(0);
            Ok(ControlFlow::Break(()))
        })?;
        counts.push((table, rows.unsigned_abs()));
    }
    Ok(counts)
}

fn of_table(counts: &Counts, name: &str) -> u64 {
    let found = counts.iter().find(|(table, _)| table.name == name);
    found.map_or(0, |(_, rows)| *rows)
}

/// Whether two stores have as many rows in each table, the same heads, and the same states of all chains. A store that
/// passes its check has only the rows that its heads and states cover, so two of them with the same heads and states are
/// equal.
fn is_equal(
    from: &dyn Session,
    to: &dyn Session,
    counts: &Counts,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<bool, Diagnostic> {
    let arrived = count(to, go_on)?;
    let as_many = arrived
        .iter()
        .map(|(_, rows)| rows)
        .eq(counts.iter().map(|(_, rows)| rows));
    Ok(as_many && heads_and_states(from)? == heads_and_states(to)?)
}

/// A digest of the heads and states of all chains.
fn heads_and_states(session: &dyn Session) -> Result<[u8; 32], Diagnostic> {
    let mut all = Sha256::new();
    for table in [&CHAINS, &STATES] {
        session.query(&in_order(table), &[], &mut |row| {
            all.update(row_digest(table.name, row));
            Ok(ControlFlow::Continue(()))
        })?;
    }
    Ok(all.finalize().into())
}

/// The last entry of the store's own chain, by which a commit can be found whose answer was lost.
fn last_of_store(session: &dyn Session) -> Result<Option<Mark>, Diagnostic> {
    let mut mark = None;
    let sql = "SELECT head_seq, head_hash FROM chains WHERE chain = ?1";
    session.query(sql, &[Value::Integer(STORE)], &mut |row| {
        if let [seq, hash] = row
            && let (Some(seq), Some(hash)) = (seq.as_integer(), hash.as_array())
        {
            let chain = STORE;
            mark = Some(Mark { chain, seq, hash });
        }
        Ok(ControlFlow::Break(()))
    })?;
    Ok(mark)
}

/// Refuses to move a store that has a problem.
pub(super) fn sound(problems: Vec<Problem>, store: &Store) -> Result<(), Diagnostic> {
    let Some(first) = problems.into_iter().next() else {
        return Ok(());
    };
    let message = format!(
        "the store {} is damaged: {}; nothing was changed",
        store.shown(),
        first.what
    );
    Err(Diagnostic::new(Kind::DamagedStore, message)
        .with_help("See what is wrong with the store: `csp store check`"))
}

fn taken(target: &Store) -> Diagnostic {
    let message = format!(
        "there is a store in {} already, and it has another content",
        target.shown()
    );
    Diagnostic::usage(message).with_help("Choose a place that does not have a store.")
}

/// The failure when everything has arrived, but the old store could not be marked.
fn half_way(from: &Store, to: &Store, why: &Diagnostic) -> Diagnostic {
    let (from, to) = (from.shown(), to.shown());
    Diagnostic::new(
        why.kind(),
        format!("everything was copied to {to} and verified, but {from} is still in use: {why}"),
    )
    .with_help(REPEAT)
}
