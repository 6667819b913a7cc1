//! The formats of answers.

use crate::form::Form;
use crate::journey::{submit, submitted};
use crate::world::World;

fn two() -> World {
    let world = submitted();
    submit(&world, &Form::fabrikam());
    world
}

#[test]
fn jsonl_prints_one_object_a_line() {
    let world = two();
    let run = world.csp(&["enroll", "list", "--format", "jsonl"]);
    let lines: Vec<serde_json::Value> = run
        .expect(0)
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        serde_json::Value::from(lines),
        world.answer(&["enroll", "list"])
    );
}

#[test]
fn csv_prints_a_header_and_rows() {
    let run = two().csp(&["enroll", "list", "--format", "csv"]);
    let mut reader = csv::Reader::from_reader(run.expect(0).stdout.as_bytes());
    let header = reader.headers().unwrap().clone();
    for key in ["account", "legal_name", "mpn_id", "tenant_domain"] {
        assert!(header.iter().any(|it| it == key), "{key} in {header:?}");
    }
    assert!(
        !header.iter().any(|it| it == "enrollments"),
        "nested is left out"
    );
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert_eq!(&rows[0][0], "contoso-france");
}

#[test]
fn csv_leaves_out_what_is_nested_and_nothing_else() {
    let world = crate::journey::direct_active();
    let add = [
        "customers",
        "add",
        "Wingtip",
        "--domain",
        "wingtip.fr",
        "--country",
        "FR",
    ];
    world
        .csp(&[&add[..], &["--email", "it@wingtip.fr"]].concat())
        .expect(0);
    for list in [
        &["enroll", "list"][..],
        &["users", "list"],
        &["users", "roles"],
        &["customers", "list"],
        &["customers", "list", "--all-accounts"],
        &["eligibility", "policies"],
        &["status"],
        &["explain"],
        &["audit", "log"],
        &["config", "list"],
        &["doctor"],
    ] {
        let run = world.csp(&[list, &["--format", "csv"]].concat());
        let mut reader = csv::Reader::from_reader(run.expect_any(&[0, 3]).stdout.as_bytes());
        let header = reader.headers().unwrap().clone();
        let rows = world.csp(&[list, &["--format", "json"]].concat()).json();
        let is_plain = |value: &serde_json::Value| match value.as_array() {
            Some(items) => !items.is_empty() && items.iter().all(|it| it.is_string()),
            None => !value.is_null() && !value.is_object(),
        };
        for row in rows.as_array().unwrap() {
            for (key, value) in row.as_object().unwrap() {
                // One line an account has no room for what is put off.
                if is_plain(value) && key != "snoozed" {
                    assert!(
                        header.iter().any(|it| it == key),
                        "{list:?}: {key} in {header:?}"
                    );
                }
            }
        }
    }
}

#[test]
fn the_table_is_the_default_and_names_both_accounts() {
    let run = two().csp(&["enroll", "list"]);
    run.expect(0);
    assert!(run.stdout.contains("contoso-france") && run.stdout.contains("fabrikam"));
    assert!(serde_json::from_str::<serde_json::Value>(&run.stdout).is_err());
}

#[test]
fn the_format_may_stand_before_or_after_the_command() {
    let world = submitted();
    let after = world.csp(&["enroll", "show", "--format", "json"]);
    let before = world.csp(&["--format", "json", "enroll", "show"]);
    let joined = world.csp(&["enroll", "--format=json", "show"]);
    assert_eq!(after.stdout, before.stdout);
    assert_eq!(after.stdout, joined.stdout);
}

#[test]
fn an_unknown_format_is_a_mistake_on_the_command_line() {
    submitted()
        .csp(&["enroll", "list", "--format", "yaml"])
        .expect(2);
}

#[test]
fn no_raw_control_character_from_data_reaches_the_terminal() {
    let world = World::new();
    let hostile = r#""Contoso \u001b[31mred\u0007 \u202efr""#;
    let form = Form::indirect().set("bank.holder", hostile);
    world.write("enroll.toml", form.text());
    let run = world.csp(&["enroll", "--from", "enroll.toml"]);
    let shown = world.csp(&["enroll", "show", "--reveal-bank"]);
    for text in [&run.stdout, &run.stderr, &shown.stdout, &shown.stderr] {
        let bad = |it: char| (it.is_control() && it != '\n') || it == '\u{202e}';
        assert!(!text.contains(bad), "{text:?}");
    }
}

#[test]
fn what_a_spreadsheet_would_run_is_guarded_in_csv() {
    let world = World::new();
    let form = Form::indirect().set("company.legal_name", "\"=cmd|calc\"");
    world.write("enroll.toml", form.text());
    world.csp(&["enroll", "--from", "enroll.toml"]).expect(0);
    let run = world.csp(&["enroll", "list", "--format", "csv"]);
    run.expect(0);
    assert!(!run.stdout.contains(",=cmd"), "{run}");
}

#[test]
fn without_a_terminal_there_is_no_colour_unless_forced() {
    let mut world = submitted();
    let plain = world.csp(&["status"]);
    assert!(!plain.expect(0).stdout.contains('\u{1b}'), "{plain}");
    world.set("CLICOLOR_FORCE", "1");
    world.csp(&["status", "--color", "never"]).expect(0);
    let never = world.csp(&["status", "--color", "never"]);
    assert!(!never.expect(0).stdout.contains('\u{1b}'), "the flag wins");
}

