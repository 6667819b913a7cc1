//! SIGTERM, SIGHUP and a closed terminal: an interview saves its draft, a write is rolled back.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use expectrl::{Expect as _, Regex};
use rustix::fs::{Mode, OFlags};
use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};

use crate::form::Form;
use crate::journey::{active, show, state, submitted};
use crate::terminal::{FROM, Terminal, answer, ended, on_terminal, with_form};
use crate::world::World;

const SIGNALS: [Signal; 3] = [Signal::TERM, Signal::HUP, Signal::INT];

fn send(terminal: &Terminal, signal: Signal) {
    let pid = Pid::from_raw(terminal.get_process().pid().as_raw()).unwrap();
    kill_process(pid, signal).unwrap();
}

fn without_phone_and_email() -> World {
    let form = Form::indirect()
        .without("support_contact.email")
        .without("support_contact.phone");
    with_form(&form)
}

fn assert_draft_kept(world: &World) {
    assert_eq!(state(world), "draft");
    assert_eq!(show(world)["support_contact"]["email"], "help@contoso.fr");
}

#[test]
fn a_signal_in_the_interview_keeps_the_draft() {
    for signal in SIGNALS {
        let world = without_phone_and_email();
        let mut terminal = on_terminal(&world, &FROM);
        answer(&mut terminal, "support email", "help@contoso.fr");
        terminal.expect(Regex("(?i)support phone")).unwrap();
        terminal.send("+33 1").unwrap();
        send(&terminal, signal);
        let (said, code) = ended(terminal);
        assert_eq!(code, 130, "{signal:?} {said}");
        assert!(
            said.contains("csp enroll --account contoso-france"),
            "{said}"
        );
        assert_draft_kept(&world);
    }
}

#[test]
fn two_hangups_in_a_row_keep_the_draft() {
    let world = without_phone_and_email();
    let mut terminal = on_terminal(&world, &FROM);
    answer(&mut terminal, "support email", "help@contoso.fr");
    terminal.expect(Regex("(?i)support phone")).unwrap();
    send(&terminal, Signal::HUP);
    send(&terminal, Signal::HUP);
    assert_eq!(ended(terminal).1, 130);
    assert_draft_kept(&world);
}

#[test]
fn a_signal_at_a_confirmation_changes_nothing() {
    for signal in SIGNALS {
        let world = submitted();
        let mut terminal = on_terminal(&world, &["enroll", "withdraw", "--reason", "sold"]);
        terminal.expect(Regex("withdraw\\?|Withdraw\\?")).unwrap();
        send(&terminal, signal);
        let (said, code) = ended(terminal);
        assert_eq!(code, 130, "{signal:?} {said}");
        assert_eq!(state(&world), "email-verification");
    }
}

#[test]
fn a_signal_at_a_secret_changes_nothing() {
    for signal in SIGNALS {
        let world = active();
        world.csp(&crate::journey::ADD_KIM).expect(0);
        let mut terminal = on_terminal(&world, &["users", "sign-in", "kim@contoso.fr"]);
        terminal.expect(Regex("(?i)password")).unwrap();
        terminal.send("half").unwrap();
        send(&terminal, signal);
        let (said, code) = ended(terminal);
        assert_eq!(code, 130, "{signal:?} {said}");
    }
}

/// Reads the output of a terminal until it contains `text`.
fn wait_for(screen: &mut File, text: &str) {
    let mut seen = Vec::new();
    let mut room = [0; 1024];
    while !String::from_utf8_lossy(&seen).contains(text) {
        let count = screen.read(&mut room).unwrap();
        assert_ne!(count, 0);
        seen.extend_from_slice(&room[..count]);
    }
}

/// Runs the program on a terminal that is closed as soon as `question` is displayed.
fn close_at(world: &World, args: &[&str], typed: &[(&str, &str)], question: &str) -> i32 {
    let screen = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
    grantpt(&screen).unwrap();
    unlockpt(&screen).unwrap();
    let size = rustix::termios::Winsize {
        ws_row: 24,
        ws_col: 100,
        ws_xpixel: 0,
        ws_ypixel: 0,
    };
    rustix::termios::tcsetwinsize(&screen, size).unwrap();
    let name = ptsname(&screen, Vec::new()).unwrap();
    let keyboard = rustix::fs::open(
        name,
        OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC,
        Mode::empty(),
    )
    .unwrap();
    let keyboard = File::from(keyboard);
    let mut child = world
        .command(args)
        .env("TERM", "xterm-256color")
        .stdin(Stdio::from(keyboard.try_clone().unwrap()))
        .stdout(Stdio::from(keyboard.try_clone().unwrap()))
        .stderr(Stdio::from(keyboard))
        .spawn()
        .unwrap();
    let mut screen = File::from(screen);
    for (question, answer) in typed {
        wait_for(&mut screen, question);
        screen.write_all(format!("{answer}\r").as_bytes()).unwrap();
    }
    wait_for(&mut screen, question);
    drop(screen);
    child.wait().unwrap().code().unwrap()
}

#[test]
fn a_terminal_that_closes_keeps_the_draft() {
    let world = without_phone_and_email();
    let typed = [("upport email", "help@contoso.fr")];
    assert_eq!(close_at(&world, &FROM, &typed, "upport phone"), 130);
    assert_draft_kept(&world);
}

#[test]
fn a_terminal_that_closes_confirms_nothing() {
    let world = submitted();
    let withdraw = ["enroll", "withdraw", "--reason", "sold"];
    assert_eq!(close_at(&world, &withdraw, &[], "[y/N]"), 130);
    assert_eq!(state(&world), "email-verification");
    let world = active();
    world.csp(&crate::journey::ADD_KIM).expect(0);
    let sign_in = ["users", "sign-in", "kim@contoso.fr"];
    assert_eq!(close_at(&world, &sign_in, &[], "assword"), 130);
}

#[test]
fn a_signal_rolls_an_import_back() {
    use std::fmt::Write as _;
    let mut staff = "email,first_name,last_name\n".to_owned();
    for number in 0..20_000 {
        writeln!(staff, "user{number}@contoso.fr,Kim,Doe").unwrap();
    }
    for signal in SIGNALS {
        let world = active();
        world.write("staff.csv", &staff);
        let args = [
            "users",
            "import",
            "staff.csv",
            "--role",
            "sales-agent",
            "--credentials",
            "secret.csv",
        ];
        let mut child = world
            .command(&args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(std::time::Duration::from_millis(200));
        kill_process(Pid::from_child(&child), signal).unwrap();
        let code = child.wait().unwrap().code();
        assert_eq!(code, Some(130), "{signal:?}");
        assert!(!world.path("secret.csv").exists(), "{signal:?}");
        let left = std::fs::read_dir(world.folder()).unwrap().any(|entry| {
            let name = entry.unwrap().file_name();
            name.to_string_lossy().starts_with(".csp-")
        });
        assert!(!left, "{signal:?}");
        assert_eq!(
            world.answer(&["users", "list"]).as_array().unwrap().len(),
            1
        );
    }
}
