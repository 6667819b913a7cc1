//! Signing the partner agreement.

use serde_json::Value;

use crate::form::Form;
use crate::journey::{
    accept, actions, agreement, direct_credit_check, direct_support_plan, show, state, submit,
    submitted, under_review,
};
use crate::world::World;

#[test]
fn signing_makes_the_account_active() {
    let mut world = agreement();
    world.at("2021-03-10T12:00:00Z");
    let answer = world.answer(&["enroll", "sign-mpa"]);
    let enrollment = &answer["enrollments"][0];
    assert_eq!(enrollment["state"], "active");
    assert_eq!(enrollment["mpa_signed_on"], "2021-03-10");
    assert_eq!(enrollment["active_since"], "2021-03-10T12:00:00Z");
}

#[test]
fn the_day_of_the_signature_may_be_in_the_past() {
    let mut world = agreement();
    world.at("2021-03-10T12:00:00Z");
    let answer = world.answer(&["enroll", "sign-mpa", "--on", "2021-03-08"]);
    assert_eq!(answer["enrollments"][0]["mpa_signed_on"], "2021-03-08");
}

#[test]
fn signing_dates_lie_between_review_and_today() {
    for day in ["2021-03-02", "2021-02-26"] {
        let world = agreement();
        world.refusal(4, &["enroll", "sign-mpa", "--on", day]);
        assert_eq!(state(&world), "agreement");
    }
}

#[test]
fn a_day_that_cannot_be_read_is_a_mistake_on_the_command_line() {
    for day in ["2021-02-30", "01/03/2021", "yesterday"] {
        let error = agreement().refusal(2, &["enroll", "sign-mpa", "--on", day]);
        assert_eq!(error["code"], "usage");
    }
}

#[test]
fn nothing_is_signed_before_verification_is_over() {
    for start in [
        submitted,
        under_review,
        direct_credit_check,
        direct_support_plan,
    ] {
        let world = start();
        let stood = state(&world);
        let error = world.refusal(4, &["enroll", "sign-mpa"]);
        assert_eq!(error["rule"], "enroll.step");
        let message = error["message"].as_str().unwrap();
        assert!(message.contains(&stood), "names the state: {message}");
        assert_eq!(state(&world), stood);
    }
}

#[test]
fn the_agreement_is_signed_only_once() {
    let world = agreement();
    world.answer(&["enroll", "sign-mpa"]);
    let error = world.refusal(4, &["enroll", "sign-mpa"]);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn an_active_reseller_sees_its_next_actions() {
    let world = agreement();
    assert_eq!(actions(&show(&world)), ["sign-mpa"]);
    world.answer(&["enroll", "sign-mpa"]);
    let shown = show(&world);
    let next = actions(&shown);
    for wanted in [
        "grant-admin-agent",
        "find-provider",
        "set-up-business-profile",
    ] {
        assert!(next.contains(&wanted), "{wanted} in {next:?}");
    }
    assert!(!next.contains(&"sign-mpa"));
}

/// A reseller that signed the agreement of 2018, which is older than the MPA.
fn older() -> World {
    let mut world = World::new();
    world.at("2018-10-10T09:00:00Z");
    submit(&world, &Form::indirect());
    accept(&world, &["email-ownership", "employment", "business"]);
    world.answer(&["enroll", "sign-mpa"]);
    world
}

#[test]
fn an_agreement_older_than_the_mpa_is_not_called_mpa() {
    let mut world = older();
    let enrollment = &show(&world)["enrollments"][0];
    assert_eq!(enrollment["state"], "active");
    assert_eq!(enrollment["mpa_signed_on"], Value::Null);
    assert_eq!(enrollment["reseller_agreement_signed_on"], "2018-10-10");
    assert!(!actions(&show(&world)).contains(&"sign-mpa"));
    world.at("2020-01-31T09:00:00Z");
    assert!(!actions(&show(&world)).contains(&"sign-mpa"));
    world.at("2020-02-01T09:00:00Z");
    assert!(actions(&show(&world)).contains(&"sign-mpa"));
}

#[test]
fn the_mpa_is_recorded_beside_the_older_agreement_once() {
    let mut world = older();
    world.at("2020-06-10T09:00:00Z");
    let early = world.refusal(4, &["enroll", "sign-mpa", "--on", "2019-08-31"]);
    assert_eq!(early["rule"], "enroll.step");
    let check = ["eligibility", "check", "--format", "json"];
    let not_met = world.csp(&check).expect(3).json();
    assert_eq!(
        (&not_met["purpose"], &not_met["verdict"]),
        (&"retain".into(), &"no".into())
    );
    assert!(
        not_met.to_string().contains("older reseller agreement"),
        "{not_met}"
    );
    let answer = world.answer(&["enroll", "sign-mpa", "--on", "2020-02-10"]);
    let enrollment = &answer["enrollments"][0];
    assert_eq!(enrollment["state"], "active");
    assert_eq!(enrollment["mpa_signed_on"], "2020-02-10");
    assert_eq!(enrollment["reseller_agreement_signed_on"], "2018-10-10");
    assert_eq!(enrollment["active_since"], "2018-10-10T09:00:00Z");
    assert!(!actions(&answer).contains(&"sign-mpa"));
    let again = world.refusal(4, &["enroll", "sign-mpa"]);
    assert_eq!(again["rule"], "enroll.step");
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn a_provider_invites_under_the_agreement_of_the_day() {
    let mut world = older();
    let add = [
        "providers",
        "add",
        "Nordic",
        "--country",
        "DE",
        "--mpn-id",
        "7777777",
    ];
    world.answer(&add);
    world.answer(&["providers", "invite", "nordic"]);
    world.at("2020-02-01T09:00:00Z");
    let invite = ["providers", "invite", "nordic"];
    let error = world.refusal(4, &invite);
    assert_eq!(error["rule"], "providers.reseller-active");
    world.answer(&["enroll", "sign-mpa"]);
    world.answer(&invite);
}
