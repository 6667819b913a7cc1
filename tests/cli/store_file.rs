//! The database file: its path, its permissions, its creation.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt};
use std::path::Path;

use crate::form::Form;
use crate::journey::{state, submit, submitted};
use crate::world::{Run, World, json};

fn mode(path: &Path) -> u32 {
    std::fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn the_path_is_shown_without_creating_anything() {
    let world = World::new();
    let run = world.csp(&["store", "path"]);
    assert_eq!(
        run.expect(0).stdout.trim(),
        world.store().file().to_str().unwrap()
    );
    assert!(!world.root().join("store").exists());
}

#[test]
fn the_flag_chooses_another_store() {
    let world = submitted();
    let list = world.answer(&["enroll", "list", "--store", "other.db"]);
    assert_eq!(list, serde_json::json!([]));
    assert!(!world.path("other.db").exists());
}

#[test]
fn the_first_commit_creates_a_private_store_and_folder() {
    let world = submitted();
    assert_eq!(mode(&world.store().file()), 0o600);
    assert_eq!(mode(world.store().file().parent().unwrap()), 0o700);
    for file in std::fs::read_dir(world.store().file().parent().unwrap()).unwrap() {
        assert_eq!(mode(&file.unwrap().path()), 0o600);
    }
}

#[test]
fn a_write_that_is_refused_leaves_no_folder_behind() {
    let world = World::new();
    std::fs::create_dir(world.path("there")).unwrap();
    for args in [
        &["customers", "remove", "x", "--yes"][..],
        &["users", "block", "kim@contoso.fr", "--yes"],
        &["enroll", "use", "nobody"],
    ] {
        for store in ["one/two/csp.db", "there/one/csp.db"] {
            world.csp(&[args, &["--store", store]].concat()).expect(5);
        }
        assert!(!world.path("one").exists(), "{args:?}");
        assert!(!world.path("there/one").exists(), "{args:?}");
        assert!(world.path("there").exists(), "{args:?}");
    }
    world.write(
        "enroll.toml",
        Form::indirect()
            .set("primary_contact.email", r#""a@gmail.com""#)
            .text(),
    );
    let enroll = [
        "enroll",
        "--from",
        "enroll.toml",
        "--store",
        "one/two/csp.db",
    ];
    world.refusal(4, &enroll);
    assert!(!world.path("one").exists());
    world.write("enroll.toml", Form::indirect().text());
    world.csp(&enroll).expect(0);
    assert_eq!(mode(&world.path("one")), 0o700);
}

#[test]
fn an_undamaged_store_passes_the_check() {
    let answer = submitted().answer(&["store", "check"]);
    assert_eq!(answer["ok"], true);
    assert_eq!(answer["problems"], serde_json::json!([]));
}

#[test]
fn a_store_that_others_can_read_is_reported() {
    let world = submitted();
    std::fs::set_permissions(world.store().file(), std::fs::Permissions::from_mode(0o644)).unwrap();
    let run = world.csp(&json(&["store", "check"]));
    let answer = run.expect(3).json();
    assert_eq!(answer["ok"], false);
    assert_eq!(answer["problems"].as_array().unwrap().len(), 1, "{run}");
}

/// Runs `csp` as an unprivileged user, if the tests run as root.
fn as_nobody(world: &World, args: &[&str]) -> Run {
    use std::os::unix::process::CommandExt as _;
    let mut command = world.command(args);
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        let program = world.root().join("csp");
        if !program.exists() {
            // A separate process writes the copy: a file that this process has open for writing while another test
            // forks cannot be executed.
            let copied = std::process::Command::new("cp")
                .args([env!("CARGO_BIN_EXE_csp").as_ref(), program.as_os_str()])
                .status();
            assert!(copied.unwrap().success());
        }
        let given = command;
        command = std::process::Command::new(program);
        command.args(args).env_clear().current_dir(world.folder());
        for (name, value) in given.get_envs() {
            command.env(name, value.unwrap_or_default());
        }
        give_away(world.root());
        command.uid(65534).gid(65534);
    }
    Run::of(args, command.output().unwrap())
}

fn give_away(path: &Path) {
    std::os::unix::fs::lchown(path, Some(65534), Some(65534)).unwrap();
    if path.is_dir() {
        for entry in std::fs::read_dir(path).unwrap() {
            give_away(&entry.unwrap().path());
        }
    }
}

#[test]
fn a_read_only_folder_allows_reading_and_refuses_writes() {
    let world = submitted();
    let folder = world.store().file().parent().unwrap().to_owned();
    let before = world.store().content();
    let closed = |mode| std::fs::set_permissions(&folder, PermissionsExt::from_mode(mode));
    std::fs::set_permissions(world.store().file(), PermissionsExt::from_mode(0o400)).unwrap();
    closed(0o500).unwrap();
    as_nobody(&world, &["enroll", "show"]).expect(0);
    let write = as_nobody(
        &world,
        &["enroll", "edit", "--city", "Paris", "--format", "json"],
    );
    let error = write.expect(1).error();
    assert_eq!(error["code"], "failed");
    assert!(!write.stderr.contains("panicked"), "{write}");
    closed(0o700).unwrap();
    assert_eq!(world.store().content(), before);
    assert_eq!(state(&world), "email-verification");
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure() {
    let mut world = World::new();
    world.set("CSP_STORE", "/proc/nowhere/csp.db");
    world.write("enroll.toml", Form::indirect().text());
    let run = world.csp(&json(&["enroll", "--from", "enroll.toml"]));
    let error = run.expect(1).error();
    assert!(
        error["message"].as_str().unwrap().contains("/proc/nowhere"),
        "{run}"
    );
}

#[test]
fn two_stores_are_independent() {
    let mut world = submitted();
    let other = world.path("other/csp.db");
    world.set("CSP_STORE", other.to_str().unwrap());
    submit(&world, &Form::indirect());
    assert_eq!(
        world.answer(&["enroll", "list"]).as_array().unwrap().len(),
        1
    );
}

/// All files below a folder.
fn files_below(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten();
    let paths = entries.map(|entry| entry.unwrap().path());
    let below = |path: std::path::PathBuf| match path.is_dir() {
        true => files_below(&path),
        false => vec![path],
    };
    paths.flat_map(below).collect()
}

#[test]
fn a_first_write_on_a_full_disk_leaves_nothing() {
    let mut failed = 0;
    for blocks in [
        1, 8, 40, 80, 120, 160, 200, 240, 280, 320, 400, 480, 600, 800,
    ] {
        let world = World::new();
        world.write("form.toml", Form::indirect().text());
        let limited = format!("ulimit -f {blocks}; exec \"$0\" \"$@\"");
        let output = std::process::Command::new("sh")
            .args(["-c", &limited, env!("CARGO_BIN_EXE_csp")])
            .args(["enroll", "--from", "form.toml", "--store", "new/csp.db"])
            .env_clear()
            .envs(world.vars())
            .current_dir(world.folder())
            .output()
            .unwrap();
        if output.status.success() {
            continue;
        }
        failed += 1;
        let left = files_below(&world.path("new"));
        assert!(left.is_empty(), "{blocks}: {left:?}");
    }
    assert!(failed > 3, "{failed}");
}
