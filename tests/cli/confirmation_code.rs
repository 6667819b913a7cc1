//! The one-time code: random, valid once, expired after ten wrong attempts, stored only as a hash.

use std::collections::BTreeSet;

use crate::journey::{confirm_email, fresh_code, journal, state, submitted};
use crate::world::World;

fn wrong(world: &World, code: &str) -> serde_json::Value {
    let error = world.refusal(4, &["verify", "confirm-email", "--code", code]);
    assert_eq!(error["rule"], "verify.code", "{code}");
    error
}

#[test]
fn a_code_is_long_enough_and_easy_to_type() {
    let world = submitted();
    let codes: BTreeSet<String> = (0..5).map(|_| fresh_code(&world)).collect();
    assert_eq!(codes.len(), 5);
    for code in codes {
        assert!(code.contains('-'), "{code}");
        let symbols = code.chars().filter(char::is_ascii_alphanumeric).count();
        assert_eq!(symbols + code.matches('-').count(), code.len(), "{code}");
        assert!(symbols >= 25, "128 bits need 25 letters and digits: {code}");
    }
}

#[test]
fn case_does_not_matter_when_typed() {
    for fold in [str::to_lowercase, str::to_uppercase] {
        let world = submitted();
        let code = fold(&fresh_code(&world));
        world.answer(&["verify", "confirm-email", "--code", &code]);
    }
}

#[test]
fn the_code_may_come_on_stdin() {
    let world = submitted();
    let code = fresh_code(&world);
    let run = world.csp_reading(
        &format!("{code}\n"),
        &["verify", "confirm-email", "--code", "-"],
    );
    run.expect(0);
    assert_eq!(state(&world), "under-review");
}

#[test]
fn a_resend_invalidates_the_old_code() {
    let world = submitted();
    let old = fresh_code(&world);
    let new = fresh_code(&world);
    wrong(&world, &old);
    world.answer(&["verify", "confirm-email", "--code", &new]);
}

#[test]
fn a_code_works_once() {
    let world = submitted();
    let code = fresh_code(&world);
    world.answer(&["verify", "confirm-email", "--code", &code]);
    let error = world.refusal(4, &["verify", "confirm-email", "--code", &code]);
    let rule = error["rule"].as_str().unwrap();
    assert!(["verify.code", "enroll.step"].contains(&rule), "{rule}");
}

#[test]
fn a_wrong_try_says_how_many_are_left() {
    let world = submitted();
    fresh_code(&world);
    for left in ["9", "8"] {
        let error = wrong(&world, "WRONG");
        assert!(
            error["message"].as_str().unwrap().contains(left),
            "{error:#}"
        );
    }
}

#[test]
fn ten_wrong_attempts_of_any_form_expire_the_code() {
    let world = submitted();
    let code = fresh_code(&world);
    let long = "A".repeat(5000);
    let near = format!("{code}-X");
    for typed in [
        "x",
        "",
        " ",
        &long,
        "пароль",
        "1234-5678",
        "🔑",
        "-x",
        &near,
        "\u{202e}abc",
    ] {
        let typed = format!("--code={typed}");
        let error = world.refusal(4, &["verify", "confirm-email", &typed]);
        assert_eq!(error["rule"], "verify.code", "{typed}");
    }
    wrong(&world, &code);
    assert_eq!(state(&world), "email-verification");
    confirm_email(&world);
    assert_eq!(state(&world), "under-review");
}

#[test]
fn after_nine_wrong_attempts_the_code_is_still_valid() {
    let world = submitted();
    let code = fresh_code(&world);
    for _ in 0..9 {
        wrong(&world, "WRONG");
    }
    world.answer(&["verify", "confirm-email", "--code", &code]);
}

#[test]
fn a_wrong_attempt_is_journalled_without_the_typed_code() {
    let world = submitted();
    fresh_code(&world);
    let before = journal(&world).len();
    wrong(&world, "TYPED-BY-MISTAKE");
    let entries = journal(&world);
    assert_eq!(entries.len(), before + 1);
    assert!(!entries[before].to_string().contains("TYPED-BY-MISTAKE"));
}

#[test]
fn the_code_is_not_in_store_or_journal() {
    let world = submitted();
    let code = fresh_code(&world);
    let log = world.csp(&["audit", "log", "--format", "json"]);
    assert!(!log.expect(0).stdout.contains(&code));
    let folder = world.store().file().parent().unwrap().to_owned();
    for file in std::fs::read_dir(folder).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let found = bytes.windows(code.len()).any(|it| it == code.as_bytes());
        assert!(!found, "the code stands in the store");
    }
}

#[test]
fn a_missing_code_is_reported() {
    let error = submitted().refusal(7, &["verify", "confirm-email"]);
    assert_eq!(crate::world::each(&error, "flag"), ["--code"]);
}

#[test]
fn sending_and_confirming_need_no_acting_user() {
    let world = submitted();
    let stranger = ["--as", "stranger@elsewhere.example"];
    let answer = world.answer(&[&["verify", "send-email"], &stranger[..]].concat());
    let code = crate::journey::code_in(answer["message"]["body"].as_str().unwrap());
    let confirm = ["verify", "confirm-email", "--code", &code];
    world.answer(&[&confirm[..], &stranger[..]].concat());
}

#[test]
fn no_message_is_sent_once_the_address_is_confirmed() {
    let world = submitted();
    confirm_email(&world);
    let error = world.refusal(4, &["verify", "send-email"]);
    assert_eq!(error["rule"], "enroll.step");
}
