//! Files that are not a store, are damaged, or were written by a later release.

use rusqlite::Connection;

use crate::form::Form;
use crate::journey::{active, submitted};
use crate::world::{Run, World, json};

/// Runs a read and a write, which must both fail and leave the file unchanged.
fn refused(world: &World) -> Vec<Run> {
    world.write("enroll.toml", Form::fabrikam().text());
    let before = world.store().content();
    let runs: Vec<Run> = [
        &["enroll", "list"][..],
        &["status"],
        &["enroll", "--from", "enroll.toml"],
    ]
    .into_iter()
    .map(|args| world.csp(&json(args)))
    .collect();
    for run in &runs {
        let error = run.expect(1).error();
        assert_eq!(error["code"], "failed", "{run}");
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains(world.store().file().to_str().unwrap()),
            "{run}"
        );
        assert!(!run.stderr.contains("panicked"), "{run}");
    }
    assert_eq!(world.store().content(), before, "untouched");
    runs
}

fn with_file(content: &[u8]) -> World {
    let world = World::new();
    std::fs::create_dir(world.root().join("store")).unwrap();
    std::fs::write(world.store().file(), content).unwrap();
    world
}

#[test]
fn a_file_that_is_not_a_database_is_left_unchanged() {
    refused(&with_file(b"Dear diary, today I enrolled."));
    refused(&with_file(&[0; 4096]));
}

#[test]
fn a_database_of_another_program_is_left_unchanged() {
    let world = with_file(b"");
    let db = Connection::open(world.store().file()).unwrap();
    db.execute_batch("CREATE TABLE recipes (name TEXT); INSERT INTO recipes VALUES ('soup');")
        .unwrap();
    drop(db);
    refused(&world);
}

#[test]
fn stores_of_later_releases_are_refused_and_unchanged() {
    let world = submitted();
    let db = Connection::open(world.store().file()).unwrap();
    db.execute_batch("PRAGMA user_version = 9999; PRAGMA wal_checkpoint(TRUNCATE);")
        .unwrap();
    drop(db);
    for run in refused(&world) {
        let error = run.error();
        let message = error["message"].as_str().unwrap();
        assert!(
            message.contains("9999") || message.contains("newer"),
            "{run}"
        );
        assert!(!error["remedy"].is_null(), "{run}");
    }
}

#[test]
fn a_truncated_store_is_found_by_the_check() {
    let world = active();
    Connection::open(world.store().file())
        .unwrap()
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE);")
        .unwrap();
    let bytes = world.store().content();
    std::fs::write(world.store().file(), &bytes[..bytes.len() / 2]).unwrap();
    world.csp(&["store", "check"]).expect_any(&[1, 3]);
}

#[test]
fn content_changed_by_another_program_is_found_by_the_check() {
    let world = active();
    let db = Connection::open(world.store().file()).unwrap();
    let texts: Vec<(String, String)> = {
        let mut query = db
            .prepare(
                "SELECT m.name, c.name FROM sqlite_schema m, pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND c.name LIKE '%legal_name'",
            )
            .unwrap();
        let rows = query
            .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))
            .unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert!(!texts.is_empty());
    for (table, column) in texts {
        db.execute_batch(&format!("UPDATE {table} SET {column} = 'Fabrikam SARL'"))
            .unwrap();
    }
    drop(db);
    let run = world.csp(&json(&["store", "check"]));
    let answer = run.expect(3).json();
    assert_eq!(answer["ok"], false);
    for key in ["what", "table", "id", "seq"] {
        assert!(answer["problems"][0].get(key).is_some(), "{key}: {run}");
    }
}

#[test]
fn an_unknown_state_in_a_row_is_reported_as_damage() {
    let world = active();
    let db = Connection::open(world.store().file()).unwrap();
    db.execute_batch("PRAGMA ignore_check_constraints = ON;")
        .unwrap();
    let tables: Vec<String> = {
        let mut query = db
            .prepare(
                "SELECT m.name FROM sqlite_schema m WHERE m.type = 'table' AND EXISTS
                 (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'state')
                 AND EXISTS (SELECT 1 FROM pragma_table_info(m.name) WHERE name = 'model')",
            )
            .unwrap();
        let rows = query.query_map([], |row| row.get(0)).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert!(!tables.is_empty());
    for table in &tables {
        db.execute_batch(&format!("UPDATE {table} SET state = 'retired'"))
            .unwrap();
    }
    drop(db);
    let run = world.csp(&json(&["enroll", "show"]));
    let error = run.expect(1).error();
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("enrollments, row ") && message.contains("/1"),
        "{run}"
    );
    assert!(!error["remedy"].is_null(), "{run}");
}

#[test]
fn checking_a_store_that_does_not_exist_creates_none() {
    let world = World::new();
    let _ = world.csp(&["store", "check"]);
    let _ = world.csp(&["audit", "verify"]);
    assert!(!world.store().exists());
}

/// Changes a row with plain SQL; its digest is not updated.
fn tamper(world: &World, statement: &str) {
    let db = Connection::open(world.store().file()).unwrap();
    assert_eq!(db.execute(statement, []).unwrap(), 1, "{statement}");
}

#[test]
fn a_changed_row_is_not_overwritten() {
    let world = active();
    tamper(&world, "UPDATE users SET first_name = 'Eve'");
    let owner = "bruno.petit@contoso.fr";
    let error = world.refusal(1, &["users", "edit", owner, "--last-name", "B"]);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("users, row ") && message.contains("/bruno.petit"),
        "{message}"
    );
    let remedy = error["remedy"].as_str().unwrap();
    assert!(remedy.contains("csp store check"), "{remedy}");
    world.csp(&["store", "check"]).expect(3);
}

#[test]
fn a_row_with_the_digest_of_a_removed_one_is_refused() {
    let world = active();
    world.answer(&["eligibility", "rates", "set", "EUR", "1.2"]);
    world.answer(&["eligibility", "rates", "set", "GBP", "1.4"]);
    let digest = "SELECT digest FROM exchange_rates WHERE currency = 'GBP'";
    let taken = format!(
        "UPDATE exchange_rates SET digest = ({digest}), usd_for_one = '9' WHERE currency = 'EUR'"
    );
    tamper(&world, &taken);
    tamper(&world, "DELETE FROM exchange_rates WHERE currency = 'GBP'");
    world.refusal(1, &["eligibility", "rates", "set", "EUR", "1.3"]);
    world.csp(&["store", "check"]).expect(3);
}

#[test]
fn a_hidden_trigger_stops_every_write() {
    let world = active();
    let hidden =
        "CREATE TRIGGER sqliteXstat1 BEFORE UPDATE ON users BEGIN SELECT raise(IGNORE); END";
    Connection::open(world.store().file())
        .unwrap()
        .execute_batch(hidden)
        .unwrap();
    let error = world.refusal(1, &["enroll", "edit", "--city", "Lyon"]);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("trigger sqliteXstat1 on users"),
        "{message}"
    );
    world.csp(&["store", "check"]).expect(3);
    world.csp(&["store", "backup", "copy.db"]).expect(1);
}
