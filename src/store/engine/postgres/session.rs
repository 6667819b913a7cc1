//! An open transaction on a server.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::BTreeSet;
use std::ops::ControlFlow;

use fallible_iterator::FallibleIterator as _;
use postgres_protocol::Oid;
use postgres_protocol::message::backend::DataRowBody;

use super::PostgresEngine;
use super::connection::{Connection, Event, Purpose};
use super::copy::{Copying, Waiting};
use super::ddl::{self, SCHEMA};
use super::fault::{Fault, ServerError};
use super::wire_value;
use crate::diagnostic::{Diagnostic, Kind};
use crate::store::engine::sqlite::EmptyStore;
use crate::store::engine::{CopyIn, EachRow, Ending, Hint, Retry, Session, Value};
use crate::store::failure;
use crate::store::problem::Problem;

/// A transaction on a server, begun or about to begin with the first statement.
pub(super) struct Open<'e> {
    pub(super) engine: &'e PostgresEngine,
    /// `None` once it was lost.
    connection: RefCell<Option<Connection>>,
    /// How a write ends; `None` for a reader.
    pub(super) ending: Option<Ending>,
    stage: Cell<Stage>,
    /// What is read where there is no store.
    empty: OnceCell<EmptyStore>,
    /// Whether the store is created by this transaction, and so seen by nobody else.
    is_new: Cell<bool>,
    /// The chains whose heads are locked.
    held: RefCell<BTreeSet<i64>>,
    /// Whether something was asked, so that a lock that comes later comes too late.
    has_asked: Cell<bool>,
    /// Whether the whole may be tried again.
    may_try_again: Cell<bool>,
    /// Whether somebody has to wait for a lock that was not known to be needed; then it is tried again at once.
    needs_locks: Cell<bool>,
    pub(super) copies: RefCell<Vec<Waiting>>,
    /// What to say where a row that was to be changed is not there, for each such statement.
    missing: RefCell<Vec<Option<Diagnostic>>>,
    portals: Cell<u32>,
    is_bulk: Cell<bool>,
    has_ended: Cell<bool>,
}

/// How far a transaction has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// Its beginning is queued.
    Queued,
    /// It has begun, on a store that this program can use.
    Begun,
    /// There is no store.
    Absent,
}

