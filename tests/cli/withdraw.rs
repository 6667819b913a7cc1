//! `enroll withdraw`, and a new application after it.

use serde_json::json;

use crate::form::Form;
use crate::journey::{
    active, agreement, direct_active, direct_credit_check, journal, show, state, submit, submitted,
    under_review,
};
use crate::world::{World, each};

const WITHDRAW: [&str; 5] = [
    "enroll",
    "withdraw",
    "--reason",
    "the company was sold",
    "--yes",
];

fn drafted() -> World {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    world
}

fn withdrawn() -> World {
    let world = under_review();
    world.answer(&WITHDRAW);
    world
}

#[test]
fn an_application_is_withdrawn_from_every_state() {
    for start in [
        drafted,
        submitted,
        under_review,
        agreement,
        active,
        direct_credit_check,
        direct_active,
    ] {
        let world = start();
        let answer = world.answer(&WITHDRAW);
        assert_eq!(answer["enrollments"][0]["state"], "withdrawn");
    }
}

#[test]
fn withdrawing_asks_first_and_without_a_terminal_needs_yes() {
    let world = under_review();
    let error = world.refusal(7, &WITHDRAW[..4]);
    assert!(error.to_string().contains("--yes"), "{error:#}");
    assert_eq!(state(&world), "under-review");
}

#[test]
fn withdrawing_needs_a_reason_that_the_journal_records() {
    let world = under_review();
    let error = world.refusal(7, &["enroll", "withdraw", "--yes"]);
    assert_eq!(each(&error, "flag"), ["--reason"]);
    let reason = "  Übernahme: \"alles\" neu, 100 % ";
    world.answer(&["enroll", "withdraw", "--reason", reason, "--yes"]);
    let entries = journal(&world);
    assert!(
        entries.iter().any(|it| it["reason"] == reason),
        "{entries:#?}"
    );
}

#[test]
fn a_withdrawn_application_allows_no_further_steps() {
    for args in [
        &WITHDRAW[..],
        &["enroll", "sign-mpa"],
        &["enroll", "edit", "--city", "Paris"],
        &["verify", "record", "business", "accepted"],
        &["verify", "send-email"],
    ] {
        let error = withdrawn().refusal(4, args);
        assert_eq!(error["rule"], "enroll.step", "{args:?}");
    }
}

#[test]
fn a_withdrawn_application_can_still_be_read() {
    let world = withdrawn();
    assert_eq!(show(&world)["legal_name"], "Contoso France SAS");
    let verify = world.answer(&["verify"]);
    assert_eq!(verify["state"], "withdrawn");
    assert_eq!(verify["checks"].as_array().unwrap().len(), 3);
    world.answer(&["enroll", "list"]);
}

#[test]
fn a_withdrawn_account_is_not_called_complete() {
    let world = withdrawn();
    for args in [&["status"][..], &["enroll", "show"], &["verify"]] {
        let run = world.csp(args);
        let text = &run.expect(0).stdout;
        assert!(text.contains("the enrollment was withdrawn"), "{run}");
        assert!(!text.contains("complete"), "{run}");
    }
}

#[test]
fn the_entry_does_not_mention_the_unchanged_signing_day() {
    let world = active();
    world.answer(&WITHDRAW);
    let entries = journal(&world);
    let changes = |action: &str| {
        let found = entries.iter().find(|it| it["action"] == action);
        found.unwrap()["changes"].clone()
    };
    assert_eq!(changes("mpa.signed")["mpa_signed_on"], "2021-03-01");
    assert_eq!(
        changes("enrollment.withdrawn"),
        json!({
            "model": "indirect-reseller",
            "state": { "from": "active", "to": "withdrawn" },
        })
    );
    world.csp(&["audit", "verify"]).expect(0);
}

#[test]
fn a_new_application_starts_on_the_same_account() {
    let world = withdrawn();
    let answer = submit(&world, &Form::indirect());
    assert_eq!(answer["account"], "contoso-france");
    let states: Vec<_> = answer["enrollments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| it["state"].clone())
        .collect();
    assert_eq!(states, [json!("withdrawn"), json!("email-verification")]);
    assert_eq!(
        world.answer(&["enroll", "list"]).as_array().unwrap().len(),
        1
    );
}

#[test]
fn the_other_model_may_follow_a_withdrawn_one() {
    let world = withdrawn();
    world.write("direct.toml", Form::direct().text());
    let answer = world.answer(&[
        "enroll",
        "--from",
        "direct.toml",
        "--despite-eligibility",
        "growth",
    ]);
    assert_eq!(answer["enrollments"][1]["model"], "direct-bill");
}

#[test]
fn a_new_application_starts_with_the_recorded_values() {
    let world = withdrawn();
    let short =
        "model = \"indirect\"\nmpn_id = \"4812345\"\n[company]\ntenant_domain = \"contoso.fr\"\n";
    world.write("again.toml", short);
    let answer = world.answer(&["enroll", "--from", "again.toml"]);
    assert_eq!(answer["support_contact"]["email"], "support@contoso.fr");
    assert_eq!(answer["enrollments"][1]["state"], "email-verification");
}

#[test]
fn open_requests_are_cancelled_and_invitations_declined() {
    let world = active();
    crate::providers_rules::known(&world, "Tailspin", "DE", "7700001");
    world.answer(&["providers", "invite", "tailspin"]);
    world.answer(&[
        "customers",
        "add",
        "Adatum",
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
        "--email",
        "info@adatum.fr",
    ]);
    world.answer(&["customers", "invite", "adatum.fr"]);
    world.answer(&WITHDRAW);
    let provider = world.answer(&["providers", "show", "tailspin"]);
    assert_eq!(provider["history"][0]["state"], "declined", "{provider:#}");
    let customer = world.answer(&["customers", "show", "adatum.fr"]);
    assert_eq!(customer["request"]["state"], "cancelled", "{customer:#}");
}
