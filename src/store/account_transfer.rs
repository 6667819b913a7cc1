//! Moves one account with its history to another store, and proves that it arrived unchanged before it is deleted here.
//!
//! Rows, journal entries, head and state are copied as they are, digests included. The chain of the other store records
//! the arrival, the chain of this store the departure. The other store is committed first: a move that ends early
//! leaves the account whole in both, and the same move then finds it and finishes.

use super::account_moves::{AccountMove, ChainStart, MoveDirection, MovedHead};
use super::account_rows::{RowCounts, ask_to_delete, copy_account, count_account};
use super::account_rows::{delete_account, of_table};
use super::chain::STORE;
use super::engine::{Committed, Ending, Mark, Session, Transaction, Value};
use super::journal::Written;
use super::moving::{MoveStep, REPEAT, arrive, sound};
use super::schema::{ChainRow, JOURNAL, StateRow};
use super::seal::State;
use super::tx::Tx;
use super::{Store, TransactionClock, failure};
use crate::diagnostic::Diagnostic;
use crate::domain::Account;
use crate::domain::quote::shell_word;

/// What a command decides during the move of an account.
pub trait AccountMover {
    /// Reads the account in the store that it leaves, and who moves it.
    ///
    /// # Errors
    /// If the account cannot be moved, or the acting user may not move it.
    fn leave(&self, tx: &Tx<'_>) -> Result<(Account, Option<String>), Diagnostic>;

    /// Decides whether the account can come to another store, and adds there what its rows refer to.
    ///
    /// # Errors
    /// If it cannot.
    fn arrive(&self, from: &Tx<'_>, to: &Tx<'_>, account: &Account) -> Result<(), Diagnostic>;

    /// Called again and again; an error ends the move, and nothing is changed.
    ///
    /// # Errors
    /// If the command was interrupted.
    fn go_on(&self, step: MoveStep) -> Result<(), Diagnostic>;
}

/// An account that was moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MovedAccount {
    /// Its short name.
    pub account: String,
    /// Its number, which is also that of its chain.
    pub chain: i64,
    /// Its rows in all tables.
    pub rows: u64,
    /// The entries of its chain.
    pub entries: u64,
    /// Where its chain ends.
    pub head: MovedHead,
    /// Whether an earlier move had copied everything already.
    pub was_there: bool,
}

/// One of the two stores, with its open transaction.
struct Side<'s> {
    store: &'s Store,
    transaction: Box<dyn Transaction + 's>,
}

impl Store {
    /// Moves the account with this number to `target`.
    ///
    /// # Errors
    /// As `mover` says, or if a store cannot be used or has a problem, or the copy is not equal. Then nothing was
    /// changed. If the account cannot be deleted here in the end, it is whole in both stores.
    pub fn move_account(
        &self,
        target: &Self,
        number: i64,
        moment: TransactionClock,
        is_dry_run: bool,
        mover: &dyn AccountMover,
    ) -> Result<MovedAccount, Diagnostic> {
        let copying = || mover.go_on(MoveStep::Copying);
        let from = Side::begin(self, &[STORE, number], moment, is_dry_run)?;
        let source = Tx::new(from.session(), moment).writing();
        let (account, actor) = mover.leave(&source)?;
        ask_to_delete(from.session())?;
        let (start, head) = source.read_ends(&account)?;
        let to = Side::begin(target, &[STORE, number], moment, is_dry_run)?;
        let there = Tx::new(to.session(), moment).writing();
        let mut moved = AccountMove {
            direction: MoveDirection::Arrived,
            chain: number,
            head,
            place: self.place.absolute().shown(),
            start,
        };
        let written = |moved: &AccountMove, tx: &Tx<'_>| {
            tx.record_move(moved, account.slug.as_str(), actor.as_deref())
        };
        let was_there = there.has_copy(&moved, (self, target), &account)?;
        from.session().expect_bulk()?;
        to.session().expect_bulk()?;
        if !was_there {
            mover.arrive(&source, &there, &account)?;
        }
        let counts = if was_there || is_dry_run {
            count_account(from.session(), number, &copying)?
        } else {
            let counts = copy_account((from.session(), to.session()), number, &copying)?;
            written(&moved, &there)?;
            counts
        };
        let mark = there.finish()?;
        if is_dry_run && !was_there {
            sound(source.verify_journal(Some(number))?, self)?;
        } else {
            prove(&from, &to, &counts, (&moved, was_there), moment, &copying)?;
        }
        moved.direction = MoveDirection::Left;
        moved.place = target.place.absolute().shown();
        written(&moved, &source)?;
        delete_account(from.session(), number, &counts, &copying)?;
        let left = source.finish()?;
        if is_dry_run {
            to.transaction.roll_back()?;
            from.transaction.roll_back()?;
        } else {
            mover.go_on(MoveStep::Committing)?;
            match was_there {
                true => to.transaction.roll_back()?,
                false => arrive(to.transaction, mark.as_ref(), target)?,
            }
            from.commit(left.as_ref(), target, &account)?;
        }
        Ok(MovedAccount {
            account: account.slug.to_string(),
            chain: number,
            rows: counts.iter().map(|(_, rows)| rows).sum(),
            entries: of_table(&counts, &JOURNAL),
            head,
            was_there,
        })
    }
}

