//! The messages of requests: languages, custom texts, and mail files that another program can read.

use std::process::Command;

use crate::journey::active;
use crate::providers_rules::with_partner;
use crate::requests::with_adatum;
use crate::world::World;

/// Parses a mail file with Python and prints what a recipient would see.
const READER: &str = r#"
import email, email.policy, json, sys
message = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
body = message.get_body(("plain",))
print(json.dumps({
    "defects": [str(defect) for part in message.walk() for defect in part.defects],
    "from": str(message["From"]), "to": str(message["To"]), "subject": str(message["Subject"]),
    "headers": sorted(message.keys()), "charset": body.get_content_charset(),
    "text": body.get_content(), "attachments": len(list(message.iter_attachments())),
}))
"#;

/// The mail file as Python parses it; `None` if Python is not installed.
fn read_by_python(world: &World, name: &str) -> Option<serde_json::Value> {
    let output = Command::new("python3")
        .args(["-c", READER])
        .arg(world.path(name))
        .output()
        .ok()?;
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

#[test]
fn mail_files_in_other_languages_keep_the_link_whole() {
    let world = with_partner();
    let add = ["customers", "add", "Été & Fils", "--domain", "ete.fr"];
    world.answer(&[&add[..], &["--country", "FR", "--email", "info@ete.fr"]].concat());
    for lang in ["en", "fr"] {
        let invite = [
            "customers",
            "invite",
            "ete.fr",
            "--provider",
            "tailspin",
            "--lang",
            lang,
        ];
        let answer = world.answer(&[&invite[..], &["--draft-out", "request.eml"]].concat());
        assert!(
            answer.get("message").is_none(),
            "the message went into the file"
        );
        let link = answer["request"]["link"].as_str().unwrap();
        let Some(read) = read_by_python(&world, "request.eml") else {
            return;
        };
        assert_eq!(read["defects"], serde_json::json!([]));
        assert_eq!(read["to"], "info@ete.fr");
        assert_eq!(read["charset"], "utf-8");
        assert!(
            read["from"]
                .as_str()
                .unwrap()
                .contains("bruno.petit@contoso.fr"),
            "{read}"
        );
        assert!(
            read["subject"].as_str().unwrap().contains("Été & Fils"),
            "{read}"
        );
        let headers = read["headers"].to_string().to_lowercase();
        assert!(!headers.contains("bcc"), "{headers}");
        let text = read["text"].as_str().unwrap();
        assert!(text.lines().any(|line| line.trim() == link), "{text}");
        assert_eq!(text.contains("Bonjour"), lang == "fr", "{text}");
    }
}

#[test]
fn a_custom_text_gets_the_link() {
    let world = with_adatum(active());
    let invite = |file| ["customers", "invite", "adatum.fr", "--message", file];
    world.write(
        "letter.txt",
        "Subject: Hello Adatum\n\nPlease accept: {link}\nThanks\n",
    );
    let answer = world.answer(&invite("letter.txt"));
    let link = answer["request"]["link"].as_str().unwrap().to_owned();
    let message = &answer["message"];
    assert_eq!(message["subject"], "Hello Adatum");
    assert_eq!(
        message["body"].as_str().unwrap().trim(),
        format!("Please accept: {link}\nThanks")
    );
    world.write("own.txt", format!("Your link is {link} indeed.\n"));
    world.answer(&invite("own.txt"));
    world.write(
        "cut.txt",
        format!("Your link is {}\n", &link[..link.len() - 1]),
    );
    let error = world.refusal(4, &invite("cut.txt"));
    assert_eq!(error["rule"], "customers.link-required");
    world.write("typo.txt", "{link} {lnik}\n");
    world.write("latin1.txt", b"caf\xe9 {link}");
    for file in ["typo.txt", "latin1.txt", "missing.txt"] {
        world.refusal(2, &invite(file));
    }
    assert_eq!(
        world.answer(&["customers", "show", "adatum.fr"])["request"]["link"],
        link
    );
}

#[test]
fn templates_in_the_configuration_folder_replace_ours() {
    let world = with_adatum(active());
    let folder = world.root().join("config/templates/fr");
    std::fs::create_dir_all(&folder).unwrap();
    let text = "Subject: Pour {customer}\n\nVoici : {link}\n";
    std::fs::write(folder.join("relationship-request-direct.txt"), text).unwrap();
    let invite = |lang| ["customers", "invite", "adatum.fr", "--lang", lang];
    assert_eq!(
        world.answer(&invite("fr"))["message"]["subject"],
        "Pour Adatum"
    );
    assert_ne!(
        world.answer(&invite("en"))["message"]["subject"],
        "Pour Adatum"
    );
}

#[test]
fn for_a_person_only_the_mailto_url_is_printed() {
    let world = with_adatum(active());
    let run = world.csp(&["customers", "invite", "adatum.fr", "--mailto"]);
    let lines: Vec<&str> = run.expect(0).stdout.trim_end().lines().collect();
    assert_eq!(lines.len(), 1);
    assert!(
        lines[0].starts_with("mailto:info@adatum.fr?subject="),
        "{}",
        lines[0]
    );
    assert!(lines[0].contains("%23csp%3D"), "{}", lines[0]);
}

#[test]
fn a_mail_file_is_written_for_an_invitation_too() {
    let world = active();
    crate::providers_rules::known(&world, "Tailspin", "DE", "7700001");
    world.answer(&[
        "providers",
        "invite",
        "tailspin",
        "--draft-out",
        "invitation.eml",
        "--lang",
        "fr",
    ]);
    let Some(read) = read_by_python(&world, "invitation.eml") else {
        return;
    };
    assert_eq!(read["to"], "bruno.petit@contoso.fr");
    assert!(
        read["text"]
            .as_str()
            .unwrap()
            .contains("https://partner.microsoft.com/dashboard#csp=")
    );
}

#[test]
fn a_name_cannot_add_a_header() {
    let world = with_partner();
    let evil = "Adatum\r\nBcc: evil@x.example";
    let add = [
        "customers",
        "add",
        evil,
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
    ];
    let error = world.refusal(2, &[&add[..], &["--email", "info@adatum.fr"]].concat());
    assert!(
        error["remedy"].as_str().unwrap().contains("one line"),
        "{error}"
    );
    world.refusal(2, &["providers", "edit", "tailspin", "--name", evil]);
    world.write("evil.csv", "name,domain,country\n\"A\nBcc: b\",a.fr,FR\n");
    world.refusal(2, &["customers", "import", "evil.csv"]);
    assert_eq!(world.answer(&["customers", "list"]), serde_json::json!([]));
}

#[test]
fn a_file_that_was_written_is_named() {
    let world = active();
    crate::providers_rules::known(&world, "Tailspin", "DE", "7700001");
    let named = |args: &[&str], file: &str| {
        let args = [args, &["--draft-out", file]].concat();
        let rehearsed = world.csp(&[&args[..], &["--dry-run"]].concat());
        assert!(!rehearsed.expect(0).stderr.contains("The message is in"));
        let run = world.csp(&args);
        let note = format!("The message is in {file}.\n");
        assert!(run.expect(0).stderr.contains(&note), "{run}");
        assert!(world.path(file).exists(), "{file}");
    };
    named(&crate::journey::ADD_KIM, "kim.eml");
    named(&["providers", "invite", "tailspin"], "invitation.eml");
    world.write(
        "more.csv",
        "email,roles\na@contoso.fr,sales-agent\nb@contoso.fr,sales-agent\n",
    );
    let run = world.csp(&["users", "import", "more.csv", "--drafts", "out"]);
    assert!(
        run.expect(0).stderr.contains("2 messages are in out.\n"),
        "{run}"
    );
    for (args, file) in [
        (&["users", "export", "--out", "users.csv"][..], "users.csv"),
        (&["audit", "anchor", "--out", "anchor.txt"], "anchor.txt"),
        (&["man", "--out", "pages"], "pages"),
    ] {
        let run = world.csp(args);
        assert!(run.expect(0).stdout.contains(file), "{run}");
    }
}

#[test]
fn no_link_is_shown_that_nobody_sent() {
    let world = active();
    crate::providers_rules::known(&world, "Tailspin", "DE", "7700001");
    let invite = ["providers", "invite", "tailspin", "--draft-out", "i.eml"];
    let page = world.csp(&invite).expect(0).stdout.clone();
    assert!(!page.contains("https://"), "{page}");
    assert!(page.contains("the provider sends it"), "{page}");
    let mail = world.read("i.eml");
    assert!(
        mail.contains("The following address is not that link."),
        "{mail}"
    );
    world.answer(&["providers", "decline", "tailspin"]);
    let link = "https://partner.example/invite/9";
    let page = world.csp(&[&invite[..], &["--link", link]].concat());
    assert!(page.expect(0).stdout.contains(link), "{page}");
    assert!(world.read("i.eml").contains("with this personal link:"));
}
