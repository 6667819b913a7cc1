//! After a refusal, the command that the help prints can be run.

use crate::journey::{accept, active, under_review};
use crate::providers_rules::with_partner;
use crate::requests::with_adatum;
use crate::world::{World, json};

/// Runs a command that is refused, then the command that its help prints, which must not be refused.
fn follow_help(world: &World, refused: &[&str]) -> String {
    let error = world.refusal(4, &json(refused));
    let remedy = error["remedy"].as_str().unwrap().to_owned();
    let printed = remedy.split('`').nth(1).unwrap();
    let words: Vec<&str> = printed
        .split_whitespace()
        .skip(1)
        .map(|word| {
            if word == "CUSTOMER" {
                "adatum.fr"
            } else {
                word
            }
        })
        .collect();
    world.csp(&[&words[..], &["--yes"]].concat()).expect(0);
    remedy
}

#[test]
fn the_help_for_an_active_partnership_works() {
    let world = with_partner();
    let remedy = follow_help(&world, &["providers", "authorize", "tailspin", "--accept"]);
    assert!(remedy.contains("csp providers show tailspin"), "{remedy}");
}

#[test]
fn the_help_for_an_accepted_request_works() {
    let world = with_adatum(active());
    world.answer(&["customers", "invite", "adatum.fr"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    for verb in ["accept", "sent", "cancel", "decline"] {
        let remedy = follow_help(&world, &["customers", verb, "adatum.fr"]);
        assert!(remedy.contains("csp customers show"), "{verb}: {remedy}");
    }
}

#[test]
fn the_help_for_unopened_due_diligence_works() {
    let world = under_review();
    follow_help(&world, &["verify", "record", "due-diligence", "accepted"]);
}

#[test]
fn the_help_for_a_recorded_result_works() {
    let world = under_review();
    accept(&world, &["business"]);
    let again = ["verify", "record", "business", "accepted"];
    let remedy = follow_help(&world, &again);
    assert!(remedy.contains("csp verify reopen business"), "{remedy}");
}
