//! Where a store is, and how it is created.

use super::*;
use crate::store::Absence;

fn is_absent(place: &dyn Place) -> bool {
    let engine = place.hasty();
    let absence = engine.absence().unwrap();
    let is_there = engine.exists().unwrap();
    assert_eq!(absence.is_some(), !is_there);
    assert!(absence.is_none() || absence == Some(Absence::Missing));
    !is_there
}

pub(super) fn nothing_is_there_at_first(place: &dyn Place) {
    assert!(is_absent(place));
    assert!(!place.hasty().path().as_os_str().is_empty());
}

pub(super) fn a_store_that_is_not_there_reads_as_empty(place: &dyn Place) {
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    for table in ["accounts", "journal", "users", "user_roles"] {
        assert_eq!(count(reader.as_session(), table), Some(0), "{table}");
    }
    assert_eq!(reader.earlier_version(), None);
    reader.roll_back().unwrap();
    assert!(is_absent(place));
}

pub(super) fn a_dry_run_creates_nothing(place: &dyn Place) {
    let engine = place.hasty();
    let transaction = engine.begin_writing(Ending::RollBack).unwrap();
    add(transaction.as_session(), "ada").unwrap();
    assert_eq!(names(transaction.as_session()), ["ada"]);
    transaction.roll_back().unwrap();
    assert!(is_absent(place));
    assert_eq!(place.names(), [""; 0]);
}

pub(super) fn a_first_write_that_fails_creates_nothing(place: &dyn Place) {
    let engine = place.hasty();
    adding(engine.as_ref(), "ada").unwrap().roll_back().unwrap();
    assert!(is_absent(place));
    drop(adding(engine.as_ref(), "ada").unwrap());
    assert!(is_absent(place));
    place.begin_with(&["bob"]);
    assert_eq!(place.names(), ["bob"]);
}

pub(super) fn the_first_commit_creates_the_store(place: &dyn Place) {
    let early = place.hasty();
    let reader = early.begin_reading().unwrap();
    assert_eq!(names(reader.as_session()), [""; 0]);
    reader.roll_back().unwrap();
    let engine = place.hasty();
    let transaction = adding(engine.as_ref(), "ada").unwrap();
    assert_eq!(transaction.earlier_version(), None);
    assert_eq!(transaction.commit(None).unwrap(), Committed::Kept);
    assert!(!is_absent(place));
    assert_eq!(place.names(), ["ada"]);
}

/// Several writers create the same store at once. Each but the first waits, or its commit asks it to try again; then
/// its rows are added to those of the others.
pub(super) fn several_create_the_store_at_once(place: &dyn Place) {
    const PROCESSES: usize = 4;
    let together = std::sync::Barrier::new(PROCESSES);
    std::thread::scope(|scope| {
        for number in 0..PROCESSES {
            let together = &together;
            scope.spawn(move || {
                let engine = place.patient();
                let name = format!("user-{number}");
                assert!(!engine.exists().unwrap());
                together.wait();
                loop {
                    let transaction = adding(engine.as_ref(), &name).unwrap();
                    match transaction.commit(None).unwrap() {
                        Committed::Kept => break,
                        Committed::TryAgain => {}
                    }
                }
            });
        }
    });
    assert_eq!(place.names(), ["user-0", "user-1", "user-2", "user-3"]);
}

pub(super) fn a_store_that_was_written_is_sound(place: &dyn Place) {
    let engine = place.hasty();
    let sound = |when: &str| {
        let reader = engine.begin_reading().unwrap();
        let problems = reader.as_session().engine_problems().unwrap();
        assert_eq!(problems, [], "{when}");
        reader.roll_back().unwrap();
    };
    sound("not there");
    place.begin_with(&["ada", "bob"]);
    let engine = place.hasty();
    let reader = engine.begin_reading().unwrap();
    assert_eq!(reader.as_session().engine_problems().unwrap(), []);
    assert!(
        reader
            .as_session()
            .role()
            .is_none_or(|role| !role.is_empty())
    );
}
