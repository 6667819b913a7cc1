//! An open transaction on a server.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, VecDeque};
use std::ops::ControlFlow;
use std::time::Instant;

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
    missing: RefCell<VecDeque<Diagnostic>>,
    foreseen: RefCell<Vec<Foreseen>>,
    portals: Cell<u32>,
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
struct Answers {
    /// Those of its queries, in their order.
    queries: Vec<Rows>,
    /// How many rows its last statement changed.
    changed: u64,
    /// The tag of the commit.
    commit: Option<String>,
    /// Whether the transaction began anew, so that its statements have to be asked again.
    began_anew: bool,
}

/// Rows that a query found.
#[derive(Default)]
struct Rows {
    types: Vec<Oid>,
    rows: Vec<DataRowBody>,
    /// Whether there are more.
    has_more: bool,
}

/// A query that was asked before it was needed.
struct Foreseen {
    sql: String,
    values: Vec<Value<'static>>,
    portal: String,
    rows: Rows,
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
            foreseen: RefCell::default(),
            portals: Cell::new(0),
            has_ended: Cell::new(false),
        };
        open.queue_begin()?;
        Ok(open)
    }

    fn queue_begin(&self) -> Result<(), Diagnostic> {
        let begin = match self.ending {
            None => BEGIN_READING,
            Some(_) => BEGIN_WRITING,
        };
        let settings = self.settings();
        let version = format!("SELECT version, readable_from FROM {SCHEMA}.store");
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
    fn exchange(&self) -> Result<Answers, Diagnostic> {
        let (answers, failed) = self.on_connection(|connection| {
            connection.end_group();
            connection.send()?;
            self.collect(connection)
        })?;
        match failed {
            None => Ok(answers),
            Some(Failure::NoStore) if self.ending.is_none() => {
                self.stage.set(Stage::Absent);
                self.engine.is_there.set(Some(false));
                Ok(answers)
            }
            Some(Failure::NoStore) => {
                self.create()?;
                Ok(Answers {
                    began_anew: true,
                    ..Answers::default()
                })
            }
            Some(Failure::Server(error)) => Err(self.told(Fault::Server(error))),
            Some(Failure::Said(diagnostic)) => Err(diagnostic),
        }
    }

    fn collect(&self, connection: &mut Connection) -> Result<(Answers, Option<Failure>), Fault> {
        let mut answers = Answers::default();
        let mut failed = None;
        let mut current = Rows::default();
        while connection.is_waiting() {
            let purpose = connection.next_purpose();
            match connection.event()? {
                Event::Columns(found) => current.types = found,
                Event::Row(row) => match purpose {
                    Some(Purpose::Query) => current.rows.push(row),
                    Some(Purpose::Version) => {
                        if let Some(said) = self.check_version(&current.types, &row)? {
                            failed.get_or_insert(Failure::Said(said));
                        }
                    }
                    Some(Purpose::Lock) => {
                        let number = row.buffer().get(4..12).and_then(|it| it.try_into().ok());
                        let mut held = self.held.borrow_mut();
                        held.extend(number.map(i64::from_be_bytes));
                    }
                    Some(Purpose::Frame | Purpose::Commit | Purpose::Write { .. }) | None => {}
                },
                Event::Done(Purpose::Query, _) => {
                    answers.queries.push(std::mem::take(&mut current));
                }
                Event::Suspended => {
                    current.has_more = true;
                    answers.queries.push(std::mem::take(&mut current));
                }
                Event::Done(purpose, tag) => {
                    let changed = tag.rsplit(' ').next().and_then(|count| count.parse().ok());
                    answers.changed = changed.unwrap_or(0);
                    if purpose == Purpose::Commit {
                        answers.commit = Some(tag);
                    } else if purpose == (Purpose::Write { must_change: true }) {
                        let said = self.missing.borrow_mut().pop_front();
                        if let (0, Some(said)) = (answers.changed, said) {
                            failed.get_or_insert(Failure::Said(said));
                        }
                    }
                }
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
        Ok((answers, failed))
    }

    /// Asks a query; gives the portal that has its other rows, and the first ones.
    fn ask(&self, sql: &str, values: &[Value<'_>]) -> Result<(String, Rows), Diagnostic> {
        loop {
            let portal = self.next_portal();
            self.on_connection(|connection| {
                connection.queue_query(&portal, sql, values, FIRST_ROWS)
            })?;
            let mut answers = self.exchange()?;
            if !answers.began_anew {
                self.has_asked.set(true);
                return Ok((portal, answers.queries.pop().unwrap_or_default()));
            }
        }
    }

    /// The answer to a query that was foreseen.
    fn take_foreseen(&self, sql: &str, values: &[Value<'_>]) -> Option<(String, Rows)> {
        let mut foreseen = self.foreseen.borrow_mut();
        let at = foreseen
            .iter()
            .position(|one| one.sql == sql && one.values == values)?;
        let found = foreseen.swap_remove(at);
        Some((found.portal, found.rows))
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

    /// Makes the store, inside this transaction, which begins anew for it. Where somebody else is faster, theirs is used.
    fn create(&self) -> Result<(), Diagnostic> {
        let until = Instant::now() + self.engine.answer_limit();
        loop {
            let Some(failure) = self.try_to_create()? else {
                self.stage.set(Stage::Begun);
                self.is_new.set(true);
                return Ok(());
            };
            let is_race = matches!(failure.code.as_str(), "42P06" | "42P07" | "23505");
            if !is_race || Instant::now() >= until {
                return Err(self.told(Fault::Server(failure)));
            }
            self.on_connection(|connection| connection.queue("ROLLBACK", &[], Purpose::Frame))?;
            self.queue_begin()?;
            self.queue_locks()?;
            let (_, failed) = self.on_connection(|connection| {
                connection.end_group();
                connection.send()?;
                self.collect(connection)
            })?;
            match failed {
                None => return Ok(()),
                Some(Failure::NoStore) => {}
                Some(Failure::Server(error)) => return Err(self.told(Fault::Server(error))),
                Some(Failure::Said(diagnostic)) => return Err(diagnostic),
            }
        }
    }

    /// Why the tables could not be made, if they could not.
    fn try_to_create(&self) -> Result<Option<ServerError>, Diagnostic> {
        let (_, failed) = self.on_connection(|connection| {
            connection.queue("ROLLBACK", &[], Purpose::Frame)?;
            connection.queue(BEGIN_WRITING, &[], Purpose::Frame)?;
            connection.queue(&self.settings(), &[], Purpose::Frame)?;
            for statement in ddl::statements() {
                connection.queue(&statement, &[], Purpose::Frame)?;
            }
            connection.end_group();
            connection.send()?;
            self.collect(connection)
        })?;
        Ok(match failed {
            Some(Failure::Server(error)) => Some(error),
            Some(Failure::NoStore | Failure::Said(_)) | None => None,
        })
    }

    /// The settings of the transaction, which end with it.
    fn settings(&self) -> String {
        let wait = self.engine.wait.as_millis().max(1);
        format!(
            "SELECT set_config('search_path', '{SCHEMA}', true), set_config('lock_timeout', '{wait}', true)"
        )
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
            connection.send()?;
            // A writer has given its locks back when this ends; a reader has none.
            if self.ending.is_some() {
                self.collect(&mut connection)?;
            }
            Ok::<_, Fault>(())
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
        self.begin()?;
        self.send_copies()?;
        self.has_ended.set(true);
        let sent = self.on_connection(|connection| {
            connection.queue("COMMIT", &[], Purpose::Commit)?;
            connection.end_group();
            connection.limit(self.engine.commit_limit())?;
            drop(connection.take_warnings());
            connection.send()?;
            let (answers, failed) = self.collect(connection)?;
            Ok((answers, failed, connection.take_warnings()))
        });
        let (answers, failed, warnings) = match sent {
            Ok(answered) => answered,
            Err(why) if self.connection.borrow().is_none() => return Ok(Kept::Unknown(why)),
            Err(why) => return Err(why),
        };
        match failed {
            Some(Failure::Server(error)) => {
                let fault = Fault::Server(error);
                let is_lost = fault.is_lost();
                let why = self.told(fault);
                return if is_lost {
                    Ok(Kept::Unknown(why))
                } else {
                    Err(why)
                };
            }
            Some(Failure::Said(diagnostic)) => return Err(diagnostic),
            Some(Failure::NoStore) | None => {}
        }
        // Committed here, and perhaps on no standby: whoever takes over may not have it.
        if let Some(warning) = warnings.into_iter().find(|one| one.code == "01000") {
            *self.connection.borrow_mut() = None;
            return Ok(Kept::Unknown(failure::database(warning)));
        }
        if answers.commit.as_deref() != Some("COMMIT") {
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

    /// Before something is changed the transaction has begun on a store that is there, and nothing that was asked ahead
    /// holds any more.
    fn begin_changing(&self) -> Result<(), Diagnostic> {
        self.begin()?;
        self.foreseen.borrow_mut().clear();
        self.has_asked.set(true);
        self.send_copies()
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

/// A reader sees one state of the store throughout.
const BEGIN_READING: &str = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

/// A writer sees what was committed before it got its locks.
const BEGIN_WRITING: &str = "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";

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

fn owned(value: &Value<'_>) -> Value<'static> {
    match value {
        Value::Null => Value::Null,
        Value::Integer(number) => Value::Integer(*number),
        Value::Real(number) => Value::Real(*number),
        Value::Text(text) => Value::Text(text.clone().into_owned().into()),
        Value::Bytes(bytes) => Value::Bytes(bytes.clone().into_owned().into()),
    }
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
        let (portal, mut rows) = match self.take_foreseen(sql, values) {
            Some(found) => found,
            None => self.ask(sql, values)?,
        };
        if let Some(empty) = self.empty()? {
            return empty.query(sql, values, each);
        }
        let types = std::mem::take(&mut rows.types);
        let mut most = FIRST_ROWS;
        loop {
            for row in &rows.rows {
                let cells = cells(&types, row).map_err(|fault| self.told(fault))?;
                if each(&cells)? == ControlFlow::Break(()) {
                    if rows.has_more {
                        self.on_connection(|connection| connection.queue_close(&portal))?;
                    }
                    return Ok(());
                }
            }
            if !rows.has_more {
                return Ok(());
            }
            most = (most * 4).min(MOST_ROWS);
            self.on_connection(|connection| connection.queue_more(&portal, most))?;
            rows = self.exchange()?.queries.pop().unwrap_or_default();
        }
    }

    fn foresee(&self, queries: &[(&str, &[Value<'_>])]) -> Result<(), Diagnostic> {
        if self.empty()?.is_some() {
            return Ok(());
        }
        self.send_copies()?;
        loop {
            let mut asked = Vec::new();
            for (sql, values) in queries {
                let portal = self.next_portal();
                self.on_connection(|connection| {
                    connection.queue_query(&portal, sql, values, FIRST_ROWS)
                })?;
                asked.push((portal, *sql, *values));
            }
            let answers = self.exchange()?;
            if answers.began_anew {
                continue;
            }
            self.has_asked.set(true);
            let mut foreseen = self.foreseen.borrow_mut();
            for ((portal, sql, values), rows) in asked.into_iter().zip(answers.queries) {
                foreseen.push(Foreseen {
                    sql: sql.to_owned(),
                    values: values.iter().map(owned).collect(),
                    portal,
                    rows,
                });
            }
            return Ok(());
        }
    }

    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic> {
        self.begin_changing()?;
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
        self.begin_changing()?;
        let must_change = missing.is_some();
        self.missing.borrow_mut().extend(missing);
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
        self.begin()?;
        self.foreseen.borrow_mut().clear();
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
        self.on_connection(|connection| connection.limit(self.engine.bulk_limit()))
    }

    fn role(&self) -> Option<&str> {
        Some(&self.engine.settings().user)
    }

    fn engine_problems(&self) -> Result<Vec<Problem>, Diagnostic> {
        Ok(Vec::new())
    }
}