impl<'s> Side<'s> {
    /// Begins a transaction in which nobody else writes to these chains.
    fn begin(
        store: &'s Store,
        chains: &[i64],
        moment: TransactionClock,
        is_dry_run: bool,
    ) -> Result<Self, Diagnostic> {
        let transaction = store.engine.begin_writing(match is_dry_run {
            true => Ending::RollBack,
            false => Ending::Commit,
        })?;
        for &number in chains {
            transaction.hold_chain(number)?;
        }
        if let Some(version) = transaction.earlier_version() {
            let tx = Tx::new(transaction.as_session(), moment).of_earlier();
            tx.begin_chains(version)?;
        }
        Ok(Self { store, transaction })
    }

    fn session(&self) -> &dyn Session {
        self.transaction.as_session()
    }

    /// Commits the departure.
    fn commit(
        self,
        mark: Option<&Mark>,
        target: &Store,
        account: &Account,
    ) -> Result<(), Diagnostic> {
        let why = match self.transaction.commit(mark) {
            Ok(Committed::Kept) => return Ok(()),
            Ok(Committed::TryAgain) => failure::busy(self.store.engine.path()),
            Err(error) => error,
        };
        let (from, to) = (self.store.shown(), target.shown());
        let message = format!(
            "the account {} was copied to {to} and verified, but it is still in {from} too: {why}",
            account.slug
        );
        Err(Diagnostic::new(why.kind(), message).with_help(REPEAT))
    }
}

/// Proves that the account is in the other store as it is here: as many rows in each table, the same head and state,
/// and a chain and rows that lead to them.
fn prove(
    from: &Side<'_>,
    to: &Side<'_>,
    counts: &RowCounts,
    (moved, was_there): (&AccountMove, bool),
    moment: TransactionClock,
    go_on: &dyn Fn() -> Result<(), Diagnostic>,
) -> Result<(), Diagnostic> {
    let number = moved.chain;
    let source = Tx::new(from.session(), moment);
    let there = Tx::new(to.session(), moment);
    let problems = there.verify_journal(Some(number))?;
    if !problems.is_empty() {
        // What is wrong here is wrong in the copy too.
        sound(source.verify_journal(Some(number))?, from.store)?;
        sound(problems, to.store)?;
    }
    if was_there {
        // The copy has the head of this store among its entries, so it has everything that led there.
        return sound(source.verify_journal(Some(number))?, from.store);
    }
    let key = [Value::Integer(number)];
    let is_equal = count_account(to.session(), number, go_on)?
        .iter()
        .map(|(_, rows)| rows)
        .eq(counts.iter().map(|(_, rows)| rows))
        && source.find::<ChainRow>(&key)? == there.find::<ChainRow>(&key)?
        && source.find::<StateRow>(&key)? == there.find::<StateRow>(&key)?;
    if is_equal {
        return Ok(());
    }
    Err(Diagnostic::failed(format!(
        "the copy in {} is not equal to the account; nothing was changed",
        to.store.shown()
    )))
}