/// Checks the width of lines. Every character counts as one column: these texts contain no wide ones.
#[track_caller]
fn fits(text: &str, columns: usize) {
    for line in text.lines().filter(|line| line.chars().count() > columns) {
        let is_command = line.starts_with("    `csp ") && line.trim().matches('`').count() == 2;
        assert!(is_command, "{columns}: {line}");
    }
}

#[test]
fn nothing_but_a_command_is_wider_than_the_screen() {
    let mut world = World::new();
    let rules = world.answer(&["explain"]);
    world.set("COLUMNS", "80");
    for rule in rules.as_array().unwrap() {
        let page = world.csp(&["explain", rule["id"].as_str().unwrap()]);
        fits(&page.expect(0).stdout, 80);
    }
    for columns in ["60", "80"] {
        world.set("COLUMNS", columns);
        let diff = world.csp(&["eligibility", "diff", "2017-11-20", "2025-10-01"]);
        fits(&diff.expect(0).stdout, columns.parse().unwrap());
    }
}

#[test]
fn bars_are_as_long_as_there_is_room_for_them() {
    let mut world = crate::journey::direct_active();
    let add = ["eligibility", "revenue", "add", "2020-09", "21250.00"];
    world.csp(&add).expect(0);
    for (columns, bar) in [("40", 16), ("60", 36), ("80", 41), ("200", 41)] {
        world.set("COLUMNS", columns);
        for args in [
            &["eligibility", "revenue", "list"][..],
            &["eligibility", "forecast", "--by", "2021-12-01"],
        ] {
            let run = world.csp(args);
            let text = &run.expect(0).stdout;
            fits(text, columns.parse().unwrap());
            let line = text.lines().find(|line| line.starts_with("  2020-09 "));
            let marks = line.unwrap().matches(['#', '.', '|']).count();
            assert_eq!(marks, bar + 1, "with the point of the amount\n{run}");
        }
    }
}

#[test]
fn a_list_of_80_columns_keeps_names_and_heads_whole() {
    let mut world = two();
    world.set("COLUMNS", "80");
    let table = world.csp(&["enroll", "list"]).expect(0).stdout.clone();
    let lines: Vec<&str> = table.lines().collect();
    assert_eq!(lines.len(), 5, "{table}");
    assert!(lines[0].contains("LEGAL NAME"), "{table}");
    assert!(lines[1].contains("Contoso France SAS"), "{table}");
    fits(&table, 80);
}

#[test]
fn only_a_table_ends_with_a_count() {
    let world = two();
    let table = world.csp(&["enroll", "list"]).expect(0).stdout.clone();
    assert!(
        table.ends_with("\n\n2 accounts, all email-verification.\n"),
        "{table}"
    );
    for format in ["json", "jsonl", "csv"] {
        let run = world.csp(&["enroll", "list", "--format", format]);
        assert!(!run.expect(0).stdout.contains("accounts"), "{run}");
    }
}

#[test]
fn a_list_that_ends_at_its_limit_says_how_to_go_on() {
    let world = crate::journey::active();
    world.csp(&crate::journey::ADD_KIM).expect(0);
    let said = |limit| {
        let run = world.csp(&["users", "list", "--limit", limit]);
        run.expect(0)
            .stdout
            .contains("--after bruno.petit@contoso.fr")
    };
    assert!(said("1"));
    assert!(!said("3"));
}

#[test]
fn amounts_are_grouped_for_people_and_exact_for_scripts() {
    let world = crate::journey::direct_active();
    let add = ["eligibility", "revenue", "add", "2020-09", "1021250.00"];
    let said = world.csp(&add);
    assert!(said.expect(0).stdout.contains("1,021,250.00 USD"), "{said}");
    let list = ["eligibility", "revenue", "list"];
    let table = world.csp(&list);
    assert!(
        table.expect(0).stdout.contains("1,021,250.00 USD"),
        "{table}"
    );
    assert_eq!(world.answer(&list)[0]["amount"]["amount"], "1021250.00");
    let csv = world.csp(&[&list[..], &["--format", "csv"]].concat());
    assert!(csv.expect(0).stdout.contains(",1021250.00,"), "{csv}");
}

#[test]
fn colours_mark_heads_states_and_what_is_late() {
    let mut world = two();
    world.at("2021-03-03T00:00:00Z");
    let plain = world.csp(&["status"]).expect(0).stdout.clone();
    world.set("CLICOLOR_FORCE", "1");
    let coloured = world.csp(&["status"]).expect(0).stdout.clone();
    for piece in [
        "\u{1b}[1mACCOUNT",
        "\u{1b}[33memail-verification\u{1b}[0m",
        "\u{1b}[33mlate\u{1b}[0m",
    ] {
        assert!(coloured.contains(piece), "{coloured}");
    }
    let mut without = coloured.clone();
    for code in ["\u{1b}[1m", "\u{1b}[33m", "\u{1b}[0m"] {
        without = without.replace(code, "");
    }
    assert_eq!(without, plain, "colour carries nothing alone");
    world.set("NO_COLOR", "1");
    assert_eq!(world.csp(&["status"]).expect(0).stdout, plain);
}
