//! `store move`: a whole store at another place, equal to the byte, and what stays behind.

use std::process::Stdio;

use serde_json::Value;

use crate::engine::TestStore;
use crate::help_examples::{at_work, later};
use crate::journey::{show, submitted};
use crate::world::{Run, World};

/// A store with something in nearly every table.
fn rich() -> World {
    let world = later(at_work());
    for line in [
        "users import staff.csv --role sales-agent --credentials passwords.csv",
        "customers import customers.csv --on-conflict skip",
        "customers import customers.json --country FR --on-conflict skip",
        "providers import directory.csv",
        "eligibility revenue import invoice.csv",
        "eligibility revenue import provider.csv",
        "eligibility rates import rates.csv",
        "enroll business-profile set --description Cloud --as eva@contoso.fr",
    ] {
        let words: Vec<&str> = line.split(' ').collect();
        world.csp(&words).expect(0);
    }
    world
}

/// What these commands answer in every format, each with its line.
pub(crate) fn answers(world: &World, lines: &[&str], more: &[&str]) -> Vec<(String, String)> {
    let mut said = Vec::new();
    for line in lines {
        for format in ["table", "json", "csv"] {
            let mut words: Vec<&str> = line.split(' ').collect();
            words.extend(more);
            words.extend(["--format", format]);
            let run = world.csp(&words);
            run.expect_any(&[0, 3]);
            said.push(((*line).to_owned(), run.stdout));
        }
    }
    said
}

/// Every answer about the content of a store, and every file of its export.
fn everything(world: &World, store: &str) -> Vec<(String, String)> {
    let lines = [
        "status",
        "enroll show",
        "enroll list",
        "verify status",
        "users list --all",
        "providers list --all",
        "customers list --all",
        "eligibility check --model direct",
        "eligibility evidence list",
        "eligibility revenue list",
        "eligibility rates list",
        "audit log --all",
        "audit anchor",
        "audit verify",
    ];
    let mut said = answers(world, &lines, &["--store", store]);
    world
        .csp(&["store", "export", "exported", "--store", store])
        .expect(0);
    let folder = world.path("exported");
    let mut names: Vec<_> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    names.sort();
    for name in names {
        let text = std::fs::read_to_string(folder.join(&name)).unwrap();
        said.push((name.into_string().unwrap(), text));
    }
    std::fs::remove_dir_all(folder).unwrap();
    said
}

/// Every row of every table of a file.
fn rows(file: &std::path::Path) -> Vec<(String, Vec<String>)> {
    let file = rusqlite::Connection::open(file).unwrap();
    let mut names = file
        .prepare(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'moved' ORDER BY name",
        )
        .unwrap();
    let names: Vec<String> = names
        .query_map([], |row| row.get(0))
        .unwrap()
        .map(Result::unwrap)
        .collect();
    let read = |name: String| {
        let mut rows = file.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let width = rows.column_count();
        let texts = rows
            .query_map([], |row| {
                let cells = (0..width).map(|at| format!("{:?}", row.get_ref(at).unwrap()));
                Ok(cells.collect::<Vec<_>>().join("|"))
            })
            .unwrap();
        let mut texts: Vec<String> = texts.map(Result::unwrap).collect();
        texts.sort();
        (name, texts)
    };
    names.into_iter().map(read).collect()
}

/// Compares what two stores answer; shows the first difference.
#[track_caller]
fn assert_same(found: &[(String, String)], expected: &[(String, String)]) {
    assert_eq!(found.len(), expected.len());
    for (found, expected) in found.iter().zip(expected) {
        assert!(
            found == expected,
            "{}:\n{}\ninstead of\n{}",
            found.0,
            found.1,
            expected.1
        );
    }
}

/// Moves the store of one place to another.
fn moved(world: &World, from: &str, to: &str) -> Value {
    world.answer(&["store", "move", "--to", to, "--yes", "--store", from])
}

#[test]
fn a_store_is_equal_at_each_place_there_and_back() {
    let world = rich();
    let first = world.store().argument();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let back = TestStore::of(world.root(), "back/csp.db");
    let before = everything(&world, &first);
    let used = before
        .iter()
        .filter(|(name, text)| name.ends_with(".csv") && text.lines().count() > 1);
    assert!(used.count() > 18, "too many tables are empty");
    world
        .csp(&["audit", "anchor", "--out", "before.txt"])
        .expect(0);
    let answer = moved(&world, &first, &there.argument());
    assert_eq!(
        (&answer["kept"], &answer["finished"]),
        (&false.into(), &false.into())
    );
    assert_same(&everything(&world, &there.argument()), &before);
    let again = moved(&world, &there.argument(), &back.argument());
    for counted in ["rows", "entries", "chains"] {
        assert_eq!(again[counted], answer[counted]);
    }
    assert_same(&everything(&world, &back.argument()), &before);
    let store = &back.argument();
    world
        .csp(&[
            "audit",
            "verify",
            "--anchor",
            "before.txt",
            "--store",
            store,
        ])
        .expect(0);
    world.csp(&["store", "check", "--store", store]).expect(0);
}

