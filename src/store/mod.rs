//! The store. All SQL is here.
//!
//! A command reads in one transaction and writes in one transaction. Journal entries sign every write. A changed row
//! that no entry lists is a bug and is not committed. The first write creates the file in one atomic step when it
//! commits, so a refused or killed first command leaves nothing behind.

mod account_index;
mod account_moves;
mod account_rows;
mod account_transfer;
mod accounts;
mod ahead;
mod among;
mod beginnings;
mod business_profiles;
mod chain;
mod chains;
mod check;
mod column;
mod customers;
mod dump;
mod engine;
mod enrollments;
mod evidence;
pub mod failure;
mod fields;
mod first_journal;
#[cfg(test)]
mod format_tests;
mod gdap;
mod groups;
mod journal;
mod log;
mod moving;
mod partnerships;
mod place;
mod problem;
mod providers;
mod rates;
mod record;
mod replay;
mod restore;
mod revenue;
mod row_changes;
mod rows;
mod schema;
mod seal;
mod snoozes;
mod table;
mod transfers;
mod tx;
mod users;
mod validations;

pub use account_index::AccountIndex;
pub use account_moves::{AccountMove, AccountMoves, MoveDirection, MovedHead, RecordedMove};
pub use account_transfer::{AccountMover, MovedAccount};
pub use accounts::Accounts;
pub use check::exposure;
pub use customers::{CustomerFilter, Customers, Waiting};
pub use dump::{Cell, Dumped, dumped};
pub use engine::sqlite::version as sqlite_version;
pub use engine::{Absence, Aspect, Concern, DatabaseReport, Ending};
pub use evidence::Evidence;

pub use gdap::{Gdap, GdapConflict, GdapFilter, GdapRecord, GdapTemplate, NamedCustomer};
pub use groups::GroupFilter;
pub use journal::{Entry, FORM, Head};
pub use log::{JournalFilter, Recorded};
pub use moving::{MoveStep, Moved, Moving};
pub use partnerships::{Held, Partnerships, latest_of_each, partnered_on};
pub use place::{Origin, StorePlace, without_secrets};
pub use problem::Problem;
pub use providers::Providers;
pub use rates::ExchangeRates;
pub use restore::Prepared;
pub use revenue::{
    DocumentKey, DocumentRates, DocumentSum, NewPart, RevenueStore, StatedSum, StoredPart,
};
pub use transfers::{TransferConflict, TransferFilter, TransferRecord, Transfers};
#[cfg(test)]
pub(crate) use tx::counted as counted_statements;
pub use tx::{Clock, TransactionClock, Tx};
pub use users::{Bulk, Filter, KeptPassword, NewUser, UserLine, UserRecord, Users};
pub use validations::ProviderValidation;

use crate::diagnostic::Diagnostic;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use engine::Mark;
#[cfg(feature = "postgres")]
use engine::postgres::PostgresEngine;
use engine::sqlite::SqliteEngine;
use engine::{Committed, Engine, ExpectedAccount, Retry, Transaction};
use table::Table;

/// Every sealed table; each refers only to tables before it.
static TABLES: &[&Table] = &[
    &accounts::ACCOUNTS,
    &accounts::FORMER_OWNERS,
    &enrollments::ENROLLMENTS,
    &enrollments::CHECKS,
    &enrollments::DOCUMENTS,
    &enrollments::PARTNER_AGREEMENTS,
    &enrollments::CONFIRMATIONS,
    &users::USERS,
    &users::REHEARSED_PASSWORDS,
    &providers::PROVIDERS,
    &providers::PROVIDER_NOTES,
    &partnerships::PARTNERSHIPS,
    &validations::RESELLER_VALIDATIONS,
    &customers::CUSTOMERS,
    &customers::RELATIONSHIPS,
    &customers::REQUESTS,
    &customers::AGREEMENTS,
    &customers::ATTESTATIONS,
    &customers::EARLIER_AGREEMENTS,
    &customers::AWAITED_RELATIONSHIPS,
    &customers::CUSTOMER_VERIFICATIONS,
    &groups::ACCOUNT_GROUPS,
    &groups::ACCOUNT_KEEPERS,
    &groups::CUSTOMER_GROUPS,
    &groups::CUSTOMER_KEEPERS,
    &snoozes::SNOOZES,
    &gdap::GDAP_RELATIONSHIPS,
    &gdap::GDAP_ASSIGNMENTS,
    &gdap::GDAP_CONFLICTS,
    &gdap::GDAP_TEMPLATES,
    &transfers::TRANSFERS,
    &transfers::TRANSFER_ITEMS,
    &transfers::TRANSFER_CONFLICTS,
    &evidence::EVIDENCE,
    &evidence::EVIDENCE_DAYS,
    &revenue::REVENUE_STATED,
    &revenue::REVENUE_DOCUMENTS,
    &revenue::REVENUE_SUMS,
    &revenue::REVENUE_RATES,
    &revenue::REVENUE_PARTS,
    &revenue::REVENUE_LINES,
    &revenue::REVENUE_VERSIONS,
    &rates::EXCHANGE_RATES,
    &business_profiles::BUSINESS_PROFILES,
];

