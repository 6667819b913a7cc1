//! The store: the only SQL.
//!
//! A command reads in one transaction and writes in one transaction. Every write is signed by journal entries; a
//! change that no entry stands for is a bug and is not committed. The file is created by the first write that
//! commits, complete in one step, so that a refused or killed first command leaves nothing behind.

mod accounts;
mod business_profiles;
mod check;
mod column;
mod companions;
mod copy;
mod customers;
mod definitions;
mod dump;
mod enrollments;
mod evidence;
mod failure;
mod journal;
mod open;
mod owner;
mod partnerships;
mod providers;
mod rates;
mod revenue;
mod schema;
mod seal;
mod table;
mod tx;
mod users;

pub use accounts::Accounts;
pub use check::{Problem, exposure};
pub use customers::{CustomerFilter, Customers, Waiting};
pub use dump::{Cell, Dumped, dumped};
pub use evidence::Evidence;
pub use failure::StoreError;
pub use journal::{Entry, JournalFilter, Recorded};
pub use partnerships::{Held, Partnerships};
pub use providers::Providers;
pub use rates::ExchangeRates;
pub use revenue::{DocumentKey, DocumentSum, NewPart, RevenueStore, StatedSum, StoredPart};
pub use tx::{Clock, Moment, Tx};
pub use users::{Bulk, Filter, Kept, Line, NewUser, Record, Users};

use std::cell::{Ref, RefCell};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;
use tempfile::NamedTempFile;

use crate::files::NewFolders;

use companions::Companions;
use definitions::{Definition, Definitions};
use open::Rights;
use table::Table;

/// The version of the SQLite inside.
pub fn sqlite_version() -> &'static str {
    rusqlite::version()
}

/// Every sealed table.
static TABLES: &[&Table] = &[
    &accounts::ACCOUNTS,
    &enrollments::ENROLLMENTS,
    &enrollments::CHECKS,
    &enrollments::DOCUMENTS,
    &enrollments::PARTNER_AGREEMENTS,
    &enrollments::CONFIRMATIONS,
    &users::USERS,
    &providers::PROVIDERS,
    &providers::PROVIDER_NOTES,
    &partnerships::PARTNERSHIPS,
    &customers::CUSTOMERS,
    &customers::RELATIONSHIPS,
    &customers::REQUESTS,
    &customers::AGREEMENTS,
    &customers::AWAITED_RELATIONSHIPS,
    &evidence::EVIDENCE,
    &revenue::REVENUE_STATED,
    &revenue::REVENUE_DOCUMENTS,
    &revenue::REVENUE_SUMS,
    &revenue::REVENUE_RATES,
    &revenue::REVENUE_PARTS,
    &revenue::REVENUE_LINES,
    &rates::EXCHANGE_RATES,
    &business_profiles::BUSINESS_PROFILES,
];

/// A database file, opened on first use.
pub struct Store {
    path: PathBuf,
    wait: Duration,
    open: RefCell<Option<(Connection, Rights)>>,
}

/// What a write does at its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Keep what was written.
    Commit,
    /// Forget it: a dry run.
    RollBack,
}

/// Why there is no store at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Nothing is there.
    Missing,
    /// A link is there that leads to nothing.
    Dangling,
    /// A file is there, and nothing was ever written to it.
    Empty,
}

/// What lies at the path of a store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Missing,
    Dangling,
    There,
}

/// What happens around the commit of a write, beside the store.
pub trait Beside {
    /// Brings everything that leaves the store to its place, complete on disk.
    ///
    /// # Errors
    /// If that fails; then nothing is committed.
    fn before_commit(&self) -> Result<(), StoreError>;
    /// Takes it back, because nothing was committed.
    fn not_committed(&self);
}

/// Nothing beside the store.
pub struct NothingBeside;

impl Beside for NothingBeside {
    fn before_commit(&self) -> Result<(), StoreError> {
        Ok(())
    }

    fn not_committed(&self) {}
}

impl Store {
    /// The store in the file at `path`, which need not exist; a lock is waited for as long as `wait`.
    pub fn at(path: PathBuf, wait: Duration) -> Self {
        Self {
            path,
            wait,
            open: RefCell::new(None),
        }
    }

    /// The database file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Whether anything is there: a file, or a link that leads nowhere.
    ///
    /// # Errors
    /// When that cannot be found out: a folder of somebody else, a file where a folder should be, a broken disk.
    pub fn exists(&self) -> Result<bool, StoreError> {
        Ok(!matches!(self.place()?, Place::Missing))
    }

