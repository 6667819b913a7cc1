//! From direct bill to indirect reseller on the same tenant.

use serde_json::json;

use crate::journey::{
    accept, active, agreement, direct_active, direct_credit_check, reject, show, state,
    transitioning,
};
use crate::world::{World, each};

const TRANSITION: [&str; 3] = ["enroll", "transition", "--yes"];

#[test]
fn transition_opens_an_enrollment_with_one_check() {
    let world = transitioning();
    let shown = show(&world);
    let [direct, indirect] = &shown["enrollments"].as_array().unwrap()[..] else {
        panic!("two enrollments in {shown:#}");
    };
    assert_eq!(direct["state"], "active");
    assert_eq!(indirect["state"], "under-review");
    let verify = world.answer(&["verify"]);
    assert_eq!(verify["model"], "indirect-reseller");
    let checks = verify["checks"].as_array().unwrap();
    assert_eq!(checks.len(), 1, "{verify:#}");
    assert_eq!(checks[0]["check"], "business");
    assert_eq!(checks[0]["state"], "pending");
    assert_eq!(checks[0]["due"], "2021-03-08");
}

#[test]
fn the_transition_ends_active_after_the_agreement() {
    let world = transitioning();
    accept(&world, &["business"]);
    assert_eq!(state(&world), "agreement");
    let answer = world.answer(&["enroll", "sign-mpa"]);
    let states: Vec<_> = answer["enrollments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["state"].clone())
        .collect();
    assert_eq!(states, [json!("active"), json!("active")]);
}

#[test]
fn a_restricted_partner_may_move_too() {
    let world = direct_active();
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    let answer = world.answer(&TRANSITION);
    assert_eq!(answer["enrollments"][0]["state"], "restricted");
    assert_eq!(answer["enrollments"][1]["state"], "under-review");
}

#[test]
fn only_an_active_or_restricted_direct_bill_partner_moves() {
    for start in [active, agreement, direct_credit_check, transitioning] {
        let error = start().refusal(4, &TRANSITION);
        let rule = error["rule"].as_str().unwrap();
        assert!(
            ["enroll.step", "enroll.one-model"].contains(&rule),
            "{rule}"
        );
    }
}

#[test]
fn the_transition_asks_for_confirmation() {
    let world = direct_active();
    world.refusal(7, &TRANSITION[..2]);
    assert_eq!(show(&world)["enrollments"].as_array().unwrap().len(), 1);
}

#[test]
fn a_rejected_business_check_is_appealed() {
    let world = transitioning();
    reject(&world, "business", "another legal form");
    assert_eq!(state(&world), "action-required");
    crate::journey::appeal(&world, "business");
    assert_eq!(state(&world), "under-review");
}

#[test]
fn with_both_enrollments_settled_the_model_must_be_named() {
    let world = transitioning();
    accept(&world, &["business"]);
    world.answer(&["enroll", "sign-mpa"]);
    for args in [
        &["enroll", "sign-mpa"][..],
        &["verify", "record", "business", "accepted"],
        &["enroll", "edit", "--city", "Paris"],
        &["enroll", "withdraw", "--reason", "moved", "--yes"],
    ] {
        let error = world.refusal(7, args);
        assert_eq!(each(&error, "flag"), ["--model"], "{args:?}");
    }
    let withdraw = ["enroll", "withdraw", "--reason", "moved", "--yes"];
    let answer = world.answer(&[&withdraw[..], &["--model", "direct"]].concat());
    assert_eq!(answer["enrollments"][0]["state"], "withdrawn");
    assert_eq!(answer["enrollments"][1]["state"], "active");
}

#[test]
fn verify_shows_the_newest_enrollment_by_default() {
    let world = transitioning();
    accept(&world, &["business"]);
    world.answer(&["enroll", "sign-mpa"]);
    assert_eq!(world.answer(&["verify"])["model"], "indirect-reseller");
    let direct = world.answer(&["verify", "status", "--model", "direct"]);
    assert_eq!(direct["model"], "direct-bill");
    assert_eq!(direct["checks"].as_array().unwrap().len(), 4);
}

#[test]
fn withdrawing_during_the_transition_withdraws_the_new_one() {
    let world = transitioning();
    let answer = world.answer(&["enroll", "withdraw", "--reason", "stay", "--yes"]);
    assert_eq!(answer["enrollments"][0]["state"], "active");
    assert_eq!(answer["enrollments"][1]["state"], "withdrawn");
}

#[test]
fn applying_for_a_second_model_points_to_the_transition() {
    let world: World = direct_active();
    world.write("again.toml", crate::form::Form::indirect().text());
    let error = world.refusal(4, &["enroll", "--from", "again.toml"]);
    let rules = each(&error, "rule");
    assert!(rules.contains(&"enroll.one-model"), "{error:#}");
    assert!(
        error.to_string().contains("csp enroll transition"),
        "{error:#}"
    );
}

#[test]
fn a_missing_support_contact_is_asked_for() {
    let world = World::new();
    let form = crate::form::Form::direct()
        .without("support_contact.email")
        .without("support_contact.phone");
    world.write("enroll.toml", form.text());
    let from = ["enroll", "--from", "enroll.toml"];
    world.answer(&[&from[..], &["--despite-eligibility", "growth"]].concat());
    crate::journey::confirm_email(&world);
    accept(&world, &["employment", "business", "credit"]);
    world.answer(&["verify", "support-plan", "asfp"]);
    world.answer(&["enroll", "sign-mpa"]);
    let error = world.refusal(7, &TRANSITION);
    assert_eq!(each(&error, "flag"), ["--support-email", "--support-phone"]);
    assert_eq!(error["rule"], "enroll.support-contact");
    let contact = [
        "--support-email",
        "help@contoso.fr",
        "--support-phone",
        "+33 1 00",
    ];
    let answer = world.answer(&[&TRANSITION[..], &contact].concat());
    assert_eq!(answer["support_contact"]["email"], "help@contoso.fr");
}

#[test]
fn a_missing_model_is_reported_with_all_other_mistakes() {
    let world = transitioning();
    accept(&world, &["business"]);
    world.answer(&["enroll", "sign-mpa"]);
    for (args, missing) in [
        (
            &["enroll", "withdraw"][..],
            &["--reason", "--yes", "--model"][..],
        ),
        (&["enroll", "withdraw", "--yes"], &["--reason", "--model"]),
        (
            &["enroll", "withdraw", "--model", "direct"],
            &["--reason", "--yes"],
        ),
        (&["verify", "record", "business"], &["RESULT", "--model"]),
        (
            &["verify", "appeal", "business"],
            &["--document", "--model"],
        ),
        (&["verify", "support-plan"], &["PLAN", "--model"]),
        (&["verify", "open"], &["CHECK", "--model"]),
        (&["verify", "confirm-email"], &["--code", "--model"]),
    ] {
        assert_eq!(each(&world.refusal(7, args), "flag"), missing, "{args:?}");
    }
}
