//! `--fields`: only these fields, in this order, in every format; without a value, the list of fields.

use serde_json::json;

use crate::journey::{active, submitted};
use crate::world::World;

/// Every command without subcommands, as words.
fn leaves() -> Vec<Vec<String>> {
    fn collect(command: &clap::Command, words: &[String], found: &mut Vec<Vec<String>>) {
        let mut inner = command.get_subcommands().peekable();
        if inner.peek().is_none() {
            found.push(words.to_vec());
        }
        for command in inner {
            let words = [words, &[command.get_name().to_owned()]].concat();
            collect(command, &words, found);
        }
    }
    let mut found = Vec::new();
    collect(&csp::cli::command(), &[], &mut found);
    found
}

/// Commands whose answer is a text in every format.
const TEXTS: [&str; 9] = [
    "accounts template",
    "enroll template",
    "users template",
    "users export",
    "customers template",
    "eligibility template",
    "completions",
    "man",
    "help",
];

#[test]
fn every_command_lists_its_fields_without_running() {
    let world = World::new();
    for words in leaves() {
        let name = words.join(" ");
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let run = world.csp(&[&words[..], &["--fields"]].concat());
        if TEXTS.contains(&&*name) {
            run.expect(2);
            assert!(run.stderr.contains("answers with a text"), "{run}");
            for option in ["--jq", "--template"] {
                let run = world.csp(&[&words[..], &[option, "."]].concat());
                run.expect(2);
                assert!(run.stderr.contains("answers with a text"), "{run}");
            }
            continue;
        }
        run.expect(0);
        assert!(run.stdout.lines().count() > 1, "{run}");
        assert!(!run.stdout.contains([' ', ',']), "{run}");
        assert_eq!(run.stderr, "", "{run}");
        let run = world.csp(&[&words[..], &["--jq", ".["]].concat());
        run.expect(2);
        assert!(run.stderr.contains("not a valid jq expression"), "{run}");
        if name == "gdap plan" {
            // Its own `--template` names a role template.
            continue;
        }
        let run = world.csp(&[&words[..], &["--template", "{{"]].concat());
        run.expect(2);
        assert!(run.stderr.contains("the template is not valid"), "{run}");
    }
    assert!(!world.store().exists(), "nothing was done");
}

#[test]
fn fields_come_alone_and_in_order_in_every_format() {
    let world = active();
    let typed = [
        "enroll",
        "list",
        "--fields",
        "country,account,company.country",
    ];
    for (format, wanted) in [
        (
            "json",
            "[{\"country\":\"FR\",\"account\":\"contoso-france\",\"company\":{\"country\":\"FR\"}}]\n",
        ),
        (
            "jsonl",
            "{\"country\":\"FR\",\"account\":\"contoso-france\",\"company\":{\"country\":\"FR\"}}\n",
        ),
        (
            "csv",
            "country,account,company.country\nFR,contoso-france,FR\n",
        ),
        (
            "table",
            "COUNTRY  ACCOUNT         COMPANY.COUNTRY\nFR       contoso-france  FR\n",
        ),
    ] {
        let run = world.csp(&[&typed[..], &["-o", format]].concat());
        assert_eq!(run.expect(0).stdout, wanted, "{format}");
    }
}

#[test]
fn an_answer_about_one_thing_is_one_row() {
    let world = active();
    let typed = [
        "enroll",
        "show",
        "--fields",
        "account,enrollments.state,bank",
    ];
    for (format, wanted) in [
        ("csv", "account,enrollments.state\ncontoso-france,active\n"),
        (
            "jsonl",
            "{\"account\":\"contoso-france\",\"enrollments\":[{\"state\":\"active\"}],\"bank\":",
        ),
    ] {
        let run = world.csp(&[&typed[..], &["-o", format]].concat());
        assert!(run.expect(0).stdout.starts_with(wanted), "{run}");
        assert_eq!(run.stdout.contains("2606"), format != "csv", "{run}");
    }
    let run = world.csp(&typed);
    assert!(run.expect(0).stdout.starts_with("ACCOUNT"), "{run}");
    assert_eq!(run.stdout.lines().count(), 2, "{run}");
}

