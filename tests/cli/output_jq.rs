//! `--jq`: an expression over the JSON answer.

use serde_json::json;

use crate::journey::{active, journalled, submitted};
use crate::terminal::{ended, on_terminal};
use crate::world::World;

#[test]
fn texts_are_raw_and_the_rest_is_json() {
    let mut world = active();
    world.set("CSP_FORMAT", "csv");
    for (expression, wanted) in [
        (".[].account", "contoso-france\n"),
        (".[].company.country, length", "FR\n1\n"),
        (
            ".[] | {account, tax_id: .company.tax_id}",
            "{\"account\":\"contoso-france\",\"tax_id\":\"FR40303265045\"}\n",
        ),
        (
            ".[] | [.account, .currency] | @tsv",
            "contoso-france\tEUR\n",
        ),
        ("map(.billing_day)", "[null]\n"),
        (".[] | select(.country == \"DE\")", ""),
    ] {
        let run = world.csp(&["enroll", "list", "--jq", expression]);
        assert_eq!(run.expect(0).stdout, wanted, "{expression}");
    }
    let jsonl = world.csp(&["enroll", "list", "--jq", "length", "-o", "jsonl"]);
    assert_eq!(
        jsonl.expect(0).stdout,
        "1\n",
        "the whole answer is the input"
    );
    let fields = [
        "enroll",
        "list",
        "--fields",
        "country,account",
        "--jq",
        ".[]",
    ];
    assert_eq!(
        world.csp(&fields).expect(0).stdout,
        "{\"country\":\"FR\",\"account\":\"contoso-france\"}\n"
    );
}

#[test]
fn a_bad_expression_stops_the_command() {
    let world = World::new();
    let example = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    let apply = ["enroll", "--from", example];
    let error = world.refusal(2, &[&apply[..], &["--jq", ".account | lenght"]].concat());
    assert_eq!(
        error["message"],
        "`.account | lenght` is not a valid jq expression: unknown function `lenght` at character 12; did you mean `length`?"
    );
    assert_eq!(error["details"][0]["flag"], "--jq");
    world.refusal(
        2,
        &[&apply[..], &["--jq", "."], &["--template", "x"]].concat(),
    );
    for format in ["table", "csv"] {
        let run = world.csp(&[&apply[..], &["--jq", ".", "-o", format]].concat());
        assert!(
            run.expect(2).stderr.contains("cannot be used with"),
            "{run}"
        );
    }
    let run = world.csp(&["eligibility", "check", "--jq", ".", "-o", "junit"]);
    run.expect(2);
    assert!(!world.store().exists(), "nothing was written");
}

#[test]
fn a_failure_after_a_write_says_that_the_write_is_done() {
    let world = submitted();
    let run = world.csp(&[
        "enroll",
        "edit",
        "--city",
        "Lyon",
        "--jq",
        ".account, .account.x",
    ]);
    run.expect(1);
    assert_eq!(run.stdout, "contoso-france\n", "{run}");
    assert!(
        run.stderr
            .contains("the jq expression failed on this answer: cannot index"),
        "{run}"
    );
    assert!(run.stderr.contains("do not repeat it"), "{run}");
    assert_eq!(
        journalled(&world).last().map(String::as_str),
        Some("application.edited")
    );
    let run = world.csp(&["enroll", "show", "--jq", ".account.x"]);
    assert!(!run.expect(1).stderr.contains("repeat"), "{run}");
}

#[test]
fn an_expression_does_not_change_the_exit_code() {
    let world = active();
    let can = [
        "users",
        "can",
        "bruno.petit@contoso.fr",
        "customers.invite",
        "--jq",
    ];
    let run = world.csp(&[&can[..], &[".allowed"]].concat());
    assert_eq!(
        run.code,
        Some(if run.stdout == "true\n" { 0 } else { 3 }),
        "{run}"
    );
    let run = world.csp(&[
        "eligibility",
        "check",
        "--model",
        "direct",
        "--jq",
        ".verdict",
    ]);
    run.expect(3);
    let run = world.csp(&["users", "show", "nobody@contoso.fr", "--jq", ".email"]);
    assert!(run.expect(5).stderr.starts_with("error: "), "{run}");
    world.refusal(5, &["users", "show", "nobody@contoso.fr", "--jq", ".email"]);
}

#[test]
fn a_dry_run_is_marked_in_the_object() {
    let world = submitted();
    let run = world.csp(&[
        "enroll",
        "edit",
        "--city",
        "Lyon",
        "--dry-run",
        "--jq",
        "[.dry_run, .company.address.city]",
    ]);
    assert_eq!(run.expect(0).json(), json!([true, "Lyon"]));
    assert!(run.stderr.contains("Dry run"), "{run}");
}

#[test]
fn results_contain_no_terminal_control_characters() {
    let world = active();
    let expression = r#""a\u001b[31mb\u202ec\td""#;
    let piped = world.csp(&["enroll", "list", "--jq", expression]);
    assert_eq!(piped.expect(0).stdout, "a\u{1b}[31mb\u{202e}c\td\n");
    let (shown, code) = ended(on_terminal(&world, &["enroll", "list", "--jq", expression]));
    assert_eq!(code, 0);
    assert!(shown.contains("a\\u{1b}[31mb\\u{202e}c"), "{shown:?}");
    let object = world.csp(&["enroll", "list", "--jq", r#"{a: "\u202e\u0085"}"#]);
    assert_eq!(object.expect(0).stdout, "{\"a\":\"\\u202e\\u0085\"}\n");
}

#[test]
fn a_failure_after_a_file_was_written_says_so_too() {
    let mut world = active();
    let folder = world.folder();
    let config = folder.join("config.toml").display().to_string();
    world.set("CSP_CONFIG", &config);
    for args in [
        &["config", "set", "lang", "fr"][..],
        &["enroll", "use", "contoso-france"],
        &["store", "backup", "copy.db"],
        &["store", "export", "export"],
        &["store", "restore", "copy.db", "--yes"],
        &["users", "export", "--out", "users.csv"],
        &["audit", "anchor", "--out", "anchor.txt"],
        &["man", "--out", "man"],
    ] {
        let failing = [args, &["--jq", "error(\"x\")"]].concat();
        let rehearsed = world.csp(&[&failing[..], &["--dry-run"]].concat());
        assert!(
            !rehearsed.expect(1).stderr.contains("repeat"),
            "{rehearsed}"
        );
        let run = world.csp(&failing);
        let done = "The command itself is done, do not repeat it.";
        let said = run.expect(1).stderr.replace("\n", " ");
        assert!(said.contains(done), "{run}");
    }
    let run = world.csp(&["config", "list", "--jq", "error(\"x\")"]);
    assert!(!run.expect(1).stderr.contains("repeat"), "{run}");
}
