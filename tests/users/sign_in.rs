use serde_json::json;

use crate::world::{NOW, OWNER, Run, World};

const ADA: &str = "ada@contoso.fr";

fn sign_in_at(world: &World, now: &str, typed: &str) -> Run {
    use std::io::Write as _;
    let args = [
        "users",
        "sign-in",
        ADA,
        "--password-stdin",
        "--format",
        "json",
    ];
    let mut child = world
        .command(&args)
        .env("CSP_NOW", now)
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(typed.as_bytes())
        .unwrap();
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn sign_in(world: &World, typed: &str) -> Run {
    sign_in_at(world, NOW, typed)
}

#[test]
fn the_first_sign_in_takes_two_lines_and_later_ones_take_one() {
    let world = World::active();
    let password = world.add(ADA, "sales-agent");
    let missing = sign_in(&world, &format!("{password}\n")).expect(7);
    assert_eq!(missing.error()["details"][0]["flag"], "--password-stdin");
    for typed in [format!("{password}\n"), String::new()] {
        let missing = sign_in(&world, &typed).expect(7).error();
        let remedy = missing["remedy"].as_str().unwrap();
        assert!(
            remedy.contains("on the first line") && !remedy.contains("Give"),
            "{remedy}"
        );
    }
    let user = sign_in(&world, &format!("{password}\r\nBetter-Horse-9\r\n"))
        .expect(0)
        .json();
    assert_eq!(
        (&user["state"], &user["last_sign_in_at"]),
        (&json!("active"), &json!(NOW))
    );
    assert_eq!(user["temporary_password_expires_at"], json!(null));
    let later = "2021-03-11T09:00:00Z";
    let user = sign_in_at(&world, later, "Better-Horse-9").expect(0).json();
    assert_eq!(user["last_sign_in_at"], later);
    sign_in(&world, &format!("{password}\n")).expect(4);
}

#[test]
fn an_invalid_new_password_is_refused_by_the_rule() {
    let world = World::active();
    let password = world.add(ADA, "sales-agent");
    for new in [
        "short1A",
        "alllowercase",
        &password,
        "Pässword-1",
        "tab\tTab1",
    ] {
        let run = sign_in(&world, &format!("{password}\n{new}\n")).expect(4);
        assert_eq!(run.error()["rule"], "users.first-sign-in", "{new}");
        assert!(!run.stderr.contains(new), "{}", run.stderr);
    }
    assert_eq!(
        world.journal().last().unwrap()["action"],
        "user.added",
        "only wrong passwords are counted"
    );
    let expired = sign_in_at(
        &world,
        "2021-06-08T09:00:00Z",
        &format!("{password}\nBetter-Horse-9\n"),
    )
    .expect(4);
    assert!(
        expired.error()["message"]
            .as_str()
            .unwrap()
            .contains("expired")
    );
    let user = sign_in_at(
        &world,
        "2021-06-08T08:59:59Z",
        &format!("{password}\nBetter-Horse-9\n"),
    );
    assert_eq!(user.expect(0).json()["state"], "active");
}

#[test]
fn ten_wrong_passwords_lock_sign_in_for_a_growing_time() {
    let world = World::active();
    let password = world.add(ADA, "sales-agent");
    let right = format!("{password}\nBetter-Horse-9\n");
    let mut last = String::new();
    for _ in 0..9 {
        let run = sign_in(&world, "wrong-Password-1\nBetter-Horse-9\n").expect(4);
        last = run.stderr.lines().next().unwrap().to_owned();
    }
    assert!(last.contains("1 try is left before"), "{last}");
    let tenth = sign_in(&world, "wrong-Password-1\nBetter-Horse-9\n")
        .expect(4)
        .error();
    assert!(
        tenth["message"]
            .as_str()
            .unwrap()
            .contains("2021-03-10T09:01:00Z"),
        "{tenth}"
    );
    let counted = world
        .journal()
        .iter()
        .filter(|entry| entry["action"] == "user.sign-in-refused")
        .count();
    assert_eq!(counted, 10);
    let closed = sign_in_at(&world, "2021-03-10T09:00:59Z", &right)
        .expect(4)
        .error();
    assert!(
        closed["message"]
            .as_str()
            .unwrap()
            .contains("2021-03-10T09:01:00Z"),
        "{closed}"
    );
    let again = sign_in_at(&world, "2021-03-10T09:01:00Z", "wrong-Password-1\nx\n")
        .expect(4)
        .error();
    assert!(
        again["message"]
            .as_str()
            .unwrap()
            .contains("2021-03-10T09:03:00Z"),
        "{again}"
    );
    sign_in_at(&world, "2021-03-10T09:03:00Z", &right).expect(0);
    world.csp(&["audit", "verify"]).expect(0);
}

#[test]
fn a_reset_unlocks_sign_in_and_invalidates_the_old_password() {
    let world = World::active();
    world.add_active(ADA, "sales-agent");
    for _ in 0..10 {
        sign_in(&world, "wrong-Password-1\n").expect(4);
    }
    let reset = world.answer(&["users", "reset-password", ADA]);
    let password = reset["temporary_password"].as_str().unwrap();
    sign_in(&world, "Better-Horse-9\nOther-Horse-10\n").expect(4);
    sign_in(&world, &format!("{password}\nOther-Horse-10\n")).expect(0);
}

#[test]
fn a_blocked_user_cannot_sign_in() {
    let world = World::active();
    world.add_active(ADA, "sales-agent");
    world.csp(&["users", "block", ADA, "--yes"]).expect(0);
    assert_eq!(
        sign_in(&world, "Better-Horse-9\n").expect(4).error()["rule"],
        "users.step"
    );
    world.csp(&["users", "remove", ADA, "--yes"]).expect(0);
    assert_eq!(
        sign_in(&world, "Better-Horse-9\n").expect(4).error()["rule"],
        "users.step"
    );
}

#[test]
fn the_owner_has_no_password_until_one_is_reset() {
    let world = World::active();
    let args = [
        "users",
        "sign-in",
        OWNER,
        "--password-stdin",
        "--format",
        "json",
    ];
    let none = world.csp_reading("Better-Horse-9\n", &args).expect(4);
    assert_eq!(none.error()["rule"], "users.first-sign-in");
    let reset = world.answer(&["users", "reset-password", OWNER]);
    let typed = format!(
        "{}\nBetter-Horse-9\n",
        reset["temporary_password"].as_str().unwrap()
    );
    assert_eq!(
        world.csp_reading(&typed, &args).expect(0).json()["state"],
        "active"
    );
    world.csp_reading("", &args).expect(7);
    world.refusal(7, &["users", "sign-in", OWNER]);
}

#[test]
fn after_a_reset_of_the_only_global_admin_nobody_takes_over() {
    let world = World::active();
    world.add_active(ADA, "admin-agent");
    let password = world.answer(&["users", "reset-password", OWNER])["temporary_password"].clone();
    for args in [
        &["users", "reset-password", OWNER, "--as", ADA][..],
        &["users", "block", OWNER, "--yes", "--as", ADA],
        &["users", "grant", ADA, "global-admin", "--as", ADA],
    ] {
        assert_eq!(world.refusal(6, args)["code"], "forbidden", "{args:?}");
    }
    let typed = format!("{}\nBetter-Horse-9\n", password.as_str().unwrap());
    let args = ["users", "sign-in", OWNER, "--password-stdin"];
    world.csp_reading(&typed, &args).expect(0);
    world.answer(&["users", "grant", ADA, "global-admin"]);
}

#[test]
fn a_dry_run_does_not_count_a_wrong_password() {
    let world = World::active();
    world.add(ADA, "sales-agent");
    let args = ["users", "sign-in", ADA, "--password-stdin", "--dry-run"];
    for _ in 0..11 {
        world.csp_reading("wrong-Password-1\nx\n", &args).expect(4);
    }
    assert_eq!(world.journal().last().unwrap()["action"], "user.added");
}

#[test]
fn of_concurrent_first_sign_ins_only_one_succeeds() {
    for round in 0..4 {
        let world = World::active();
        let password = world.add(ADA, "sales-agent");
        let codes: Vec<i32> = std::thread::scope(|scope| {
            let started: Vec<_> = (0..4)
                .map(|number| {
                    let typed = format!("{password}\nBetter-Horse-{number}\n");
                    let world = &world;
                    scope.spawn(move || sign_in(world, &typed).code)
                })
                .collect();
            started.into_iter().map(|one| one.join().unwrap()).collect()
        });
        let taken = codes.iter().filter(|&&code| code == 0).count();
        let refused = codes.iter().filter(|&&code| code == 4).count();
        assert_eq!((taken, refused), (1, 3), "round {round}: {codes:?}");
    }
}