#[test]
fn status_and_doctor_show_the_chosen_columns_too() {
    let world = submitted();
    let run = world.csp(&["status", "--fields", "account,next.action"]);
    assert!(
        run.expect(0)
            .stdout
            .starts_with("ACCOUNT         NEXT.ACTION\ncontoso-france  "),
        "{run}"
    );
    let run = world.csp(&["status", "--fields", "account", "-o", "csv"]);
    assert_eq!(run.expect(0).stdout, "account\ncontoso-france\n");
    let run = world.csp(&["doctor", "--fields", "severity", "-o", "csv"]);
    assert!(run.stdout.starts_with("severity\n"), "{run}");
}

#[test]
fn a_field_missing_in_some_rows_is_null_there() {
    let world = active();
    world
        .csp(&[
            "customers",
            "add",
            "Fabrikam",
            "--domain",
            "fabrikam.de",
            "--country",
            "DE",
            "--email",
            "it@fabrikam.de",
        ])
        .expect(0);
    let list = [
        "customers",
        "list",
        "--fields",
        "domain,account,request.state",
        "-o",
        "json",
    ];
    let row = json!([{"domain": "fabrikam.de", "account": null, "request": null}]);
    assert_eq!(world.csp(&list).expect(0).json(), row);
}

#[test]
fn an_unknown_field_stops_the_command() {
    let world = World::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    let error = world.refusal(
        2,
        &["enroll", "--from", example, "--fields", "acount,mpn_id"],
    );
    assert_eq!(
        error["message"],
        "`acount` is not a field of this answer; did you mean `account`?"
    );
    assert_eq!(error["remedy"], "`csp enroll --fields` lists the fields.");
    assert_eq!(error["details"][0]["flag"], "--fields");
    world.refusal(2, &["enroll", "--from", example, "--fields", ""]);
    assert!(!world.store().exists(), "nothing was written");
    let run = world.csp(&["enroll", "show", "--fields", "company", "-o", "csv"]);
    assert!(
        run.expect(2).stderr.contains("has fields of its own"),
        "{run}"
    );
    let run = world.csp(&[
        "eligibility",
        "check",
        "--fields",
        "eligible",
        "-o",
        "junit",
    ]);
    assert!(
        run.expect(2).stderr.contains("cannot be used with"),
        "{run}"
    );
}

#[test]
fn fields_work_for_an_import_and_a_dry_run() {
    let world = active();
    world.write(
        "team.csv",
        "email,first_name,last_name,roles\nbob@contoso.fr,Bob,,helpdesk-agent\n",
    );
    let import = [
        "users",
        "import",
        "team.csv",
        "--dry-run",
        "--fields",
        "created,users.email",
    ];
    let run = world.csp(&[&import[..], &["-o", "json"]].concat());
    let wanted = json!({"created": 1, "users": [{"email": "bob@contoso.fr"}], "dry_run": true});
    assert_eq!(run.expect(0).json(), wanted);
    let run = world.csp(&[&import[..], &["-o", "csv"]].concat());
    assert_eq!(
        run.expect(0).stdout,
        "created,users.email,dry_run\n1,bob@contoso.fr,true\n"
    );
    let run = world.csp(&import);
    assert!(
        run.expect(0).stdout.starts_with("CREATED  USERS.EMAIL\n"),
        "{run}"
    );
    assert!(run.stderr.contains("Dry run"), "{run}");
}

#[test]
fn the_list_of_fields_has_every_format() {
    let world = World::new();
    let list = ["users", "list", "--fields"];
    let lines = world.csp(&list).expect(0).stdout.clone();
    assert!(lines.starts_with("email\nfirst_name\n"), "{lines}");
    let json = world.csp(&["users", "list", "-o", "json", "--fields"]);
    assert_eq!(json.expect(0).json()[0], json!({"field": "email"}));
    let csv = world.csp(&["users", "list", "-o", "csv", "--fields"]);
    assert_eq!(csv.expect(0).stdout, format!("field\n{lines}"));
}
