//! `csp doctor`: problems, each with what to do.

use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::journey::submitted;
use crate::world::World;

fn findings(world: &World, exit: i32, more: &[&str]) -> Vec<Value> {
    let run = world.csp(&[&["doctor", "--format", "json"], more].concat());
    run.expect(exit);
    let found: Value = serde_json::from_str(&run.stdout).unwrap();
    let found = found.as_array().unwrap().iter();
    // The server of the tests keeps nothing on purpose, to be fast, which is a finding.
    found
        .filter(|one| one["check"] != "durability")
        .cloned()
        .collect()
}

fn checks(found: &[Value]) -> Vec<&str> {
    found
        .iter()
        .map(|one| {
            assert!(one["remedy"].as_str().is_some_and(|it| !it.is_empty()));
            one["check"].as_str().unwrap()
        })
        .collect()
}

#[test]
fn a_healthy_installation_has_no_findings() {
    assert_eq!(findings(&submitted(), 0, &[]), [0; 0]);
}

#[test]
fn a_store_that_others_can_read_is_found() {
    let world = submitted();
    let open = std::fs::Permissions::from_mode(0o644);
    std::fs::set_permissions(world.store().file(), open).unwrap();
    assert_eq!(checks(&findings(&world, 3, &[])), ["permissions"]);
}

#[test]
fn a_damaged_store_is_found_and_not_touched() {
    let world = submitted();
    std::fs::write(world.store().file(), "no database").unwrap();
    std::fs::set_permissions(world.store().file(), std::fs::Permissions::from_mode(0o600)).unwrap();
    assert_eq!(checks(&findings(&world, 3, &[])), ["integrity"]);
    assert_eq!(world.store().content(), b"no database");
}

#[test]
fn a_broken_configuration_is_found_where_other_commands_stop() {
    let world = submitted();
    world.write("config.toml", "storr = \"x\"\n");
    let config = ["--config", "config.toml"];
    world.refusal(2, &[&["status"], &config[..]].concat());
    let found = findings(&world, 3, &config);
    assert_eq!(checks(&found), ["configuration"]);
    assert!(found[0]["what"].as_str().unwrap().contains("store"));
}

#[test]
fn the_doctor_finds_a_slow_clock_and_old_policies() {
    let world = submitted();
    let early = findings(&world, 3, &["--now", "2020-01-01T00:00:00Z"]);
    assert_eq!(checks(&early), ["clock"]);
    // Old policies are a warning; after two years they are a problem.
    for (now, exit, severity) in [
        ("2027-01-01T00:00:00Z", 0, "warning"),
        ("2027-10-03T00:00:00Z", 3, "error"),
    ] {
        let late = findings(&world, exit, &["--now", now]);
        assert_eq!(checks(&late), ["policies", "policies"]);
        assert!(
            late.iter().all(|one| one["severity"] == severity),
            "{late:?}"
        );
    }
}

#[test]
fn a_person_sees_everything_that_was_checked() {
    let run = submitted().csp(&["doctor"]);
    for what in [
        "permissions",
        "integrity",
        "version",
        "clock",
        "configuration",
        "policies",
    ] {
        assert!(run.expect(0).stdout.contains(what), "{run}");
    }
}

#[test]
fn files_of_a_killed_command_are_reported_and_kept() {
    let world = submitted();
    world.write(".csp-credentials-a1b2c3", "email\n");
    let found = findings(&world, 3, &[]);
    assert_eq!(checks(&found), ["leftovers"]);
    assert!(
        found[0]["what"]
            .as_str()
            .unwrap()
            .contains(".csp-credentials-a1b2c3")
    );
    assert!(world.folder().join(".csp-credentials-a1b2c3").exists());
}
