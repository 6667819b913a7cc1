//! What verifying a journal says about moves that are recorded as they were, and about others.

use serde_json::json;

use super::super::engine::sqlite::EmptyStore;
use super::super::journal::Entry;
use super::*;
use crate::domain::application::Application;

const MOMENT: TransactionClock = TransactionClock {
    now: chrono::DateTime::UNIX_EPOCH,
    given: true,
};

fn account() -> Account {
    Account {
        id: 3,
        slug: "contoso".parse().unwrap(),
        application: Application::default(),
        created_at: chrono::DateTime::UNIX_EPOCH,
        enrollments: Vec::new(),
        former_owner: None,
    }
}

fn log(tx: &Tx<'_>, action: &'static str) {
    let account = account();
    tx.log(&Entry {
        account: Some(&account.slug),
        actor: None,
        action,
        subject: "contoso",
        reason: None,
        changes: json!({}),
    })
    .unwrap();
}

/// A store with the account, whose chain has two entries.
fn first_store() -> EmptyStore {
    let store = EmptyStore::new().unwrap();
    let tx = Tx::new(&store, MOMENT);
    tx.accounts().save(&account()).unwrap();
    log(&tx, "enrollment.started");
    log(&tx, "application.edited");
    tx.finish().unwrap();
    store
}

/// The move of the account out of a store.
fn leaving(store: &EmptyStore) -> AccountMove {
    let (start, head) = Tx::new(store, MOMENT).read_ends(&account()).unwrap();
    AccountMove {
        direction: MoveDirection::Arrived,
        chain: 3,
        head,
        place: "first.db".to_owned(),
        start,
    }
}

fn record(store: &EmptyStore, moved: &AccountMove) {
    let tx = Tx::new(store, MOMENT);
    tx.record_move(moved, "contoso", None).unwrap();
    tx.finish().unwrap();
}

fn copy(from: &EmptyStore, to: &EmptyStore) {
    copy_account((from, to), 3, &|| Ok(())).unwrap();
}

fn delete(store: &EmptyStore) {
    let counts = count_account(store, 3, &|| Ok(())).unwrap();
    delete_account(store, 3, &counts, &|| Ok(())).unwrap();
}

fn problems(store: &EmptyStore) -> Vec<String> {
    let tx = Tx::new(store, MOMENT);
    let found = tx.verify_journal(None).unwrap();
    found.into_iter().map(|problem| problem.what).collect()
}

/// What is found in a store after the account arrived with what `edit` made of its move.
fn found_after(edit: impl FnOnce(&mut AccountMove)) -> Vec<String> {
    let (first, second) = (first_store(), EmptyStore::new().unwrap());
    let mut moved = leaving(&first);
    edit(&mut moved);
    copy(&first, &second);
    record(&second, &moved);
    problems(&second)
}

#[test]
fn an_arrival_is_verified_against_the_chain() {
    assert_eq!(found_after(|_| {}), [""; 0]);
    for (what, found) in [
        ("head.hash", found_after(|moved| moved.head.hash = [1; 32])),
        ("head.seal", found_after(|moved| moved.head.seal = [1; 32])),
        ("head.seq", found_after(|moved| moved.head.seq += 1)),
        ("head.seq", found_after(|moved| moved.head.seq -= 1)),
        ("hash", found_after(|moved| moved.start.hash = [1; 32])),
        ("seq", found_after(|moved| moved.start.seq += 1)),
        ("turn", found_after(|moved| moved.start.turn += 9)),
        ("base", found_after(|moved| moved.start.base = [1; 32])),
        ("chain", found_after(|moved| moved.chain = 4)),
        (
            "direction",
            found_after(|moved| moved.direction = MoveDirection::Left),
        ),
    ] {
        assert!(!found.is_empty(), "{what}");
    }
}

#[test]
fn a_chain_that_left_is_not_missing_and_comes_back_as_itself() {
    let (first, second) = (first_store(), EmptyStore::new().unwrap());
    let arrived = leaving(&first);
    let mut left = arrived.clone();
    left.direction = MoveDirection::Left;
    copy(&first, &second);
    record(&second, &arrived);
    record(&first, &left);
    assert!(!problems(&first).is_empty(), "its rows are still there");
    delete(&first);
    assert_eq!(problems(&first), [""; 0]);
    // It goes on in the other store and comes back.
    let tx = Tx::new(&second, MOMENT);
    log(&tx, "application.edited");
    tx.finish().unwrap();
    let again = leaving(&second);
    assert_eq!(again.start, arrived.start);
    copy(&second, &first);
    record(&first, &again);
    assert_eq!(problems(&first), [""; 0]);
    // Its number is not given to another account, and a second arrival is found.
    record(&first, &again);
    assert!(!problems(&first).is_empty());
}

#[test]
fn an_account_that_comes_back_without_its_history_is_found() {
    let (first, second) = (first_store(), EmptyStore::new().unwrap());
    let mut left = leaving(&first);
    left.direction = MoveDirection::Left;
    record(&first, &left);
    delete(&first);
    // Another account with its number and name, which began at the same place.
    let tx = Tx::new(&second, MOMENT);
    tx.accounts().save(&account()).unwrap();
    log(&tx, "enrollment.started");
    tx.finish().unwrap();
    copy(&second, &first);
    record(&first, &leaving(&second));
    let found = problems(&first);
    let what = "does not have the entry, or the rows, with which the account was moved";
    assert!(found.iter().any(|found| found.contains(what)), "{found:?}");
}

#[test]
fn entries_after_an_arrival_come_after_all_that_arrived() {
    let (first, second) = (first_store(), EmptyStore::new().unwrap());
    let tx = Tx::new(&second, MOMENT);
    tx.log(&Entry {
        account: None,
        actor: None,
        action: "provider.added",
        subject: "nordic",
        reason: None,
        changes: json!({}),
    })
    .unwrap();
    copy(&first, &second);
    tx.record_move(&leaving(&first), "contoso", None).unwrap();
    tx.finish().unwrap();
    let mut actions = Vec::new();
    Tx::new(&second, MOMENT)
        .read_journal(&crate::store::JournalFilter::default(), |entry| {
            actions.push(entry.action);
            Ok::<_, Diagnostic>(())
        })
        .unwrap();
    assert_eq!(actions.last().map(String::as_str), Some("account.arrived"));
    assert_eq!(problems(&second), [""; 0]);
}
