//! One test on the binary for each rule of users.

use crate::journey::{action, active, show, submitted};
use crate::permissions::add_active_user;
use crate::world::{World, each};

const OWNER: &str = "bruno.petit@contoso.fr";

const PAUL: [&str; 9] = [
    "users",
    "add",
    "paul@contoso.fr",
    "--first-name",
    "Paul",
    "--last-name",
    "Roux",
    "--role",
    "sales-agent",
];

#[test]
fn an_address_names_one_user_whatever_its_case() {
    let world = active();
    world.answer(&PAUL);
    let mut again = PAUL;
    again[2] = "PAUL@contoso.fr";
    assert_eq!(world.refusal(4, &again)["rule"], "users.unique-email");
}

#[test]
fn a_user_has_a_role() {
    let error = active().refusal(7, &PAUL[..7]);
    assert_eq!(each(&error, "rule"), ["users.role-required"]);
    assert_eq!(each(&error, "flag"), ["--role"]);
}

#[test]
fn users_are_added_once_the_enrollment_is_active() {
    let error = submitted().refusal(4, &PAUL);
    assert_eq!(error["rule"], "users.account-ready");
}

#[test]
fn sign_in_details_are_shown_once() {
    let world = active();
    let password = world.answer(&PAUL)["temporary_password"]
        .as_str()
        .unwrap()
        .to_owned();
    for args in [
        &["users", "show", "paul@contoso.fr"][..],
        &["users", "list"],
        &["audit", "log"],
    ] {
        let run = world.csp(&[args, &["--format", "json"]].concat());
        assert!(!run.expect(0).stdout.contains(&password), "{run}");
    }
    world.answer(&["explain", "users.password-once"]);
}

#[test]
fn the_first_sign_in_replaces_the_temporary_password() {
    let world = active();
    let password = world.answer(&PAUL)["temporary_password"]
        .as_str()
        .unwrap()
        .to_owned();
    let sign_in = [
        "users",
        "sign-in",
        "paul@contoso.fr",
        "--password-stdin",
        "--format",
        "json",
    ];
    for typed in ["Wrong-Password-1\nBetter-Horse-9\n", "P\nP\n"] {
        let error = world.csp_reading(typed, &sign_in).expect(4).error();
        assert_eq!(error["rule"], "users.first-sign-in");
    }
    let same = world.csp_reading(&format!("{password}\n{password}\n"), &sign_in);
    assert_eq!(same.expect(4).error()["rule"], "users.first-sign-in");
    let good = world.csp_reading(&format!("{password}\nBetter-Horse-9\n"), &sign_in);
    assert_eq!(good.expect(0).json()["state"], "active");
}

#[test]
fn the_last_active_global_admin_stays() {
    let world = active();
    for args in [
        &["users", "block", OWNER, "--yes"][..],
        &["users", "remove", OWNER, "--yes"],
        &["users", "revoke", OWNER, "global-admin", "--yes"],
    ] {
        assert_eq!(world.refusal(4, args)["rule"], "users.last-global-admin");
    }
    add_active_user(&world, "second@contoso.fr", "global-admin");
    world.answer(&["users", "block", "second@contoso.fr", "--yes"]);
}

#[test]
fn a_step_depends_on_the_state_of_the_user() {
    let error = active().refusal(4, &["users", "unblock", OWNER]);
    assert_eq!(error["rule"], "users.step");
}

#[test]
fn a_business_profile_is_a_next_action() {
    let shown = show(&active());
    let next = action(&shown, "set-up-business-profile");
    assert_eq!(next["rule"], "users.business-profile");
}

#[test]
fn revoking_a_role_never_removes_the_last_one() {
    let world: World = active();
    add_active_user(&world, "paul@contoso.fr", "sales-agent");
    let revoke = ["users", "revoke", "paul@contoso.fr", "sales-agent", "--yes"];
    assert_eq!(world.refusal(4, &revoke)["rule"], "users.role-required");
}

#[test]
fn revoking_the_last_role_suggests_what_can_be_done() {
    let world = crate::journey::active();
    world.answer(&crate::journey::ADD_KIM);
    let revoke = ["users", "revoke", "kim@contoso.fr", "sales-agent", "--yes"];
    let error = world.refusal(4, &revoke);
    assert_eq!(error["rule"], "users.role-required");
    let remedy = error["remedy"].as_str().unwrap();
    assert!(!remedy.contains("--role"), "{remedy}");
    assert!(
        remedy.contains("`csp users grant kim@contoso.fr ROLE`"),
        "{remedy}"
    );
    assert!(
        remedy.contains("`csp users remove kim@contoso.fr`"),
        "{remedy}"
    );
    world.answer(&["users", "grant", "kim@contoso.fr", "helpdesk-agent"]);
    let left = world.answer(&revoke);
    assert_eq!(left["roles"], serde_json::json!(["helpdesk-agent"]));
}

#[test]
fn commands_quote_an_address_that_a_shell_would_expand() {
    let world = crate::journey::active();
    let odd = "kim*#@contoso.fr";
    let mut add = crate::journey::ADD_KIM;
    add[2] = odd;
    world.answer(&add);
    let revoke = ["users", "revoke", odd, "sales-agent", "--yes"];
    for args in [&revoke[..], &["users", "unblock", odd]] {
        let error = world.refusal(4, args);
        let remedy = error["remedy"].as_str().unwrap();
        assert!(remedy.contains("'kim*#@contoso.fr'"), "{remedy}");
    }
}