impl Tx<'_> {
    /// Where the chain of an account begins and ends.
    fn read_ends(&self, account: &Account) -> Result<(ChainStart, MovedHead), Diagnostic> {
        let number = account.id;
        let key = [Value::Integer(number)];
        let base = self.find::<StateRow>(&key)?.and_then(|kept| kept.base);
        let sql = "SELECT count(*) FROM first_journal WHERE account = ?1";
        let before = self.count(sql, &[account.slug.as_str().into()])?;
        if base.is_some() || before > 0 {
            return Err(Diagnostic::usage(format!(
                "the account {} cannot be moved alone: an early release of csp wrote the beginning of its history \
                 together with that of the other accounts",
                account.slug
            ))
            .with_help("Move the whole store: `csp store move --to STORE`"));
        }
        let (head, begun) = self.with_chain(number, |chain| {
            let (seq, hash, seal) = (chain.seq, chain.hash, chain.seal());
            (MovedHead { seq, hash, seal }, chain.begun)
        })?;
        let moves = self.account_moves()?;
        if let Some(arrival) = moves.of(number).next_back() {
            return Ok((arrival.moved.start, head));
        }
        let sql = "SELECT seq, hash, turn, at FROM journal WHERE chain = ?1 AND seq = ?2";
        let place = [
            Value::Integer(STORE),
            begun.map_or(Value::Null, Value::Integer),
        ];
        let base = State::default().seal();
        let start = self.first(sql, &place, |row| {
            let [seq, hash, turn, at] = row else {
                return None;
            };
            Some(ChainStart {
                seq: seq.as_integer()?,
                hash: hash.as_array()?,
                turn: turn.as_integer()?,
                moment: at.as_integer()?,
                base,
            })
        })?;
        let missing = || failure::corrupt("journal", number, "the chain does not begin anywhere");
        Ok((start.ok_or_else(missing)?, head))
    }

    /// Whether this store has the account already, with the entry that is its head in the other one.
    ///
    /// # Errors
    /// If both were changed since the account was copied, or another account had its number here.
    fn has_copy(
        &self,
        arriving: &AccountMove,
        (from, to): (&Store, &Store),
        account: &Account,
    ) -> Result<bool, Diagnostic> {
        let number = arriving.chain;
        let moves = self.account_moves()?;
        let last = moves.of(number).next_back();
        let slug = &account.slug;
        let Some(here) = self.find::<ChainRow>(&[Value::Integer(number)])? else {
            return match last.filter(|last| last.moved.start != arriving.start) {
                None => Ok(false),
                Some(other) => Err(Diagnostic::usage(format!(
                    "the account {slug} has the number {number}, which the account {} had in {} before it was moved",
                    other.account,
                    to.shown()
                ))
                .with_help("The number is part of the account's history and cannot change. Choose a store that never had it, for example a new one.")),
            };
        };
        // It may have begun here, if one store is a copy of the other.
        let is_same = match last {
            Some(last) => last.moved.start == arriving.start,
            None => here.begun == Some(arriving.start.seq),
        };
        let sql = "SELECT hash FROM journal WHERE chain = ?1 AND seq = ?2";
        let hash = |chain: i64, seq: i64| {
            let place = [Value::Integer(chain), Value::Integer(seq)];
            self.first(sql, &place, |row| row.first()?.as_array())
        };
        let start = &arriving.start;
        if !is_same || last.is_none() && hash(STORE, start.seq)? != Some(start.hash) {
            // Another account with this number.
            return Ok(false);
        }
        let head = &arriving.head;
        if hash(number, head.seq)? == Some(head.hash) {
            return Ok(true);
        }
        let (there, slug) = (to.place.absolute().shown(), slug.as_str());
        let (there, from) = (shell_word(&there, "STORE"), from.shown());
        Err(Diagnostic::usage(format!(
            "the account {slug} is in {from} and in {}, and was changed in both",
            to.shown()
        ))
        .with_help(format!(
            "Compare them: `csp audit log --account {slug} --store {there}`\n\
             To keep that of {from}, move the other one away, then repeat the command: \
             `csp accounts move {slug} --store {there} --to FILE`"
        )))
    }

    /// Writes an entry about a move into the store's chain.
    fn record_move(
        &self,
        moved: &AccountMove,
        slug: &str,
        actor: Option<&str>,
    ) -> Result<(), Diagnostic> {
        let key = [Value::Integer(moved.chain)];
        let turn = self.find::<ChainRow>(&key)?.map(|head| head.head_turn);
        if let Some(last) = self.turn.get() {
            self.turn.set(Some(last.max(turn.unwrap_or(last))));
        }
        let changes = moved.changes().to_string();
        let written = Written {
            account: Some(slug),
            actor,
            action: moved.action(),
            subject: slug,
            reason: None,
            changes: &changes,
        };
        self.with_chain(STORE, |chain| self.append_to(chain, None, &written))?
    }
}

#[cfg(test)]
mod tests;