#[test]
fn a_moved_file_and_its_copy_have_the_same_rows() {
    let world = rich();
    let file = world.store().file();
    let before = rows(&file);
    moved(&world, &world.store().argument(), "second.db");
    assert_eq!(rows(&world.path("second.db")), before);
    assert_eq!(rows(&file), before, "what stays behind keeps its content");
    use std::os::unix::fs::PermissionsExt as _;
    let mode = world
        .path("second.db")
        .metadata()
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn the_old_store_refuses_and_names_the_new_place() {
    let world = submitted();
    let old = world.store().argument();
    let to = world.path("new/csp.db");
    let to = to.to_str().unwrap();
    moved(&world, &old, "new/csp.db");
    for args in [
        &["status"][..],
        &["users", "list"],
        &["enroll", "edit", "--city", "Lyon"],
        &["store", "check"],
        &["store", "path"],
        &["store", "backup", "copy.db"],
        &["store", "move", "--to", "third.db", "--yes"],
    ] {
        let error = world.refusal(5, args);
        assert!(error["message"].as_str().unwrap().contains(to), "{error}");
        let remedy = error["remedy"].as_str().unwrap();
        assert!(
            remedy.contains(&format!("config set store {to}")),
            "{error}"
        );
    }
    let finding = world.csp(&["doctor"]);
    assert!(finding.expect(3).stdout.contains("was moved"), "{finding}");
    let new = ["--store", "new/csp.db"];
    world.answer(&[&["enroll", "edit", "--city", "Lyon"], &new[..]].concat());
    // Moving back does not replace what stayed behind.
    let back = ["store", "move", "--to", &old, "--yes"];
    let error = world.refusal(5, &[&back[..], &new].concat());
    assert!(
        error["message"].as_str().unwrap().contains("was moved"),
        "{error}"
    );
}

#[test]
fn a_file_that_was_left_behind_can_be_restored() {
    let world = submitted();
    let old = world.store().file();
    let old = old.to_str().unwrap();
    let before = show(&world);
    moved(&world, old, "new.db");
    world.csp(&["store", "restore", old, "--yes"]).expect(0);
    assert_eq!(show(&world), before);
    world.csp(&["store", "check"]).expect(0);
    world.answer(&["enroll", "edit", "--city", "Lyon"]);
}

#[test]
fn with_keep_both_stores_stay_in_use() {
    let world = submitted();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let copy = ["store", "move", "--keep", "--to", &there.argument()];
    let answer = world.answer(&copy);
    assert_eq!(answer["kept"], true);
    let run = world.csp(&[
        "enroll",
        "show",
        "--store",
        &there.argument(),
        "--format",
        "json",
    ]);
    assert_eq!(run.expect(0).json(), show(&world));
    // The same again: everything is there.
    assert_eq!(world.answer(&copy)["finished"], true);
    world.answer(&["enroll", "edit", "--city", "Lyon"]);
    world.refusal(2, &copy);
    world
        .csp(&["store", "check", "--store", &there.argument()])
        .expect(0);
}

#[test]
fn a_move_that_stopped_before_its_end_is_finished() {
    let world = submitted();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    // As if it had stopped between the two commits.
    world
        .csp(&["store", "move", "--keep", "--to", &there.argument()])
        .expect(0);
    let answer = moved(&world, &world.store().argument(), &there.argument());
    assert_eq!(answer["finished"], true);
    world.refusal(5, &["status"]);
    world
        .csp(&["store", "check", "--store", &there.argument()])
        .expect(0);
}

#[test]
fn a_dry_run_of_a_move_changes_nothing() {
    let world = submitted();
    let Some(there) = world.store().elsewhere(world.root(), "there.db") else {
        return;
    };
    let before = world.store().content();
    let args = [
        "store",
        "move",
        "--dry-run",
        "--yes",
        "--to",
        &there.argument(),
    ];
    let answer = world.answer(&args);
    assert_eq!(answer["dry_run"], true);
    assert!(!there.exists());
    assert_eq!(world.store().content(), before);
    world.csp(&["store", "check"]).expect(0);
    let real = moved(&world, &world.store().argument(), &there.argument());
    assert_eq!(
        (&real["rows"], &real["entries"]),
        (&answer["rows"], &answer["entries"])
    );
}

#[test]
fn a_move_is_confirmed_and_a_copy_is_not_asked_about() {
    let world = submitted();
    let error = world.refusal(7, &["store", "move", "--to", "new.db"]);
    assert!(
        error["message"].as_str().unwrap().contains("--yes"),
        "{error}"
    );
    world.refusal(7, &["store", "move", "--to", "new.db", "--dry-run"]);
    let error = world.refusal(7, &["store", "move", "--yes"]);
    assert_eq!(error["details"][0]["flag"], "--to", "{error}");
    world.answer(&["store", "move", "--to", "new.db", "--keep"]);
}

#[test]
fn a_place_that_cannot_take_the_store_is_refused() {
    let world = submitted();
    let before = world.store().content();
    world.write("text.txt", "text");
    world.write("full.db", "x".repeat(5000));
    let other = World::new();
    other.write("enroll.toml", crate::form::Form::fabrikam().text());
    let taken = world.path("taken.db");
    let taken = taken.to_str().unwrap();
    other.answer(&["enroll", "--from", "enroll.toml", "--store", taken]);
    for (to, code, said) in [
        (taken, 2, "already"),
        ("text.txt", 1, "not a store"),
        ("full.db", 1, "not a store"),
        ("text.txt/new.db", 1, "text.txt"),
        ("postgres://nobody@%2Fnowhere/csp", 8, "cannot reach"),
        ("postgres://ana:secret@localhost/csp", 2, "password"),
        ("postgres://localhost:port/csp", 2, "port"),
    ] {
        for more in [&["--yes"][..], &["--yes", "--dry-run"], &["--keep"]] {
            let args = [&["store", "move", "--wait", "0", "--to", to][..], more].concat();
            let error = world.refusal(code, &args);
            let text = error.to_string();
            assert!(text.contains(said), "{to}: {error:#}");
            assert!(!text.contains("secret"), "{error:#}");
        }
    }
    assert!(world.store().content() == before);
    assert_eq!(world.read("text.txt"), "text");
    world.csp(&["store", "check"]).expect(0);
    other.csp(&["store", "check", "--store", taken]).expect(0);
}

#[test]
fn a_store_is_not_moved_to_where_it_is() {
    let world = submitted();
    let itself = world.store().argument();
    for more in [&["--yes"][..], &["--keep"]] {
        let args = [&["store", "move", "--to", &itself][..], more].concat();
        world.refusal(2, &args);
    }
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn a_store_that_is_not_there_cannot_be_moved() {
    let world = World::new();
    world.refusal(5, &["store", "move", "--to", "new.db", "--yes"]);
    assert!(!world.path("new.db").exists());
}

#[test]
fn a_full_disk_at_the_new_place_changes_nothing() {
    let world = submitted();
    let args = [
        "store", "move", "--to", "new.db", "--yes", "--format", "json",
    ];
    let limited = "ulimit -f 100; exec \"$0\" \"$@\"";
    let output = std::process::Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_csp")])
        .args(args)
        .env_clear()
        .envs(world.vars())
        .current_dir(world.folder())
        .stdin(Stdio::null())
        .output();
    Run::of(&args, output.unwrap()).expect(1);
    let left: Vec<_> = std::fs::read_dir(world.folder()).unwrap().collect();
    assert!(
        left.iter()
            .all(|it| it.as_ref().unwrap().file_name() == "enroll.toml"),
        "{left:?}"
    );
    world.csp(&["store", "check"]).expect(0);
    world.answer(&["enroll", "edit", "--city", "Lyon"]);
}

#[test]
fn a_damaged_store_is_not_moved() {
    let world = submitted();
    let file = rusqlite::Connection::open(world.store().file()).unwrap();
    file.execute("UPDATE users SET first_name = 'Eve'", [])
        .unwrap();
    drop(file);
    for more in [&["--yes"][..], &["--yes", "--dry-run"], &["--keep"]] {
        let args = [&["store", "move", "--to", "new.db"][..], more].concat();
        let error = world.refusal(1, &args);
        assert!(
            error["message"].as_str().unwrap().contains("damaged"),
            "{error}"
        );
        assert!(!world.path("new.db").exists());
    }
}

#[test]
fn a_store_of_an_earlier_release_moves_with_its_journal() {
    let world = World::new();
    let old = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/stores/0.1.0.db");
    let place = world.path("old.db");
    std::fs::copy(old, &place).unwrap();
    let Some(there) = TestStore::of(world.root(), "x.db").elsewhere(world.root(), "there.db")
    else {
        return;
    };
    let old = ["--store", "old.db"];
    let entries = world.answer(&[&["audit", "log"], &old[..]].concat());
    let copy = ["store", "move", "--keep", "--to", "copy.db"];
    world.answer(&[&copy[..], &old].concat());
    moved(&world, "old.db", &there.argument());
    for store in ["copy.db", &there.argument()] {
        world.csp(&["store", "check", "--store", store]).expect(0);
        let kept = world.answer(&["audit", "log", "--store", store]);
        let (kept, entries) = (kept.as_array().unwrap(), entries.as_array().unwrap());
        assert_eq!(kept[..entries.len()], entries[..]);
    }
}
