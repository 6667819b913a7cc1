//! Paths that cannot hold a store, and files that must not be replaced.

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::FileTypeExt as _;
use std::os::unix::net::UnixListener;

use crate::form::Form;
use crate::journey::submitted;
use crate::world::{Run, World, json};

#[test]
fn a_store_with_a_second_name_is_refused() {
    let world = submitted();
    std::fs::hard_link(world.store().file(), world.path("second.db")).unwrap();
    for args in [
        &["users", "list"][..],
        &["store", "check"],
        &["enroll", "edit", "--city", "Lyon"],
    ] {
        let run = world.csp(&json(args));
        let error = run.expect(1).error();
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("2 names"), "{run}");
        assert!(!error["remedy"].is_null(), "{run}");
    }
    std::fs::remove_file(world.path("second.db")).unwrap();
    world.answer(&["enroll", "edit", "--city", "Lyon"]);
}

#[test]
fn a_path_through_a_file_is_not_an_empty_store() {
    let world = World::new();
    world.write("file.txt", "text");
    for args in [
        &["users", "list"][..],
        &["enroll", "list"],
        &["status"],
        &["store", "check"],
        &["audit", "verify"],
    ] {
        let store = ["--store", "file.txt/csp.db"];
        let run = world.csp(&json(&[args, &store].concat()));
        let message = run.expect(1).error()["message"].clone();
        assert!(
            message.as_str().unwrap().contains("file.txt/csp.db"),
            "{run}"
        );
    }
}

#[test]
fn a_store_path_may_contain_bytes_that_are_not_text() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let name = OsStr::from_bytes(b"caf\xe9.db");
    for args in [
        &["enroll", "--from", "enroll.toml"][..],
        &["enroll", "edit", "--city", "Lyon"],
    ] {
        let output = world.command(args).env("CSP_STORE", name).output();
        Run::of(args, output.unwrap()).expect(0);
    }
    let stores: Vec<_> = std::fs::read_dir(world.folder())
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .filter(|file| file.as_bytes().starts_with(b"caf"))
        .collect();
    assert_eq!(stores, [name]);
}

#[test]
fn a_variable_that_is_not_text_is_refused_by_name() {
    let world = submitted();
    let value = OsStr::from_bytes(b"x\xff");
    for name in ["CSP_AS", "CSP_ACCOUNT", "CSP_PAGER", "CSP_OTHER", "PAGER"] {
        let args = json(&["users", "list"]);
        let run = Run::of(
            &args,
            world.command(&args).env(name, value).output().unwrap(),
        );
        let message = run.expect(2).error()["message"].clone();
        assert!(message.as_str().unwrap().contains(name), "{run}");
    }
}

#[test]
fn an_import_path_may_contain_bytes_that_are_not_text() {
    let world = submitted();
    world.write("staff\u{fffd}.csv", "not this one");
    let name = OsStr::from_bytes(b"staff\xff.csv");
    for (noun, text) in [
        ("users", "email,first_name,last_name,roles\n"),
        ("customers", "name,domain,country\n"),
        ("providers", "name,country,mpn-id\n"),
    ] {
        std::fs::write(world.folder().join(name), text).unwrap();
        let args = [noun, "import"];
        let mut command = world.command(&args);
        let run = Run::of(&args, command.arg(name).output().unwrap());
        run.expect(2);
        assert!(!run.stderr.contains("not this one"), "{run}");
        assert!(run.stderr.contains("no row"), "{run}");
    }
}

#[test]
fn a_pipe_or_endless_device_as_settings_is_refused() {
    let world = submitted();
    let fifo = world.path("pipe");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status();
    assert!(made.unwrap().success());
    for settings in ["pipe", "/dev/zero"] {
        world
            .csp(&["users", "list", "--config", settings])
            .expect(2);
    }
    world
        .csp(&["users", "list", "--config", "/dev/null"])
        .expect(0);
    let texts = world.path("cfg/templates/en");
    std::fs::create_dir_all(&texts).unwrap();
    std::fs::rename(fifo, texts.join("confirmation.txt")).unwrap();
    let send = ["verify", "send-email", "--config", "cfg/config.toml"];
    assert!(world.csp(&send).expect(2).stderr.contains("a pipe"));
}

#[test]
fn a_folder_cannot_be_an_output_file() {
    let world = submitted();
    for more in [&[][..], &["--dry-run"]] {
        let export = ["users", "export", "--out", "."];
        world.csp(&[&export[..], more].concat()).expect(2);
    }
}

#[test]
fn a_wrong_version_is_reported_without_sql() {
    let world = submitted();
    let file = rusqlite::Connection::open(world.store().file()).unwrap();
    file.pragma_update(None, "user_version", 1).unwrap();
    drop(file);
    let run = world.csp(&["enroll", "edit", "--city", "Lyon"]);
    assert!(run.expect(1).stderr.contains("version 1"), "{run}");
    assert!(!run.stderr.contains("CREATE"), "{run}");
}

#[test]
fn a_name_too_long_for_the_log_is_refused_at_once() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let name = "s".repeat(250);
    let run = world.csp(&json(&[
        "enroll",
        "--from",
        "enroll.toml",
        "--store",
        &name,
    ]));
    let message = run.expect(1).error()["message"].clone();
    assert!(message.as_str().unwrap().contains("too long"), "{run}");
    assert!(!world.path(&name).exists());
}

#[test]
fn a_socket_or_device_is_not_replaced_by_a_file() {
    let world = submitted();
    let _listener = UnixListener::bind(world.path("socket")).unwrap();
    for args in [
        &["users", "export", "--out", "socket"][..],
        &["verify", "send-email", "--draft-out", "socket"],
        &["store", "backup", "socket", "--force"],
    ] {
        let run = world.csp(&json(args));
        assert!(matches!(run.code, Some(1 | 2)), "{run}");
        let kind = world.path("socket").metadata().unwrap().file_type();
        assert!(kind.is_socket(), "{run}");
    }
}
