//! SQLite: a store in one file, with no server and no network.

mod companions;
mod copy;
mod ddl;
mod definitions;
mod explain;
mod integrity;
mod migrations;
mod moving;
mod open;
mod session;

use crate::store::failure;
use std::cell::{Cell, Ref, RefCell};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use tempfile::NamedTempFile;

use super::{
    Absence, Committed, DatabaseReport, Ending, Engine, MovedTo, Retry, Session, Transaction,
};
use crate::diagnostic::Diagnostic;
use crate::host::files::NewFolders;
use crate::store::engine::Mark;
use crate::store::problem::Problem;

use companions::Companions;
use definitions::{Definition, Definitions};
use explain::{explain, failed};
use open::Rights;
use session::Connected;

/// The version of the bundled SQLite.
pub fn version() -> &'static str {
    rusqlite::version()
}

/// A database file, opened on first use.
pub(in crate::store) struct SqliteEngine {
    path: PathBuf,
    wait: Duration,
    /// Whether a file whose store was moved is read all the same.
    reads_moved: bool,
    open: RefCell<Option<(Connection, Rights)>>,
}

/// What is at the path of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Missing,
    Dangling,
    There,
}

impl SqliteEngine {
    /// The store in the file at `path`, which need not exist. `wait` is how long to wait for a lock.
    pub(in crate::store) fn at(path: PathBuf, wait: Duration) -> Self {
        Self {
            path,
            wait,
            reads_moved: false,
            open: RefCell::new(None),
        }
    }

    /// The same, also where the store was moved and the file is what was left behind. It is read only.
    pub(in crate::store) fn left_behind(path: PathBuf, wait: Duration) -> Self {
        Self {
            reads_moved: true,
            ..Self::at(path, wait)
        }
    }

    /// Finds out what is at the path. Only the error "not found" means that nothing is there.
    fn place(&self) -> Result<Place, Diagnostic> {
        let unseen = |source: std::io::Error| {
            failure::file(
                format!("cannot access the store {}", self.path.display()),
                &source,
            )
        };
        if !crate::host::files::is_there(&self.path).map_err(unseen)? {
            return Ok(Place::Missing);
        }
        match self.path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Place::Dangling),
            Ok(_) => Ok(Place::There),
            Err(error) => Err(unseen(error)),
        }
    }

    fn connection(&self, for_writing: bool) -> Result<Ref<'_, (Connection, Rights)>, Diagnostic> {
        if self.path.as_os_str().is_empty() {
            return Err(failure::no_place());
        }
        if self.open.borrow().is_none() {
            let opened = match self.place()? {
                Place::There if self.reads_moved => open::left_behind(&self.path, self.wait)?,
                Place::There => open::existing(&self.path, self.wait)?,
                Place::Missing | Place::Dangling => (open::nowhere()?, Rights::ReadWrite),
            };
            *self.open.borrow_mut() = Some(opened);
        }
        let unreadable = || failure::read_only(&self.path, "the file or its folder is read-only");
        let connection =
            Ref::filter_map(self.open.borrow(), Option::as_ref).map_err(|_| unreadable())?;
        if for_writing && connection.1 == Rights::ReadOnly {
            return Err(unreadable());
        }
        Ok(connection)
    }

    /// Begins to read, unless opening the store has already begun a transaction.
    fn read(&self) -> Result<Open<'_>, Diagnostic> {
        let connection = self.connection(false)?;
        if connection.0.is_autocommit() {
            self.tell(connection.0.execute_batch("BEGIN"))?;
        }
        Ok(self.opened(connection))
    }

    /// Begins to write on the current content of the store, not on that of when it was opened.
    fn write(&self, connection: &Connection) -> Result<(), Diagnostic> {
        if !connection.is_autocommit() {
            self.tell(connection.execute_batch("ROLLBACK"))?;
        }
        self.tell(open::write_fully(connection))?;
        self.tell(connection.execute_batch("BEGIN IMMEDIATE"))
    }

    fn opened<'e>(&'e self, connection: Ref<'e, (Connection, Rights)>) -> Open<'e> {
        Open {
            engine: self,
            connection,
            copy: None,
            earlier: None,
            has_ended: Cell::new(false),
        }
    }

    /// Begins the first write of a store, in a temporary file that is renamed when it is complete.
    fn create(&self) -> Result<Creating<'_>, Diagnostic> {
        let file = |source: std::io::Error| {
            failure::file(
                format!("cannot create the store {}", self.path.display()),
                &source,
            )
        };
        if self.path.as_os_str().is_empty() {
            return Err(failure::no_place());
        }
        open::refuse_long_name(&self.path)?;
        let folder = crate::host::files::folder_of(&self.path);
        let (new_folders, cradle) = cradle_in(&folder).map_err(file)?;
        let companions = Companions::of(cradle.path());
        let connection = open::fresh(cradle.path())?;
        self.write(&connection)?;
        brought_up_to_date(&connection)?;
        Ok(Creating {
            engine: self,
            connection,
            _companions: companions,
            cradle,
            new_folders,
            folder,
        })
    }

    /// Converts an error of the database into a diagnostic.
    fn tell<T>(&self, done: rusqlite::Result<T>) -> Result<T, Diagnostic> {
        done.map_err(|error| explain(error, &self.path))
    }
}

