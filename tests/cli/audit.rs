//! The journal: the content of entries, and how tampering is detected.

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::form::Form;
use crate::journey::{active, journal, submit, submitted, under_review};
use crate::world::World;

#[test]
fn an_entry_has_all_the_keys_of_the_contract() {
    let entries = journal(&submitted());
    for entry in &entries {
        for key in [
            "seq", "at", "account", "actor", "action", "subject", "reason", "changes", "clock",
            "hash",
        ] {
            assert!(entry.get(key).is_some(), "{key} in {entry:#}");
        }
        assert_eq!(entry["at"], "2021-03-01T09:00:00Z");
        assert_eq!(entry["account"], "contoso-france");
        assert!(entry["action"].as_str().unwrap().contains('.'));
    }
    let seqs: Vec<i64> = entries
        .iter()
        .map(|it| it["seq"].as_i64().unwrap())
        .collect();
    assert!(
        seqs.windows(2).all(|pair| pair[1] == pair[0] + 1),
        "{seqs:?}"
    );
}

#[test]
fn entries_say_whether_the_clock_was_given() {
    let mut world = submitted();
    assert!(journal(&world).iter().all(|it| it["clock"] == "given"));
    world.unset("CSP_NOW");
    world.answer(&["enroll", "edit", "--city", "Paris"]);
    assert_eq!(journal(&world).last().unwrap()["clock"], "system");
}

#[test]
fn an_entry_is_found_by_its_hash_or_the_beginning_of_it() {
    let world = submitted();
    let entries = world.answer(&["audit", "log", "--all"]);
    for entry in entries.as_array().unwrap() {
        let hash = entry["hash"].as_str().unwrap();
        for typed in [hash, &hash[..9], &hash[..8].to_uppercase()] {
            let found = world.answer(&["audit", "find", typed]);
            assert_eq!(found, json!([entry]));
        }
    }
    let shown = world.csp(&["audit", "find", entries[1]["hash"].as_str().unwrap()]);
    assert!(
        shown.expect(0).stdout.contains("enrollment.started"),
        "{shown}"
    );
}

#[test]
fn an_entry_that_is_not_there_is_answered_with_no() {
    let world = submitted();
    let run = world.csp(&["audit", "find", &"0".repeat(64), "--format", "json"]);
    assert_eq!(run.expect(3).json(), json!([]));
    let run = world.csp(&["audit", "find", "00000000"]);
    assert!(run.expect(3).stderr.contains("no entry"), "{run}");
    for typed in ["0000000", "0000000g", &"0".repeat(65)] {
        let error = world.refusal(2, &["audit", "find", typed]);
        assert!(
            error["message"].as_str().unwrap().contains("8 to 64"),
            "{error}"
        );
    }
    world.refusal(7, &["audit", "find"]);
    World::new().refusal(5, &["audit", "find", "00000000"]);
}

#[test]
fn the_journal_names_who_acted() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    world.answer(&["enroll", "--draft", "--from", "enroll.toml"]);
    world.answer(&["enroll", "submit"]);
    for entry in journal(&world) {
        assert_eq!(entry["actor"], "bruno.petit@contoso.fr", "{entry:#}");
    }
}

#[test]
fn the_log_is_narrowed_by_time_subject_account_and_number() {
    let mut world = submitted();
    world.at("2021-03-02T09:00:00Z");
    submit(&world, &Form::fabrikam());
    let all = journal(&world).len();
    let since = world.answer(&["audit", "log", "--since", "2021-03-02T00:00:00Z"]);
    let since = since.as_array().unwrap();
    assert!(!since.is_empty() && since.len() < all);
    assert!(since.iter().all(|it| it["account"] == "fabrikam"));
    let by_day = world.answer(&["audit", "log", "--since", "2021-03-02"]);
    assert_eq!(by_day.as_array().unwrap(), since);
    let chosen = world.answer(&["audit", "log", "--account", "fabrikam"]);
    assert_eq!(chosen.as_array().unwrap(), since);
    let two = world.answer(&["audit", "log", "--limit", "2"]);
    assert_eq!(two.as_array().unwrap().len(), 2);
    let subject = since[0]["subject"].as_str().unwrap();
    let about = world.answer(&["audit", "log", "--subject", subject]);
    let about = about.as_array().unwrap();
    assert!(!about.is_empty());
    assert!(about.iter().all(|it| it["subject"] == subject));
}

#[test]
fn an_unchanged_journal_verifies() {
    let world = active();
    let answer = world.answer(&["audit", "verify"]);
    assert_eq!(answer["ok"], true);
    assert_eq!(answer["problems"], json!([]));
}

