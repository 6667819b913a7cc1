//! The connection is cut before and after every message of a write: the command and the store agree, and nothing is
//! done twice.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use crate::proxy::{Deed, Plan, Proxy, Sender, When};
use crate::world::{Run, Team, World, add_user, address_of, team};

/// So many commands run at the same time, each on a store of its own.
const AT_ONCE: usize = 6;

/// Calls `run` with 1, 2, 3 and so on, until it says that there was no such message.
fn for_each_message(team: &Team, run: impl Fn(&Place<'_>, usize) -> bool + Sync) -> usize {
    let next = AtomicUsize::new(1);
    let is_over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                let place = Place::new(team);
                while !is_over.load(Ordering::Relaxed) {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if !run(&place, number) {
                        is_over.store(true, Ordering::Relaxed);
                    }
                }
                place.world.check();
            });
        }
    });
    next.into_inner()
}

/// A store behind a proxy.
struct Place<'t> {
    world: World<'t>,
    proxy: Proxy,
    entries: Cell<i64>,
}

impl<'t> Place<'t> {
    fn new(team: &'t Team) -> Self {
        let world = team.world();
        Self {
            entries: Cell::new(world.entries()),
            proxy: Proxy::before(team.server.port()),
            world,
        }
    }

    /// Adds a user while `plan` happens; gives the run and how many entries it wrote.
    fn write_during(&self, plan: Plan, wait: &str) -> (Run, i64) {
        let name = format!("kim{}", plan.number);
        self.proxy.plan(plan);
        let words = add_user(&name);
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.extend(["--wait", wait]);
        let run = self
            .world
            .csp_at(&self.world.url_at(self.proxy.port()), &args);
        let (entries, users) = self.world.written(&address_of(&name));
        let written = entries - self.entries.replace(entries);
        assert_eq!(written, users, "entries and users differ: {run:#?}");
        (run, written)
    }
}

/// Cut once: the command connects again and succeeds.
fn cut_once(sender: Sender, when: When) {
    let Some(team) = team() else { return };
    let messages = for_each_message(team, |place, number| {
        let plan = Plan {
            sender,
            when,
            number,
            kind: None,
            deed: Deed::Cut,
        };
        let (run, written) = place.write_during(plan, "20");
        assert_eq!(
            run.code,
            Some(0),
            "{when:?} message {number} of {sender:?}: {run:#?}"
        );
        assert_eq!(
            written, 1,
            "{when:?} message {number} of {sender:?}: {run:#?}"
        );
        place.proxy.has_happened()
    });
    assert!(messages > 20, "a write has more messages than {messages}");
}

/// Cut and no new connection: the answer is true, or says that the outcome is unknown.
fn cut_for_good(sender: Sender, when: When) {
    let Some(team) = team() else { return };
    let unknown = AtomicUsize::new(0);
    for_each_message(team, |place, number| {
        let plan = Plan {
            sender,
            when,
            number,
            kind: None,
            deed: Deed::CutForGood,
        };
        let (run, written) = place.write_during(plan, "0");
        let at = format!("{when:?} message {number} of {sender:?}: {run:#?}");
        match run.code {
            Some(0) => assert_eq!(written, 1, "{at}"),
            Some(8) => {
                assert_eq!(written, 0, "{at}");
                assert!(run.stderr.contains("nothing was changed"), "{at}");
            }
            Some(1) => {
                assert!(run.is_unknown(), "{at}");
                unknown.fetch_add(1, Ordering::Relaxed);
                assert_eq!(place.world.has_entry(run.hash()), written == 1, "{at}");
            }
            _ => panic!("{at}"),
        }
        place.proxy.has_happened()
    });
    assert!(unknown.into_inner() > 0, "no cut left the outcome open");
}

#[test]
fn a_cut_before_a_message_of_csp_is_retried() {
    cut_once(Sender::Client, When::Before);
}

#[test]
fn a_cut_after_a_message_of_csp_is_retried() {
    cut_once(Sender::Client, When::After);
}

#[test]
fn a_cut_before_a_message_of_the_server_is_retried() {
    cut_once(Sender::Server, When::Before);
}

#[test]
fn a_cut_after_a_message_of_the_server_is_retried() {
    cut_once(Sender::Server, When::After);
}

#[test]
fn a_cut_for_good_before_a_message_of_csp_is_true() {
    cut_for_good(Sender::Client, When::Before);
}

#[test]
fn a_cut_for_good_after_a_message_of_csp_is_true() {
    cut_for_good(Sender::Client, When::After);
}

#[test]
fn a_cut_for_good_before_an_answer_is_true() {
    cut_for_good(Sender::Server, When::Before);
}

#[test]
fn a_cut_for_good_after_an_answer_is_true() {
    cut_for_good(Sender::Server, When::After);
}
