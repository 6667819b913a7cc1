//! The interview on a terminal.

use std::time::Duration;

use expectrl::process::unix::WaitStatus;
use expectrl::{Eof, Expect as _, Regex, Session};

use crate::form::Form;
use crate::journey::{show, state};
use crate::world::World;

type Terminal = expectrl::session::OsSession;

/// Starts `csp` with a terminal for stdin, stdout and stderr.
fn on_terminal(world: &World, args: &[&str]) -> Terminal {
    let given = world.command(args);
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_csp"));
    command.args(args).env_clear().current_dir(world.folder());
    for (name, value) in given.get_envs() {
        command.env(name, value.unwrap_or_default());
    }
    command.env("TERM", "xterm-256color");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(20)));
    session
}

/// Waits for a question about `topic`, and answers it.
fn answer(terminal: &mut Terminal, topic: &str, typed: &str) {
    terminal.expect(Regex(&format!("(?i){topic}"))).unwrap();
    terminal.send_line(typed).unwrap();
}

fn exit_code(terminal: &mut Terminal) -> i32 {
    let _ = terminal.expect(Eof);
    let status = terminal.get_process().wait().unwrap();
    let WaitStatus::Exited(_, code) = status else {
        panic!("ended by {status:?}");
    };
    code
}

#[test]
fn only_what_is_missing_is_asked_and_a_yes_submits() {
    let world = World::new();
    let form = Form::indirect().without("support_contact.phone");
    world.write("enroll.toml", form.text());
    let mut terminal = on_terminal(&world, &["enroll", "--from", "enroll.toml"]);
    answer(&mut terminal, "phone", "+33 1 57 75 10 01");
    answer(&mut terminal, "submit", "y");
    assert_eq!(exit_code(&mut terminal), 0);
    assert_eq!(state(&world), "email-verification");
    assert_eq!(
        show(&world)["support_contact"]["phone"],
        "+33 1 57 75 10 01"
    );
}
