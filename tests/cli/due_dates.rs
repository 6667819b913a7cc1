//! Due dates in business days, and overdue checks.

use crate::form::Form;
use crate::journey::{action, actions, check, submit, submitted, under_review};
use crate::world::World;

fn submitted_on(instant: &str) -> World {
    let mut world = World::new();
    world.at(instant);
    submit(&world, &Form::indirect());
    world
}

#[test]
fn the_confirmation_is_due_one_business_day_after_it_was_opened() {
    for (opened, due) in [
        ("2021-03-01T09:00:00Z", "2021-03-02"),
        ("2021-03-04T23:59:59Z", "2021-03-05"),
        ("2021-03-05T09:00:00Z", "2021-03-08"),
        ("2021-03-06T09:00:00Z", "2021-03-08"),
        ("2021-03-07T09:00:00Z", "2021-03-08"),
        ("2020-12-31T12:00:00Z", "2021-01-01"),
    ] {
        let verify = submitted_on(opened).answer(&["verify"]);
        assert_eq!(check(&verify, "email-ownership")["due"], due, "{opened}");
    }
}

#[test]
fn employment_and_business_are_due_after_five_business_days() {
    for (opened, due) in [
        ("2021-03-01T09:00:00Z", "2021-03-08"),
        ("2021-03-05T09:00:00Z", "2021-03-12"),
        ("2021-03-06T09:00:00Z", "2021-03-12"),
    ] {
        let world = submitted_on(opened);
        crate::journey::confirm_email(&world);
        let verify = world.answer(&["verify"]);
        for name in ["employment", "business"] {
            assert_eq!(check(&verify, name)["due"], due, "{opened}");
            assert_eq!(check(&verify, name)["since"], opened);
        }
    }
}

#[test]
fn a_check_is_overdue_from_the_next_day_on() {
    let mut world = submitted();
    for (now, overdue) in [
        ("2021-03-02T23:59:59Z", false),
        ("2021-03-03T00:00:00Z", true),
    ] {
        world.at(now);
        let verify = world.answer(&["verify"]);
        assert_eq!(
            check(&verify, "email-ownership")["overdue"],
            overdue,
            "{now}"
        );
    }
}

#[test]
fn days_are_utc_days_in_every_time_zone() {
    let mut world = submitted();
    world.set("TZ", "Pacific/Kiritimati");
    world.at("2021-03-02T23:30:00Z");
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "email-ownership")["overdue"], false);
    assert_eq!(
        check(&verify, "email-ownership")["since"],
        "2021-03-01T09:00:00Z"
    );
}

#[test]
fn contacting_support_is_next_if_the_review_takes_longer() {
    let mut world = under_review();
    world.at("2021-03-08T20:00:00Z");
    let verify = world.answer(&["verify"]);
    let calm = verify["next"].as_array().unwrap();
    assert!(calm.iter().all(|it| it["overdue"] == false), "{verify:#}");
    world.at("2021-03-09T00:00:00Z");
    let verify = world.answer(&["verify"]);
    assert_eq!(action(&verify, "contact-support")["overdue"], true);
    assert_eq!(check(&verify, "business")["overdue"], true);
}

#[test]
fn a_recorded_result_is_never_overdue() {
    let mut world = under_review();
    crate::journey::accept(&world, &["business"]);
    world.at("2021-04-01T00:00:00Z");
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "business")["overdue"], false);
    assert_eq!(check(&verify, "employment")["overdue"], true);
}

#[test]
fn a_check_not_yet_opened_has_no_dates() {
    let verify = submitted().answer(&["verify"]);
    for name in ["employment", "business"] {
        let waiting = check(&verify, name);
        assert_eq!(waiting["state"], "not-started");
        for key in ["since", "due", "reason"] {
            assert!(waiting[key].is_null(), "{key}");
        }
        assert_eq!(waiting["overdue"], false);
        assert_eq!(waiting["attempts"], 0);
        assert_eq!(waiting["documents"], serde_json::json!([]));
    }
    assert!(!actions(&verify).is_empty());
}

#[test]
fn reopening_a_check_sets_a_new_due_day() {
    let mut world = under_review();
    world.at("2021-03-10T09:00:00Z");
    world.answer(&["enroll", "edit", "--legal-name", "Contoso SAS"]);
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "business")["due"], "2021-03-17");
    assert_eq!(check(&verify, "employment")["due"], "2021-03-08");
}
