//! Many rows at once.

use super::super::CopyIn;
use super::*;

const COLUMNS: [&str; 3] = ["account_id", "role", "email_key"];

/// Inserts rows with these numbers in bulk and finishes. The error may come from any of the calls.
fn send(
    mut copy: Box<dyn CopyIn + '_>,
    numbers: impl Iterator<Item = i64>,
) -> Result<(), Diagnostic> {
    for number in numbers {
        copy.row(&row(&format!("user-{number:06}")))?;
    }
    copy.finish()
}

pub(super) fn ten_thousand_rows_arrive(place: &dyn Place) {
    const MANY: i64 = 10_000;
    place.write(|session| {
        session.expect_bulk().unwrap();
        let copy = session.copy_in("user_roles", &COLUMNS).unwrap();
        send(copy, 0..MANY).unwrap();
        assert_eq!(count(session, "user_roles"), Some(MANY));
    });
    let names = place.names();
    assert_eq!(names.len(), 10_000);
    assert_eq!(names.last().map(String::as_str), Some("user-009999"));
}

pub(super) fn a_row_that_is_there_already_ends_the_bulk(place: &dyn Place) {
    place.begin_with(&["user-005000"]);
    let engine = place.hasty();
    let transaction = engine.begin_writing(Ending::Commit).unwrap();
    let copy = transaction.as_session().copy_in("user_roles", &COLUMNS);
    assert!(contradicts(&send(copy.unwrap(), 0..10_000)));
    transaction.roll_back().unwrap();
    assert_eq!(place.names(), ["user-005000"]);
    let transaction = engine.begin_writing(Ending::Commit).unwrap();
    let copy = transaction.as_session().copy_in("user_roles", &COLUMNS);
    send(copy.unwrap(), 0..2).unwrap();
    transaction.commit(None).unwrap();
    assert_eq!(place.names().len(), 3);
}

/// An import fills three tables at once, and reads rows between inserts.
pub(super) fn rows_go_in_beside_other_statements(place: &dyn Place) {
    place.write(|session| {
        let mut roles = session.copy_in("user_roles", &COLUMNS).unwrap();
        let columns = ["chain", "head_seq", "head_hash", "head_turn", "head_moment"];
        let mut chains = session.copy_in("chains", &columns).unwrap();
        for number in 0..100_i64 {
            roles.row(&row(&format!("user-{number}"))).unwrap();
            let hash = [7; 32];
            let [one, two] = [Value::Integer(number), Value::Integer(0)];
            let chain = [one, two.clone(), hash[..].into(), two.clone(), two];
            chains.row(&chain).unwrap();
            assert_eq!(count(session, "states"), Some(0));
        }
        roles.finish().unwrap();
        chains.finish().unwrap();
        assert_eq!(count(session, "user_roles"), Some(100));
        assert_eq!(count(session, "chains"), Some(100));
    });
}
