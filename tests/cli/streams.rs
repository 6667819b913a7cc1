//! stdout contains only the answer; what happens when it cannot be written.

use std::collections::BTreeSet;
use std::fs::OpenOptions;
use std::io::Read as _;
use std::process::Stdio;

use crate::form::Form;
use crate::journey::submitted;
use crate::world::{Run, World};

#[test]
fn a_closed_pipe_ends_quietly() {
    let world = submitted();
    for args in [
        &["enroll", "list"][..],
        &["audit", "log", "--format", "jsonl"],
        &["explain"],
        &["users", "export"],
        &["users", "export", "--for", "entra"],
        &["--help"],
    ] {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = world.command(args).stdout(writer).output().unwrap();
        let signalled = output.status.code().is_none();
        let run = Run::of(args, output);
        assert_eq!(run.stderr, "", "{run}");
        assert!(signalled || run.code == Some(0), "{run}");
    }
}

#[test]
fn a_full_disk_on_stdout_is_a_failure() {
    let world = submitted();
    for args in [
        &["enroll", "list", "--format", "json"][..],
        &["audit", "log"],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = world.command(args).stdout(full).output().unwrap();
        let run = Run::of(args, output);
        run.expect(1);
        assert!(!run.stderr.is_empty(), "{run}");
        assert!(!run.stderr.contains("panicked"), "{run}");
    }
    world.answer(&["store", "check"]);
}

#[test]
fn lost_answers_point_to_the_journal_after_a_change() {
    let world = submitted();
    world.write("new.csv", "name,domain,country\nA,a.fr,FR\n");
    for (args, is_change) in [
        (&["users", "list"][..], false),
        (&["users", "export"], false),
        (&["enroll", "show"], false),
        (&["status"], false),
        (&["enroll", "edit", "--city", "Paris", "--dry-run"], false),
        (&["enroll", "edit", "--city", "Lyon"], true),
        (
            &["customers", "import", "new.csv", "--format", "json"],
            true,
        ),
        (
            &["customers", "import", "new.csv", "--on-conflict", "skip"],
            true,
        ),
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = world.command(args).stdout(full).output().unwrap();
        let run = Run::of(args, output);
        let names_it = run.expect(1).stderr.contains("csp audit log");
        assert_eq!(names_it, is_change, "{run}");
    }
}

#[test]
fn warnings_go_to_stderr_and_do_not_change_the_answer() {
    let world = World::new();
    let form = Form::indirect().set("primary_contact.email", "\"alice@elsewhere.example\"");
    world.write("enroll.toml", form.text());
    let run = world.csp(&["enroll", "--from", "enroll.toml", "--format", "json"]);
    run.expect(0).json();
    assert!(run.stderr.contains("enroll.contact-domain"), "{run}");
}

#[test]
fn stdin_is_not_read_by_a_command_that_needs_no_input() {
    let world = World::new();
    world.write("enroll.toml", Form::indirect().text());
    let (mut reader, mut writer) = std::io::pipe().unwrap();
    std::io::Write::write_all(&mut writer, b"next line\n").unwrap();
    drop(writer);
    let args = ["enroll", "--from", "enroll.toml"];
    let stdin = Stdio::from(reader.try_clone().unwrap());
    let output = world.command(&args).stdin(stdin).output().unwrap();
    Run::of(&args, output).expect(0);
    let mut left = String::new();
    reader.read_to_string(&mut left).unwrap();
    assert_eq!(left, "next line\n");
}

#[test]
fn an_answer_on_stdin_does_not_replace_a_typed_one() {
    let world = submitted();
    let withdraw = ["enroll", "withdraw", "--reason", "sold"];
    world.csp_reading("yes\ny\n", &withdraw).expect(7);
    let world = World::new();
    world.csp_reading("indirect\n", &["enroll"]).expect(7);
}

#[test]
fn a_write_whose_answer_failed_never_exits_with_0() {
    let world = submitted();
    let args = ["enroll", "edit", "--city", "Paris", "--format", "json"];
    let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = world.command(&args).stdout(full).output().unwrap();
    Run::of(&args, output).expect(1);
    world.answer(&["audit", "verify"]);
}

#[test]
fn verbose_shows_store_settings_account_and_user() {
    let mut world = crate::journey::active();
    world.set("CSP_ACCOUNT", "contoso-france");
    let list = ["users", "list", "--as", "bruno.petit@contoso.fr"];
    assert_eq!(world.csp(&list).expect(0).stderr, "");
    let run = world.csp(&[&list[..], &["-v"]].concat());
    run.expect(0);
    let store = format!("store: {}", world.store().argument());
    for told in [
        &store,
        "settings: ",
        "account: contoso-france",
        "acting: bruno.petit@contoso.fr",
        "clock: 2021-03-01T09:00:00Z",
    ] {
        assert!(run.stderr.contains(told), "{told} in\n{run}");
    }
    assert_eq!(run.stdout, world.csp(&list).stdout);
}