#[test]
fn the_anchor_is_the_head_of_the_chain() {
    let world = submitted();
    let head = journal(&world).last().unwrap()["hash"].clone();
    let anchor = world.csp(&["audit", "anchor"]);
    assert!(
        anchor.expect(0).stdout.contains(head.as_str().unwrap()),
        "{anchor}"
    );
    world.answer(&["enroll", "edit", "--city", "Paris"]);
    let later = world.csp(&["audit", "anchor"]);
    assert!(
        !later.expect(0).stdout.contains(head.as_str().unwrap()),
        "{later}"
    );
}

/// Finds the table of the journal by its columns and removes its triggers.
fn unguarded(world: &World) -> (Connection, String) {
    let db = Connection::open(world.store().file()).unwrap();
    let names = |sql: &str| -> Vec<String> {
        let mut query = db.prepare(sql).unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    for trigger in names("SELECT name FROM sqlite_schema WHERE type = 'trigger'") {
        db.execute_batch(&format!("DROP TRIGGER \"{trigger}\""))
            .unwrap();
    }
    let tables = names(
        "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table'
         AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'seq')
         AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'hash')",
    );
    assert_eq!(tables.len(), 1, "{tables:?}");
    (db, tables[0].clone())
}

fn broken_by(change: &str) -> Value {
    let world = under_review();
    {
        let (db, table) = unguarded(&world);
        db.execute_batch(&change.replace("TABLE", &table)).unwrap();
    }
    let run = world.csp(&["audit", "verify", "--format", "json"]);
    let answer = run.expect(3).json();
    assert_eq!(answer["ok"], false, "{change}");
    assert_eq!(run.stderr, "", "the answer is no error: {run}");
    answer["problems"][0].clone()
}

#[test]
fn a_changed_entry_is_found_and_named() {
    let problem = broken_by("UPDATE TABLE SET actor = 'eve@contoso.fr' WHERE seq = 2");
    assert_eq!(problem["seq"], 2, "{problem:#}");
}

#[test]
fn a_removed_entry_is_found() {
    let problem = broken_by("DELETE FROM TABLE WHERE seq = 2");
    assert!(
        [2, 3].map(Value::from).contains(&problem["seq"]),
        "{problem:#}"
    );
}

#[test]
fn a_reordered_pair_is_found() {
    broken_by(
        "UPDATE TABLE SET seq = -1 WHERE seq = 1; UPDATE TABLE SET seq = 1 WHERE seq = 2;
         UPDATE TABLE SET seq = 2 WHERE seq = -1;",
    );
}

#[test]
fn a_clock_that_went_back_is_warned_about_and_the_order_is_kept() {
    let mut world = submitted();
    world.at("2021-02-01T09:00:00Z");
    for rehearsal in [&["--dry-run"][..], &[]] {
        let run = world.csp(&[&["enroll", "edit", "--city", "Paris"], rehearsal].concat());
        run.expect(0);
        assert!(run.stderr.contains("2021-03-01"), "a warning\n{run}");
    }
    assert_eq!(
        journal(&world).last().unwrap()["at"],
        "2021-02-01T09:00:00Z"
    );
    world.answer(&["audit", "verify"]);
}

#[test]
fn a_refused_command_writes_no_entry() {
    let world = submitted();
    let before = journal(&world).len();
    world.refusal(4, &["enroll", "sign-mpa"]);
    world.refusal(7, &["enroll", "withdraw", "--yes"]);
    assert_eq!(journal(&world).len(), before);
}

#[test]
fn the_log_shows_actor_and_reason_on_every_screen() {
    let mut world = under_review();
    let reason = "the register has another address";
    let reject = ["verify", "record", "business", "rejected"];
    world.answer(&[&reject[..], &["--reason", reason]].concat());
    for columns in ["40", "80", "120", "200"] {
        world.set("COLUMNS", columns);
        let log = world.csp(&["audit", "log"]);
        let words: Vec<&str> = log.expect(0).stdout.split_whitespace().collect();
        let text = words.join(" ");
        assert!(text.contains("bruno.petit@contoso.fr"), "{log}");
        assert!(text.contains(reason), "{columns}: {log}");
    }
    world.set("COLUMNS", "80");
    let log = world.csp(&["audit", "log"]).stdout.clone();
    assert!(log.lines().all(|line| line.chars().count() <= 80), "{log}");
    assert!(!log.contains("A wider screen"), "{log}");
}
