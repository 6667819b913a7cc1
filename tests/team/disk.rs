//! The disk of the server is full: a clear message, and nothing was changed.

use std::path::PathBuf;
use std::process::Command;

use crate::refusals::table_of;
use crate::world::{Team, World};

/// A small disk in memory, which goes when this is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, with a line that says so, where this user or this machine cannot make one.
    fn mount(folder: PathBuf) -> Option<Self> {
        std::fs::create_dir(&folder).unwrap();
        let options = match nobody() {
            Some(nobody) => format!("size=16m,mode=0700,uid={nobody}"),
            None => "size=16m,mode=0700".to_owned(),
        };
        let mounted = Command::new("mount")
            .args(["-t", "tmpfs", "-o", &options, "csp-small-disk"])
            .arg(&folder)
            .output();
        if mounted.is_ok_and(|done| done.status.success()) {
            return Some(Self(folder));
        }
        eprintln!("skipped: only root can make a small disk");
        None
    }
}

impl SmallDisk {
    fn enlarge(&self) {
        let options = ["-o", "remount,size=64m"];
        let done = Command::new("mount").args(options).arg(&self.0).status();
        assert!(done.unwrap().success());
    }
}

/// The user that the server runs as, where this is root.
fn nobody() -> Option<String> {
    let asked = Command::new("id").args(["-u", "nobody"]).output().ok()?;
    let number = String::from_utf8(asked.stdout).ok()?;
    crate::postgres::is_root().then(|| number.trim().to_owned())
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(&self.0).status());
    }
}

/// Imports so many users.
fn import(world: &World<'_>, count: usize) -> crate::world::Run {
    let mut rows = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..count {
        rows.push_str(&format!("bulk{number}@contoso.fr,Ada,Roy,sales-agent\n"));
    }
    std::fs::write(world.path("bulk.csv"), rows).unwrap();
    world.csp(&[
        "users",
        "import",
        "bulk.csv",
        "--credentials",
        "passwords.csv",
    ])
}

#[test]
fn a_full_disk_of_the_server_changes_nothing() {
    let Some(team) = Team::start() else { return };
    let Some(disk) = SmallDisk::mount(team.server.folder().join("small")) else {
        return;
    };
    let place = disk.0.display();
    let world = team.world();
    let space = format!("CREATE TABLESPACE small LOCATION '{place}'");
    let moved = format!("ALTER DATABASE {} SET TABLESPACE small", world.database);
    team.server.administer(&[&space, &moved]);
    let before = world.entries();
    let run = import(&world, 20_000);
    run.expect(1);
    assert_eq!(world.entries(), before);
    assert!(!world.path("passwords.csv").exists(), "passwords of nobody");
    let mut table = table_of(&world);
    table.add("the disk of the server is full", run);
    world.check();
    disk.enlarge();
    import(&world, 10).expect(0);
    insta::assert_snapshot!("full", table.text().replace(&place.to_string(), "PLACE"));
}
