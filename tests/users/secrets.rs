//! Passwords are stored only where they should be: searches all files after a long scenario.

use crate::world::{OWNER, World};

/// Every file under the home folder, except those that should contain passwords.
fn files(world: &World) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    let mut folders = vec![world.home.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
            }
        }
    }
    found
}

#[test]
fn no_password_is_written_to_store_journal_or_side_files() {
    let world = World::active();
    let mut secrets = vec![
        world.add("ada@contoso.fr", "sales-agent"),
        world.add("bob@contoso.fr", "sales-agent"),
    ];
    let sign_in = |email: &str, typed: &str| {
        world.csp_reading(
            typed,
            &["users", "sign-in", email, "--password-stdin", "-v"],
        )
    };
    let mut printed = String::new();
    for (email, typed) in [
        (
            "ada@contoso.fr",
            format!("{}\nOwn-Horse-Ada-1\n", secrets[0]),
        ),
        ("ada@contoso.fr", "Own-Horse-Ada-1\n".to_owned()),
        ("ada@contoso.fr", "Wrong-Horse-Ada-2\n".to_owned()),
        ("bob@contoso.fr", format!("{}\nnope\n", secrets[1])),
        (
            "bob@contoso.fr",
            format!("{}\nOwn-Horse-Bob-3\n", secrets[1]),
        ),
    ] {
        let run = sign_in(email, &typed);
        printed.push_str(&run.stdout);
        printed.push_str(&run.stderr);
    }
    secrets.extend(["Own-Horse-Ada-1", "Wrong-Horse-Ada-2", "Own-Horse-Bob-3"].map(str::to_owned));
    let reset = world.answer(&["users", "reset-password", OWNER]);
    secrets.push(reset["temporary_password"].as_str().unwrap().to_owned());
    let typed = format!("{}\nOwn-Horse-Own-4\n", secrets[5]);
    sign_in(OWNER, &typed).expect(0);
    world.write(
        "staff.csv",
        "email,roles\nc@contoso.fr,sales-agent\nd@contoso.fr,sales-agent\n",
    );
    let answer = world.answer(&["users", "import", "staff.csv"]);
    for user in answer["users"].as_array().unwrap() {
        secrets.push(user["temporary_password"].as_str().unwrap().to_owned());
    }
    for args in [
        &["users", "list", "--all"][..],
        &["users", "show", "c@contoso.fr"],
        &["users", "export"],
        &["audit", "log"],
        &["status"],
        &["store", "backup", "copy.db"],
    ] {
        let run = world.csp(args).expect(0);
        printed.push_str(&run.stdout);
        printed.push_str(&run.stderr);
    }
    for secret in &secrets {
        assert!(!printed.contains(secret.as_str()), "{secret} was printed");
        for (name, bytes) in files(&world) {
            let there = bytes
                .windows(secret.len())
                .any(|window| window == secret.as_bytes());
            assert!(!there, "{secret} stands in {name}");
        }
    }
}
