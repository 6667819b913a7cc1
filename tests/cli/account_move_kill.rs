//! A move of an account that is killed, or that others write against: the account is whole in a store that says so.

use std::fmt::Write as _;
use std::process::Stdio;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::account_move::{CONTOSO, assert_whole, enroll};
use crate::engine::TestStore;
use crate::form::Form;
use crate::journey::active;
use crate::world::World;

const USERS: usize = 200;

/// Contoso with many users, so that a move takes a while, beside Fabrikam.
fn many() -> World {
    let world = active();
    enroll(&world, &Form::fabrikam(), &world.store().argument());
    let mut text = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..USERS {
        writeln!(text, "user{number:04}@contoso.fr,A,B,sales-agent").unwrap();
    }
    world.write("staff.csv", text);
    let import = ["users", "import", "staff.csv", "--account", CONTOSO];
    world
        .csp(&[&import[..], &["--credentials", "passwords.csv"]].concat())
        .expect(0);
    world
}

fn line_of_contoso(world: &World, store: &str) -> Option<String> {
    let run = world.csp(&["audit", "anchor", "--store", store]);
    if run.code == Some(5) {
        return None;
    }
    let anchor = run.expect(0).stdout.clone();
    let line = anchor.lines().find(|line| line.contains(CONTOSO));
    line.map(str::to_owned)
}

/// Kills moves at many moments. Whatever the moment, the account is whole in at least one store, and the same command
/// finishes the move.
fn kill_moves(world: &World, from: &TestStore, to: impl Fn(u32) -> Option<TestStore>) {
    let content = from.content();
    let before = line_of_contoso(world, &from.argument());
    assert!(before.is_some());
    let Some(first) = to(0) else { return };
    let line = |to: &TestStore| {
        let (to, from) = (to.argument(), from.argument());
        [
            "accounts", "move", CONTOSO, "--yes", "--to", &to, "--store", &from,
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
    let (mut unmoved, mut in_both, mut was_moved) = (0, 0, 0);
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
        assert_whole(world, &from.argument());
        let here = line_of_contoso(world, &from.argument());
        let there = line_of_contoso(world, &target.argument());
        match (&here, &there) {
            (Some(_), None) => unmoved += 1,
            (Some(_), Some(_)) => in_both += 1,
            (None, _) => was_moved += 1,
        }
        for one in [&here, &there].into_iter().filter(|one| one.is_some()) {
            assert_eq!(*one, before);
        }
        match here {
            Some(_) => {
                let run = world.csp(&words);
                run.expect(0);
                let finished = run.stdout.contains("An earlier run copied it");
                assert_eq!(finished, there.is_some(), "{run}");
            }
            None => assert_eq!(there, before),
        }
        assert_eq!(line_of_contoso(world, &target.argument()), before);
        assert_eq!(line_of_contoso(world, &from.argument()), None);
        assert_whole(world, &from.argument());
        assert_whole(world, &target.argument());
        let refused = world.csp(&words);
        assert!(refused.expect(5).stderr.contains("was moved"), "{refused}");
    }
    eprintln!("killed: {unmoved} before, {in_both} between, {was_moved} after");
    assert!(unmoved > 0, "no round hit the move: {was_moved} after it");
}

#[test]
fn a_killed_move_leaves_the_account_whole() {
    let world = many();
    kill_moves(&world, world.store(), |round| {
        Some(TestStore::of(world.root(), &format!("{round}/new.db")))
    });
}

#[test]
fn a_killed_move_to_another_engine_leaves_it_whole() {
    let world = many();
    kill_moves(&world, world.store(), |round| {
        world
            .store()
            .elsewhere(world.root(), &format!("{round}/new.db"))
    });
}

#[test]
fn a_killed_move_from_another_engine_leaves_it_whole() {
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

/// Writers of the account that go on until they are refused, and one of another account that is never refused: what
/// they were told is done is there.
fn write_against_a_move(world: &World, from: &TestStore, to: &TestStore) {
    let done = AtomicUsize::new(0);
    let add = |email: &str| {
        let names = [
            "--first-name",
            "W",
            "--last-name",
            "W",
            "--role",
            "sales-agent",
        ];
        let place = ["--wait", "30", "--account", CONTOSO, "--store"];
        let from = from.argument();
        world.csp(
            &[
                &["users", "add", email],
                &names[..],
                &place,
                &[from.as_str()],
            ]
            .concat(),
        )
    };
    std::thread::scope(|scope| {
        for writer in 0..3 {
            let (add, done) = (&add, &done);
            scope.spawn(move || {
                for number in 0..10_000 {
                    let run = add(&format!("writer{writer}-{number}@contoso.fr"));
                    match run.code {
                        Some(0) => done.fetch_add(1, Ordering::Relaxed),
                        // The lock was not free in time.
                        Some(8) => 0,
                        _ => {
                            assert!(run.expect(5).stderr.contains("was moved"), "{run}");
                            return;
                        }
                    };
                }
            });
        }
        scope.spawn(|| {
            for number in 0..10 {
                let city = format!("Lyon {number}");
                let edit = ["enroll", "edit", "--city", &city, "--wait", "30"];
                let from = from.argument();
                let run =
                    world.csp(&[&edit[..], &["--account", "fabrikam", "--store", &from]].concat());
                run.expect(0);
            }
        });
        std::thread::sleep(Duration::from_millis(500));
        let (to, from) = (to.argument(), from.argument());
        let words = ["accounts", "move", CONTOSO, "--yes", "--wait", "30", "--to"];
        world
            .csp(&[&words[..], &[&to, "--store", &from]].concat())
            .expect(0);
    });
    let list = ["users", "list", "--search", "writer", "--account", CONTOSO];
    let users = world.answer(&[&list[..], &["--store", &to.argument()]].concat());
    let done = done.load(Ordering::Relaxed);
    assert_eq!(
        users.as_array().unwrap().len(),
        done,
        "acknowledged and there"
    );
    let show = ["enroll", "show", "--account", "fabrikam", "--store"];
    let fabrikam = world.answer(&[&show[..], &[&from.argument()]].concat());
    assert_eq!(fabrikam["company"]["address"]["city"], "Lyon 9");
    assert!(done > 0);
    assert_whole(world, &from.argument());
    assert_whole(world, &to.argument());
}

#[test]
fn no_acknowledged_write_is_lost_by_a_move_of_an_account() {
    for is_back in [false, true] {
        let world = many();
        let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
            return;
        };
        if is_back {
            let words = ["store", "move", "--yes", "--to", &there.argument()];
            world.csp(&words).expect(0);
            let back = TestStore::of(world.root(), "back.db");
            write_against_a_move(&world, &there, &back);
        } else {
            write_against_a_move(&world, world.store(), &there);
        }
    }
}
