use std::fmt::Write as _;

use serde_json::json;

use crate::world::World;

const STAFF: &str = "email,first_name,last_name,roles\n\
    zoe@contoso.fr,Zoë,\"Roux, Dr\",sales-agent;admin-agent\n\
    Ada@contoso.fr,Ada,,report-viewer\n";

#[test]
fn a_file_is_imported_with_a_password_each() {
    let world = World::active();
    world.write("staff.csv", STAFF);
    let answer = world.answer(&["users", "import", "staff.csv"]);
    assert_eq!(
        (&answer["created"], &answer["updated"], &answer["skipped"]),
        (&json!(2), &json!(0), &json!(0))
    );
    let users = answer["users"].as_array().unwrap();
    assert_eq!(users[0]["email"], "Ada@contoso.fr");
    assert_eq!(users[1]["last_name"], "Roux, Dr");
    assert_eq!(users[0]["last_name"], json!(null));
    for user in users {
        let typed = format!(
            "{}\nBetter-Horse-9\n",
            user["temporary_password"].as_str().unwrap()
        );
        let email = user["email"].as_str().unwrap();
        world
            .csp_reading(&typed, &["users", "sign-in", email, "--password-stdin"])
            .expect(0);
    }
    let added: Vec<_> = world
        .journal()
        .into_iter()
        .filter(|entry| entry["action"] == "user.added")
        .collect();
    assert_eq!(added.len(), 3, "the owner and these two");
    world.csp(&["store", "check"]).expect(0);
}

/// More rows than are processed on a single thread.
const MANY: usize = 900;

fn many() -> String {
    let mut text = "email,first_name,last_name,roles\n".to_owned();
    for number in (0..MANY).rev() {
        writeln!(
            text,
            "user{number:04}@contoso.fr,\"A \"\"B\"\"\",{number},sales-agent"
        )
        .unwrap();
    }
    text
}

#[test]
fn passwords_of_many_users_need_a_credentials_file() {
    let world = World::active();
    let mut text = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..1_001 {
        writeln!(text, "user{number}@contoso.fr,A,B,sales-agent").unwrap();
    }
    world.write("staff.csv", &text);
    let import = ["users", "import", "staff.csv", "--format", "json"];
    for more in [&[][..], &["--dry-run"]] {
        let error = world.csp(&[&import, more].concat()).expect(7).error();
        assert_eq!(error["details"][0]["flag"], "--credentials");
    }
    let (line, _) = text.trim_end().rsplit_once('\n').unwrap();
    world.write("thousand.csv", line);
    let dry = ["users", "import", "thousand.csv", "--dry-run"];
    world.csp(&dry).expect(0);
    world
        .csp(&[&import[..], &["--credentials", "c.csv"]].concat())
        .expect(0);
}

#[test]
fn every_user_gets_the_password_in_answer_and_file() {
    for (flags, column) in [(&[][..], 0), (&["--credentials", "made.csv"][..], 1)] {
        let world = World::active();
        world.write("staff.csv", many());
        let answer = world.answer(&[&["users", "import", "staff.csv"], flags].concat());
        let users = answer["users"].as_array().unwrap();
        assert_eq!(users.len(), MANY);
        for number in [0, 255, 256, MANY - 1] {
            let email = format!("user{number:04}@contoso.fr");
            assert_eq!(users[number]["email"], email.as_str());
            let password = if column == 0 {
                users[number]["temporary_password"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            } else {
                assert_eq!(users[number]["temporary_password"], json!(null));
                let file = world.read("made.csv");
                let line = file.lines().nth(number + 1).unwrap().to_owned();
                assert!(line.starts_with(&email), "{line}");
                line.split(',')
                    .find(|cell| cell.len() == 29)
                    .unwrap()
                    .to_owned()
            };
            let typed = format!("{password}\nBetter-Horse-9\n");
            world
                .csp_reading(&typed, &["users", "sign-in", &email, "--password-stdin"])
                .expect(0);
        }
        world.csp(&["store", "check"]).expect(0);
    }
}

#[test]
fn a_long_list_is_the_same_in_every_format() {
    let world = World::active();
    world.write("staff.csv", many());
    world
        .csp(&["users", "import", "staff.csv", "--credentials", "made.csv"])
        .expect(0);
    let list = |format: &str| {
        let run = world.csp(&["users", "list", "--format", format]).expect(0);
        run.stdout
    };
    let whole: Vec<serde_json::Value> = serde_json::from_str(&list("json")).unwrap();
    assert_eq!(whole.len(), MANY + 1);
    let emails: Vec<_> = whole
        .iter()
        .map(|user| user["email"].as_str().unwrap())
        .collect();
    assert!(emails.is_sorted());
    let lines: Vec<serde_json::Value> = list("jsonl")
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(lines, whole);
    let csv = list("csv");
    let cells: Vec<_> = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap())
        .collect();
    assert_eq!(cells, emails);
}