/// Between two tries of a write.
const PAUSE: Duration = Duration::from_millis(20);

/// Every table of a store; each refers only to tables before it.
fn every_table() -> impl Iterator<Item = &'static Table> {
    let around = [
        &schema::JOURNAL,
        &schema::CHAINS,
        &schema::STATES,
        &schema::FIRST_JOURNAL,
        &users::USER_ROLES,
    ];
    TABLES.iter().copied().chain(around)
}

/// The store at a place, opened on first use.
pub struct Store {
    place: StorePlace,
    engine: Box<dyn Engine>,
    wait: Duration,
}

/// Actions outside the store, around the commit of a write.
pub trait Beside {
    /// Writes every file that a command creates outside the store, complete on disk.
    ///
    /// # Errors
    /// If a file cannot be written. Then nothing is committed.
    fn before_commit(&self) -> Result<(), Diagnostic>;
    /// Deletes those files again, because nothing was committed.
    fn not_committed(&self);
}

/// No actions outside the store.
pub struct NothingBeside;

impl Beside for NothingBeside {
    fn before_commit(&self) -> Result<(), Diagnostic> {
        Ok(())
    }

    fn not_committed(&self) {}
}

impl Store {
    /// The store in the file at `path`, which need not exist. `wait` is how long to wait for a lock.
    pub fn at(path: PathBuf, wait: Duration) -> Self {
        Self {
            place: StorePlace::of_file(path.clone()),
            engine: Box::new(SqliteEngine::at(path, wait)),
            wait,
        }
    }

    /// The store in the file at `path`, also if the store was moved and this file was left behind. It can be copied.
    pub fn left_behind(path: PathBuf, wait: Duration) -> Self {
        Self {
            place: StorePlace::of_file(path.clone()),
            engine: Box::new(SqliteEngine::left_behind(path, wait)),
            wait,
        }
    }

    /// The store at a place; a lock, and on a server the server itself, is waited for as long as `wait`.
    pub fn open(place: &StorePlace, wait: Duration) -> Self {
        if let Some(file) = place.file() {
            return Self::at(file.to_owned(), wait);
        }
        #[cfg(feature = "postgres")]
        if let Some(settings) = place.server() {
            return Self {
                place: place.clone(),
                engine: Box::new(PostgresEngine::at(settings.clone(), wait)),
                wait,
            };
        }
        Self::at(PathBuf::new(), wait)
    }

    /// Where it is.
    pub fn place(&self) -> &StorePlace {
        &self.place
    }

    /// The database file; `None` where the store is on a server.
    pub fn file(&self) -> Option<&Path> {
        self.place.file()
    }

    /// The place as it may be shown: a path, or a URL without secrets.
    pub fn shown(&self) -> String {
        self.place.shown()
    }

    /// Whether anything exists at the path: a file, or a link whose target does not exist.
    ///
    /// # Errors
    /// When that is unknown: no access to a folder, a file in place of a folder, a failing disk.
    pub fn exists(&self) -> Result<bool, Diagnostic> {
        self.engine.exists()
    }

    /// Why there is no store at the path; `None` if there is one. An empty file does not count as a store: the first
    /// write makes it one.
    ///
    /// # Errors
    /// If the file is there and cannot be read.
    pub fn absence(&self) -> Result<Option<Absence>, Diagnostic> {
        self.engine.absence()
    }

