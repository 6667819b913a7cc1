//! A clock set with `--now` does not end a lock-out or make an expired password valid.

use std::io::Write as _;
use std::process::Stdio;

use chrono::{TimeDelta, Utc};

use crate::world::{NOW, Run, World};

const ADA: &str = "ada@contoso.fr";
const WRONG: &str = "Wrong-Horse-1\nBetter-Horse-9\n";

/// Runs a command with the clock set with `--now`, or with the system's clock.
fn run(world: &World, clock: Option<&str>, typed: &str, args: &[&str]) -> Run {
    let mut command = world.command(args);
    match clock {
        Some(now) => command.env("CSP_NOW", now),
        None => command.env_remove("CSP_NOW"),
    };
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    let _ = child.stdin.take().unwrap().write_all(typed.as_bytes());
    let output = child.wait_with_output().unwrap();
    Run {
        code: output.status.code().unwrap(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

fn sign_in(world: &World, clock: Option<&str>, typed: &str) -> Run {
    run(
        world,
        clock,
        typed,
        &["users", "sign-in", ADA, "--password-stdin"],
    )
}

/// Adds Ada with this clock, and returns her temporary password.
fn add(world: &World, clock: Option<&str>) -> String {
    let args = [
        "users",
        "add",
        ADA,
        "--first-name",
        "Ada",
        "--last-name",
        "Byron",
        "--role",
        "sales-agent",
        "--format",
        "json",
    ];
    let user = run(world, clock, "", &args).expect(0).json();
    user["temporary_password"].as_str().unwrap().to_owned()
}

fn days_from_now(days: i64) -> String {
    (Utc::now() + TimeDelta::days(days))
        .format("%Y-%m-%dT%H:%M:%SZ")
        .to_string()
}

#[test]
fn a_given_clock_does_not_end_a_real_lock_out() {
    let world = World::active();
    let right = format!("{}\nBetter-Horse-9\n", add(&world, None));
    let (past, future) = (days_from_now(-3000), days_from_now(30));
    // Wrong passwords count with any clock, and lock sign-in by the system's.
    for clock in [None, Some(past.as_str()), Some(future.as_str())]
        .into_iter()
        .cycle()
        .take(10)
    {
        sign_in(&world, clock, WRONG).expect(4);
    }
    for clock in [
        Some(past.as_str()),
        Some(future.as_str()),
        Some("2099-01-01T00:00:00Z"),
        None,
    ] {
        let refused = sign_in(&world, clock, &right).expect(4).stderr;
        assert!(refused.contains("sign-in is closed until"), "{refused}");
        assert!(!refused.contains("2099"), "{refused}");
    }
    // A set clock cannot lock it for years either: it opens one minute after the last wrong password.
    let shown = run(&world, None, "", &["audit", "log", "--subject", ADA])
        .expect(0)
        .stdout;
    assert!(shown.contains("user.sign-in-refused"), "{shown}");
    let reset = run(
        &world,
        None,
        "",
        &["users", "reset-password", ADA, "--format", "json"],
    );
    let password = reset.expect(0).json()["temporary_password"]
        .as_str()
        .unwrap()
        .to_owned();
    sign_in(&world, None, &format!("{password}\nBetter-Horse-9\n")).expect(0);
}

#[test]
fn a_real_temporary_password_expires_by_the_later_clock() {
    let world = World::active();
    let right = format!("{}\nBetter-Horse-9\n", add(&world, None));
    let late = sign_in(&world, Some(&days_from_now(91)), &right)
        .expect(4)
        .stderr;
    assert!(late.contains("expired"), "{late}");
    sign_in(&world, Some(&days_from_now(-3000)), &right).expect(0);
}

#[test]
fn a_rehearsal_is_judged_by_its_own_clock() {
    let world = World::active();
    let right = format!("{}\nBetter-Horse-9\n", add(&world, Some(NOW)));
    for _ in 0..10 {
        sign_in(&world, Some(NOW), WRONG).expect(4);
    }
    sign_in(&world, Some("2021-03-10T09:00:59Z"), &right).expect(4);
    // By the system's clock the password of 2021 has expired.
    let expired = sign_in(&world, None, &right).expect(4).stderr;
    assert!(expired.contains("expired"), "{expired}");
    sign_in(&world, Some("2021-03-10T09:01:00Z"), &right).expect(0);
}

#[test]
fn a_reset_under_the_systems_clock_ends_the_rehearsal() {
    let world = World::active();
    add(&world, Some(NOW));
    let reset = ["users", "reset-password", ADA, "--format", "json"];
    let user = run(&world, None, "", &reset).expect(0).json();
    let right = format!(
        "{}\nBetter-Horse-9\n",
        user["temporary_password"].as_str().unwrap()
    );
    for _ in 0..10 {
        sign_in(&world, Some(NOW), WRONG).expect(4);
    }
    for clock in ["2021-03-10T10:00:00Z", "2098-01-01T00:00:00Z"] {
        sign_in(&world, Some(clock), &right).expect(4);
    }
}
