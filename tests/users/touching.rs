//! Which user may change which other user, for each pair of roles, as in the table of `docs/security.md`.

use std::collections::{BTreeMap, BTreeSet};

use crate::world::{OWNER, World};

/// For each role, who may do what with it or with a user who has it: the three columns of the table.
type Table = BTreeMap<String, [BTreeSet<String>; 3]>;

fn table() -> Table {
    let page = include_str!("../../docs/security.md");
    let part = page.split("<!-- who may touch whom -->").nth(1).unwrap();
    let rows = part.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| {
        let mut cells = row.trim_matches('|').split('|').map(|cell| {
            let words = cell.split(',').map(|word| word.trim().trim_matches('`'));
            words.map(str::to_owned).collect::<BTreeSet<_>>()
        });
        let role = cells.next().unwrap().pop_first().unwrap();
        (role, std::array::from_fn(|_| cells.next().unwrap()))
    })
    .collect()
}

/// For each role an active user, one who has not signed in yet, a blocked and a removed one.
fn world(roles: &[String]) -> World {
    let world = World::active();
    let mut rows = "email,first_name,last_name,roles\n".to_owned();
    for role in roles {
        for kind in ["acts", "waits", "shut", "gone"] {
            rows += &format!("{kind}-{role}@contoso.fr,Ada,Byron,{role}\n");
        }
        let head = "email,first_name,roles\n";
        world.write(
            &format!("name-{role}.csv"),
            format!("{head}waits-{role}@contoso.fr,Ann,\n"),
        );
        let other = if role == "report-viewer" {
            "incentives-user"
        } else {
            "report-viewer"
        };
        world.write(
            &format!("take-{role}.csv"),
            format!("{head}waits-{role}@contoso.fr,,{other}\n"),
        );
        world.write(
            &format!("give-{role}.csv"),
            format!("{head}waits-{other}@contoso.fr,,{role}\n"),
        );
    }
    world.write("people.csv", rows);
    let import = ["users", "import", "people.csv", "--as", OWNER];
    let added = world.answer(&import);
    for user in added["users"].as_array().unwrap() {
        let email = user["email"].as_str().unwrap();
        if email.starts_with("acts-") {
            let password = user["temporary_password"].as_str().unwrap();
            let typed = format!("{password}\nBetter-Horse-9\n");
            world
                .csp_reading(&typed, &["users", "sign-in", email, "--password-stdin"])
                .expect(0);
        }
        for (kind, verb) in [("shut-", "block"), ("gone-", "remove")] {
            if email.starts_with(kind) {
                world.csp(&["users", verb, email, "--yes"]).expect(0);
            }
        }
    }
    world
}

/// The commands, the column of the table for each, and the exit code if it is allowed.
const DEEDS: [(&str, usize, i32); 11] = [
    ("users grant waits-OTHER ROLE", 0, 0),
    ("users revoke waits-ROLE ROLE --yes", 0, 4),
    ("users import give-ROLE.csv --on-conflict update", 0, 0),
    ("users import take-ROLE.csv --on-conflict update", 0, 0),
    ("users block waits-ROLE --yes", 1, 0),
    ("users remove waits-ROLE --yes", 1, 0),
    ("users reset-password waits-ROLE", 1, 0),
    ("users unblock shut-ROLE", 1, 0),
    ("users restore gone-ROLE", 1, 0),
    ("users edit waits-ROLE --first-name Ann", 2, 0),
    ("users import name-ROLE.csv --on-conflict update", 2, 0),
];

#[test]
fn the_program_keeps_to_the_table_pair_by_pair() {
    let table = table();
    let roles: Vec<String> = table.keys().cloned().collect();
    assert_eq!(roles.len(), 17, "every role has a row");
    let world = world(&roles);
    let mut failures = Vec::new();
    for actor in &roles {
        let manages = table.values().any(|may| may[2].contains(actor));
        for role in &roles {
            let other = if role == "report-viewer" {
                "incentives-user"
            } else {
                "report-viewer"
            };
            // Roles that manage nobody are tested with one command of each column.
            let deeds = DEEDS
                .iter()
                .enumerate()
                .filter(|(at, _)| manages || at % 5 == 0);
            for (_, (line, column, done)) in deeds {
                let line = line.replace("OTHER", other);
                let words: Vec<String> = line
                    .split_whitespace()
                    .map(|word| match word.split_once("-ROLE") {
                        Some((kind, "")) => format!("{kind}-{role}@contoso.fr"),
                        Some(_) | None if word == format!("waits-{other}") => {
                            format!("{word}@contoso.fr")
                        }
                        Some(_) | None => word.replace("ROLE", role),
                    })
                    .collect();
                let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
                let who = format!("acts-{actor}@contoso.fr");
                args.extend(["--as", &who, "--dry-run"]);
                let expected = if table[role][*column].contains(actor) {
                    *done
                } else {
                    6
                };
                let run = world.csp(&args);
                if run.code != expected {
                    failures.push(format!(
                        "{args:?}: {} for {expected}\n{}",
                        run.code, run.stderr
                    ));
                }
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn nobody_signs_in_as_somebody_they_could_not_appoint() {
    let world = World::active();
    for (email, role) in [
        ("una@contoso.fr", "user-management-admin"),
        ("gil@contoso.fr", "admin-agent"),
    ] {
        world.add_active(email, role);
    }
    world.add_active("cora@contoso.fr", "compliance-admin");
    world.add_active("gwen@contoso.fr", "global-admin");
    world
        .csp(&["users", "remove", "gwen@contoso.fr", "--yes"])
        .expect(0);
    for manager in ["una@contoso.fr", "gil@contoso.fr"] {
        let error = world.refusal(6, &["users", "restore", "gwen@contoso.fr", "--as", manager]);
        assert_eq!(error["permission"], "users.manage-global-admins");
        let reset = [
            "users",
            "reset-password",
            "cora@contoso.fr",
            "--as",
            manager,
        ];
        let error = world.refusal(6, &reset);
        assert_eq!(error["permission"], "users.manage-global-admins");
    }
    world
        .csp(&["users", "restore", "gwen@contoso.fr"])
        .expect(0);
    world
        .csp(&["users", "block", "gwen@contoso.fr", "--yes"])
        .expect(0);
    for manager in ["una@contoso.fr", "gil@contoso.fr"] {
        world.refusal(6, &["users", "unblock", "gwen@contoso.fr", "--as", manager]);
    }
}
