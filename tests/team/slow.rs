//! Answers that never come: the command ends in time, and says why.

use std::net::TcpListener;
use std::time::{Duration, Instant};

use crate::proxy::{Deed, Plan, Proxy, Sender, When};
use crate::refusals::table_of;
use crate::world::{Run, Team, add_user, address_of, team};

/// A command waits for others for one second and for an answer five more.
const ANSWER: Duration = Duration::from_secs(6);

/// What a busy machine may add.
const MARGIN: Duration = Duration::from_secs(6);

/// Adds a user while answers stop coming before the end of a group with this number; `None` where there are not so many.
fn add_without_answer(team: &Team, number: usize) -> Option<(Run, Duration)> {
    let world = team.world();
    let before = world.entries();
    let proxy = Proxy::before(team.server.port());
    proxy.plan(Plan {
        sender: Sender::Server,
        when: When::Before,
        number,
        kind: Some(b'Z'),
        deed: Deed::Stall,
    });
    let words = add_user("kim");
    let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
    args.extend(["--wait", "1"]);
    let begun = Instant::now();
    let run = world.csp_at(&world.url_at(proxy.port()), &args);
    let took = begun.elapsed();
    let has_happened = proxy.has_happened();
    drop(proxy);
    let (entries, users) = world.written(&address_of("kim"));
    assert_eq!(entries - before, users, "{run:#?}");
    match run.code {
        Some(0) => assert_eq!(users, 1, "{run:#?}"),
        Some(8) => assert_eq!(users, 0, "{run:#?}"),
        _ => assert!(run.is_unknown(), "{run:#?}"),
    }
    world.check();
    has_happened.then_some((run, took))
}

#[test]
fn a_server_that_stops_answering_is_given_up() {
    let Some(team) = team() else { return };
    let runs: Vec<_> = std::thread::scope(|scope| {
        let begun: Vec<_> = (1..=16)
            .map(|number| scope.spawn(move || add_without_answer(team, number)))
            .collect();
        begun.into_iter().map(|one| one.join().unwrap()).collect()
    });
    let stalled: Vec<_> = runs.into_iter().flatten().collect();
    assert!(stalled.len() > 2, "the groups of a write stall");
    let mut unknown = 0;
    for (run, took) in &stalled {
        let mut limit = ANSWER + MARGIN;
        if run.code == Some(1) {
            // Five seconds for the commit, and as many to connect again.
            limit += ANSWER;
            unknown += 1;
        }
        assert!(*took < limit, "{took:?}: {run:#?}");
    }
    assert_eq!(unknown, 1, "one group has the commit: {stalled:#?}");
}

#[test]
fn a_server_that_never_answers_is_given_up() {
    let Some(team) = team() else { return };
    let world = team.world();
    // The system takes the connection, and nobody answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    let begun = Instant::now();
    let run = world.csp_at(&world.url_at(port), &["users", "list", "--wait", "1"]);
    assert!(begun.elapsed() < ANSWER + MARGIN, "{run:#?}");
    let url = format!("{}&connect_timeout=2", world.url_at(port));
    let begun = Instant::now();
    let hurried = world.csp_at(&url, &["users", "list", "--wait", "0"]);
    assert!(begun.elapsed() < ANSWER, "{hurried:#?}");
    let mut table = table_of(&world);
    table.hide_port(port);
    table.add("a server that never answers", run);
    table.add("the same, with connect_timeout", hurried);
    insta::assert_snapshot!("silent", table.text());
}
