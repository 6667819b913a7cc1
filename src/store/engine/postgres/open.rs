//! A transaction on a server: how it begins, and its locks.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, VecDeque};

use super::PostgresEngine;
use super::connection::{Connection, Purpose};
use super::copy::Waiting;
use super::ddl::{Filling, SCHEMA};
use super::fault::Fault;
use super::rows::Known;
use crate::diagnostic::Diagnostic;
use crate::store::engine::sqlite::EmptyStore;
use crate::store::engine::{Ending, Retry, Value};

/// A transaction on a server, begun or about to begin with the first statement.
pub(super) struct Open<'e> {
    pub(super) engine: &'e PostgresEngine,
    /// `None` once it was lost.
    pub(super) connection: RefCell<Option<Connection>>,
    /// How a write ends; `None` for a reader.
    pub(super) ending: Option<Ending>,
    pub(super) stage: Cell<Stage>,
    /// What is read where there is no store.
    pub(super) empty: OnceCell<EmptyStore>,
    /// Whether the store is created by this transaction, and so seen by nobody else.
    pub(super) is_new: Cell<bool>,
    /// The chains whose heads are locked.
    pub(super) held: RefCell<BTreeSet<i64>>,
    /// Whether something was asked, so that a lock that comes later comes too late.
    pub(super) has_asked: Cell<bool>,
    /// Whether the whole may be tried again.
    pub(super) may_try_again: Cell<bool>,
    /// Whether somebody has to wait for a lock that was not known to be needed; then it is tried again at once.
    pub(super) needs_locks: Cell<bool>,
    pub(super) copies: RefCell<Vec<Waiting>>,
    /// What to say where a row that was to be changed is not there, for each such statement.
    pub(super) missing: RefCell<VecDeque<Diagnostic>>,
    /// Answers that still hold: nothing was written to their tables since.
    pub(super) known: RefCell<Vec<Known>>,
    pub(super) portals: Cell<u32>,
    pub(super) has_ended: Cell<bool>,
    /// How far a new store is made before its rows are copied.
    pub(super) fills: Cell<Filling>,
}

/// How far a transaction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// Its beginning is queued.
    Queued,
    /// It has begun, on a store that this program can use.
    Begun,
    /// There is no store.
    Absent,
}

/// Locks the head of a chain.
pub(super) const LOCK: &str = "SELECT chain FROM chains WHERE chain = ?1 FOR UPDATE";

/// A reader sees one state of the store throughout.
pub(super) const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A writer sees what was committed before it got its locks.
///
/// Not `READ WRITE`: a database or a role that is read-only by its settings stays so.
pub(super) const BEGIN_WRITING: &str = "BEGIN ISOLATION LEVEL READ COMMITTED";

impl<'e> Open<'e> {
    /// A transaction that begins with its first statement.
    pub(super) fn queued(
        engine: &'e PostgresEngine,
        connection: Connection,
        ending: Option<Ending>,
    ) -> Result<Self, Diagnostic> {
        let open = Self {
            engine,
            connection: RefCell::new(Some(connection)),
            ending,
            stage: Cell::new(Stage::Queued),
            empty: OnceCell::new(),
            is_new: Cell::new(false),
            held: RefCell::default(),
            has_asked: Cell::new(false),
            may_try_again: Cell::new(false),
            needs_locks: Cell::new(false),
            copies: RefCell::default(),
            missing: RefCell::default(),
            known: RefCell::default(),
            portals: Cell::new(0),
            has_ended: Cell::new(false),
            fills: Cell::new(Filling::No),
        };
        open.queue_begin()?;
        Ok(open)
    }

    pub(super) fn queue_begin(&self) -> Result<(), Diagnostic> {
        let begin = match self.ending {
            None => BEGIN_READING,
            Some(_) => BEGIN_WRITING,
        };
        let settings = self.settings();
        let version =
            format!("SELECT version, readable_from, moved_to, moved_at FROM {SCHEMA}.store");
        self.on_connection(|connection| {
            connection.limit(self.engine.answer_limit())?;
            connection.queue(begin, &[], Purpose::Frame)?;
            connection.queue(&settings, &[], Purpose::Frame)?;
            connection.queue(&version, &[], Purpose::Version)
        })
    }

