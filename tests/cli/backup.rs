//! `store backup` and `store restore`.

use std::os::unix::fs::PermissionsExt as _;

use crate::journey::{journal, show, submitted};
use crate::world::World;

fn city(world: &World) -> String {
    show(world)["company"]["address"]["city"]
        .as_str()
        .unwrap()
        .to_owned()
}

fn backed_up() -> World {
    let world = submitted();
    world.csp(&["store", "backup", "copy.db"]).expect(0);
    world
}

#[test]
fn a_backup_is_a_complete_store_readable_by_the_owner_only() {
    let world = backed_up();
    let copy = ["--store", "copy.db"];
    let check = world.answer(&[&["store", "check"], &copy[..]].concat());
    assert_eq!(check["ok"], true);
    let shown = world.answer(&[&["enroll", "show"], &copy[..]].concat());
    assert_eq!(shown, show(&world));
    let mode = std::fs::metadata(world.path("copy.db"))
        .unwrap()
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600);
}

#[test]
fn a_backup_never_touches_an_existing_file_unless_forced() {
    let world = submitted();
    world.write("copy.db", "precious");
    world.refusal(2, &["store", "backup", "copy.db"]);
    assert_eq!(world.read("copy.db"), "precious");
    world
        .csp(&["store", "backup", "copy.db", "--force"])
        .expect(0);
    world.answer(&["store", "check", "--store", "copy.db"]);
}

#[test]
fn restoring_replaces_the_store_and_keeps_the_old_one() {
    let world = backed_up();
    world.answer(&["enroll", "edit", "--city", "Paris"]);
    world
        .csp(&["store", "restore", "copy.db", "--yes"])
        .expect(0);
    assert_eq!(city(&world), "Issy-les-Moulineaux");
    world.answer(&["audit", "verify"]);
    let beside: Vec<_> = std::fs::read_dir(world.store().file().parent().unwrap())
        .unwrap()
        .map(|it| it.unwrap().path())
        .filter(|it| *it != world.store().file())
        .collect();
    let kept = beside.iter().any(|path| {
        let path = path.to_str().unwrap();
        let run = world.csp(&["enroll", "show", "--format", "json", "--store", path]);
        run.code == Some(0) && run.stdout.contains("Paris")
    });
    assert!(kept, "{beside:?}");
}

#[test]
fn restoring_asks_first() {
    let world = backed_up();
    world.answer(&["enroll", "edit", "--city", "Paris"]);
    world.refusal(7, &["store", "restore", "copy.db"]);
    assert_eq!(city(&world), "Paris");
}

#[test]
fn a_file_that_is_not_a_store_is_not_restored() {
    let world = submitted();
    world.write("diary.txt", "Dear diary");
    world.write("empty.db", "");
    world.csp(&["store", "backup", "copy.db"]).expect(0);
    let mut copy = std::fs::read(world.path("copy.db")).unwrap();
    world.write("cut.db", &copy[..copy.len() / 2]);
    let city = b"Issy-les-Moulineaux";
    let at = copy.windows(city.len()).position(|part| part == city);
    copy[at.unwrap()] = b'X';
    world.write("changed.db", copy);
    for file in [
        "diary.txt",
        "empty.db",
        "cut.db",
        "changed.db",
        "nowhere.db",
    ] {
        let error = world.refusal(2, &["store", "restore", file, "--yes"]);
        let remedy = error["remedy"].as_str().unwrap();
        assert!(remedy.contains("`csp store backup FILE`"), "{error}");
        assert_eq!(error["details"][0]["flag"], "FILE", "{error}");
    }
    assert_eq!(self::city(&world), "Issy-les-Moulineaux");
}

#[test]
fn a_restored_store_can_be_written_on() {
    let world = backed_up();
    world
        .csp(&["store", "restore", "copy.db", "--yes"])
        .expect(0);
    let before = journal(&world).len();
    world.answer(&["enroll", "edit", "--city", "Lyon"]);
    assert!(journal(&world).len() > before);
    assert_eq!(city(&world), "Lyon");
}

#[test]
fn there_is_nothing_to_back_up_before_the_first_write() {
    let world = World::new();
    let run = world.csp(&["store", "backup", "copy.db"]);
    assert_ne!(run.code, Some(101), "{run}");
    assert!(!world.store().exists());
    assert!(
        run.code != Some(0) || world.path("copy.db").exists(),
        "{run}"
    );
}

#[test]
fn owning_the_file_is_enough_to_back_it_up() {
    let world = submitted();
    world
        .csp(&[
            "store",
            "backup",
            "copy.db",
            "--as",
            "eve@elsewhere.example",
        ])
        .expect(0);
}
