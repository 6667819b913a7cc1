//! The seam between the store and a database: what any engine must be able to do.
//!
//! The store is written once, against [`Engine`], [`Transaction`] and [`Session`]. What one database needs and another
//! does not stands in a folder of its own beside this file.

#[cfg(feature = "postgres")]
pub(super) mod postgres;
pub(super) mod sqlite;
pub(super) mod transfer;
mod value;

use std::borrow::Cow;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use crate::diagnostic::Diagnostic;
use crate::store::journal::Mark;
use crate::store::problem::Problem;
pub(super) use value::{Row, Value};

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

/// What is done with each row that a query finds; `Break` ends the query.
pub(super) type EachRow<'f> = dyn FnMut(Row<'_>) -> Result<ControlFlow<()>, Diagnostic> + 'f;

/// How a statement finds its rows, for a database that does not choose well by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint<'h> {
    /// Behind the name of a table: by the index of this name.
    Index(&'h str),
    /// Behind the name of a table: by its key.
    Key,
    /// Before `JOIN`: the table on the left is read first.
    LeftFirst,
}

/// An open transaction, as the store's statements see it.
///
/// Statements are written with numbered placeholders (`?1`, `?2`), compare keys byte by byte, and use what the engines
/// have in common. An engine tells the database the type of each value that is not null; each placeholder is compared or
/// stored somewhere, so that the database can tell the type of one that is.
pub(super) trait Session {
    /// Runs a statement that reads, and hands its rows to `each` until that ends it.
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

    /// Runs a statement that writes, and tells how many rows it changed.
    fn execute(&self, sql: &str, values: &[Value<'_>]) -> Result<u64, Diagnostic>;

    /// Runs a statement that writes, whose outcome may show at a later statement or at the commit: it can be sent together
    /// with what follows. `missing` is the failure where no row was changed, if one had to be.
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

    /// Makes sure that nobody else appends to a chain until this transaction ends, and that what it reads is not older than
    /// that.
    ///
    /// # Errors
    /// Where it comes too late for that; then the transaction has to be tried again ([`Transaction::retry`]).
    fn hold_chain(&self, number: i64) -> Result<(), Diagnostic>;

    /// Gets ready to insert many rows with these columns into a table, prepared once.
    fn copy_in<'s>(
        &'s self,
        table: &str,
        columns: &[&str],
    ) -> Result<Box<dyn CopyIn + 's>, Diagnostic>;

    /// The words of a hint, for their place in a statement; empty where the database chooses by itself.
    fn hint(&self, hint: Hint<'_>) -> Cow<'static, str>;

    /// Gets ready for many writes; an engine may take more memory for them.
    fn expect_bulk(&self) -> Result<(), Diagnostic>;

    /// The role under which the database knows who writes; `None` where it knows nobody.
    fn role(&self) -> Option<&str>;

    /// What the engine's own checks find wrong with its files and definitions.
    fn engine_problems(&self) -> Result<Vec<Problem>, Diagnostic>;
}

/// Many rows on their way into a table.
pub(super) trait CopyIn {
    /// Inserts a row.
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), Diagnostic>;

    /// Sends what is still on its way.
    fn finish(self: Box<Self>) -> Result<(), Diagnostic>;
}

/// A transaction that ends.
pub(super) trait Transaction: Session {
    /// The transaction, as statements see it.
    fn as_session(&self) -> &dyn Session;

    /// The version that the store had when the transaction began, where it was an earlier one than today's; its tables
    /// are those of today by now, inside this transaction.
    fn earlier_version(&self) -> Option<i64>;

    /// Whether the transaction, in which something failed, may be tried again as a whole.
    fn retry(&self) -> Option<Retry>;

    /// Keeps what was written, durably. An entry of the journal that was written, if one was, tells afterwards whether it
    /// was kept, where the answer of the database is lost.
    fn commit(self: Box<Self>, mark: Option<&Mark>) -> Result<Committed, Diagnostic>;

    /// Forgets what was written.
    fn roll_back(self: Box<Self>) -> Result<(), Diagnostic>;
}

/// When a transaction that failed may be tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Retry {
    /// At once, however long it took so far.
    AtOnce,
    /// While the time that the command may wait is not over.
    InTime,
}

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

/// How a commit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Committed {
    /// It is kept.
    Kept,
    /// Nothing was kept because somebody else was faster; the same may be tried again on what stands there now.
    TryAgain,
}

/// A place that holds a store.
pub(super) trait Engine {
    /// The place, as a person names it.
    fn path(&self) -> &Path;

    /// Whether anything is there: a store, something else, or a link that leads nowhere.
    fn exists(&self) -> Result<bool, Diagnostic>;

    /// Why there is no store; `None` where there is one.
    fn absence(&self) -> Result<Option<Absence>, Diagnostic>;

    /// Begins to read. A store that does not exist reads as an empty one.
    fn begin_reading(&self) -> Result<Box<dyn Transaction + '_>, Diagnostic>;

    /// Tells which account the next write is probably about, to an engine that locks one by one.
    fn expect_account(&self, account: ExpectedAccount) {
        let _ = account;
    }

    /// Begins to write, in the order of writers, on the store as it is now. A store that does not exist is created by the
    /// commit, complete in one step.
    fn begin_writing(&self, ending: Ending) -> Result<Box<dyn Transaction + '_>, Diagnostic>;

    /// Writes a copy as one file to `target`, which must not exist unless it may be replaced. `check` is asked for what
    /// is wrong with the copy before it gets its name; where something is, nothing is written.
    fn back_up(
        &self,
        target: &Path,
        replace: bool,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<Vec<Problem>, Diagnostic>;

    /// Replaces the content by that of the file `copy`; what stood there goes to `aside` first.
    fn become_copy_of(
        &self,
        copy: &Path,
        aside: &Path,
        check: &dyn Fn(PathBuf) -> Result<Vec<Problem>, Diagnostic>,
    ) -> Result<(), Diagnostic>;
}

#[cfg(test)]
mod suite;