#[test]
fn the_same_users_are_imported_from_every_encoding_and_stdin() {
    let dresses = [
        STAFF.to_owned(),
        format!("\u{feff}{}", STAFF.replace('\n', "\r\n")),
        "email;first_name;last_name;roles\nzoe@contoso.fr;Zoë;Roux, Dr;\"sales-agent;admin-agent\"\nAda@contoso.fr;Ada;;report-viewer\n".to_owned(),
    ];
    let mut answers = Vec::new();
    for text in dresses {
        let world = World::active();
        world
            .csp_reading(&text, &["users", "import", "-"])
            .expect(0);
        answers.push(world.answer(&["users", "list"]));
    }
    assert_eq!(answers[0], answers[1]);
    assert_eq!(answers[0], answers[2]);
}

#[test]
fn the_files_of_partner_center_and_entra() {
    let world = World::active();
    world.write("pc.csv", "First name,Last name,Display name,Email,Status update\nAda,Byron,The Countess,ada@contoso.fr,\n");
    let error = world.refusal(2, &["users", "import", "pc.csv"]);
    assert_eq!(error["rule"], "users.role-required");
    world.answer(&["users", "import", "pc.csv", "--role", "report-viewer"]);
    assert_eq!(
        world.answer(&["users", "show", "ada@contoso.fr"])["display_name"],
        "The Countess"
    );
    let template = world
        .csp(&["users", "template", "--for", "entra"])
        .expect(0)
        .stdout;
    world.write(
        "entra.csv",
        format!("{template}Zoe,zoe@contoso.fr,Secret-Word-1,Yes,Zoe,Roux,,,,,,,,,,,\n"),
    );
    let run = world
        .csp(&[
            "users",
            "import",
            "entra.csv",
            "--role",
            "sales-agent",
            "--format",
            "json",
        ])
        .expect(0);
    assert!(
        run.stderr
            .contains("1 initial password in the file was ignored"),
        "{}",
        run.stderr
    );
    assert!(!run.stdout.contains("Secret-Word-1"));
    assert_eq!(run.json()["users"][0]["state"], "blocked");
}

#[test]
fn one_bad_row_prevents_the_import_and_has_its_place() {
    let world = World::active();
    let mut text = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..5000 {
        let role = if number == 3210 {
            "sale-agent"
        } else {
            "sales-agent"
        };
        writeln!(text, "user{number}@contoso.fr,A,B,{role}").unwrap();
    }
    text.push_str("user7@CONTOSO.fr,A,B,sales-agent\n");
    world.write("staff.csv", text);
    let error = world.refusal(
        2,
        &[
            "users",
            "import",
            "staff.csv",
            "--credentials",
            "secret.csv",
        ],
    );
    let details = error["details"].as_array().unwrap();
    assert_eq!(details.len(), 2);
    assert_eq!(details[0]["at"], "staff.csv:3212:4");
    assert_eq!(details[0]["field"], "roles");
    assert!(
        details[0]["message"]
            .as_str()
            .unwrap()
            .contains("did you mean `sales-agent`")
    );
    assert_eq!(details[1]["at"], "staff.csv:5002:1");
    assert_eq!(details[1]["rule"], "users.unique-email");
    assert!(!world.path("secret.csv").exists());
    assert_eq!(world.emails(&[]).len(), 1);
    let text = world
        .csp(&["users", "import", "staff.csv"])
        .expect(2)
        .stderr;
    assert!(text.contains("staff.csv:3212:4: column roles"), "{text}");
}

