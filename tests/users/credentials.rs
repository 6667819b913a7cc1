use serde_json::json;

use crate::world::World;

const ADD: [&str; 9] = [
    "users",
    "add",
    "ada@contoso.fr",
    "--first-name",
    "=Ada",
    "--last-name",
    "B",
    "--role",
    "sales-agent",
];

#[cfg(unix)]
fn mode(world: &World, name: &str) -> u32 {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(world.path(name))
        .unwrap()
        .permissions()
        .mode()
        & 0o777
}

#[test]
fn a_file_without_new_users_is_not_said_to_have_passwords() {
    let world = World::active();
    world.add("ada@contoso.fr", "sales-agent");
    world.write(
        "staff.csv",
        "email,first_name,last_name,roles\nada@contoso.fr,,,sales-agent\n",
    );
    let import = ["users", "import", "staff.csv", "--on-conflict", "skip"];
    let run = world
        .csp(&[&import[..], &["--credentials", "none.csv"]].concat())
        .expect(0);
    let said = run.stderr;
    assert!(
        said.contains("none.csv does not contain passwords"),
        "{said}"
    );
    assert!(!said.contains("temporary passwords are"), "{said}");
}

#[test]
fn only_the_file_contains_the_password() {
    let world = World::active();
    let user = world.answer(&[&ADD[..], &["--credentials", "secret.csv"]].concat());
    assert_eq!(user["temporary_password"], json!(null));
    let text = world.read("secret.csv");
    let (head, row) = text.split_once('\n').unwrap();
    assert_eq!(
        head,
        "email,first_name,last_name,temporary_password,expires_at"
    );
    let cells: Vec<&str> = row.trim_end().split(',').collect();
    assert_eq!(
        (cells[0], cells[1], cells[4]),
        ("ada@contoso.fr", "'=Ada", "2021-06-08T09:00:00Z")
    );
    let typed = format!("{}\nBetter-Horse-9\n", cells[3]);
    world
        .csp_reading(
            &typed,
            &["users", "sign-in", "ada@contoso.fr", "--password-stdin"],
        )
        .expect(0);
    #[cfg(unix)]
    assert_eq!(mode(&world, "secret.csv"), 0o600);
}

#[test]
fn an_existing_file_is_never_overwritten() {
    let world = World::active();
    world.write("secret.csv", "mine");
    world.write("staff.csv", "email,roles\na@contoso.fr,sales-agent\n");
    for args in [
        [&ADD[..], &["--credentials", "secret.csv"]].concat(),
        vec![
            "users",
            "import",
            "staff.csv",
            "--credentials",
            "secret.csv",
        ],
        vec![
            "users",
            "reset-password",
            crate::world::OWNER,
            "--credentials",
            "secret.csv",
        ],
        vec!["users", "add", "--credentials", "secret.csv"],
        vec![
            "users",
            "import",
            "staff.csv",
            "--credentials",
            "secret.csv",
            "--dry-run",
        ],
    ] {
        world.refusal(2, &args);
    }
    assert_eq!(world.read("secret.csv"), "mine");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("nowhere", world.path("link.csv")).unwrap();
        world.refusal(2, &[&ADD[..], &["--credentials", "link.csv"]].concat());
        assert!(!world.path("nowhere").exists());
    }
    world.refusal(
        2,
        &[&ADD[..], &["--credentials", "no/such/folder.csv"]].concat(),
    );
}

#[test]
fn a_refused_command_leaves_no_file() {
    let world = World::active();
    world.csp(&ADD).expect(0);
    world.refusal(
        4,
        &[
            &ADD[..],
            &["--credentials", "secret.csv", "--draft-out", "ada.eml"],
        ]
        .concat(),
    );
    let left: Vec<_> = std::fs::read_dir(world.home.path())
        .unwrap()
        .map(|one| one.unwrap().path())
        .collect();
    assert_eq!(left, [world.store().file()]);
}

#[test]
fn passwords_on_standard_output_have_the_format_of_the_file() {
    let world = World::active();
    world.write(
        "staff.csv",
        "email,roles\nb@contoso.fr,sales-agent\na@contoso.fr,sales-agent\n",
    );
    let run = world
        .csp(&[
            "users",
            "import",
            "staff.csv",
            "--credentials",
            "-",
            "--format",
            "json",
        ])
        .expect(0);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert_eq!(
        lines[0],
        "email,first_name,last_name,temporary_password,expires_at"
    );
    assert!(lines[1].starts_with("a@contoso.fr,,,"), "{}", run.stdout);
    assert_eq!(lines.len(), 3);
}

#[test]
fn the_new_user_gets_a_message_with_the_sign_in_details() {
    let world = World::active();
    let user = world.answer(&[&ADD[..], &["--draft-out", "ada.eml", "--lang", "fr"]].concat());
    let mail = world.read("ada.eml");
    let password = user["temporary_password"].as_str().unwrap();
    assert!(
        mail.contains("Mot de passe temporaire") && mail.contains(password),
        "{mail}"
    );
    assert!(mail.contains("csp users sign-in ada@contoso.fr"));
    world.write(
        "staff.csv",
        "email,roles\na@contoso.fr,sales-agent\no'b/c@contoso.fr,sales-agent\n",
    );
    let answer = world.answer(&["users", "import", "staff.csv", "--drafts", "mails"]);
    let password = answer["users"][0]["temporary_password"].as_str().unwrap();
    assert!(world.read("mails/a@contoso.fr.eml").contains(password));
    let mut names: Vec<_> = std::fs::read_dir(world.path("mails"))
        .unwrap()
        .map(|one| one.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["a@contoso.fr.eml", "o_b_c@contoso.fr_.eml"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_changes_nothing() {
    let world = World::active();
    let mut text = "email\n".to_owned();
    for number in 0..20_000 {
        text.push_str(&format!("user{number}@contoso.fr\n"));
    }
    world.write("staff.csv", text);
    let csp = env!("CARGO_BIN_EXE_csp");
    let script = format!(
        "trap '' XFSZ; ulimit -f 400; exec {csp} users import staff.csv --role sales-agent --credentials secret.csv"
    );
    let output = std::process::Command::new("bash")
        .args(["-c", &script])
        .env_clear()
        .env("HOME", world.home.path())
        .env("CSP_STORE", world.store().argument())
        .current_dir(world.home.path())
        .output()
        .unwrap();
    assert_eq!(
        output.status.code(),
        Some(1),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(world.emails(&[]).len(), 1);
    assert!(!world.path("secret.csv").exists());
    world.csp(&["store", "check"]).expect(0);
}