impl Engine for SqliteEngine {
    fn path(&self) -> &Path {
        &self.path
    }

    fn exists(&self) -> Result<bool, Diagnostic> {
        Ok(!matches!(self.place()?, Place::Missing))
    }

    fn describe(&self, _: &dyn Fn() -> i64) -> Result<DatabaseReport, Diagnostic> {
        Ok(DatabaseReport {
            version: format!("SQLite {}", version()),
            ..DatabaseReport::default()
        })
    }

    fn absence(&self) -> Result<Option<Absence>, Diagnostic> {
        match self.place()? {
            Place::Missing => Ok(Some(Absence::Missing)),
            Place::Dangling => Ok(Some(Absence::Dangling)),
            Place::There => {
                let open = self.read()?;
                let version = open::version(open.connection())?;
                Ok((version == 0).then_some(Absence::Empty))
            }
        }
    }

    fn begin_reading(&self) -> Result<Box<dyn Transaction + '_>, Diagnostic> {
        let mut open = self.read()?;
        let found = open::version(open.connection())?;
        if found < migrations::VERSION {
            open.copy = Some(open::migrated_copy(open.connection())?);
            open.earlier = migrations::before_chains(found);
        }
        Ok(Box::new(open))
    }

    fn begin_writing(&self, ending: Ending) -> Result<Box<dyn Transaction + '_>, Diagnostic> {
        match self.place()? {
            Place::Dangling => {
                let path = self.path.clone();
                return Err(failure::dangling(&path));
            }
            Place::Missing if ending == Ending::Commit => return Ok(Box::new(self.create()?)),
            Place::There | Place::Missing => {}
        }
        let connection = self.connection(ending == Ending::Commit)?;
        self.write(&connection.0)?;
        let mut open = self.opened(connection);
        if moving::is_moved(open.connection()).map_err(failed)? {
            return Err(moving::said(open.connection(), &self.path));
        }
        open.earlier = brought_up_to_date(open.connection())?;
        Ok(Box::new(open))
    }

    fn back_up(
        &self,
        target: &Path,
        replace: bool,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<Vec<Problem>, Diagnostic> {
        self.copy_to(target, replace, check)
    }

    fn become_copy_of(
        &self,
        copy: &Path,
        aside: &Path,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<(), Diagnostic> {
        self.overwrite_by(copy, aside, check)
    }
}

/// Migrates a store before a write. Returns its former version if that was an earlier one.
///
/// Refuses to write through tables, indexes, views or triggers that csp did not define: a trigger can swallow or change
/// what is written.
fn brought_up_to_date(connection: &Connection) -> Result<Option<i64>, Diagnostic> {
    let found = open::version(connection)?;
    if found < migrations::VERSION {
        migrations::migrate(connection, found)?;
    }
    let defined = Definitions::of(connection)?;
    if !defined.are_ours() {
        let differing = defined.differing()?;
        let shown = differing.iter().map(Definition::shown);
        return Err(failure::foreign_definitions(
            shown.collect::<Vec<_>>().join(", "),
        ));
    }
    Ok(migrations::before_chains(found))
}

/// A transaction on an existing store.
struct Open<'e> {
    engine: &'e SqliteEngine,
    connection: Ref<'e, (Connection, Rights)>,
    /// A migrated copy that is read instead of a store that an earlier release wrote.
    copy: Option<Connection>,
    earlier: Option<i64>,
    has_ended: Cell<bool>,
}

