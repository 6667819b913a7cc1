//! Many processes that write at the same time: nothing is lost, nobody starves.

use crate::world::{Run, World, add_user, team};

/// Processes for each kind of work.
const PROCESSES: usize = 16;

/// Commands of each process.
const COMMANDS: usize = 3;

/// The users of the bulk import.
const BULK: usize = 1_000;

/// Enrols a company; gives the short name of its account.
fn enroll(world: &World<'_>, number: usize) -> String {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/contoso-france.toml");
    let text = std::fs::read_to_string(file)
        .unwrap()
        .replace("Contoso France SAS", &format!("Company {number} SAS"))
        .replace("contoso-france", &format!("company-{number}"))
        .replace("contoso.fr", &format!("company-{number}.fr"))
        .replace("4812345", &format!("59000{number:02}"))
        .replace("0f7c1c5e", &format!("000000{number:02}"));
    let path = world.path(&format!("company-{number}.toml"));
    std::fs::write(&path, text).unwrap();
    let args = ["enroll", "--from", path.to_str().unwrap(), "--wait", "60"];
    world.csp(&args).expect(0);
    format!("company-{number}")
}

/// Enrols a company and brings it to active.
fn activate(world: &World<'_>, number: usize) {
    let account = enroll(world, number);
    for check in ["email-ownership", "employment", "business"] {
        let record = [
            "verify",
            "record",
            check,
            "accepted",
            "--account",
            &account,
            "--wait",
            "60",
        ];
        world.csp(&record).expect(0);
    }
    let sign = ["enroll", "sign-mpa", "--account", &account, "--wait", "60"];
    world.csp(&sign).expect(0);
}

/// Adds users to an account, one command after the other.
fn add_users(world: &World<'_>, account: &str, domain: &str, process: usize) {
    for number in 0..COMMANDS {
        let words = add_user(&format!("kim{process}-{number}"));
        let words: Vec<String> = words
            .into_iter()
            .map(|word| word.replace("contoso.fr", domain))
            .collect();
        let mut args: Vec<&str> = words.iter().map(String::as_str).collect();
        args.extend(["--account", account, "--wait", "120"]);
        world.csp(&args).expect(0);
    }
}

#[test]
fn writers_and_an_import_lose_nothing() {
    let Some(team) = team() else { return };
    let world = team.world();
    std::thread::scope(|scope| {
        for part in 0..4 {
            let world = &world;
            scope.spawn(move || {
                for number in (part..PROCESSES).step_by(4) {
                    activate(world, number);
                }
            });
        }
    });
    let mut rows = "email,first_name,last_name,roles\n".to_owned();
    for number in 0..BULK {
        rows.push_str(&format!("bulk{number}@contoso.fr,Ada,Roy,sales-agent\n"));
    }
    std::fs::write(world.path("bulk.csv"), rows).unwrap();
    let before = world.entries();
    let import = [
        "users",
        "import",
        "bulk.csv",
        "--credentials",
        "passwords.csv",
        "--account",
        "contoso-france",
        "--wait",
        "120",
    ];
    std::thread::scope(|scope| {
        let world = &world;
        scope.spawn(move || {
            Run::of(&world.command(&import).output().unwrap())
                .expect(0)
                .clone()
        });
        for process in 0..PROCESSES {
            scope.spawn(move || add_users(world, "contoso-france", "contoso.fr", process));
            scope.spawn(move || {
                let account = format!("company-{process}");
                add_users(world, &account, &format!("company-{process}.fr"), process);
            });
        }
    });
    let added = i64::try_from(2 * PROCESSES * COMMANDS + BULK).unwrap();
    let users = "SELECT count(*) FROM csp.users WHERE email LIKE 'kim%' OR email LIKE 'bulk%'";
    let users: i64 = world.server.ask(&world.database, users).parse().unwrap();
    assert_eq!(users, added, "users");
    assert_eq!(world.entries(), before + added, "entries");
    let gaps = "SELECT count(*) FROM (SELECT seq - lag(seq) OVER (PARTITION BY chain ORDER BY seq) AS step FROM csp.journal) AS steps WHERE step <> 1";
    assert_eq!(
        world.server.ask(&world.database, gaps),
        "0",
        "gaps in a chain"
    );
    world.check();
}

#[test]
fn companies_enrolled_at_once_are_all_kept() {
    let Some(team) = team() else { return };
    // The first of them makes the store.
    let world = team.empty_world();
    std::thread::scope(|scope| {
        for number in 0..PROCESSES {
            let world = &world;
            scope.spawn(move || enroll(world, number));
        }
    });
    let accounts =
        "SELECT count(*), count(DISTINCT id) FROM csp.accounts WHERE slug LIKE 'company-%'";
    let both = format!("{PROCESSES}|{PROCESSES}");
    assert_eq!(world.server.ask(&world.database, accounts), both);
    world.check();
}
