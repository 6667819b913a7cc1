//! An import that is killed at a random moment is complete or has no effect, and its credentials file names only
//! existing users.

use std::fmt::Write as _;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::world::World;

const USERS: usize = 3000;

fn staff() -> String {
    let mut text = "email\n".to_owned();
    for number in 0..USERS {
        writeln!(text, "user{number}@contoso.fr").unwrap();
    }
    text
}

#[test]
fn an_import_that_is_killed_is_complete_or_has_no_effect() {
    let text = staff();
    let args = [
        "users",
        "import",
        "staff.csv",
        "--role",
        "sales-agent",
        "--credentials",
        "secret.csv",
    ];
    let whole = {
        let world = World::active();
        world.write("staff.csv", &text);
        let started = Instant::now();
        world.csp(&args).expect(0);
        started.elapsed()
    };
    let rounds: u32 = std::env::var("CSP_KILLS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(12);
    let (mut before, mut after) = (0, 0);
    for round in 0..rounds {
        let world = World::active();
        world.write("staff.csv", &text);
        let mut child = world
            .command(&args)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(
            whole * round / rounds + Duration::from_micros(u64::from(round) * 37 % 1000),
        );
        child.kill().unwrap();
        child.wait().unwrap();
        world.csp(&["store", "check"]).expect(0);
        world.csp(&["audit", "verify"]).expect(0);
        let there = world.emails(&[]).len();
        assert!(there == 1 || there == USERS + 1, "{there} users");
        let file = world.path("secret.csv");
        if file.exists() {
            assert_eq!(there, USERS + 1, "the file names users who do not exist");
            assert_eq!(world.read("secret.csv").lines().count(), USERS + 1);
        }
        if there == 1 { before += 1 } else { after += 1 }
    }
    assert!(
        before > 0,
        "no round hit the import: {before} before, {after} after"
    );
}