impl Open<'_> {
    fn end(&self, sql: &str) -> Result<(), Diagnostic> {
        self.has_ended.set(true);
        self.engine.tell(self.connection.0.execute_batch(sql))
    }
}

impl Connected for Open<'_> {
    fn connection(&self) -> &Connection {
        self.copy.as_ref().unwrap_or(&self.connection.0)
    }
}

impl Transaction for Open<'_> {
    fn as_session(&self) -> &dyn Session {
        self
    }

    fn earlier_version(&self) -> Option<i64> {
        self.earlier
    }

    fn retry(&self) -> Option<Retry> {
        None
    }

    fn retire(&self, moved: &MovedTo) -> Result<(), Diagnostic> {
        moving::mark(&self.connection.0, moved).map_err(failed)
    }

    fn commit(self: Box<Self>, _: Option<&Mark>) -> Result<Committed, Diagnostic> {
        self.engine
            .tell(self.connection.0.execute_batch("COMMIT"))?;
        self.has_ended.set(true);
        Ok(Committed::Kept)
    }

    fn roll_back(self: Box<Self>) -> Result<(), Diagnostic> {
        self.end("ROLLBACK")
    }
}

impl Drop for Open<'_> {
    fn drop(&mut self) {
        if !self.has_ended.get() {
            drop(self.end("ROLLBACK"));
        }
    }
}

/// A transaction on a store that is being created.
///
/// Drop order: the connection is closed, then the files that the library left are deleted, then the file itself.
struct Creating<'e> {
    engine: &'e SqliteEngine,
    connection: Connection,
    _companions: Companions,
    cradle: NamedTempFile,
    new_folders: NewFolders,
    folder: PathBuf,
}

impl Connected for Creating<'_> {
    fn connection(&self) -> &Connection {
        &self.connection
    }
}

impl Transaction for Creating<'_> {
    fn as_session(&self) -> &dyn Session {
        self
    }

    fn earlier_version(&self) -> Option<i64> {
        None
    }

    fn retry(&self) -> Option<Retry> {
        None
    }

    fn retire(&self, _: &MovedTo) -> Result<(), Diagnostic> {
        // Nothing is there that could be left behind.
        Ok(())
    }

    fn commit(self: Box<Self>, _: Option<&Mark>) -> Result<Committed, Diagnostic> {
        let engine = self.engine;
        let file = |what: &str| {
            let what = format!("the store {} {what}", engine.path.display());
            move |source: std::io::Error| failure::file(what, &source)
        };
        engine.tell(self.connection.execute_batch("COMMIT"))?;
        open::close_whole(self.connection)?;
        let placed = self.cradle.persist_noclobber(&engine.path);
        engine.open.borrow_mut().take();
        match placed {
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                return Ok(Committed::TryAgain);
            }
            Err(error) => return Err(file("cannot be created")(error.error)),
            Ok(_) => {}
        }
        self.new_folders.keep();
        crate::host::files::sync_folder(&self.folder).map_err(file("cannot be made durable"))?;
        Ok(Committed::Kept)
    }

    fn roll_back(self: Box<Self>) -> Result<(), Diagnostic> {
        self.connection.execute_batch("ROLLBACK").map_err(failed)
    }
}

/// An empty store in memory: what is read where there is none.
#[cfg(any(test, feature = "postgres"))]
pub(in crate::store) struct EmptyStore(Connection);

#[cfg(any(test, feature = "postgres"))]
impl EmptyStore {
    /// A new one.
    ///
    /// # Errors
    /// If the library cannot make it.
    pub(in crate::store) fn new() -> Result<Self, Diagnostic> {
        Ok(Self(open::nowhere()?))
    }
}

#[cfg(any(test, feature = "postgres"))]
impl Connected for EmptyStore {
    fn connection(&self) -> &Connection {
        &self.0
    }
}

/// Creates an empty file in the folder of a new store, and the missing folders above it.
fn cradle_in(folder: &Path) -> io::Result<(NewFolders, NamedTempFile)> {
    /// How often to try again when another process deletes the folder that it had created, before this file is in it.
    const TRIES: usize = 8;
    let mut tries = 0..TRIES;
    loop {
        let new_folders = NewFolders::create(folder)?;
        let cradle = tempfile::Builder::new()
            .prefix(".csp-new-")
            .tempfile_in(folder);
        match cradle {
            Err(error) if error.kind() == io::ErrorKind::NotFound && tries.next().is_some() => {}
            cradle => return Ok((new_folders, cradle?)),
        }
    }
}
