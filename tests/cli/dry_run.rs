//! `--dry-run`: shows what would change and saves nothing.

use crate::form::Form;
use crate::journey::{active, direct_active, fresh_code, state, submitted, under_review};
use crate::world::{World, each};

type Start = fn() -> World;

#[test]
fn a_dry_run_of_an_application_creates_nothing() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let answer = world.answer(&["enroll", "--from", "enroll.toml", "--dry-run"]);
    assert_eq!(answer["dry_run"], true);
    assert_eq!(answer["enrollments"][0]["state"], "email-verification");
    assert!(!world.store().exists());
    assert!(!world.root().join("store").exists(), "no folder either");
}

#[test]
fn the_environment_can_enable_the_dry_run() {
    let mut world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.set("CSP_DRY_RUN", "1");
    let answer = world.answer(&["enroll", "--from", "enroll.toml"]);
    assert_eq!(answer["dry_run"], true);
    assert!(!world.store().exists());
}

#[test]
fn a_dry_run_is_refused_like_the_real_command() {
    let world = World::new();
    world.write("bad.toml", Form::indirect().set("mpn_id", "\"12\"").text());
    let error = world.refusal(4, &["enroll", "--from", "bad.toml", "--dry-run"]);
    assert_eq!(each(&error, "rule"), ["enroll.mpn-id"]);
    world.write("gap.toml", Form::indirect().without("bank.iban").text());
    world.refusal(7, &["enroll", "--from", "gap.toml", "--dry-run"]);
}

#[test]
fn the_real_answer_does_not_mention_a_dry_run() {
    let answer = submitted().answer(&["enroll", "edit", "--city", "Paris"]);
    assert!(answer.get("dry_run").is_none_or(|it| it == false));
}

#[test]
fn every_step_supports_a_dry_run() {
    let steps: [(Start, &[&str], &str); 7] = [
        (
            submitted,
            &["enroll", "edit", "--city", "Paris"],
            "email-verification",
        ),
        (
            under_review,
            &["verify", "record", "business", "rejected", "--reason", "no"],
            "action-required",
        ),
        (
            under_review,
            &["verify", "open", "due-diligence"],
            "under-review",
        ),
        (crate::journey::agreement, &["enroll", "sign-mpa"], "active"),
        (
            direct_active,
            &["enroll", "restrict", "--reason", "late", "--yes"],
            "restricted",
        ),
        (
            direct_active,
            &["enroll", "transition", "--yes"],
            "under-review",
        ),
        (
            active,
            &["enroll", "withdraw", "--reason", "sold", "--yes"],
            "withdrawn",
        ),
    ];
    for (start, args, to) in steps {
        let world = start();
        let before = world.store().content();
        let stood = state(&world);
        let answer = world.answer(&[args, &["--dry-run"]].concat());
        assert_eq!(answer["dry_run"], true, "{args:?}");
        let reached = answer["enrollments"]
            .as_array()
            .and_then(|all| all.last())
            .map_or(&answer["state"], |it| &it["state"]);
        assert_eq!(reached, to, "{args:?}");
        assert_eq!(state(&world), stood, "{args:?}");
        assert_eq!(world.store().content(), before);
    }
}

#[test]
fn a_dry_run_message_reveals_no_code_and_keeps_the_old_one() {
    let world = submitted();
    let code = fresh_code(&world);
    let rehearsed = world.answer(&["verify", "send-email", "--dry-run"]);
    let body = rehearsed["message"]["body"].as_str().unwrap_or_default();
    assert!(!body.contains('-') || body.contains("--code …"), "{body}");
    world.answer(&["verify", "confirm-email", "--code", &code]);
}

#[test]
fn a_dry_run_writes_no_message_file() {
    let world = submitted();
    let to = ["--draft-out", "mail.eml"];
    world.answer(&[&["verify", "send-email", "--dry-run"], &to[..]].concat());
    assert!(!world.path("mail.eml").exists());
}

#[test]
fn a_dry_run_of_a_confirmation_does_not_use_the_code() {
    let world = submitted();
    let code = fresh_code(&world);
    let confirm = ["verify", "confirm-email", "--code", code.as_str()];
    world.answer(&[&confirm[..], &["--dry-run"]].concat());
    assert_eq!(state(&world), "email-verification");
    world.answer(&confirm);
}
