//! A move of a store that is killed, or that others write against: nothing is lost, and one of the two places says so.

use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::engine::TestStore;
use crate::journey::active;
use crate::world::World;

const USERS: usize = 200;

/// A store with many users, so that a move takes a while.
fn many() -> World {
    let world = active();
    let mut text = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..USERS {
        writeln!(text, "user{number:04}@contoso.fr,A,B,sales-agent").unwrap();
    }
    world.write("staff.csv", text);
    world
        .csp(&[
            "users",
            "import",
            "staff.csv",
            "--credentials",
            "passwords.csv",
        ])
        .expect(0);
    world
}

fn anchor(world: &World, store: &str) -> String {
    let run = world.csp(&["audit", "anchor", "--store", store]);
    run.expect(0).stdout.clone()
}

/// Kills moves at many moments. Whatever the moment, either the old store is in use as before, or the new one is whole
/// and the old one says where it is. The same command then finishes.
fn kill_moves(world: &World, from: &TestStore, to: impl Fn(u32) -> Option<TestStore>) {
    let content = from.content();
    let before = anchor(world, &from.argument());
    let Some(first) = to(0) else { return };
    let line = |to: &TestStore| {
        [
            "store",
            "move",
            "--yes",
            "--to",
            &to.argument(),
            "--store",
            &from.argument(),
        ]
        .map(str::to_owned)
    };
    let started = Instant::now();
    let words = line(&first);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    world.csp(&words).expect(0);
    let whole = started.elapsed();
    let rounds: u32 = std::env::var("CSP_KILLS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(6);
    let (mut unmoved, mut was_moved) = (0, 0);
    for round in 1..=rounds {
        from.fill(&content);
        let target = to(round).unwrap();
        let words = line(&target);
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let mut child = world
            .command(&words)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole * round / rounds);
        child.kill().unwrap();
        child.wait().unwrap();
        let old = world.csp(&["store", "check", "--store", &from.argument()]);
        if old.code == Some(5) {
            assert!(old.stderr.contains("was moved"), "{old}");
            was_moved += 1;
        } else {
            old.expect(0);
            assert_eq!(anchor(world, &from.argument()), before);
            unmoved += 1;
            world.csp(&words).expect(0);
        }
        assert_eq!(anchor(world, &target.argument()), before);
        world
            .csp(&["store", "check", "--store", &target.argument()])
            .expect(0);
        world
            .csp(&["status", "--store", &from.argument()])
            .expect(5);
    }
    assert!(unmoved > 0, "no round hit the move: {was_moved} after it");
}

#[test]
fn a_killed_move_leaves_one_store_that_is_whole() {
    let world = many();
    kill_moves(&world, world.store(), |round| {
        world
            .store()
            .elsewhere(world.root(), &format!("{round}/new.db"))
    });
}

#[test]
fn a_killed_move_back_leaves_one_store_that_is_whole() {
    let world = many();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let words = ["store", "move", "--yes", "--to", &there.argument()];
    world.csp(&words).expect(0);
    kill_moves(&world, &there, |round| {
        Some(TestStore::of(world.root(), &format!("back/{round}.db")))
    });
}

/// Writers that go on until they are refused: what they were told is done is at the new place.
fn write_against_a_move(world: &World, from: &TestStore, to: &TestStore, names: &str) {
    let done = AtomicUsize::new(0);
    let is_over = |code: i32| match code {
        0 => {
            done.fetch_add(1, Ordering::Relaxed);
            false
        }
        // The lock was not free in time.
        8 => false,
        // The store was moved.
        5 => true,
        other => panic!("exit code {other}"),
    };
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let from = from.argument();
            scope.spawn(move || {
                for number in 0..10_000 {
                    let email = format!("{names}{writer}-{number}@contoso.fr");
                    let run = world.csp(&[
                        "users",
                        "add",
                        &email,
                        "--first-name",
                        "W",
                        "--last-name",
                        "W",
                        "--role",
                        "sales-agent",
                        "--wait",
                        "30",
                        "--store",
                        &from,
                    ]);
                    let code = run.code.unwrap_or(-1);
                    assert!([0, 5, 8].contains(&code), "{run}");
                    if is_over(code) {
                        assert!(run.stderr.contains("was moved"), "{run}");
                        return;
                    }
                }
            });
        }
        std::thread::sleep(Duration::from_millis(500));
        let words = [
            "store",
            "move",
            "--yes",
            "--wait",
            "30",
            "--to",
            &to.argument(),
            "--store",
            &from.argument(),
        ];
        world.csp(&words).expect(0);
    });
    let users = world.answer(&[
        "users",
        "list",
        "--search",
        names,
        "--store",
        &to.argument(),
    ]);
    let written = users
        .as_array()
        .unwrap()
        .iter()
        .filter(|user| user["email"].as_str().unwrap().starts_with(names))
        .count();
    let done = done.load(Ordering::Relaxed);
    assert_eq!(written, done, "acknowledged and there");
    assert!(done > 0);
    world
        .csp(&["store", "check", "--store", &to.argument()])
        .expect(0);
}

#[test]
fn no_acknowledged_write_is_lost_by_a_move() {
    let world = active();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    write_against_a_move(&world, world.store(), &there, "there");
    let back = TestStore::of(world.root(), "back.db");
    write_against_a_move(&world, &there, &back, "back");
}
