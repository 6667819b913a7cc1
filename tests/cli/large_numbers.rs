//! Numbers and days outside the supported range.

use crate::journey::{ADD_KIM, active, submitted};
use crate::world::World;

#[test]
fn a_wait_that_is_too_long_is_refused_from_every_source() {
    let mut world = World::new();
    world.csp(&["--wait", "2147483", "status"]).expect(0);
    for wait in ["2147484", "9999999", "4294967295", "99999999999"] {
        let error = world.refusal(2, &["--wait", wait, "status"]);
        let message = error["message"].as_str().unwrap();
        assert!(message.ends_with("from 0 to 2147483"), "{message}");
        world.refusal(2, &["config", "set", "wait", wait]);
    }
    world.set("CSP_WAIT", "9999999");
    world.csp(&["status"]).expect(2);
    world.unset("CSP_WAIT");
    let folder = world.root().join("config");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("config.toml"), "wait = 9999999\n").unwrap();
    world.csp(&["status"]).expect(2);
}

#[test]
fn due_within_accepts_any_number_of_days() {
    let world = submitted();
    for days in ["96000000", "4294967295"] {
        let args = ["status", "--check", "--due-within", days];
        world.csp(&args).expect(3);
    }
    let late = ["--now", "9990-12-31T23:59:59Z"];
    let args = [&late[..], &["status", "--due-within", "4294967295"]].concat();
    world.csp(&args).expect(0);
    let error = world.refusal(2, &["status", "--due-within", "4294967296"]);
    assert_eq!(
        error["message"],
        "`4294967296` is not valid: the number is too large"
    );
}

#[test]
fn a_clock_beyond_four_digit_years_is_refused() {
    let mut world = active();
    for now in [
        "9991-01-01T00:00:00Z",
        "9999-12-31T23:59:59Z",
        "0999-12-31T00:00:00Z",
    ] {
        let error = world.refusal(2, &["--now", now, "status"]);
        let message = error["message"].as_str().unwrap();
        assert!(message.contains("1000 to 9990"), "{message}");
    }
    world.set("CSP_NOW", "9999-12-31T23:59:59Z");
    world.csp(&["status"]).expect(2);
}

#[test]
fn the_last_allowed_moment_gives_valid_dates() {
    let mut world = active();
    world.at("9990-12-31T23:59:59Z");
    let user = world.answer(&ADD_KIM);
    assert_eq!(
        user["temporary_password_expires_at"],
        "9991-03-31T23:59:59Z"
    );
    for args in [
        &["status", "--due-within", "400"][..],
        &["enroll", "show"],
        &["verify"],
        &["users", "list"],
        &["doctor"],
        &["eligibility", "forecast"],
        &["eligibility", "check", "--model", "direct"],
    ] {
        world.csp(args).expect_any(&[0, 3]);
        let run = world.csp(&crate::world::json(args));
        run.expect_any(&[0, 3]);
        assert!(!run.stdout.contains("+1000"), "{run}");
    }
    world.at("1000-01-01T00:00:00Z");
    for args in [&["status"][..], &["users", "list"], &["audit", "log"]] {
        world.csp(args).expect(0);
    }
}

#[test]
fn a_day_beyond_the_calendar_is_a_wrong_command_line() {
    let world = active();
    for args in [
        &[
            "eligibility",
            "check",
            "--model",
            "direct",
            "--as-of",
            "9999-12-31",
        ][..],
        &["eligibility", "forecast", "--by", "9999-12-31"],
        &["eligibility", "diff", "2021-01-01", "9999-12-31"],
        &[
            "eligibility",
            "evidence",
            "set",
            "tenure.direct_bill_since",
            "9999-12-31",
        ],
        &[
            "verify",
            "record",
            "business",
            "accepted",
            "--on",
            "9999-12-31",
        ],
        &["audit", "log", "--since", "9999-12-31"],
    ] {
        let run = world.csp(args);
        assert!(run.expect(2).stderr.contains("9999-12-31"), "{run}");
    }
    world.write(
        "facts.toml",
        "model = \"direct-bill\"\n[tenure]\ndirect_bill_since = 9999-12-31\n",
    );
    let args = ["eligibility", "check", "--facts", "facts.toml"];
    world.csp(&args).expect(2);
    for day in ["1000-01-01", "9990-12-31"] {
        let args = ["eligibility", "check", "--model", "direct", "--as-of", day];
        world.csp(&args).expect_any(&[2, 3]);
    }
}
