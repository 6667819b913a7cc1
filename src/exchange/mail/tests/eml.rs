use std::io::Write;
use std::process::{Command, Stdio};

use chrono::{TimeZone, Utc};
use proptest::prelude::*;

use super::*;

fn mailbox(name: &str) -> Mailbox {
    Mailbox {
        name: Some(name.to_owned()),
        address: "bruno.petit@contoso.fr".parse().unwrap(),
    }
}

fn written(message: &Message, from: &Mailbox) -> Vec<u8> {
    let envelope = Envelope {
        from,
        date: Utc.with_ymd_and_hms(2021, 3, 1, 9, 30, 0).unwrap(),
        id: "confirmation-17",
    };
    to_eml(message, &envelope)
}

fn message(subject: &str, body: &str) -> Message {
    Message {
        to: "alice@bücher.example".parse().unwrap(),
        subject: subject.to_owned(),
        body: body.to_owned(),
    }
}

/// The header lines of a file, unfolded.
fn headers(eml: &[u8]) -> Vec<String> {
    let text = String::from_utf8(eml.to_vec()).unwrap();
    let (head, _) = text.split_once("\r\n\r\n").unwrap();
    head.replace("\r\n ", " ")
        .split("\r\n")
        .map(str::to_owned)
        .collect()
}

#[test]
fn a_draft_looks_like_this() {
    let eml = written(
        &message("Été", "Bonjour,\n\nfin\n"),
        &mailbox("Bruno \"B\" Petit"),
    );
    insta::assert_snapshot!(String::from_utf8(eml).unwrap().replace("\r\n", "\n"));
}

#[test]
fn the_same_gives_the_same_file() {
    for (_, message) in all(Language::French, "Contoso") {
        let from = mailbox("Bruno");
        assert_eq!(written(&message, &from), written(&message, &from));
    }
}

#[test]
fn a_long_link_stays_in_one_piece_in_the_file_itself() {
    for language in [Language::English, Language::French] {
        for (name, message) in all(language, "Société Générale d’Été") {
            let eml = String::from_utf8(written(&message, &mailbox("B"))).unwrap();
            assert_eq!(
                eml.contains(LINK),
                name.starts_with("relationship") || name.starts_with("gdap"),
                "{name}"
            );
            assert!(eml.split("\r\n").all(|line| line.len() <= 998), "{name}");
        }
    }
}

#[test]
fn a_line_too_long_for_mail_is_encoded() {
    let long = "é".repeat(2000);
    let eml = String::from_utf8(written(&message("x", &long), &mailbox("B"))).unwrap();
    assert!(eml.is_ascii());
    assert!(eml.split("\r\n").all(|line| line.len() <= 78));
}

#[test]
fn no_name_and_no_subject_adds_a_header() {
    let names = ["From", "To", "Subject", "Date", "Message-ID", "X-Unsent"];
    let mime = ["MIME-Version", "Content-Type", "Content-Transfer-Encoding"];
    let expected: Vec<&str> = names.iter().chain(&mime).copied().collect();
    for hostile in [
        "Bruno\r\nBcc: thief@example.com",
        "Bruno\nBcc: thief@example.com",
        "Bruno\rBcc: thief@example.com\r\n\r\nbody",
        "\"Bruno\" <thief@example.com>, \u{2028}Bcc:",
        "x\0\u{b}\u{c}y",
    ] {
        let eml = written(&message(hostile, "text"), &mailbox(hostile));
        let names: Vec<String> = headers(&eml)
            .iter()
            .filter_map(|line| line.split_once(": ").map(|(name, _)| name.to_owned()))
            .collect();
        assert_eq!(names, expected, "{hostile:?}");
    }
}

proptest! {
    #[test]
    fn any_text_gives_a_file_with_its_own_headers_only(name in any::<String>(), subject in any::<String>(), body in any::<String>()) {
        let eml = written(&message(&subject, &body), &mailbox(&name));
        prop_assert_eq!(headers(&eml).len(), 9);
        let text = String::from_utf8(eml).unwrap();
        prop_assert!(!text.replace("\r\n", "").contains(['\r', '\n', '\0']));
        prop_assert!(text.ends_with("\r\n"));
    }
}

/// Reads a mail file with the `email` package of Python and prints what it understood as JSON.
const READER: &str = "
import sys, json, email, email.policy
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
print(json.dumps({'from': [a.display_name + '|' + a.addr_spec for a in m['From'].addresses],
  'to': [a.addr_spec for a in m['To'].addresses], 'subject': m['Subject'], 'unsent': m['X-Unsent'],
  'date': m['Date'].datetime.isoformat(), 'id': m['Message-ID'], 'defects': [str(d) for d in m.defects],
  'bcc': m['Bcc'], 'body': m.get_content()}))
";

/// `None` if Python is not installed.
fn read_by_python(eml: &[u8]) -> Option<serde_json::Value> {
    let mut child = Command::new("python3")
        .args(["-c", READER])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    child.stdin.take().unwrap().write_all(eml).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn another_reader_finds_what_was_written() {
    for (name, message) in all(Language::French, "Société d’Été & Fils")
        .into_iter()
        .take(4)
    {
        let from = mailbox("Zoë Lefèvre\r\nBcc: thief@example.com");
        let Some(read) = read_by_python(&written(&message, &from)) else {
            return;
        };
        assert_eq!(
            read["from"],
            serde_json::json!(["Zoë Lefèvre Bcc: thief@example.com|bruno.petit@contoso.fr"])
        );
        assert_eq!(read["to"], serde_json::json!(["alice.martin@contoso.fr"]));
        assert_eq!(read["subject"], message.subject, "{name}");
        assert_eq!(
            read["body"].as_str().unwrap().replace("\r\n", "\n"),
            message.body
        );
        assert_eq!(read["unsent"], "1");
        assert_eq!(read["date"], "2021-03-01T09:30:00+00:00");
        assert_eq!(read["id"], "<confirmation-17@contoso.fr>");
        assert_eq!(read["bcc"], serde_json::Value::Null);
        assert_eq!(read["defects"], serde_json::json!([]));
    }
}
