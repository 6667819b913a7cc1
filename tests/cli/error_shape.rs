//! The error object, and its text form.

use serde_json::Value;

use crate::form::Form;
use crate::journey::{active, submitted};
use crate::world::{World, json};

fn keys(value: &Value) -> Vec<&str> {
    let mut keys: Vec<&str> = value
        .as_object()
        .expect("an object")
        .keys()
        .map(String::as_str)
        .collect();
    keys.sort_unstable();
    keys
}

#[test]
fn an_error_has_every_key_and_null_where_it_has_nothing_to_say() {
    let world = World::new();
    let form = Form::indirect().set("bank.iban", "\"FR1420041010050500013M02607\"");
    world.write("enroll.toml", form.text());
    let error = world.refusal(4, &["enroll", "--from", "enroll.toml"]);
    assert_eq!(
        keys(&error),
        [
            "code",
            "details",
            "exit",
            "message",
            "permission",
            "remedy",
            "rule",
            "source"
        ]
    );
    assert_eq!(
        keys(&error["details"][0]),
        ["at", "count", "field", "flag", "message", "places", "rule"]
    );
    assert_eq!(error["rule"], "enroll.bank");
    assert!(error["permission"].is_null());
    for key in ["message", "remedy", "source"] {
        assert!(!error[key].as_str().unwrap().is_empty(), "{key}");
    }
}

#[test]
fn one_mistake_is_one_detail() {
    for (code, args) in [
        (2, vec!["enroll", "--bogus"]),
        (4, vec!["enroll", "sign-mpa"]),
        (5, vec!["explain", "enroll.nothing"]),
        (5, vec!["enroll", "show", "--account", "nobody"]),
        (7, vec!["verify", "confirm-email"]),
    ] {
        let error = submitted().refusal(code, &args);
        assert_eq!(error["details"].as_array().unwrap().len(), 1, "{error:#}");
        assert_eq!(error["details"][0]["rule"], error["rule"], "{error:#}");
    }
}

#[test]
fn the_error_is_the_last_line_of_stderr_and_one_line() {
    let world = active();
    let run = world.csp(&json(&["enroll", "sign-mpa"]));
    run.expect(4);
    let last = run.stderr.trim_end().lines().last().unwrap();
    assert!(last.starts_with("{\"error\":{"), "{run}");
    assert!(run.stderr.ends_with('\n'));
}

#[test]
fn a_refusal_to_a_person_names_rule_source_and_remedy() {
    let run = active().csp(&["enroll", "sign-mpa"]);
    run.expect(4);
    assert!(run.stderr.contains("enroll.step"), "{run}");
    assert!(
        run.stderr.contains("csp "),
        "a command that mends it\n{run}"
    );
    assert_eq!(run.stdout, "");
    let world = World::new();
    let form = Form::indirect().set("primary_contact.email", "\"alice@gmail.com\"");
    world.write("enroll.toml", form.text());
    let run = world.csp(&["enroll", "--from", "enroll.toml"]);
    run.expect(4);
    for part in [
        "enroll.webmail",
        "2018",
        "enroll.toml:22:9",
        "--contact-email",
    ] {
        assert!(run.stderr.contains(part), "{part}\n{run}");
    }
}

#[test]
fn a_slip_on_the_command_line_gets_a_json_error_too() {
    let world = World::new();
    for args in [
        &["enrol", "show", "--format", "json"][..],
        &["--format", "json", "enroll", "--modle", "indirect"],
        &["--format=json", "verify", "record", "credits", "accepted"],
    ] {
        let run = world.csp(args);
        let error = run.expect(2).error();
        assert_eq!(error["code"], "usage", "{run}");
    }
}

#[test]
fn the_format_of_the_environment_holds_for_errors_as_well() {
    let mut world = World::new();
    world.set("CSP_FORMAT", "json");
    let error = world.csp(&["enroll", "show", "--bogus"]).expect(2).error();
    assert_eq!(error["code"], "usage");
}

#[test]
fn an_unknown_name_is_answered_with_the_nearest() {
    let world = submitted();
    let error = world.refusal(5, &["enroll", "show", "--account", "contoso-frence"]);
    assert_eq!(error["code"], "not-found");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("contoso-france")
    );
    let error = world.refusal(5, &["explain", "enroll.webmial"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("enroll.webmail"),
        "{error:#}"
    );
}
