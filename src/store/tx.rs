//! One transaction: what commands read and write through.

use std::cell::{Cell, RefCell};

use rusqlite::Connection;

use super::failure::StoreError;
use super::seal::{RowDigest, State};
use crate::domain::calendar::{Day, Instant};

/// An open transaction at one moment of the clock.
///
/// The aggregates' modules add the verbs: `tx.accounts()`, `tx.users()` and so on.
pub struct Tx<'c> {
    connection: &'c Connection,
    moment: Moment,
    seal: Cell<Option<State>>,
    unsigned: Cell<bool>,
    pub(super) chain: RefCell<Option<super::journal::Chain>>,
}

/// The clock of a transaction.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Now, in whole seconds.
    pub now: Instant,
    /// Whether the person gave the clock (`--now`).
    pub given: bool,
}

/// What tells the moment of a transaction, once it has begun: whoever waits for another process to write is not to
/// date its own entry before that one's.
pub trait Clock {
    /// The moment that it is.
    fn moment(&self) -> Moment;
}

/// A clock that stands still.
impl Clock for Moment {
    fn moment(&self) -> Moment {
        *self
    }
}

impl<'c> Tx<'c> {
    pub(super) fn new(connection: &'c Connection, moment: Moment) -> Self {
        Self {
            connection,
            moment,
            seal: Cell::new(None),
            unsigned: Cell::new(false),
            chain: RefCell::new(None),
        }
    }

    /// The moment of the transaction.
    pub fn now(&self) -> Instant {
        self.moment.now
    }

    /// The UTC day of the transaction.
    pub fn today(&self) -> Day {
        self.moment.now.date_naive()
    }

    pub(super) fn moment(&self) -> Moment {
        self.moment
    }

    pub(super) fn connection(&self) -> &'c Connection {
        self.connection
    }

    /// The state of the store as far as this transaction has come.
    pub(super) fn state(&self) -> Result<State, StoreError> {
        if let Some(state) = self.seal.get() {
            return Ok(state);
        }
        let state = super::journal::last_state(self.connection)?;
        self.seal.set(Some(state));
        Ok(state)
    }

    /// Counts a change of one row; the next journal entry signs it.
    pub(super) fn seal(
        &self,
        before: Option<&RowDigest>,
        after: Option<&RowDigest>,
    ) -> Result<(), StoreError> {
        let mut state = self.state()?;
        if let Some(digest) = before {
            state.remove(digest);
        }
        if let Some(digest) = after {
            state.add(digest);
        }
        self.seal.set(Some(state));
        self.unsigned.set(true);
        Ok(())
    }

    /// The journal has signed everything so far.
    pub(super) fn signed(&self) {
        self.unsigned.set(false);
    }

    /// Whether rows changed that no journal entry stands for.
    pub(super) fn has_unsigned_changes(&self) -> bool {
        self.unsigned.get()
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::Duration;

    use super::*;
    use crate::store::{Ending, NothingBeside, Store};

    const STILL: Moment = Moment {
        now: chrono::DateTime::UNIX_EPOCH,
        given: true,
    };

    fn written(path: PathBuf, clock: &dyn Clock) -> Result<(), StoreError> {
        Store::at(path, Duration::ZERO).write(clock, Ending::Commit, &NothingBeside, |_| Ok(()))
    }

    /// Asked for the moment, it tries to be first.
    struct Hasty(PathBuf);

    impl Clock for Hasty {
        fn moment(&self) -> Moment {
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