    /// Begins now; tells whether there is a store.
    pub(super) fn begin(&self) -> Result<bool, Diagnostic> {
        if self.stage.get() == Stage::Queued {
            self.exchange()?;
        }
        Ok(self.stage.get() == Stage::Begun)
    }

    /// Locks the heads of the chains that are known to be needed, as the first thing.
    pub(super) fn queue_locks(&self) -> Result<(), Diagnostic> {
        let known = self.engine.locks.borrow().clone();
        for number in known {
            self.queue_lock(number)?;
        }
        let Some(account) = self.engine.expected.borrow().clone() else {
            return Ok(());
        };
        let (sql, values) = account.lock();
        self.on_connection(|connection| connection.queue(&sql, &values, Purpose::Lock))
    }

    pub(super) fn queue_lock(&self, chain: i64) -> Result<(), Diagnostic> {
        self.on_connection(|connection| {
            connection.queue(LOCK, &[Value::Integer(chain)], Purpose::Frame)
        })?;
        self.held.borrow_mut().insert(chain);
        Ok(())
    }

    /// Does something with the connection, which is dropped where it is lost.
    pub(super) fn on_connection<T>(
        &self,
        act: impl FnOnce(&mut Connection) -> Result<T, Fault>,
    ) -> Result<T, Diagnostic> {
        let mut place = self.connection.borrow_mut();
        let Some(connection) = place.as_mut() else {
            return Err(self.told(Fault::Lost(std::io::ErrorKind::UnexpectedEof.into())));
        };
        act(connection).map_err(|fault| {
            if !matches!(fault, Fault::Server(_)) || fault.is_lost() {
                *place = None;
            }
            self.told(fault)
        })
    }

    /// The diagnostic of a fault; notes whether the transaction may be tried again.
    pub(super) fn told(&self, fault: Fault) -> Diagnostic {
        if fault.is_passing() {
            self.may_try_again.set(true);
        }
        self.engine.explain(fault)
    }

    /// The settings of the transaction, which end with it. A client that vanishes does not keep its locks for hours.
    pub(super) fn settings(&self) -> String {
        let wait = self.engine.wait.as_millis().max(1);
        let idle = self.engine.bulk_limit().as_millis().min(i32::MAX as u128);
        format!(
            "SELECT set_config('search_path', '{SCHEMA}', true), set_config('lock_timeout', '{wait}', true), \
             set_config('idle_in_transaction_session_timeout', '{idle}', true)"
        )
    }

    /// Whether the transaction, which failed, may be tried again, and without counting the time.
    pub(super) fn retry(&self) -> Option<Retry> {
        if self.needs_locks.get() {
            return Some(Retry::AtOnce);
        }
        self.may_try_again.get().then_some(Retry::InTime)
    }

    /// The chains whose heads are locked.
    pub(super) fn held(&self) -> BTreeSet<i64> {
        self.held.borrow().clone()
    }

    pub(super) fn empty(&self) -> Result<Option<&EmptyStore>, Diagnostic> {
        if self.stage.get() != Stage::Absent {
            return Ok(None);
        }
        if self.empty.get().is_none() {
            drop(self.empty.set(EmptyStore::new()?));
        }
        Ok(self.empty.get())
    }

    /// Closes the portals of all queries: an open one keeps its table from being altered.
    pub(super) fn close_portals(&self) -> Result<(), Diagnostic> {
        for number in 1..=self.portals.get() {
            self.on_connection(|connection| connection.queue_close(&format!("q{number}")))?;
        }
        Ok(())
    }

    pub(super) fn next_portal(&self) -> String {
        self.portals.set(self.portals.get() + 1);
        format!("q{}", self.portals.get())
    }
}
