//! The JSON object of an error, and its text form.

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
fn an_error_has_every_key_and_null_for_empty_ones() {
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
fn a_usage_error_can_be_json_too() {
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

#[test]
fn labels_are_coloured_on_request_and_json_never_is() {
    const RED: &str = "\u{1b}[1;31merror:\u{1b}[0m ";
    let world = World::new();
    for args in [
        &["--color", "always", "enroll", "--bogus"][..],
        &["enroll", "--bogus", "--color=always"],
        &["--color", "always", "explain", "enroll.nothing"],
    ] {
        let run = world.csp(args);
        assert!(run.stderr.starts_with(RED), "{run}");
        assert!(run.stderr.contains("\u{1b}[36mhelp:\u{1b}[0m"), "{run}");
        let run = world.csp(&json(args));
        assert!(!run.stderr.contains('\u{1b}'), "{run}");
    }
    let mut world = World::new();
    world.set("CLICOLOR_FORCE", "1");
    assert!(world.csp(&["explain", "x"]).stderr.starts_with(RED));
    world.set("NO_COLOR", "1");
    assert!(world.csp(&["explain", "x"]).stderr.starts_with("error: "));
    let run = world.csp(&["--color", "always", "explain", "x"]);
    assert!(run.stderr.starts_with(RED), "{run}");
}

#[test]
fn a_warning_has_its_label_in_colour() {
    let world = World::new();
    let form = Form::indirect().set("primary_contact.email", "\"alice@elsewhere.fr\"");
    world.write("enroll.toml", form.text());
    let run = world.csp(&["--color", "always", "enroll", "--from", "enroll.toml"]);
    run.expect(0);
    let label = "\u{1b}[1;33mwarning:\u{1b}[0m alice@elsewhere.fr ";
    assert!(run.stderr.contains(label), "{run}");
}

#[test]
fn the_parsers_errors_have_the_shape_of_all_others() {
    let world = World::new();
    for (args, expected) in [
        (
            &["uesrs", "list"][..],
            "error: `uesrs` is not a command of `csp`\n  help: Did you mean `users`?\n        \
             To see all commands: `csp --help`\n",
        ),
        (
            &["users"],
            "error: `csp users` needs a subcommand\n  help: To see all commands: `csp users --help`\n",
        ),
        (
            &["users", "list", "--bogus"],
            "error: `--bogus` is not an option of `csp users list`\n  flag: --bogus\n  \
             help: To see all options: `csp users list --help`\n",
        ),
        (
            &["store", "backup", "a", "b"],
            "error: `b` is one argument too many for `csp store backup`\n  \
             help: To see all options: `csp store backup --help`\n",
        ),
        (
            &["users", "list", "-q", "-v"],
            "error: `--quiet` cannot be used together with `--verbose`\n  flag: --quiet\n  \
             help: To see all options: `csp users list --help`\n",
        ),
        (
            &["users", "list", "--limit"],
            "error: `--limit` needs a value\n  flag: --limit\n  \
             help: To see all options: `csp users list --help`\n",
        ),
        (
            &["users", "show"],
            "error: missing argument: EMAIL (the user's address)\n  \
             help: Add EMAIL, or run the command in a terminal to be asked.\n",
        ),
    ] {
        let run = world.csp(args);
        assert_eq!(run.stderr, expected, "{run}");
    }
}
