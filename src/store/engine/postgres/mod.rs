//! PostgreSQL: a store on a server, for a team.
//!
//! One transaction a command. A reader's transaction begins with its first statement, in one group with it. A writer locks
//! the heads of the chains that it appends to before it reads anything: where it turns out that another chain is needed,
//! the transaction begins again with that lock. What is written goes out together with the commit.
//!
//! Only what PostgreSQL and its relatives have in common is used, and everything works through a pooler that gives each
//! transaction another connection: no named statement, no setting and no table outlives a transaction.

#![allow(
    clippy::wildcard_enum_match_arm,
    reason = "messages of the protocol and errors of other crates are open lists"
)]

mod alive;
mod answers;
mod certificate_error;
mod channel_binding;
mod connection;
mod copy;
mod creation;
mod ddl;
mod ending;
mod examine;
mod explain;
mod fault;
mod filling;
mod handshake;
mod moving;
mod open;
mod outcome;
mod rows;
mod session;
mod settings;
mod statement;
mod stream;
mod tls;
mod upgrading;
mod wire_value;

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::sqlite::SqliteEngine;
use super::transfer::{empty_all, transfer};
use super::{
    Absence, Committed, DatabaseReport, Ending, Engine, ExpectedAccount, MovedTo, Retry, Session,
    Transaction,
};
use crate::diagnostic::Diagnostic;
use crate::store::engine::Mark;
use crate::store::failure;
use crate::store::problem::Problem;

use connection::Connection;
use ending::Kept;
use fault::Fault;
use open::Open;
use settings::Target;
pub(in crate::store) use settings::{
    Settings, Surroundings, has_password, is_url, without_secrets,
};

/// A store on a server.
pub(in crate::store) struct PostgresEngine {
    settings: Settings,
    name: String,
    wait: Duration,
    /// A connection that is not in use.
    idle: RefCell<Option<Connection>>,
    /// Whether there is a store, once that is known.
    is_there: Cell<Option<bool>>,
    /// The chains to lock when the next write begins.
    locks: RefCell<BTreeSet<i64>>,
    /// The account that the next write is probably about.
    expected: RefCell<Option<ExpectedAccount>>,
}

/// So long an answer may take beyond the time that the command may wait for others.
const ANSWER: Duration = Duration::from_secs(5);

/// The same for one part of a long work.
const BULK_ANSWER: Duration = Duration::from_secs(120);

/// Between two tries.
const PAUSE: Duration = Duration::from_millis(100);

impl PostgresEngine {
    /// The store on a server; others and the server are waited for as long as `wait`.
    pub(in crate::store) fn at(settings: Settings, wait: Duration) -> Self {
        Self {
            name: settings.shown(),
            settings,
            wait,
            idle: RefCell::default(),
            is_there: Cell::new(None),
            locks: RefCell::default(),
            expected: RefCell::default(),
        }
    }

    /// The place, as a person names it, without secrets.
    fn name(&self) -> &str {
        &self.name
    }

    fn settings(&self) -> &Settings {
        &self.settings
    }

    fn answer_limit(&self) -> Duration {
        self.wait + ANSWER
    }

    fn commit_limit(&self) -> Duration {
        self.wait.max(ANSWER)
    }

    fn bulk_limit(&self) -> Duration {
        self.wait + BULK_ANSWER
    }

    fn explain(&self, fault: Fault) -> Diagnostic {
        explain::explain(fault, &self.name)
    }

    fn cannot_create(&self) -> Diagnostic {
        explain::cannot_create(&self.settings.user, &self.name)
    }

    fn cannot_upgrade(&self, found: i64) -> Diagnostic {
        explain::cannot_upgrade(&self.settings.user, &self.name, found, ddl::VERSION)
    }

    /// Chains that the next write has to lock before it reads.
    fn lock_next_time(&self, chains: &BTreeSet<i64>) {
        self.locks.borrow_mut().extend(chains);
    }

    /// A connection is not needed any more for now.
    fn give_back(&self, connection: Connection) {
        *self.idle.borrow_mut() = Some(connection);
    }

    /// A connection that nothing was asked on yet, within the time that may be waited.
    fn connection(&self) -> Result<Connection, Diagnostic> {
        if let Some(idle) = self.idle.borrow_mut().take() {
            return Ok(idle);
        }
        self.connect(Instant::now() + self.wait)
    }