    /// Why there is no store at the path; `None` where there is one. An empty file is none: the first write makes it one.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn absence(&self) -> Result<Option<Absence>, StoreError> {
        match self.place()? {
            Place::Missing => Ok(Some(Absence::Missing)),
            Place::Dangling => Ok(Some(Absence::Dangling)),
            Place::There => {
                let connection = self.connection(false)?;
                self.begin_reading(&connection.0)?;
                let version = open::version(&connection.0);
                drop(self.end(&connection.0, "ROLLBACK"));
                Ok((version? == 0).then_some(Absence::Empty))
            }
        }
    }

    /// What is at the path. Only "not found" means that nothing is.
    fn place(&self) -> Result<Place, StoreError> {
        let unseen = |source| StoreError::File {
            what: format!("the store {} cannot be looked at", self.path.display()),
            source,
        };
        if !crate::files::is_there(&self.path).map_err(unseen)? {
            return Ok(Place::Missing);
        }
        match self.path.metadata() {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Place::Dangling),
            Ok(_) => Ok(Place::There),
            Err(error) => Err(unseen(error)),
        }
    }

    /// Reads in one transaction. A store that does not exist reads as empty.
    ///
    /// # Errors
    /// As `read` says, or if the store cannot be read.
    pub fn read<T, E: From<StoreError>>(
        &self,
        clock: &dyn Clock,
        read: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.connection(false)?;
        self.begin_reading(&connection.0)?;
        let older = open::version(&connection.0)? < schema::VERSION;
        let migrated = older
            .then(|| open::migrated_copy(&connection.0))
            .transpose();
        let answer = match migrated {
            Ok(copy) => {
                let connection = copy.as_ref().unwrap_or(&connection.0);
                read(&Tx::new(connection, clock.moment()))
            }
            Err(error) => Err(error.into()),
        };
        drop(self.end(&connection.0, "ROLLBACK"));
        answer
    }

    /// Writes in one transaction; `write` may run a second time when another process creates the store meanwhile.
    ///
    /// # Errors
    /// As `write` says, or if the store cannot be written; then nothing was changed.
    pub fn write<T, E: From<StoreError>>(
        &self,
        clock: &dyn Clock,
        ending: Ending,
        beside: &dyn Beside,
        write: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        match self.place()? {
            Place::Dangling => {
                let path = self.path.clone();
                return Err(StoreError::Dangling { path }.into());
            }
            Place::There => return self.write_existing(clock, ending, beside, &write),
            Place::Missing if ending == Ending::RollBack => {
                return self.write_existing(clock, ending, beside, &write);
            }
            Place::Missing => {}
        }
        match self.create(clock, beside, &write) {
            Err(Creation::Taken) => {
                self.open.borrow_mut().take();
                self.write_existing(clock, ending, beside, &write)
            }
            Err(Creation::Failed(error)) => Err(error),
            Ok(answer) => Ok(answer),
        }
    }

    fn write_existing<T, E: From<StoreError>>(
        &self,
        clock: &dyn Clock,
        ending: Ending,
        beside: &dyn Beside,
        write: &impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let connection = self.connection(ending == Ending::Commit)?;
        self.begin_writing(&connection.0)?;
        let answer = self.perform(&connection.0, clock, ending, beside, write);
        if answer.is_err() {
            beside.not_committed();
            drop(self.end(&connection.0, "ROLLBACK"));
        }
        answer
    }

    /// The inside of a write: migrate, do it, bring side files to their place, end the transaction.
    fn perform<T, E: From<StoreError>>(
        &self,
        connection: &Connection,
        clock: &dyn Clock,
        ending: Ending,
        beside: &dyn Beside,
        write: &impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let version = open::version(connection)?;
        if version < schema::VERSION {
            schema::migrate(connection, version)?;
        }
        refuse_foreign_definitions(connection)?;
        let tx = Tx::new(connection, clock.moment());
        let answer = write(&tx)?;
        if tx.has_unsigned_changes() {
            return Err(StoreError::corrupt(
                "journal",
                "-",
                "a change without an entry; this is a bug",
            )
            .into());
        }
        match ending {
            Ending::RollBack => self.end(connection, "ROLLBACK")?,
            Ending::Commit => {
                beside.before_commit()?;
                self.end(connection, "COMMIT")?;
            }
        }
        Ok(answer)
    }

    /// Creates the store together with its first write: under another name, renamed when it is complete.
    fn create<T, E: From<StoreError>>(
        &self,
        clock: &dyn Clock,
        beside: &dyn Beside,
        write: &impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, Creation<E>> {
        let file = |what: &str| {
            let what = format!("the store {} {what}", self.path.display());
            move |source| Creation::Failed(E::from(StoreError::File { what, source }))
        };
        if self.path.as_os_str().is_empty() {
            return Err(Creation::Failed(StoreError::NoPlace.into()));
        }
        open::refuse_long_name(&self.path).map_err(E::from)?;
        let folder = crate::files::folder_of(&self.path);
        let (new_folders, cradle) = cradle_in(&folder).map_err(file("cannot be created"))?;
        let _companions = Companions::of(cradle.path());
        let connection = open::fresh(cradle.path()).map_err(E::from)?;
        self.begin_writing(&connection).map_err(E::from)?;
        let answer = match self.perform(&connection, clock, Ending::Commit, beside, write) {
            Ok(answer) => answer,
            Err(error) => {
                beside.not_committed();
                drop(self.end(&connection, "ROLLBACK"));
                return Err(Creation::Failed(error));
            }
        };
        let closed = open::close_whole(connection).map_err(E::from);
        let placed = closed.map_err(Creation::Failed).and_then(|()| {
            cradle.persist_noclobber(&self.path).map_err(|error| {
                if error.error.kind() == std::io::ErrorKind::AlreadyExists {
                    Creation::Taken
                } else {
                    file("cannot be created")(error.error)
                }
            })
        });
        if let Err(error) = placed {
            beside.not_committed();
            return Err(error);
        }
        new_folders.keep();
        self.open.borrow_mut().take();
        crate::files::sync_folder(&folder).map_err(file("cannot be made durable"))?;
        Ok(answer)
    }

    fn connection(&self, for_writing: bool) -> Result<Ref<'_, (Connection, Rights)>, StoreError> {
        if self.path.as_os_str().is_empty() {
            return Err(StoreError::NoPlace);
        }
        if self.open.borrow().is_none() {
            let opened = match self.place()? {
                Place::There => open::existing(&self.path, self.wait)?,
                Place::Missing | Place::Dangling => (open::nowhere()?, Rights::ReadWrite),
            };
            *self.open.borrow_mut() = Some(opened);
        }
        let unreadable = || StoreError::ReadOnly {
            path: self.path.clone(),
            why: "the file or its folder is read-only".to_owned(),
        };
        let connection =
            Ref::filter_map(self.open.borrow(), Option::as_ref).map_err(|_| unreadable())?;
        if for_writing && connection.1 == Rights::ReadOnly {
            return Err(unreadable());
        }
        Ok(connection)
    }

    /// Begins to read, unless opening the store has done so.
    fn begin_reading(&self, connection: &Connection) -> Result<(), StoreError> {
        if connection.is_autocommit() {
            return self.tell(connection.execute_batch("BEGIN"));
        }
        Ok(())
    }

    /// Begins to write, on the store as it is now and not as it was when it was opened.
    fn begin_writing(&self, connection: &Connection) -> Result<(), StoreError> {
        if !connection.is_autocommit() {
            self.end(connection, "ROLLBACK")?;
        }
        self.tell(open::write_fully(connection))?;
        self.tell(connection.execute_batch("BEGIN IMMEDIATE"))
    }

    fn end(&self, connection: &Connection, sql: &str) -> Result<(), StoreError> {
        self.tell(connection.execute_batch(sql))
    }

    /// What happened, in words for the person who chose the file.
    fn tell<T>(&self, done: rusqlite::Result<T>) -> Result<T, StoreError> {
        done.map_err(|error| open::explain(error, &self.path))
    }
}

/// Refuses to write through tables, indexes, views or triggers that csp did not define: a trigger can swallow or change
/// what is written.
fn refuse_foreign_definitions(connection: &Connection) -> Result<(), StoreError> {
    let found = Definitions::of(connection)?;
    if found.are_ours() {
        return Ok(());
    }
    let fresh = Definitions::of(&open::nowhere()?)?;
    let shown = found.differing(&fresh).into_iter().map(Definition::shown);
    Err(StoreError::ForeignDefinitions(
        shown.collect::<Vec<_>>().join(", "),
    ))
}

/// An empty file in the folder that a store is to lie in, and the folders that had to be created for it.
fn cradle_in(folder: &Path) -> io::Result<(NewFolders, NamedTempFile)> {
    /// So often another process may take back the folder that it had created, before this one puts something there.
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

/// Why a store was not created.
enum Creation<E> {
    /// Another process created it first.
    Taken,
    /// The write, or the file system, failed.
    Failed(E),
}

impl<E> From<E> for Creation<E> {
    fn from(error: E) -> Self {
        Self::Failed(error)
    }
}
