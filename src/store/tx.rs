//! One transaction, through which commands read and write.

use crate::store::failure;
use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::chain::Chain;
use super::engine::Mark;
use super::engine::{Session, Value};
use super::table::{Sealed, Table};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};

/// An open transaction at one moment of the clock.
///
/// The modules of the aggregates add the methods: `tx.accounts()`, `tx.users()` and so on.
pub struct Tx<'c> {
    session: &'c dyn Session,
    moment: TransactionClock,
    /// Whether the store was written by an earlier release and is not migrated yet.
    is_earlier: bool,
    /// Whether it is a write.
    writes: bool,
    /// The chains read by this transaction, by number.
    pub(super) chains: RefCell<BTreeMap<i64, Chain>>,
    /// The numbers of accounts that entries were written for, by short name.
    pub(super) numbers: RefCell<BTreeMap<String, i64>>,
    /// The time of the latest entry in a chain written to, if the clock is behind it.
    pub(super) latest: Cell<Option<i64>>,
    /// The turn of the last entry.
    pub(super) turn: Cell<Option<i64>>,
}

/// The clock of a transaction.
#[derive(Debug, Clone, Copy)]
pub struct TransactionClock {
    /// Now, in whole seconds.
    pub now: Instant,
    /// Whether the clock was set with `--now`.
    pub given: bool,
}

/// Gives the time of a transaction after it has begun. A transaction that had to wait for another writer must not date
/// its entry before that of the other.
pub trait Clock {
    /// The current time.
    fn moment(&self) -> TransactionClock;
}

/// A fixed clock.
impl Clock for TransactionClock {
    fn moment(&self) -> TransactionClock {
        *self
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(session: &'c dyn Session, moment: TransactionClock) -> Self {
        Self {
            session,
            moment,
            is_earlier: false,
            writes: false,
            chains: RefCell::new(BTreeMap::new()),
            numbers: RefCell::new(BTreeMap::new()),
            latest: Cell::new(None),
            turn: Cell::new(None),
        }
    }

    /// Marks the transaction as one on a store that an earlier release wrote and that is not migrated yet.
    pub(super) fn of_earlier(self) -> Self {
        Self {
            is_earlier: true,
            ..self
        }
    }

    /// The same for a write.
    pub(super) fn writing(self) -> Self {
        Self {
            writes: true,
            ..self
        }
    }

    /// Whether it is a write.
    pub(super) fn writes(&self) -> bool {
        self.writes
    }

    /// Whether the store was written by an earlier release and is not migrated yet.
    pub(super) fn is_earlier(&self) -> bool {
        self.is_earlier
    }

    /// The time of the transaction.
    pub fn now(&self) -> Instant {
        self.moment.now
    }

    /// The UTC day of the transaction.
    pub fn today(&self) -> Day {
        self.moment.now.date_naive()
    }

    /// Prepares for many writes, with memory for many pages.
    ///
    /// # Errors
    /// If the database refuses.
    pub fn expect_bulk(&self) -> Result<(), Diagnostic> {
        self.session.expect_bulk()
    }

    pub(super) fn moment(&self) -> TransactionClock {
        self.moment
    }

    pub(super) fn session(&self) -> &'c dyn Session {
        #[cfg(test)]
        counted::note();
        self.session
    }

    /// Records a change of one row; the next journal entry of its chain lists it.
    pub(super) fn seal(
        &self,
        table: &Table,
        key: &[Value<'_>],
        before: Option<&Sealed>,
        after: Option<&Sealed>,
    ) -> Result<(), Diagnostic> {
        if !table.is_sealed() {
            return Ok(());
        }
        self.with_chain(table.chain_of(key), |chain| {
            chain.change(table, key, before, after);
        })
    }

    /// Saves the heads of the chains. Returns an entry that was written, if any: from the store's chain if it has one.
    ///
    /// # Errors
    /// If rows changed that no journal entry lists, which is a bug, or if the store cannot be written.
    pub(super) fn finish(&self) -> Result<Option<Mark>, Diagnostic> {
        for chain in self.chains.borrow().values() {
            if chain.has_unsigned_changes() {
                let what = "a change without an entry; this is a bug";
                return Err(failure::corrupt("journal", chain.number(), what));
            }
            chain.save(self.session)?;
        }
        Ok(self.chains.borrow().values().find_map(Chain::mark))
    }
}

/// Counts statements, for tests.
#[cfg(test)]
pub(crate) mod counted {
    use std::cell::Cell;

    thread_local! {
        static ASKED: Cell<usize> = const { Cell::new(0) };
    }

    pub(super) fn note() {
        ASKED.set(ASKED.get() + 1);
    }

    /// The number of statements that `run` executes on this thread.
    pub(crate) fn during(run: impl FnOnce()) -> usize {
        let before = ASKED.get();
        run();
        ASKED.get() - before
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;
    use crate::store::{Ending, NothingBeside, Store};

    const STILL: TransactionClock = TransactionClock {
        now: chrono::DateTime::UNIX_EPOCH,
        given: true,
    };

    fn written(path: PathBuf, clock: &dyn Clock) -> Result<(), Diagnostic> {
        Store::at(path, Duration::ZERO).write(clock, Ending::Commit, &NothingBeside, |_| Ok(()))
    }

    /// A clock that tries to write to the store before it returns the time.
    struct Hasty(PathBuf);

    impl Clock for Hasty {
        fn moment(&self) -> TransactionClock {
            let outcome = written(self.0.clone(), &STILL);
            assert!(
                outcome.is_err(),
                "an entry before this one got a later date"
            );
            STILL
        }
    }

    #[test]
    fn a_write_is_dated_when_nobody_else_can_write_any_more() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("csp.db");
        written(path.clone(), &STILL).unwrap();
        written(path.clone(), &Hasty(path)).unwrap();
    }
}
