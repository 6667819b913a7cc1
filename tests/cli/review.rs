//! Recording the results of the review: order, days, due diligence, messages.

use crate::journey::{accept, check, journal, reject, state, submitted, under_review};

#[test]
fn checks_can_be_recorded_in_any_order() {
    for order in [["employment", "business"], ["business", "employment"]] {
        let world = under_review();
        accept(&world, &order[..1]);
        assert_eq!(state(&world), "under-review");
        let last = world.answer(&["verify", "record", order[1], "accepted"]);
        assert_eq!(last["state"], "agreement");
        assert_eq!(last["overall"], "accepted");
    }
}

#[test]
fn due_diligence_counts_once_it_is_opened() {
    let world = under_review();
    assert!(
        world.answer(&["verify"])["checks"]
            .as_array()
            .unwrap()
            .len()
            == 3
    );
    let why = "a wider look at the owners";
    let answer = world.answer(&["verify", "open", "due-diligence", "--reason", why]);
    assert_eq!(answer["state"], "under-review");
    assert_eq!(check(&answer, "due-diligence")["state"], "pending");
    accept(&world, &["employment", "business"]);
    assert_eq!(state(&world), "under-review");
    accept(&world, &["due-diligence"]);
    assert_eq!(state(&world), "agreement");
    assert!(journal(&world).iter().any(|it| it["reason"] == why));
}

#[test]
fn due_diligence_that_was_not_opened_cannot_be_recorded() {
    let error = under_review().refusal(4, &["verify", "record", "due-diligence", "accepted"]);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn due_diligence_is_opened_once() {
    let world = under_review();
    world.answer(&["verify", "open", "due-diligence"]);
    let error = world.refusal(4, &["verify", "open", "due-diligence"]);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn a_result_has_the_day_it_was_dated() {
    let mut world = under_review();
    world.at("2021-03-05T10:00:00Z");
    let record = [
        "verify",
        "record",
        "business",
        "accepted",
        "--on",
        "2021-03-03",
    ];
    let answer = world.answer(&record);
    let since = check(&answer, "business")["since"].as_str().unwrap();
    assert!(since.starts_with("2021-03-03"), "{since}");
}

#[test]
fn result_dates_lie_between_check_opening_and_today() {
    let mut world = submitted();
    world.at("2021-03-03T09:00:00Z");
    crate::journey::confirm_email(&world);
    for day in ["2021-03-04", "2021-03-02"] {
        let record = ["verify", "record", "business", "accepted", "--on", day];
        world.refusal(4, &record);
    }
    assert_eq!(
        check(&world.answer(&["verify"]), "business")["state"],
        "pending"
    );
}

#[test]
fn an_unknown_check_or_result_is_a_mistake_on_the_command_line() {
    let world = under_review();
    for args in [
        &["verify", "record", "busines", "accepted"][..],
        &["verify", "record", "business", "approved"],
        &["verify", "open", "business"],
        &[
            "verify",
            "record",
            "business",
            "accepted",
            "--on",
            "03/01/2021",
        ],
    ] {
        let error = world.refusal(2, args);
        assert_eq!(error["code"], "usage", "{args:?}");
    }
}

#[test]
fn an_indirect_reseller_has_no_credit_check() {
    let error = under_review().refusal(4, &["verify", "record", "credit", "accepted"]);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn each_result_has_a_message_to_the_primary_contact() {
    let world = under_review();
    let to_file = |args: &[&str]| {
        let out = ["--draft-out", "result.eml"];
        world.answer(&[args, &out[..]].concat());
        world.read("result.eml")
    };
    let rejected = to_file(&[
        "verify",
        "record",
        "business",
        "rejected",
        "--reason",
        "NAME-DIFFERS",
    ]);
    assert!(rejected.contains("alice.martin@contoso.fr"), "{rejected}");
    assert!(rejected.contains("NAME-DIFFERS"), "why\n{rejected}");
    assert!(
        rejected.contains("csp verify appeal"),
        "what is next\n{rejected}"
    );
    let accepted = to_file(&["verify", "record", "business", "accepted"]);
    assert_ne!(accepted, rejected);
    let french = to_file(&["verify", "record", "employment", "accepted", "--lang", "fr"]);
    assert!(french.contains("alice.martin@contoso.fr"));
}

#[test]
fn a_refused_result_writes_no_message() {
    let world = submitted();
    let out = ["--draft-out", "result.eml"];
    let args = [&["verify", "record", "business", "accepted"], &out[..]].concat();
    world.refusal(4, &args);
    assert!(!world.path("result.eml").exists());
}

#[test]
fn overall_is_rejected_when_one_check_is() {
    let world = under_review();
    world.answer(&["verify", "open", "due-diligence"]);
    accept(&world, &["employment", "business"]);
    let answer = reject(&world, "due-diligence", "open questions");
    assert_eq!(answer["overall"], "rejected");
    assert_eq!(answer["state"], "action-required");
}

#[test]
fn past_events_can_be_recorded_day_by_day() {
    let mut world = crate::journey::direct_submitted();
    world.at("2021-03-29T09:00:00Z");
    let on = |check: &str, day: &str| {
        world.answer(&["verify", "record", check, "accepted", "--on", day]);
    };
    on("email-ownership", "2021-03-02");
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "business")["due"], "2021-03-09");
    on("employment", "2021-03-04");
    let early = [
        "verify",
        "record",
        "business",
        "accepted",
        "--on",
        "2021-03-01",
    ];
    assert_eq!(world.refusal(4, &early)["rule"], "enroll.step");
    on("business", "2021-03-03");
    let early = [
        "verify",
        "record",
        "credit",
        "accepted",
        "--on",
        "2021-03-03",
    ];
    assert_eq!(world.refusal(4, &early)["rule"], "enroll.step");
    on("credit", "2021-03-08");
    world.answer(&["verify", "support-plan", "asfp", "--on", "2021-03-09"]);
    world.answer(&["enroll", "sign-mpa", "--on", "2021-03-10"]);
    assert_eq!(crate::journey::state(&world), "active");
}