/// What a group of statements gave.
#[derive(Default)]
struct Answer {
    types: Vec<Oid>,
    rows: Vec<DataRowBody>,
    changed: u64,
    /// Whether the query has more rows.
    has_more: bool,
    /// The tag of the commit.
    commit: Option<String>,
}

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
            portals: Cell::new(0),
            is_bulk: Cell::new(false),
            has_ended: Cell::new(false),
        };
        open.queue_begin()?;
        Ok(open)
    }

    fn queue_begin(&self) -> Result<(), Diagnostic> {
        let begin = match self.ending {
            None => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Some(_) => "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
        };
        let wait = self.engine.wait.as_millis().max(1);
        let settings = format!(
            "SELECT set_config('search_path', '{SCHEMA}', true), set_config('lock_timeout', '{wait}', true)"
        );
        let version = format!("SELECT version, readable_from FROM {SCHEMA}.store");
        self.on_connection(|connection| {
            connection.limit(self.engine.answer_limit())?;
            connection.queue(begin, &[], Purpose::Frame)?;
            connection.queue(&settings, &[], Purpose::Frame)?;
            connection.queue(&version, &[], Purpose::Version)
        })
    }

    /// Begins now; tells whether there is a store.
    pub(super) fn begin(&self, locks: &BTreeSet<i64>) -> Result<bool, Diagnostic> {
        for number in locks {
            self.queue_lock(*number)?;
        }
        self.exchange()?;
        Ok(self.stage.get() == Stage::Begun)
    }

    fn queue_lock(&self, chain: i64) -> Result<(), Diagnostic> {
        let sql = "SELECT chain FROM chains WHERE chain = ?1 FOR UPDATE";
        self.on_connection(|connection| {
            connection.queue(sql, &[Value::Integer(chain)], Purpose::Frame)
        })?;
        self.held.borrow_mut().insert(chain);
        Ok(())
    }

    /// Does something with the connection, which is dropped where it is lost.
    fn on_connection<T>(
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
    fn told(&self, fault: Fault) -> Diagnostic {
        if fault.is_passing() {
            self.may_try_again.set(true);
        }
        self.engine.explain(fault)
    }

    /// Sends what is queued and reads every answer.
    fn exchange(&self) -> Result<Answer, Diagnostic> {
        let (answer, failed) = self.on_connection(|connection| {
            connection.end_group();
            connection.send()?;
            self.collect(connection)
        })?;
        match failed {
            None => Ok(answer),
            Some(Failure::NoStore) if self.ending.is_none() => {
                self.stage.set(Stage::Absent);
                Ok(answer)
            }
            Some(Failure::NoStore) => {
                self.create()?;
                Ok(answer)
            }
            Some(Failure::Server(error)) => Err(self.told(Fault::Server(error))),
            Some(Failure::Said(diagnostic)) => Err(diagnostic),
        }
    }

    fn collect(&self, connection: &mut Connection) -> Result<(Answer, Option<Failure>), Fault> {
        let mut answer = Answer::default();
        let mut failed = None;
        let mut types = Vec::new();
        while connection.is_waiting() {
            let purpose = connection.next_purpose();
            match connection.event()? {
                Event::Columns(found) => types = found,
                Event::Row(row) => match purpose {
                    Some(Purpose::Query) => answer.rows.push(row),
                    Some(Purpose::Version) => {
                        if let Some(said) = self.check_version(&types, &row)? {
                            failed.get_or_insert(Failure::Said(said));
                        }
                    }
                    Some(Purpose::Frame | Purpose::Commit | Purpose::Write { .. }) | None => {}
                },
                Event::Done(purpose, tag) => {
                    let changed = tag.rsplit(' ').next().and_then(|count| count.parse().ok());
                    answer.changed = changed.unwrap_or(0);
                    if purpose == Purpose::Commit {
                        answer.commit = Some(tag);
                    } else if purpose == (Purpose::Write { must_change: true }) {
                        let said = self.missing.borrow_mut().remove(0);
                        if let (0, Some(said)) = (answer.changed, said) {
                            failed.get_or_insert(Failure::Said(said));
                        }
                    }
                }
                Event::Suspended => answer.has_more = true,
                Event::Failed(purpose, error) => {
                    let is_no_store = purpose == Purpose::Version
                        && matches!(error.code.as_str(), "42P01" | "3F000");
                    failed.get_or_insert(if is_no_store {
                        Failure::NoStore
                    } else {
                        Failure::Server(error)
                    });
                }
                Event::Ready => {}
            }
        }
        answer.types = types;
        Ok((answer, failed))
    }

    /// What is wrong with the version of the store, if anything is.
    fn check_version(&self, types: &[Oid], row: &DataRowBody) -> Result<Option<Diagnostic>, Fault> {
        let cells = cells(types, row)?;
        let number = |at: usize| cells.get(at).and_then(Value::as_integer);
        let (Some(version), Some(readable_from)) = (number(0), number(1)) else {
            return Err(Fault::Foreign("a store without a version".to_owned()));
        };
        if version > ddl::VERSION && readable_from > ddl::VERSION {
            let name = std::path::Path::new(self.engine.name());
            return Ok(Some(failure::newer(name, version, ddl::VERSION)));
        }
        self.stage.set(Stage::Begun);
        self.engine.is_there.set(Some(true));
        Ok(None)
    }

    /// Makes the store, inside this transaction, which begins anew for it.
    fn create(&self) -> Result<(), Diagnostic> {
        self.on_connection(|connection| connection.queue("ROLLBACK", &[], Purpose::Frame))?;
        self.on_connection(|connection| {
            connection.queue(
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
                &[],
                Purpose::Frame,
            )?;
            let settings = format!(
                "SELECT set_config('search_path', '{SCHEMA}', true), set_config('lock_timeout', '{}', true)",
                self.engine.wait.as_millis().max(1)
            );
            connection.queue(&settings, &[], Purpose::Frame)?;
            for statement in ddl::statements() {
                connection.queue(&statement, &[], Purpose::Frame)?;
            }
            connection.end_group();
            connection.send()
        })?;
        let (_, failed) = self.on_connection(|connection| self.collect(connection))?;
        match failed {
            None => {
                self.stage.set(Stage::Begun);
                self.is_new.set(true);
                Ok(())
            }
            Some(Failure::Server(error)) => {
                // Somebody else was faster; what they made is found by the next try.
                if matches!(error.code.as_str(), "42P06" | "42P07" | "23505") {
                    self.may_try_again.set(true);
                }
                Err(self.told(Fault::Server(error)))
            }
            Some(Failure::NoStore) | Some(Failure::Said(_)) => Err(Diagnostic::failed(
                "the store could not be created; this is a bug",
            )),
        }
    }

    /// Sends the rows of every copy, those of the table that was named first before the others.
    pub(super) fn send_copies(&self) -> Result<(), Diagnostic> {
        let mut copies = self.copies.borrow_mut();
        let mut has_sent = false;
        for waiting in copies.iter_mut() {
            if let Some((sql, rows)) = waiting.take() {
                has_sent = true;
                self.on_connection(|connection| connection.queue_copy(sql, &rows))?;
            }
        }
        drop(copies);
        if has_sent {
            self.exchange()?;
        }
        Ok(())
    }

    /// Whether the transaction, which failed, may be tried again, and without counting the time.
    pub(super) fn retry(&self) -> Option<Retry> {
        if self.needs_locks.get() {
            return Some(Retry::AtOnce);
        }
        self.may_try_again.get().then_some(Retry::InTime)
    }

    /// Ends the transaction without keeping it, and gives the connection back.
    pub(super) fn forget(&self) -> Result<(), Diagnostic> {
        if self.has_ended.replace(true) {
            return Ok(());
        }
        self.copies.borrow_mut().clear();
        let Some(mut connection) = self.connection.borrow_mut().take() else {
            return Ok(());
        };
        let ended = (|| {
            connection.queue("ROLLBACK", &[], Purpose::Frame)?;
            connection.end_group();
            connection.send()
        })();
        if ended.is_ok() {
            self.engine.give_back(connection);
        }
        Ok(())
    }

    /// What was queued and not sent yet goes to the server, so that its mistakes are seen.
    pub(super) fn settle(&self) -> Result<(), Diagnostic> {
        if self.stage.get() == Stage::Absent {
            return Ok(());
        }
        self.send_copies()?;
        let is_waiting = self
            .connection
            .borrow()
            .as_ref()
            .is_some_and(|connection| connection.queued() > 0);
        if is_waiting {
            self.exchange()?;
        }
        Ok(())
    }

    /// Keeps what was written. Tells whether the server has confirmed it, or why it is not known.
    pub(super) fn keep(&self) -> Result<Kept, Diagnostic> {
        self.has_ended.set(true);
        self.send_copies()?;
        let sent = self.on_connection(|connection| {
            connection.queue("COMMIT", &[], Purpose::Commit)?;
            connection.end_group();
            connection.limit(self.engine.commit_limit())?;
            drop(connection.take_warnings());
            connection.send()?;
            let (answer, failed) = self.collect(connection)?;
            Ok((answer, failed, connection.take_warnings()))
        });
        let (answer, failed, warnings) = match sent {
            Ok(answered) => answered,
            Err(why) if self.connection.borrow().is_none() => return Ok(Kept::Unknown(why)),
            Err(why) => return Err(why),
        };
        match failed {
            Some(Failure::Server(error)) => {
                let fault = Fault::Server(error);
                let is_lost = fault.is_lost();
                let why = self.told(fault);
                return if is_lost { Ok(Kept::Unknown(why)) } else { Err(why) };
            }
            Some(Failure::Said(diagnostic)) => return Err(diagnostic),
            Some(Failure::NoStore) | None => {}
        }
        // Committed here, and perhaps on no standby: whoever takes over may not have it.
        if let Some(warning) = warnings.into_iter().find(|one| one.code == "01000") {
            *self.connection.borrow_mut() = None;
            return Ok(Kept::Unknown(failure::database(warning)));
        }
        if answer.commit.as_deref() != Some("COMMIT") {
            return Err(failure::database(ServerError {
                message: "the server rolled the transaction back".to_owned(),
                ..ServerError::default()
            }));
        }
        if let Some(connection) = self.connection.borrow_mut().take() {
            self.engine.give_back(connection);
        }
        Ok(Kept::Yes)
    }

    /// The chains whose heads are locked.
    pub(super) fn held(&self) -> BTreeSet<i64> {
        self.held.borrow().clone()
    }

    fn empty(&self) -> Result<Option<&EmptyStore>, Diagnostic> {
        if self.stage.get() != Stage::Absent {
            return Ok(None);
        }
        if self.empty.get().is_none() {
            drop(self.empty.set(EmptyStore::new()?));
        }
        Ok(self.empty.get())
    }

    fn next_portal(&self) -> String {
        self.portals.set(self.portals.get() + 1);
        format!("q{}", self.portals.get())
    }
}

