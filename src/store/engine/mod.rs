//! The interface between the store and a database: what every engine must provide.
//!
//! The store uses only [`Engine`], [`Transaction`] and [`Session`]. Code for one particular database is in a folder
//! beside this file.

mod database_report;
#[cfg(feature = "postgres")]
pub(super) mod postgres;
pub(super) mod sqlite;
#[cfg_attr(
    not(feature = "postgres"),
    allow(dead_code, reason = "a file is copied as a file")
)]
pub(super) mod transfer;
mod value;

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::store::problem::Problem;
pub use database_report::{Aspect, Concern, DatabaseReport};
pub(super) use value::{Row, Value};

/// How a write ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Commit what was written.
    Commit,
    /// Roll back: a dry run.
    RollBack,
}

/// Why there is no store at a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Absence {
    /// Nothing is there.
    Missing,
    /// A link whose target does not exist.
    Dangling,
    /// A file to which nothing was ever written.
    Empty,
}

/// Called with each row that a query finds; `Break` ends the query.
pub(super) type EachRow<'f> = dyn FnMut(Row<'_>) -> Result<ControlFlow<()>, Diagnostic> + 'f;

/// A hint for how to find rows, for a database whose planner chooses badly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint<'h> {
    /// After the name of a table: use the index of this name.
    Index(&'h str),
    /// After the name of a table: use its key.
    Key,
    /// Before `JOIN`: read the table on the left first.
    LeftFirst,
}

