//! A store that another process is writing to.

use rusqlite::Connection;

use crate::journey::{state, submitted};
use crate::world::{World, json};

fn locked(world: &World) -> Connection {
    let db = Connection::open(world.store().file()).unwrap();
    db.execute_batch("BEGIN IMMEDIATE").unwrap();
    db
}

#[test]
fn a_write_gives_up_after_the_wait() {
    let world = submitted();
    let lock = locked(&world);
    let error = world.refusal(8, &["enroll", "edit", "--city", "Paris", "--wait", "0"]);
    assert_eq!(error["code"], "busy");
    assert!(
        error["remedy"].as_str().unwrap().contains("--wait"),
        "{error:#}"
    );
    drop(lock);
    world.answer(&["enroll", "edit", "--city", "Paris", "--wait", "0"]);
}

#[test]
fn the_wait_may_come_from_the_environment() {
    let mut world = submitted();
    let _lock = locked(&world);
    world.set("CSP_WAIT", "0");
    world.csp(&json(&["verify", "send-email"])).expect(8);
}

#[test]
fn reading_needs_no_wait() {
    let world = submitted();
    let _lock = locked(&world);
    for args in [
        &["enroll", "show"][..],
        &["verify"],
        &["status"],
        &["audit", "log"],
    ] {
        let args = [args, &["--wait", "0"]].concat();
        world.csp(&args).expect(0);
    }
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn an_invalid_wait_is_refused() {
    for wait in ["soon", "-1", ""] {
        let wait = format!("--wait={wait}");
        submitted().csp(&["enroll", "show", &wait]).expect(2);
    }
}

#[test]
fn restoring_waits_for_a_locked_store_once() {
    let world = submitted();
    world.answer(&["store", "backup", "copy.db"]);
    let _lock = locked(&world);
    let started = std::time::Instant::now();
    world.refusal(8, &["store", "restore", "copy.db", "--yes", "--wait", "3"]);
    let waited = started.elapsed().as_secs_f64();
    assert!((2.9..5.5).contains(&waited), "{waited}");
}
