//! Tests that every engine must pass before it can hold a store.
//!
//! To add an engine, implement [`Place`] and add one line at the end of this file. The tests use only tables whose rows
//! carry no digest, and statements that all engines share.

mod bulk;
mod conflicts;
mod copies;
mod keys;
mod places;
mod transactions;
mod values;

use std::ops::ControlFlow;
use std::path::Path;
use std::time::Duration;

use super::sqlite::SqliteEngine;
use super::{Committed, Ending, Engine, Session, Transaction, Value};
use crate::diagnostic::{Diagnostic, Kind};

/// An empty place for one store, and a folder for files. Both are deleted when this is dropped.
pub(super) trait Place: Sync {
    /// The engine as another process opens it: with its own connection, which waits this long for locks.
    fn engine(&self, wait: Duration) -> Box<dyn Engine>;

    /// An empty folder.
    fn folder(&self) -> &Path;
}

/// How long a test lets a writer wait for another one that is about to end.
const PATIENCE: Duration = Duration::from_secs(20);

impl dyn Place + '_ {
    /// An engine that does not wait for locks.
    fn hasty(&self) -> Box<dyn Engine> {
        self.engine(Duration::ZERO)
    }

    /// An engine that waits for locks.
    fn patient(&self) -> Box<dyn Engine> {
        self.engine(PATIENCE)
    }

    /// Writes in one committed transaction on its own connection.
    fn write(&self, act: impl Fn(&dyn Session)) {
        let engine = self.patient();
        loop {
            let transaction = engine.begin_writing(Ending::Commit).unwrap();
            act(transaction.as_session());
            if transaction.commit(None).unwrap() == Committed::Kept {
                return;
            }
        }
    }

    /// Creates a store with these names in it.
    fn begin_with(&self, names: &[&str]) {
        self.write(|session| names.iter().for_each(|name| add(session, name).unwrap()));
    }

    /// The names that a new transaction reads.
    fn names(&self) -> Vec<String> {
        let engine = self.patient();
        let transaction = engine.begin_reading().unwrap();
        names(transaction.as_session())
    }
}

/// The table that the tests use: texts, found by their key.
const ADD: &str = "INSERT INTO user_roles (account_id, role, email_key) VALUES (?1, ?2, ?3)";

fn row(name: &str) -> [Value<'_>; 3] {
    [Value::Integer(1), "tester".into(), name.into()]
}

fn add(session: &dyn Session, name: &str) -> Result<(), Diagnostic> {
    assert_eq!(session.execute(ADD, &row(name))?, 1);
    Ok(())
}

/// All rows of a statement.
fn rows(session: &dyn Session, sql: &str, values: &[Value<'_>]) -> Vec<Vec<Value<'static>>> {
    let mut found = Vec::new();
    let mut each = |row: super::Row<'_>| {
        found.push(row.iter().map(Value::owned).collect());
        Ok(ControlFlow::Continue(()))
    };
    session.query(sql, values, &mut each).unwrap();
    found
}

fn names(session: &dyn Session) -> Vec<String> {
    let sql = "SELECT email_key FROM user_roles WHERE account_id = ?1 ORDER BY email_key";
    let found = rows(session, sql, &[Value::Integer(1)]);
    found.iter().map(|row| row[0].shown()).collect()
}

fn count(session: &dyn Session, table: &str) -> Option<i64> {
    rows(session, &format!("SELECT count(*) FROM {table}"), &[])[0][0].as_integer()
}

/// Whether something failed because of a constraint.
fn contradicts<T>(done: &Result<T, Diagnostic>) -> bool {
    matches!(done, Err(damage) if damage.kind() == Kind::DamagedStore)
}

fn is_busy<T>(done: &Result<T, Diagnostic>) -> bool {
    matches!(done, Err(busy) if busy.kind() == Kind::Busy)
}

/// Begins to write and adds a name; returns the open transaction.
fn adding<'e>(engine: &'e dyn Engine, name: &str) -> Result<Box<dyn Transaction + 'e>, Diagnostic> {
    let transaction = engine.begin_writing(Ending::Commit)?;
    add(transaction.as_session(), name)?;
    Ok(transaction)
}

/// Runs every test on an engine. `$place` creates a new place; it returns `None`, with a message, if the engine is not
/// installed on this machine.
macro_rules! every_engine {
    ($($engine:ident: $place:expr;)+) => {$(
        mod $engine {
            every_test!($place;
                bulk::ten_thousand_rows_arrive,
                bulk::a_row_that_is_there_already_ends_the_bulk,
                bulk::rows_go_in_beside_other_statements,
                conflicts::a_key_is_taken_once,
                conflicts::a_reference_needs_its_row,
                conflicts::a_value_must_fit_its_column,
                conflicts::an_upsert_replaces_the_row,
                conflicts::a_wrong_statement_is_told_in_words,
                copies::a_backup_holds_what_was_committed,
                copies::a_backup_that_is_not_sound_is_not_kept,
                copies::a_backup_replaces_only_when_told_to,
                copies::a_copy_takes_the_place_of_the_store,
                keys::keys_are_ordered_byte_by_byte,
                keys::ranges_of_keys_are_byte_ranges,
                keys::keys_differ_by_any_byte,
                keys::hints_change_no_answer,
                places::nothing_is_there_at_first,
                places::a_store_that_is_not_there_reads_as_empty,
                places::a_dry_run_creates_nothing,
                places::a_first_write_that_fails_creates_nothing,
                places::the_first_commit_creates_the_store,
                places::several_create_the_store_at_once,
                places::a_store_that_was_written_is_sound,
                transactions::a_commit_is_kept,
                transactions::a_roll_back_is_forgotten,
                transactions::a_dropped_transaction_is_rolled_back,
                transactions::a_writer_sees_its_own_rows,
                transactions::a_reader_sees_one_state_throughout,
                transactions::a_reader_sees_nothing_uncommitted,
                transactions::a_writer_reads_afresh,
                transactions::writers_go_one_after_the_other,
                transactions::a_writer_waits_for_another_one,
                transactions::a_wait_has_an_end,
                transactions::a_query_ends_when_told_to,
                transactions::an_error_of_the_reader_ends_a_query,
                transactions::a_statement_runs_within_a_query,
                values::every_kind_of_value_comes_back,
                values::long_values_come_back,
                values::a_text_with_nul_is_whole_or_refused,
                values::a_number_with_a_fraction_comes_back,
                values::nothing_is_not_empty,
            );
        }
    )+};
}

macro_rules! every_test {
    ($place:expr; $($topic:ident::$test:ident),+ $(,)?) => {$(
        #[test]
        fn $test() {
            if let Some(place) = $place {
                crate::store::engine::suite::$topic::$test(&place);
            }
        }
    )+};
}

/// A file in a temporary folder.
struct InFolder(tempfile::TempDir);

impl InFolder {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }
}

impl Place for InFolder {
    fn engine(&self, wait: Duration) -> Box<dyn Engine> {
        Box::new(SqliteEngine::at(self.0.path().join("store/csp.db"), wait))
    }

    fn folder(&self) -> &Path {
        self.0.path()
    }
}

every_engine! {
    sqlite: Some(super::InFolder::new());
}

#[cfg(feature = "postgres")]
mod on_a_server;
