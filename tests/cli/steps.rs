//! Every step in every state: allowed in the right state, refused with `enroll.step` in others.

use crate::form::Form;
use crate::journey::{
    active, agreement, direct_active, direct_credit_check, direct_support_plan, state, submitted,
    under_review,
};
use crate::world::World;

type Start = fn() -> World;

fn draft() -> World {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    world
}

fn restricted() -> World {
    let world = direct_active();
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    world
}

fn action_required() -> World {
    let world = under_review();
    crate::journey::reject(&world, "business", "no such company");
    world
}

fn withdrawn() -> World {
    let world = under_review();
    world.answer(&["enroll", "withdraw", "--reason", "sold", "--yes"]);
    world
}

const STATES: [(&str, Start); 10] = [
    ("draft", draft),
    ("email-verification", submitted),
    ("under-review", under_review),
    ("action-required", action_required),
    ("credit-check", direct_credit_check),
    ("support-plan", direct_support_plan),
    ("agreement", agreement),
    ("active", active),
    ("restricted", restricted),
    ("withdrawn", withdrawn),
];

#[test]
fn the_journeys_reach_the_states_they_are_named_for() {
    for (name, start) in STATES {
        assert_eq!(state(&start()), name);
    }
}

#[test]
fn a_step_in_the_wrong_state_is_refused_unchanged() {
    let steps: [(&[&str], &[&str]); 4] = [
        (&["enroll", "submit"], &["draft"]),
        (&["enroll", "sign-mpa"], &["agreement"]),
        (&["enroll", "reinstate"], &["restricted"]),
        (&["verify", "send-email"], &["email-verification"]),
    ];
    for (name, start) in STATES {
        let world = start();
        let before = world.store().content();
        for (step, belongs) in steps {
            if belongs.contains(&name) {
                continue;
            }
            let error = world.refusal(4, step);
            assert_eq!(error["rule"], "enroll.step", "{step:?} in {name}");
            let message = error["message"].as_str().unwrap();
            assert!(message.contains(name), "{name} in {message}");
            assert!(error["remedy"].as_str().unwrap().contains("csp "));
        }
        assert_eq!(world.store().content(), before, "{name}");
    }
}

#[test]
fn every_state_is_shown_with_its_next_actions() {
    for (name, start) in STATES {
        let world = start();
        for args in [&["enroll", "show"][..], &["verify"], &["status"]] {
            let run = world.csp(args);
            run.expect(0);
            assert!(run.stdout.contains(name), "{name}\n{run}");
        }
        let next = world.answer(&["enroll", "show"])["next"].clone();
        let empty = next.as_array().unwrap().is_empty();
        assert_eq!(empty, ["withdrawn"].contains(&name), "{name}: {next:#}");
    }
}