/// How a commit ended.
pub(super) enum Kept {
    /// The server confirmed it.
    Yes,
    /// The connection was lost before it could.
    Unknown(Diagnostic),
}

/// Why a group of statements failed.
enum Failure {
    NoStore,
    Server(ServerError),
    Said(Diagnostic),
}

fn cells<'r>(types: &[Oid], row: &'r DataRowBody) -> Result<Vec<Value<'r>>, Fault> {
    let mut cells = Vec::with_capacity(types.len());
    let mut ranges = row.ranges();
    let bytes = row.buffer();
    for kind in types {
        let range = ranges.next()?.flatten();
        cells.push(match range.and_then(|range| bytes.get(range)) {
            None => Value::Null,
            Some(bytes) => wire_value::read(*kind, bytes)?,
        });
    }
    Ok(cells)
}

/// So many rows of a query are asked for first, and so many at most later: a query that is small is one turn, and a long
/// one is never in memory as a whole.
const FIRST_ROWS: i32 = 512;
const MOST_ROWS: i32 = 8192;

impl Session for Open<'_> {
    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<(), Diagnostic> {
        if let Some(empty) = self.empty()? {
            return empty.query(sql, values, each);
        }
        self.send_copies()?;
        self.has_asked.set(true);
        let portal = self.next_portal();
        let mut most = FIRST_ROWS;
        self.on_connection(|connection| connection.queue_query(&portal, sql, values, most))?;
        let mut answer = self.exchange()?;
        if let Some(empty) = self.empty()? {
            return empty.query(sql, values, each);
        }
        let types = std::mem::take(&mut answer.types);
        loop {
            for row in &answer.rows {
                let cells = cells(&types, row).map_err(|fault| self.told(fault))?;
                if each(&cells)? == ControlFlow::Break(()) {
                    if answer.has_more {
                        self.on_connection(|connection| connection.queue_close(&portal))?;
                    }
                    return Ok(());
                }
            }
            if !answer.has_more {
                return Ok(());
            }
            most = (most * 4).min(MOST_ROWS);
            self.on_connection(|connection| connection.queue_more(&portal, most))?;
            answer = self.exchange()?;
        }
    }

    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic> {
        self.send_copies()?;
        self.has_asked.set(true);
        self.on_connection(|connection| {
            connection.queue(sql, values, Purpose::Write { must_change: false })
        })?;
        Ok(self.exchange()?.changed)
    }

    fn write(
        &self,
        sql: &str,
        values: &[Value<'_>],
        missing: Option<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        /// So many bytes wait at most.
        const MOST: usize = 1 << 18;
        self.send_copies()?;
        let must_change = missing.is_some();
        if must_change {
            self.missing.borrow_mut().push(missing);
        }
        let queued = self.on_connection(|connection| {
            connection.queue(sql, values, Purpose::Write { must_change })?;
            Ok(connection.queued())
        })?;
        if queued > MOST {
            self.exchange()?;
        }
        Ok(())
    }

    fn copy_in<'s>(
        &'s self,
        table: &str,
        columns: &[&str],
    ) -> Result<Box<dyn CopyIn + 's>, Diagnostic> {
        let mut copies = self.copies.borrow_mut();
        copies.push(Waiting::new(table, columns));
        Ok(Box::new(Copying {
            session: self,
            place: copies.len() - 1,
        }))
    }

    fn hold_chain(&self, number: i64) -> Result<(), Diagnostic> {
        let is_alone = self.ending.is_none() || self.is_new.get();
        if is_alone || self.held.borrow().contains(&number) {
            return Ok(());
        }
        if !self.has_asked.get() {
            return self.queue_lock(number);
        }
        // What was read before the lock may be old by now.
        self.held.borrow_mut().insert(number);
        self.engine.lock_next_time(&self.held.borrow());
        self.needs_locks.set(true);
        Err(Diagnostic::new(
            Kind::Busy,
            "the account was locked too late; this is a bug",
        ))
    }

    fn hint(&self, _: Hint<'_>) -> Cow<'static, str> {
        Cow::Borrowed("")
    }

    fn expect_bulk(&self) -> Result<(), Diagnostic> {
        self.is_bulk.set(true);
        self.on_connection(|connection| connection.limit(self.engine.bulk_limit()))
    }

    fn role(&self) -> Option<&str> {
        Some(&self.engine.settings().user)
    }

    fn engine_problems(&self) -> Result<Vec<Problem>, Diagnostic> {
        Ok(Vec::new())
    }
}
