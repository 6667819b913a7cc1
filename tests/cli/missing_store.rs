//! A store that does not exist reads as empty and never passes a check.

use serde_json::Value;

use crate::form::Form;
use crate::journey::submitted;
use crate::world::{World, json};

const LISTS: [&[&str]; 5] = [
    &["status"],
    &["enroll", "list"],
    &["users", "list"],
    &["customers", "list"],
    &["audit", "log"],
];

const CHECKS: [&[&str]; 8] = [
    &["store", "check"],
    &["store", "backup", "copy.db"],
    &["store", "export", "all"],
    &["audit", "verify"],
    &["audit", "anchor"],
    &["status", "--check"],
    &["report"],
    &["report", "--format", "json"],
];

/// A missing file, an empty file, and a dangling link.
fn absent() -> Vec<World> {
    let worlds: Vec<World> = (0..3).map(|_| World::new()).collect();
    for world in &worlds[1..] {
        std::fs::create_dir_all(world.store().file().parent().unwrap()).unwrap();
    }
    std::fs::write(worlds[1].store().file(), "").unwrap();
    let owner = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    std::fs::set_permissions(worlds[1].store().file(), owner).unwrap();
    std::os::unix::fs::symlink("gone.db", worlds[2].store().file()).unwrap();
    worlds
}

#[test]
fn lists_are_empty_and_say_that_there_is_no_store() {
    for world in absent() {
        for list in LISTS {
            let run = world.csp(&json(list));
            assert_eq!(run.expect(0).json(), serde_json::json!([]), "{list:?}");
            let said = format!("no store at {} yet", world.store().file().display());
            assert_eq!(run.stderr.matches(&said).count(), 1, "{list:?} {run}");
            let quiet = world.csp(&[list, &["--quiet"]].concat());
            assert!(!quiet.stderr.contains("no store at"), "{quiet}");
        }
    }
    let run = submitted().csp(&["status"]);
    assert!(!run.stderr.contains("no store"), "{run}");
}

#[test]
fn no_check_or_copy_of_a_missing_store_passes() {
    for world in absent() {
        for check in CHECKS {
            let refusal = world.refusal(5, check);
            assert_eq!(refusal["code"], "not-found", "{check:?}");
            let message = refusal["message"].as_str().unwrap();
            assert!(message.starts_with("no store at "), "{message}");
            world.refusal(5, &[check, &["--dry-run"]].concat());
        }
        assert!(!world.path("copy.db").exists());
        assert!(!world.path("all").exists());
    }
}

#[test]
fn a_wrong_command_line_comes_before_a_missing_store() {
    let world = World::new();
    world.refusal(2, &["audit", "verify", "--anchor", "nonsense"]);
    world.refusal(7, &["store", "backup"]);
    world.write("there.txt", "");
    world.refusal(2, &["store", "backup", "there.txt"]);
}

#[test]
fn doctor_finds_that_there_is_no_store() {
    for world in absent() {
        let run = world.csp(&json(&["doctor"]));
        let found: Value = run.expect(3).json();
        assert_eq!(found.as_array().unwrap().len(), 1, "{run}");
        assert_eq!(found[0]["check"], "integrity");
        assert!(
            found[0]["what"]
                .as_str()
                .unwrap()
                .starts_with("no store at ")
        );
    }
}

#[test]
fn a_write_creates_a_store_and_a_dry_run_does_not() {
    for (at, world) in absent().into_iter().enumerate() {
        world.write("enroll.toml", Form::indirect().text());
        let enroll = ["enroll", "--from", "enroll.toml"];
        let expected = if at == 2 { 5 } else { 0 };
        let rehearsal = world.csp(&[&enroll[..], &["--dry-run"]].concat());
        rehearsal.expect(expected);
        let length = world.store().file().metadata().map_or(0, |file| file.len());
        assert_eq!(length, 0);
        let run = world.csp(&enroll);
        run.expect(expected);
        assert!(!run.stderr.contains("no store at"), "{run}");
        if expected == 0 {
            world.csp(&["store", "check"]).expect(0);
        } else {
            assert!(run.stderr.contains("is a link"), "{run}");
        }
    }
}