/// Whether a process has a handler for SIGINT, which `csp` installs when it begins to wait for its input.
#[cfg(target_os = "linux")]
fn listens(process: u32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let caught = status.lines().find_map(|line| line.strip_prefix("SigCgt:"));
    u64::from_str_radix(caught.unwrap().trim(), 16).unwrap() & 0b10 != 0
}

/// Interrupts a command that waits for its input.
#[cfg(target_os = "linux")]
fn interrupted(world: &World, args: &[&str]) -> Run {
    interrupted_when(world, args, listens)
}

/// Interrupts a command as soon as `is_time` is true for its process.
#[cfg(target_os = "linux")]
fn interrupted_when(world: &World, args: &[&str], is_time: impl Fn(u32) -> bool) -> Run {
    let mut child = world.command(args).stdin(Stdio::piped()).spawn().unwrap();
    while !is_time(child.id()) {
        assert!(child.try_wait().unwrap().is_none(), "ended early: {args:?}");
        std::thread::yield_now();
    }
    let number = child.id().to_string();
    let sent = std::process::Command::new("kill")
        .args(["-INT", &number])
        .status();
    assert!(sent.unwrap().success());
    // The input stays open until the command has ended by itself.
    let input = child.stdin.take();
    let run = Run::of(args, child.wait_with_output().unwrap());
    drop(input);
    run
}

#[cfg(target_os = "linux")]
#[test]
fn interrupting_input_reports_that_nothing_changed() {
    let world = crate::journey::active();
    let owner = "bruno.petit@contoso.fr";
    for args in [
        &["users", "import", "-", "--role", "sales-agent"][..],
        &["users", "sign-in", owner, "--password-stdin"],
        &["verify", "confirm-email", "--code", "-"],
        &["customers", "import", "-"],
        &["eligibility", "check", "--facts", "-"],
    ] {
        let run = interrupted(&world, args);
        assert_eq!(run.expect(130).stdout, "");
        assert!(
            run.stderr
                .starts_with("error: interrupted; nothing was changed"),
            "{run}"
        );
        let run = interrupted(&world, &crate::world::json(args));
        let error = run.expect(130).error();
        assert_eq!(
            (&error["code"], &error["exit"]),
            (&"interrupted".into(), &130.into())
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_import_leaves_no_credentials_file() {
    let world = crate::journey::active();
    std::fs::create_dir(world.path("sheets")).unwrap();
    world.write("sheets/keep", "");
    let args = "users import - --role sales-agent --credentials sheets/new.csv";
    interrupted(&world, &args.split(' ').collect::<Vec<_>>()).expect(130);
    let left = std::fs::read_dir(world.path("sheets")).unwrap();
    let left: Vec<_> = left.map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left, ["keep"]);
}

#[cfg(target_os = "linux")]
#[test]
fn an_interrupted_import_is_rolled_back() {
    let world = crate::journey::active();
    let rows = (0..3000).map(|n| format!("u{n}@contoso.fr,Ada,Byron,sales-agent\n"));
    let head = "email,first_name,last_name,roles\n".to_owned();
    world.write("staff.csv", rows.fold(head, |text, row| text + &row));
    let names = || -> BTreeSet<_> {
        let folder = std::fs::read_dir(world.folder()).unwrap();
        folder.map(|entry| entry.unwrap().file_name()).collect()
    };
    let there = names();
    let before = world.store().content();
    let args = "users import staff.csv --credentials new.csv --drafts mail/new --format json";
    let args: Vec<&str> = args.split(' ').collect();
    let is_writing =
        |_| std::fs::read_dir(world.path("mail/new")).is_ok_and(|mut it| it.next().is_some());
    let run = interrupted_when(&world, &args, is_writing);
    let error = run.expect(130).error();
    assert_eq!(error["message"], "interrupted; nothing was changed");
    assert_eq!(names(), there, "{run}");
    assert_eq!(world.store().content(), before);
    assert_eq!(
        world.answer(&["users", "list"]).as_array().unwrap().len(),
        1
    );
}

#[cfg(target_os = "linux")]
#[test]
fn an_import_that_waits_for_the_store_can_be_interrupted() {
    let world = crate::journey::active();
    world.write(
        "staff.csv",
        "email,first_name,last_name,roles\nada@contoso.fr,Ada,Byron,sales-agent\n",
    );
    let lock = rusqlite::Connection::open(world.store().file()).unwrap();
    lock.execute_batch("BEGIN IMMEDIATE").unwrap();
    let run = interrupted(&world, &["users", "import", "staff.csv", "--wait", "600"]);
    run.expect(130);
    assert!(
        run.stderr
            .starts_with("error: interrupted; nothing was changed"),
        "{run}"
    );
}
