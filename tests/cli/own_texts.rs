//! Custom message texts: a file meant for a message is used or refused, never ignored.

use crate::journey::{ADD_KIM, active};
use crate::world::{Run, World, json};

const TEXT: &str = "Subject: x MARK\n\nMARK {password}\n";

fn with_text(path: &str, text: &[u8]) -> World {
    let world = active();
    let file = world.path("cfg/templates").join(path);
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    std::fs::write(file, text).unwrap();
    world.write("cfg/config.toml", "");
    world
}

fn add_kim(world: &World) -> (i32, String) {
    let more = [
        "--lang",
        "fr",
        "--draft-out",
        "w.eml",
        "--config",
        "cfg/config.toml",
    ];
    let run = world.csp(&[&ADD_KIM[..], &more].concat());
    (run.code.unwrap(), run.stderr.clone())
}

#[test]
fn a_custom_text_is_used() {
    for text in [TEXT.to_owned(), format!("\u{feff}{TEXT}")] {
        let world = with_text("fr/welcome.txt", text.as_bytes());
        assert_eq!(add_kim(&world).0, 0);
        assert!(world.read("w.eml").contains("Subject: x MARK"));
        let run = world.csp(&["doctor", "--config", "cfg/config.toml"]);
        assert!(
            run.expect(0).stdout.contains("the welcome message in fr"),
            "{run}"
        );
    }
}

/// The first finding about texts. A server has findings of its own.
fn finding(run: &Run) -> String {
    let findings = run.expect(3).json();
    let of_texts = findings.as_array().unwrap().iter();
    let mut of_texts = of_texts.filter(|one| one["check"] == "templates");
    let first = of_texts.next().unwrap_or_else(|| panic!("{run}"));
    first["what"].as_str().unwrap().to_owned()
}

#[test]
fn a_misplaced_custom_text_is_never_ignored() {
    let utf_16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let windows = b"Subject: Acc\xe8s MARK\r\n\r\nMARK {password}\r\n";
    let plain = TEXT.as_bytes();
    for (path, text) in [
        ("fr/welcome.txt", &windows[..]),
        ("fr/welcome.txt", &utf_16),
        ("fr/welcome.txt", &utf_16[2..]),
        ("fr/Welcome.txt", plain),
        ("FR/welcome.txt", plain),
        ("fr-FR/welcome.txt", plain),
        ("fr/welcom.txt", plain),
        ("fr/welcome.txt.txt", plain),
        ("fr/welcome", plain),
        ("welcome.txt", plain),
        ("welcome-fr.txt", plain),
    ] {
        let world = with_text(path, text);
        let (code, said) = add_kim(&world);
        assert_eq!(code, 2, "{path} {said}");
        assert!(said.replace("\n", " ").contains(path), "{path} {said}");
        assert!(!world.path("w.eml").exists(), "{path}");
        world.refusal(5, &["users", "show", "kim@contoso.fr"]);
        let run = world.csp(&json(&["doctor", "--config", "cfg/config.toml"]));
        assert!(finding(&run).contains(path), "{run}");
    }
}

#[test]
fn a_text_for_another_message_is_ignored() {
    for path in [
        "de/welcome.txt",
        "en/Welcome.txt",
        "fr/readme.txt",
        "fr/confirmatoin.txt",
    ] {
        let world = with_text(path, TEXT.as_bytes());
        assert_eq!(add_kim(&world).0, 0, "{path}");
        let run = world.csp(&json(&["doctor", "--config", "cfg/config.toml"]));
        assert!(finding(&run).contains(path), "{run}");
    }
}

#[test]
fn a_text_without_its_purpose_is_found_in_every_language() {
    for path in ["en/welcome.txt", "fr/welcome.txt"] {
        let world = with_text(path, "Subject: x\n\nBonjour {name}\n".as_bytes());
        let run = world.csp(&json(&["doctor", "--config", "cfg/config.toml"]));
        let what = finding(&run);
        assert!(what.contains(path) && what.contains("{password}"), "{run}");
    }
}
