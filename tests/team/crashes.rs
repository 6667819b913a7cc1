//! The server's process, or the whole server, is killed at each statement of a write: the command succeeds once.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::proxy::{Deed, Plan, Proxy, Sender, When};
use crate::world::{Team, World, add_user, address_of, team};

/// Adds a user while something happens around the statement with this number; tells whether it has that many.
fn add_during(world: &World<'_>, number: usize, when: When, deed: Deed) -> bool {
    let before = world.entries();
    let proxy = Proxy::before(world.server.port());
    proxy.plan(Plan {
        sender: Sender::Client,
        when,
        number,
        // Execute: before it the statement has not run, after it it has.
        kind: Some(b'E'),
        deed,
    });
    let name = format!("kim{number}");
    let words = add_user(&name);
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    args.extend(["--wait", "60"]);
    let run = world.csp_at(&world.url_at(proxy.port()), &args);
    let at = format!("{when:?} statement {number}: {run:#?}");
    assert_eq!(run.code, Some(0), "{at}");
    let written = world.written(&address_of(&name));
    assert_eq!(written, (before + 1, 1), "entries and users, {at}");
    proxy.has_happened()
}

/// The server's process for `csp` is ended at each statement.
fn end_sessions(when: When) {
    let Some(team) = team() else { return };
    let next = AtomicUsize::new(1);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let world = team.world();
                let sql = format!(
                    "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = '{}' AND application_name = 'csp'",
                    world.database
                );
                let end = Deed::Call(Arc::new(move || {
                    team.server.ask("postgres", &sql);
                }));
                while !is_over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if !add_during(&world, number, when, end.clone()) {
                        is_over.store(true, Ordering::Relaxed);
                    }
                }
                world.check();
            });
        }
    });
    assert!(next.into_inner() > 8, "a write has more statements");
}

#[test]
fn a_session_ended_before_a_statement_is_retried() {
    end_sessions(When::Before);
}

#[test]
fn a_session_ended_after_a_statement_is_retried() {
    end_sessions(When::After);
}

#[test]
fn a_crash_of_the_server_at_a_statement_is_retried() {
    let Some(team) = Team::start() else { return };
    // The proxy calls it from threads that may live longer than this test.
    let team: &'static Team = Box::leak(Box::new(team));
    let world = team.world();
    let crash = Deed::Call(Arc::new(|| team.server.crash_and_restart()));
    let mut number = 1;
    while add_during(&world, number, When::Before, crash.clone()) {
        number += 1;
    }
    assert!(number > 4, "a write has more statements");
    world.check();
}
