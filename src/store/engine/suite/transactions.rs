//! Commits, rollbacks, and what other transactions see meanwhile.

use crate::store::failure;
use std::ops::ControlFlow;
use std::sync::mpsc;
use std::time::{Duration, Instant};

use super::*;

pub(super) fn a_commit_is_kept(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let transaction = adding(engine.as_ref(), "bob").unwrap();
    assert_eq!(transaction.commit(None).unwrap(), Committed::Kept);
    assert_eq!(place.names(), ["ada", "bob"]);
    let same = engine.begin_reading().unwrap();
    assert_eq!(names(same.as_session()), ["ada", "bob"]);
}

pub(super) fn a_roll_back_is_forgotten(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    for ending in [Ending::Commit, Ending::RollBack] {
        let transaction = engine.begin_writing(ending).unwrap();
        add(transaction.as_session(), "bob").unwrap();
        transaction.roll_back().unwrap();
        assert_eq!(place.names(), ["ada"]);
    }
    let transaction = adding(engine.as_ref(), "cem").unwrap();
    assert_eq!(transaction.commit(None).unwrap(), Committed::Kept);
    assert_eq!(place.names(), ["ada", "cem"]);
}

pub(super) fn a_dropped_transaction_is_rolled_back(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    drop(adding(engine.as_ref(), "bob").unwrap());
    assert_eq!(place.names(), ["ada"]);
    drop(engine.begin_reading().unwrap());
    place.begin_with(&["bob"]);
    assert_eq!(place.names(), ["ada", "bob"]);
}

pub(super) fn a_writer_sees_its_own_rows(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let transaction = adding(engine.as_ref(), "bob").unwrap();
    assert_eq!(names(transaction.as_session()), ["ada", "bob"]);
    let gone = "DELETE FROM user_roles WHERE account_id = ?1";
    let deleted = transaction.as_session().execute(gone, &[1.into()]);
    assert_eq!(deleted.unwrap(), 2);
    assert_eq!(names(transaction.as_session()), [""; 0]);
}

pub(super) fn a_reader_sees_one_state_throughout(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    assert_eq!(names(reader.as_session()), ["ada"]);
    place.begin_with(&["bob"]);
    assert_eq!(names(reader.as_session()), ["ada"]);
    assert_eq!(count(reader.as_session(), "user_roles"), Some(1));
    reader.roll_back().unwrap();
    let later = engine.begin_reading().unwrap();
    assert_eq!(names(later.as_session()), ["ada", "bob"]);
    place.begin_with(&["cem"]);
    assert_eq!(names(later.as_session()), ["ada", "bob"]);
}

pub(super) fn a_reader_sees_nothing_uncommitted(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let writer = adding(engine.as_ref(), "bob").unwrap();
    assert_eq!(place.names(), ["ada"]);
    writer.commit(None).unwrap();
    assert_eq!(place.names(), ["ada", "bob"]);
}

pub(super) fn a_writer_reads_afresh(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    assert_eq!(names(reader.as_session()), ["ada"]);
    reader.roll_back().unwrap();
    place.begin_with(&["bob"]);
    let writer = adding(engine.as_ref(), "cem").unwrap();
    assert_eq!(names(writer.as_session()), ["ada", "bob", "cem"]);
}

/// Two transactions write the same key: the second gets the error that the store is in use, when it begins or when it
/// writes the row.
pub(super) fn writers_go_one_after_the_other(place: &dyn Place) {
    place.begin_with(&["ada"]);
    let first = place.hasty();
    let second = place.hasty();
    let writer = adding(first.as_ref(), "bob").unwrap();
    assert!(is_busy(&adding(second.as_ref(), "bob")));
    writer.commit(None).unwrap();
    assert!(contradicts(&adding(second.as_ref(), "bob")));
    let writer = adding(second.as_ref(), "cem").unwrap();
    writer.commit(None).unwrap();
    assert_eq!(place.names(), ["ada", "bob", "cem"]);
}

