//! `csp store export`: all tables as CSV files.

use std::os::unix::fs::PermissionsExt as _;

use crate::journey::{journal, show, submitted};

#[test]
fn an_export_is_complete_private_and_without_secrets() {
    let world = submitted();
    let answer = world.answer(&["store", "export", "out"]);
    let names: Vec<&str> = answer["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["file"].as_str().unwrap())
        .collect();
    for name in [
        "accounts.csv",
        "users.csv",
        "customers.csv",
        "accounts.json",
        "journal.jsonl",
    ] {
        assert!(names.contains(&name), "{names:?}");
    }
    let mode = |name: &str| {
        let path = world.path(name);
        std::fs::metadata(path).unwrap().permissions().mode() & 0o777
    };
    assert_eq!(mode("out"), 0o700);
    for name in names {
        let name = format!("out/{name}");
        assert_eq!(mode(&name), 0o600, "{name}");
        let text = world.read(&name);
        assert!(!text.contains("FR1420041010050500013M02606"), "{name}");
    }
    let accounts: serde_json::Value =
        serde_json::from_str(&world.read("out/accounts.json")).unwrap();
    assert_eq!(accounts[0]["bank"], show(&world)["bank"]);
    let entries = world.read("out/journal.jsonl").lines().count();
    assert_eq!(entries, journal(&world).len());
}

#[test]
fn a_folder_that_is_not_empty_is_left_unchanged() {
    let world = submitted();
    world.answer(&["store", "export", "out"]);
    let before = world.read("out/journal.jsonl");
    world.refusal(2, &["store", "export", "out"]);
    assert_eq!(world.read("out/journal.jsonl"), before);
    std::fs::create_dir(world.path("empty")).unwrap();
    world.answer(&["store", "export", "empty"]);
}

#[test]
fn a_dry_run_leaves_nothing() {
    let world = submitted();
    world.answer(&["store", "export", "out", "--dry-run"]);
    assert!(!world.path("out").exists());
}

#[test]
fn a_link_to_a_folder_is_refused_in_a_dry_run_too() {
    let world = submitted();
    std::fs::create_dir(world.path("real")).unwrap();
    std::os::unix::fs::symlink("real", world.path("link")).unwrap();
    for more in [&["--dry-run"][..], &[]] {
        world.refusal(2, &[&["store", "export", "link"], more].concat());
    }
    assert_eq!(std::fs::read_dir(world.path("real")).unwrap().count(), 0);
}