#[test]
fn invalid_files_are_refused() {
    let world = World::active();
    for (text, part) in [
        (&b""[..], "empty"),
        (b"email,first_name,last_name,roles\n", "no row"),
        (b"name,mail\nA,a@contoso.fr\n", "Partner Center field list"),
        (b"email,roles\n\"a@contoso.fr,sales-agent\n", "never closed"),
        (
            b"email,roles\na\0@contoso.fr,sales-agent\n",
            "is not a valid email address",
        ),
        (
            b"email,first_name,roles\nb@contoso.fr,\xc3\xa9,sales-agent\na@contoso.fr,\xff,sales-agent\n",
            "not UTF-8",
        ),
        (b"email,email,roles\n", "twice"),
        (b"email,roles\na@contoso.fr\n", "does not have a role"),
        (
            b"email,roles\na@contoso.fr,sales-agent,more\n",
            "3 cells, but",
        ),
    ] {
        world.write("bad.csv", text);
        let error = world.refusal(2, &["users", "import", "bad.csv"]);
        assert!(
            error["message"].as_str().unwrap().contains(part),
            "{part}: {error}"
        );
        assert!(
            error["details"][0]["at"]
                .as_str()
                .unwrap()
                .starts_with("bad.csv:"),
            "{error}"
        );
    }
    world.refusal(2, &["users", "import", "missing.csv"]);
    assert_eq!(
        world.refusal(7, &["users", "import"])["details"][0]["flag"],
        "FILE"
    );
}

#[test]
fn pages_follow_each_other() {
    let world = World::active();
    let mut text = "email\n".to_owned();
    for number in 0..250 {
        writeln!(text, "User{number:03}@contoso.fr").unwrap();
    }
    world
        .csp_reading(&text, &["users", "import", "-", "--role", "report-viewer"])
        .expect(0);
    let mut seen = Vec::new();
    let mut after = String::new();
    loop {
        let page = world.emails(&["--limit", "100", "--after", &after]);
        let Some(last) = page.last() else { break };
        after = last.clone();
        seen.extend(page);
    }
    assert_eq!(seen, world.emails(&[]));
    assert_eq!(seen.len(), 251);
    assert_eq!(
        world.emails(&["--search", "USER24", "--limit", "3"]),
        [
            "User240@contoso.fr",
            "User241@contoso.fr",
            "User242@contoso.fr"
        ]
    );
    let lines = world
        .csp(&["users", "list", "--format", "jsonl"])
        .expect(0)
        .stdout;
    assert_eq!(lines.lines().count(), 251);
}

#[test]
fn a_dry_run_of_an_import_shows_the_whole_result() {
    let world = World::active();
    world.write("staff.csv", STAFF);
    let before = world.store().content();
    let answer = world.answer(&[
        "users",
        "import",
        "staff.csv",
        "--dry-run",
        "--credentials",
        "c.csv",
        "--drafts",
        "mails",
    ]);
    assert_eq!(
        (&answer["dry_run"], &answer["created"]),
        (&json!(true), &json!(2))
    );
    assert_eq!(answer["users"][0]["temporary_password"], json!(null));
    assert!(!world.path("c.csv").exists() && !world.path("mails").exists());
    assert_eq!(world.store().content(), before);
}

#[test]
fn messages_about_one_address_or_password_are_singular() {
    let world = World::active();
    let heading = heading_of_entra();
    for (count, address, password) in [
        (
            1,
            "1 address is not on",
            "1 initial password in the file was ignored",
        ),
        (
            2,
            "2 addresses are not on",
            "2 initial passwords in the file were ignored",
        ),
    ] {
        let rows: String = (0..count)
            .map(|n| format!("Ada,ada{count}{n}@else.example,Secret123,No,,,,,,,,,,,,,\n"))
            .collect();
        world.write("entra.csv", format!("{heading}{rows}"));
        let run = world.csp(&["users", "import", "entra.csv", "--role", "sales-agent"]);
        let run = run.expect(0);
        assert!(run.stderr.contains(address), "{}", run.stderr);
        assert!(run.stderr.contains(password), "{}", run.stderr);
    }
}

/// The first lines of Entra's file.
fn heading_of_entra() -> String {
    let world = World::active();
    world
        .csp(&["users", "template", "--for", "entra"])
        .expect(0)
        .stdout
}