    /// What the database says about itself, and how it is reached. `now` is the clock of this machine, in seconds.
    ///
    /// # Errors
    /// If a server cannot be reached or refuses the role.
    pub fn describe(&self, now: &dyn Fn() -> i64) -> Result<DatabaseReport, Diagnostic> {
        self.engine.describe(now)
    }

    /// Reads in one transaction. A store that does not exist reads as empty.
    ///
    /// # Errors
    /// As `read` says, or if the store cannot be read.
    pub fn read<T, E: From<Diagnostic>>(
        &self,
        clock: &dyn Clock,
        read: impl FnOnce(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let transaction = self.engine.begin_reading()?;
        let mut tx = Tx::new(transaction.as_session(), clock.moment());
        if transaction.earlier_version().is_some() {
            tx = tx.of_earlier();
        }
        let answer = read(&tx);
        drop(tx);
        drop(transaction.roll_back());
        answer
    }

    /// Waits until every write that has begun on a server has ended. For a file, nothing has to be waited for.
    ///
    /// # Errors
    /// If that takes longer than the wait, or this user may not wait for writers.
    pub fn await_writers(&self) -> Result<(), Diagnostic> {
        self.engine.await_writers()
    }

    /// Tells which account the next write is probably about: the one that a person named, else the only one. A wrong guess
    /// costs time and nothing else.
    pub fn expect_account(&self, named: Option<&str>) {
        self.engine.expect_account(match named {
            Some(name) => ExpectedAccount::Named(name.trim().to_lowercase()),
            None => ExpectedAccount::Only,
        });
    }

    /// Writes in one transaction. `write` may run a second time if another process was faster.
    ///
    /// # Errors
    /// As `write` says, or if the store cannot be written. Then nothing was changed.
    pub fn write<T, E: From<Diagnostic>>(
        &self,
        clock: &dyn Clock,
        ending: Ending,
        beside: &dyn Beside,
        write: impl Fn(&Tx<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let until = Instant::now() + self.wait;
        loop {
            let transaction = self.engine.begin_writing(ending)?;
            let written = perform(transaction.as_ref(), clock, &write).and_then(|done| {
                if ending == Ending::Commit {
                    beside.before_commit()?;
                }
                Ok(done)
            });
            let committed = match (written, ending) {
                (Ok((answer, mark)), Ending::Commit) => transaction
                    .commit(mark.as_ref())
                    .map(|committed| (answer, committed))
                    .map_err(E::from),
                (Ok((answer, _)), Ending::RollBack) => {
                    transaction.roll_back()?;
                    return Ok(answer);
                }
                (Err(error), _) => {
                    beside.not_committed();
                    let retry = transaction.retry();
                    drop(transaction.roll_back());
                    match retry {
                        Some(Retry::AtOnce) => continue,
                        Some(Retry::InTime) if Instant::now() < until => {
                            std::thread::sleep(PAUSE);
                            continue;
                        }
                        Some(Retry::InTime) | None => return Err(error),
                    }
                }
            };
            match committed {
                Ok((answer, Committed::Kept)) => return Ok(answer),
                Ok((_, Committed::TryAgain)) => {
                    beside.not_committed();
                    if Instant::now() >= until {
                        return Err(failure::busy(self.engine.path()).into());
                    }
                }
                Err(error) => {
                    beside.not_committed();
                    return Err(error);
                }
            }
        }
    }
}

/// The body of a write transaction: migrates an older store, runs `write`, and saves the heads of the chains.
fn perform<T, E: From<Diagnostic>>(
    transaction: &dyn Transaction,
    clock: &dyn Clock,
    write: &impl Fn(&Tx<'_>) -> Result<T, E>,
) -> Result<(T, Option<Mark>), E> {
    let moment = clock.moment();
    if let Some(version) = transaction.earlier_version() {
        let tx = Tx::new(transaction.as_session(), moment).of_earlier();
        tx.begin_chains(version)?;
    }
    let tx = Tx::new(transaction.as_session(), moment).writing();
    let answer = write(&tx)?;
    let mark = tx.finish()?;
    Ok((answer, mark))
}