/// An open transaction that runs statements.
///
/// Statements use numbered placeholders (`?1`, `?2`), compare keys byte by byte, and use only SQL that all engines
/// share. An engine passes the type of each value that is not null. Each placeholder is compared with a column or
/// stored in one, so that the database can infer the type of a null.
pub(super) trait Session {
    /// Runs a statement that reads, and calls `each` with its rows until it returns `Break`.
    fn query(
        &self,
        sql: &str,
        values: &[Value<'_>],
        each: &mut EachRow<'_>,
    ) -> Result<(), Diagnostic>;

    /// Tells which queries will follow, so that an engine to which each question is a journey asks them together. Their
    /// answers are those of this moment: whoever changes something in between asks anew.
    fn foresee(&self, queries: &[(&str, &[Value<'_>])]) -> Result<(), Diagnostic> {
        let _ = queries;
        Ok(())
    }

    /// The same for queries about the only account of the store, whose number is not known yet: [`ONLY_ACCOUNT`] stands for
    /// it in the values. Where there is not exactly one account, nothing is foreseen.
    fn foresee_of_only_account(&self, queries: &[(&str, &[Value<'_>])]) -> Result<(), Diagnostic> {
        let _ = queries;
        Ok(())
    }

    /// Runs a statement that writes, and returns the number of rows it changed.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic>;

    /// Runs a statement that writes. It may be sent together with later ones, so its error may be returned by a later
    /// statement or by the commit. `missing` is the error if no row was changed although one had to be.
    fn write(
        &self,
        sql: &str,
        values: &[Value<'_>],
        missing: Option<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let changed = self.execute(sql, values)?;
        match missing {
            Some(missing) if changed == 0 => Err(missing),
            Some(_) | None => Ok(()),
        }
    }

    /// Locks a chain: no other transaction can append to it until this one ends, and this one reads only newer data.
    ///
    /// # Errors
    /// If it is too late for that. Then the transaction has to be retried ([`Transaction::retry`]).
    fn hold_chain(&self, number: i64) -> Result<(), Diagnostic>;

    /// Locks every chain, so that nobody else writes until this transaction ends.
    fn hold_every_chain(&self) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Refuses to go on if the store was moved since this transaction began.
    ///
    /// # Errors
    /// That it was moved, and to which place.
    fn refuse_moved(&self) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Says, before anything is asked, that all rows of a store will be copied into it. A database may then make keys and
    /// indexes when [`Session::complete`] is called.
    fn expect_whole(&self) {}

    /// Makes what was left out, and gathers what the planner of the database wants to know.
    fn complete(&self) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Prepares to insert many rows with these columns into a table; the statement is prepared once.
    fn copy_in<'s>(
        &'s self,
        table: &str,
        columns: &[&str],
    ) -> Result<Box<dyn CopyIn + 's>, Diagnostic>;

    /// The SQL of a hint; empty if the database needs none.
    fn hint(&self, hint: Hint<'_>) -> Cow<'static, str>;

    /// Prepares for many writes; an engine may use more memory for them.
    fn expect_bulk(&self) -> Result<(), Diagnostic>;

    /// The database role of the writer; `None` if the database has no roles.
    fn role(&self) -> Option<&str>;

    /// Problems that the engine's own checks find in its files and definitions.
    fn engine_problems(&self) -> Result<Vec<Problem>, Diagnostic>;
}

/// A bulk insert into one table.
pub(super) trait CopyIn {
    /// Inserts a row.
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), Diagnostic>;

    /// Writes the rows that are still buffered.
    fn finish(self: Box<Self>) -> Result<(), Diagnostic>;
}

/// A transaction that can be committed or rolled back.
pub(super) trait Transaction: Session {
    /// The transaction as a session, to run statements.
    fn as_session(&self) -> &dyn Session;

    /// The earlier schema version that the store had when the transaction began, if it was an earlier one. Inside this
    /// transaction its tables are already migrated.
    fn earlier_version(&self) -> Option<i64>;

    /// Whether the transaction, after a failure, may be retried as a whole.
    fn retry(&self) -> Option<Retry>;

    /// Marks the store as moved to another place. From the commit on, no command uses it.
    fn retire(&self, moved: &MovedTo) -> Result<(), Diagnostic>;

    /// Commits durably. `mark` is a journal entry of this transaction, if it wrote one: if the answer of the database is
    /// lost, the entry shows whether the commit succeeded.
    fn commit(self: Box<Self>, mark: Option<&Mark>) -> Result<Committed, Diagnostic>;

    /// Rolls back.
    fn roll_back(self: Box<Self>) -> Result<(), Diagnostic>;
}

/// Where a store was moved to, as the store that was left behind records it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MovedTo {
    /// The new place, without secrets.
    pub(super) place: String,
    /// When, in seconds since 1970.
    pub(super) at: i64,
}

#[cfg(feature = "postgres")]
impl MovedTo {
    /// The new place, if the last two cells of a row name one.
    fn from_cells(cells: &[Value<'_>]) -> Option<Self> {
        let [.., place, at] = cells else { return None };
        Some(Self {
            place: place.as_text()?.to_owned(),
            at: at.as_integer()?,
        })
    }
}

/// When a transaction that failed may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(
    not(feature = "postgres"),
    allow(dead_code, reason = "the lock of a file excludes every other writer")
)]
pub(super) enum Retry {
    /// At once, however long it took so far.
    AtOnce,
    /// While the time that the command may wait is not over.
    InTime,
}

/// The number of the store's own chain; those of the accounts have the accounts' numbers, which begin at 1.
pub(super) const STORE_CHAIN: i64 = 0;

/// Stands for the number of the only account, which no account has.
pub(super) const ONLY_ACCOUNT: i64 = i64::MIN;

/// The account that a write is probably about, as far as its line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ExpectedAccount {
    /// The only one of the store, if there is one.
    Only,
    /// The one with this short name or MPN ID, or with the domain of this key.
    Named(String),
}

impl ExpectedAccount {
    /// The statement that locks the head of its chain.
    #[cfg(feature = "postgres")]
    fn lock(&self) -> (String, Vec<Value<'_>>) {
        let (which, values) = match self {
            Self::Only => ("HAVING count(*) = 1", Vec::new()),
            Self::Named(name) => (
                "WHERE slug = ?1 OR mpn_id = ?1 OR domain_key = ?1",
                vec![Value::from(name.as_str())],
            ),
        };
        let sql = format!(
            "SELECT chain FROM chains WHERE chain IN (SELECT min(id) FROM accounts {which}) FOR UPDATE"
        );
        (sql, values)
    }
}

/// A journal entry, by which a commit can be found if the answer of the database was lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// The number of its chain.
    pub(super) chain: i64,
    /// Its sequence number.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: [u8; 32],
}

/// How a commit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Committed {
    /// The transaction was committed.
    Kept,
    /// Nothing was committed because another process was faster. The caller may try again on the new content.
    TryAgain,
}

/// A place that holds a store.
pub(super) trait Engine {
    /// The path, as shown to people.
    fn path(&self) -> &Path;

    /// Whether anything exists at the path: a store, something else, or a link whose target does not exist.
    fn exists(&self) -> Result<bool, Diagnostic>;

    /// Why there is no store; `None` if there is one.
    fn absence(&self) -> Result<Option<Absence>, Diagnostic>;

    /// Begins a transaction that reads. A store that does not exist reads as empty.
    fn begin_reading(&self) -> Result<Box<dyn Transaction + '_>, Diagnostic>;

    /// Tells which account the next write is probably about, to an engine that locks one by one.
    fn expect_account(&self, account: ExpectedAccount) {
        let _ = account;
    }

    /// Waits until every write that has begun has ended.
    ///
    /// # Errors
    /// If that takes too long, or this user may not wait for writers.
    fn await_writers(&self) -> Result<(), Diagnostic> {
        Ok(())
    }

    /// Begins a transaction that writes, after other writers have ended, on the current content. A store that does not
    /// exist is created by the commit in one atomic step.
    fn begin_writing(&self, ending: Ending) -> Result<Box<dyn Transaction + '_>, Diagnostic>;

    /// What the database says about itself, and how it is reached. `now` is the clock of this machine, in seconds.
    fn describe(&self, now: &dyn Fn() -> i64) -> Result<DatabaseReport, Diagnostic>;

    /// Writes a copy as one file to `target`, which must not exist unless it may be replaced. `check` returns the
    /// problems of the copy before it is renamed to `target`; if there are any, nothing is written.
    fn back_up(
        &self,
        target: &Path,
        replace: bool,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<Vec<Problem>, Diagnostic>;

    /// Replaces the content by that of the file `copy`. The former content is first moved to `aside`.
    fn become_copy_of(
        &self,
        copy: &Path,
        aside: &Path,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<(), Diagnostic>;
}

#[cfg(test)]
mod suite;