/// Several writers increment a number: each waits for the others, and no increment is lost.
pub(super) fn a_writer_waits_for_another_one(place: &dyn Place) {
    const WRITERS: i64 = 4;
    const TIMES: i64 = 10;
    place.write(|session| {
        let sql = "INSERT INTO chains (chain, head_seq, head_hash, head_turn, head_moment) VALUES (?1, ?1, ?2, ?1, ?1)";
        session
            .execute(sql, &[0.into(), Value::from(&[0; 32][..])])
            .unwrap();
    });
    std::thread::scope(|scope| {
        for _ in 0..WRITERS {
            scope.spawn(|| {
                let engine = place.patient();
                for _ in 0..TIMES {
                    let transaction = engine.begin_writing(Ending::Commit).unwrap();
                    let sql = "UPDATE chains SET head_seq = head_seq + 1 WHERE chain = ?1";
                    let counted = transaction.as_session().execute(sql, &[0.into()]);
                    assert_eq!(counted.unwrap(), 1);
                    assert_eq!(transaction.commit(None).unwrap(), Committed::Kept);
                }
            });
        }
    });
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    let found = rows(reader.as_session(), "SELECT head_seq FROM chains", &[]);
    assert_eq!(found, [[Value::Integer(WRITERS * TIMES)]]);
}

pub(super) fn a_wait_has_an_end(place: &dyn Place) {
    const WAIT: Duration = Duration::from_millis(300);
    place.begin_with(&["ada"]);
    let first = place.hasty();
    let writer = adding(first.as_ref(), "bob").unwrap();
    let (tell, told) = mpsc::channel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let begun = Instant::now();
            let engine = place.engine(WAIT);
            let refused = is_busy(&adding(engine.as_ref(), "bob"));
            tell.send((refused, begun.elapsed())).unwrap();
        });
    });
    let (refused, after) = told.recv().unwrap();
    assert!(refused);
    assert!(WAIT / 2 < after && after < PATIENCE, "{after:?}");
    writer.roll_back().unwrap();
    assert_eq!(place.names(), ["ada"]);
}

pub(super) fn a_query_ends_when_told_to(place: &dyn Place) {
    place.begin_with(&["ada", "bob", "cem"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    let mut seen = 0;
    let mut each = |_: super::super::Row<'_>| {
        seen += 1;
        Ok(ControlFlow::Break(()))
    };
    let sql = "SELECT email_key FROM user_roles";
    reader.as_session().query(sql, &[], &mut each).unwrap();
    assert_eq!(seen, 1);
    assert_eq!(names(reader.as_session()).len(), 3);
}

pub(super) fn an_error_of_the_reader_ends_a_query(place: &dyn Place) {
    place.begin_with(&["ada", "bob"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    let mut each =
        |row: super::super::Row<'_>| Err(failure::corrupt("user_roles", row[0].shown(), "unfit"));
    let sql = "SELECT email_key FROM user_roles ORDER BY email_key";
    let ended = reader.as_session().query(sql, &[], &mut each);
    assert!(matches!(ended, Err(damage) if damage.message().contains("row ada:")));
    assert_eq!(names(reader.as_session()).len(), 2);
}

/// A query may look up other rows for each of its rows, and write meanwhile.
pub(super) fn a_statement_runs_within_a_query(place: &dyn Place) {
    place.begin_with(&["ada", "bob"]);
    let engine = place.hasty();
    let writer = engine.begin_writing(Ending::Commit).unwrap();
    let session = writer.as_session();
    let mut found = Vec::new();
    let mut each = |row: super::super::Row<'_>| {
        let name = row[0].shown();
        let sql = "SELECT role FROM user_roles WHERE account_id = ?1 AND email_key = ?2";
        found.push(rows(session, sql, &[1.into(), row[0].clone()]).len());
        let sql = "INSERT INTO user_roles (account_id, role, email_key) VALUES (2, 'seen', ?1)";
        session.execute(sql, &[Value::from(name)])?;
        Ok(ControlFlow::Continue(()))
    };
    let sql = "SELECT email_key FROM user_roles WHERE account_id = ?1";
    session.query(sql, &[1.into()], &mut each).unwrap();
    assert_eq!(found, [1, 1]);
    assert_eq!(count(session, "user_roles"), Some(4));
}