    /// A new connection; servers that are starting or changing their roles are tried again until then.
    fn connect(&self, until: Instant) -> Result<Connection, Diagnostic> {
        loop {
            match self.connect_once() {
                Ok(connection) => return Ok(connection),
                Err(fault) if !fault.is_passing() || Instant::now() >= until => {
                    return Err(self.explain(fault));
                }
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
    }

    /// Tries each host once.
    fn connect_once(&self) -> Result<Connection, Fault> {
        let limit = self.settings.connect_timeout.unwrap_or(ANSWER);
        let mut last = None;
        let mut spare = None;
        for address in &self.settings.hosts {
            match handshake::connect(address, &self.settings, limit) {
                Ok(connection) => match self.fits(&connection) {
                    Fit::Yes => return Ok(connection),
                    Fit::IfNoOther => spare = Some(connection),
                    Fit::No(why) => last = Some(why),
                },
                Err(fault) => last = Some(fault),
            }
        }
        match (spare, last) {
            (Some(connection), _) => Ok(connection),
            (None, Some(fault)) => Err(fault),
            (None, None) => Err(Fault::Settings(failure::no_place())),
        }
    }

    /// Whether a server is of the kind that was asked for.
    fn fits(&self, connection: &Connection) -> Fit {
        let is_on = |name: &str| connection.parameter(name) == Some("on");
        let is_standby = is_on("in_hot_standby");
        let is_read_only = is_standby || is_on("default_transaction_read_only");
        let no = |what: &str| {
            let kind = std::io::ErrorKind::AddrNotAvailable;
            Fit::No(Fault::Lost(std::io::Error::new(kind, what.to_owned())))
        };
        match self.settings.target {
            Target::Any => Fit::Yes,
            Target::ReadWrite if is_read_only => no("none of its servers takes writes"),
            Target::ReadOnly if !is_read_only => no("none of its servers is read-only"),
            Target::Primary if is_standby => no("none of its servers is the primary"),
            Target::Standby if !is_standby => no("none of its servers is a standby"),
            Target::PreferStandby if !is_standby => Fit::IfNoOther,
            Target::ReadWrite
            | Target::ReadOnly
            | Target::Primary
            | Target::Standby
            | Target::PreferStandby => Fit::Yes,
        }
    }
}

/// Whether a server is used.
enum Fit {
    Yes,
    IfNoOther,
    No(Fault),
}

impl Engine for PostgresEngine {
    fn path(&self) -> &Path {
        Path::new(&self.name)
    }

    fn exists(&self) -> Result<bool, Diagnostic> {
        if let Some(known) = self.is_there.get() {
            return Ok(known);
        }
        let open = Open::queued(self, self.connection()?, None)?;
        let is_there = open.begin()?;
        open.forget()?;
        self.is_there.set(Some(is_there));
        Ok(is_there)
    }

    fn absence(&self) -> Result<Option<Absence>, Diagnostic> {
        Ok((!self.exists()?).then_some(Absence::Missing))
    }

    fn begin_reading(&self) -> Result<Box<dyn Transaction + '_>, Diagnostic> {
        let open = Open::queued(self, self.connection()?, None)?;
        Ok(Box::new(open))
    }

    fn await_writers(&self) -> Result<(), Diagnostic> {
        self.wait_for_writers()
    }

    fn begin_writing(&self, ending: Ending) -> Result<Box<dyn Transaction + '_>, Diagnostic> {
        let open = Open::queued(self, self.connection()?, Some(ending))?;
        open.queue_locks()?;
        Ok(Box::new(open))
    }

    fn expect_account(&self, account: ExpectedAccount) {
        *self.expected.borrow_mut() = Some(account);
    }

    fn describe(&self, now: &dyn Fn() -> i64) -> Result<DatabaseReport, Diagnostic> {
        self.examine(now)
    }

    /// The copy is a file of SQLite, whatever the engine.
    fn back_up(
        &self,
        target: &Path,
        replace: bool,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<Vec<Problem>, Diagnostic> {
        let unwritable = |source: std::io::Error| {
            let what = format!("the backup cannot write {}", target.display());
            failure::file(what, &source)
        };
        let folder = tempfile::Builder::new()
            .prefix(".csp-backup-")
            .tempdir_in(crate::host::files::folder_of(target))
            .map_err(unwritable)?;
        let file = SqliteEngine::at(folder.path().join("csp.db"), Duration::ZERO);
        let from = self.begin_reading()?;
        let to = file.begin_writing(Ending::Commit)?;
        to.expect_bulk()?;
        transfer(from.as_session(), to.as_session(), &|| Ok(()))?;
        from.roll_back()?;
        to.commit(None)?;
        file.back_up(target, replace, check)
    }

    fn become_copy_of(
        &self,
        copy: &Path,
        aside: &Path,
        _: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<(), Diagnostic> {
        if self.exists()? {
            self.back_up(aside, false, &|_| Ok(Vec::new()))?;
        }
        let file = SqliteEngine::at(copy.to_owned(), self.wait);
        let from = file.begin_reading()?;
        let to = self.begin_writing(Ending::Commit)?;
        to.expect_bulk()?;
        to.hold_every_chain()?;
        empty_all(to.as_session())?;
        transfer(from.as_session(), to.as_session(), &|| Ok(()))?;
        match to.commit(None)? {
            Committed::Kept => Ok(()),
            Committed::TryAgain => Err(failure::busy(self.path())),
        }
    }
}

impl Transaction for Open<'_> {
    fn as_session(&self) -> &dyn Session {
        self
    }

    fn earlier_version(&self) -> Option<i64> {
        None
    }

    fn retry(&self) -> Option<Retry> {
        Open::retry(self)
    }

    fn retire(&self, moved: &MovedTo) -> Result<(), Diagnostic> {
        self.mark_as_moved(moved)
    }

    fn commit(self: Box<Self>, mark: Option<&Mark>) -> Result<Committed, Diagnostic> {
        let kept = match self.keep() {
            Ok(kept) => kept,
            Err(_) if self.retry().is_some() => return Ok(Committed::TryAgain),
            Err(why) => return Err(why),
        };
        let engine = self.engine;
        match kept {
            Kept::Yes => {
                engine.is_there.set(Some(true));
                *engine.locks.borrow_mut() = self.held();
                engine.expected.take();
                Ok(Committed::Kept)
            }
            Kept::Unknown => engine.find_out(mark),
        }
    }

    fn roll_back(self: Box<Self>) -> Result<(), Diagnostic> {
        let settled = match self.ending {
            Some(Ending::RollBack) => self.settle(),
            Some(Ending::Commit) | None => Ok(()),
        };
        self.forget()?;
        settled
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        drop(self.forget());
    }
}
