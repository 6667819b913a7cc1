//! The interview as displayed on a terminal: run by this test, and recorded in `docs/sessions/interview.txt`.

use std::io::Read as _;
use std::process::Command;
use std::time::Duration;

use expectrl::{Expect as _, Session};

/// The answers, question by question: a part of the question, then the answer.
const ANSWERS: &[(&str, &str)] = &[
    ("MPN ID", "4812345"),
    ("Legal name", "Contoso Frnce SAS"),
    ("Country", "<"),
    (
        "Legal name",
        "\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}\u{7f}ance SAS",
    ),
    ("Country", "Frnace"),
    ("Did you mean France", "France"),
    ("Tenant domain", "contoso.fr"),
    ("Tenant ID", "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11"),
    ("Address line 1", "39 quai du Président Roosevelt"),
    ("City", "Issy-les-Moulineaux"),
    ("Postal code", "92130"),
    ("first name", "Alice"),
    ("last name", "Martin"),
    ("Primary contact's email", "alice.martin@gmail.com"),
    ("web mail address", "alice.martin@contoso.fr"),
    ("Customer support email", "support@contoso.fr"),
    ("Customer support phone", "+33 1 57 75 10 01"),
    ("Administrator's first name", "Bruno"),
    ("Administrator's last name", "Petit"),
    ("work account", "bruno.petit@contoso.fr"),
    ("Account holder", "Contoso France SAS"),
    ("IBAN", "FR1420041010050500013M02606"),
    ("Authority to sign", "yes"),
];

#[test]
fn the_recorded_interview_is_what_the_program_shows() {
    let home = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_csp"));
    command
        .args(["enroll", "--model", "indirect"])
        .env_clear()
        .env("HOME", home.path())
        .env("TERM", "xterm")
        .env("NO_COLOR", "1")
        .env("CSP_NOW", "2021-03-01T09:00:00Z");
    let mut session = Session::spawn(command).unwrap();
    session.set_expect_timeout(Some(Duration::from_secs(20)));
    let mut seen = Vec::new();
    for (question, answer) in ANSWERS {
        let found = session.expect(question).unwrap();
        seen.extend_from_slice(found.before());
        seen.extend_from_slice(found.get(0).unwrap());
        session.send_line(answer).unwrap();
    }
    let found = session.expect("Submit this application?").unwrap();
    seen.extend_from_slice(found.before());
    seen.extend_from_slice(found.get(0).unwrap());
    session.send_line("y").unwrap();
    let mut rest = Vec::new();
    let _ = session.read_to_end(&mut rest);
    seen.extend_from_slice(&rest);

    let mut screen = vt100::Parser::new(120.try_into().unwrap(), 110.try_into().unwrap(), 0);
    screen.process(&seen);
    let contents = screen.screen().contents();
    let text: String = contents
        .lines()
        .map(|line| format!("{}\n", line.trim_end()))
        .collect();
    let text = format!("$ csp enroll --model indirect\n{}\n", text.trim_end());
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/sessions/interview.txt");
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(page, &text).unwrap();
    }
    assert_eq!(
        text,
        std::fs::read_to_string(page).unwrap(),
        "run with UPDATE_DOCS=1 and look at the difference"
    );
}
