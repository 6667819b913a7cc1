//! Permissions: the acting user, the default, and the permission that an error names.

use crate::journey::{accept, agreement, direct_active, show, state, submitted, under_review};
use crate::world::World;

/// Adds a user with a role, who signs in.
pub(crate) fn add_active_user(world: &World, email: &str, role: &str) {
    let added = world.answer(&[
        "users",
        "add",
        email,
        "--first-name",
        "Paul",
        "--last-name",
        "Roux",
        "--role",
        role,
    ]);
    let temporary = added["temporary_password"].as_str().expect("a password");
    let typed = format!("{temporary}\nCorrect-Horse-9-Battery\n");
    world
        .csp_reading(&typed, &["users", "sign-in", email, "--password-stdin"])
        .expect(0);
}

/// A direct-bill account in transition to indirect reseller, with a sales agent.
fn with_sales_agent() -> World {
    let world = direct_active();
    add_active_user(&world, "paul@contoso.fr", "sales-agent");
    world
}

#[test]
fn a_refusal_names_the_missing_permission() {
    let world = with_sales_agent();
    for (args, permission) in [
        (&["enroll", "edit", "--city", "Paris"][..], "account.manage"),
        (
            &["enroll", "withdraw", "--reason", "x", "--yes"],
            "account.manage",
        ),
        (
            &["enroll", "restrict", "--reason", "x", "--yes"],
            "account.manage",
        ),
        (&["enroll", "transition", "--yes"], "enroll.transition"),
        (&["enroll", "show", "--reveal-bank"], "bank.reveal"),
    ] {
        let args = [args, &["--as", "paul@contoso.fr"]].concat();
        let error = world.refusal(6, &args);
        assert_eq!(error["code"], "forbidden");
        assert_eq!(error["permission"], permission, "{args:?}");
    }
    assert_eq!(state(&world), "active");
}

#[test]
fn the_agreement_is_signed_by_a_global_admin_only() {
    let world = with_sales_agent();
    world.answer(&["enroll", "transition", "--yes"]);
    let sign = ["enroll", "sign-mpa", "--as", "paul@contoso.fr"];
    let early = world.refusal(6, &sign);
    assert_eq!(early["permission"], "agreements.sign", "6 goes before 4");
    accept(&world, &["business"]);
    let error = world.refusal(6, &sign);
    assert!(
        error.to_string().contains("enroll.mpa-global-admin"),
        "{error:#}"
    );
    let run = world.csp(&sign);
    assert!(
        run.expect(6).stderr.contains("enroll.mpa-global-admin"),
        "{run}"
    );
    world.answer(&["enroll", "sign-mpa"]);
}

#[test]
fn the_permission_is_asked_for_before_the_step() {
    let world = with_sales_agent();
    world.refusal(6, &["enroll", "reinstate", "--as", "paul@contoso.fr"]);
    world.refusal(4, &["enroll", "reinstate"]);
}

#[test]
fn a_user_who_has_not_signed_in_yet_cannot_act() {
    let world = direct_active();
    world.answer(&[
        "users",
        "add",
        "paul@contoso.fr",
        "--first-name",
        "Paul",
        "--last-name",
        "Roux",
        "--role",
        "global-admin",
    ]);
    let error = world.refusal(
        6,
        &[
            "enroll",
            "edit",
            "--city",
            "Paris",
            "--as",
            "paul@contoso.fr",
        ],
    );
    assert_eq!(error["code"], "forbidden");
}

#[test]
fn an_unknown_user_cannot_act() {
    let world = submitted();
    for args in [
        &["enroll", "edit", "--city", "Paris"][..],
        &["enroll", "sign-mpa"],
    ] {
        let args = [args, &["--as", "eve@contoso.fr", "--format", "json"]].concat();
        world.csp(&args).expect_any(&[5, 6]);
    }
}

#[test]
fn the_acting_user_may_come_from_the_environment() {
    let mut world = with_sales_agent();
    world.set("CSP_AS", "paul@contoso.fr");
    world.refusal(6, &["enroll", "edit", "--city", "Paris"]);
    world.answer(&[
        "enroll",
        "edit",
        "--city",
        "Paris",
        "--as",
        "bruno.petit@contoso.fr",
    ]);
}

#[test]
fn the_acting_user_defaults_to_the_owner_with_all_permissions() {
    for start in [submitted, under_review, agreement] {
        let world = start();
        world.answer(&["enroll", "edit", "--city", "Paris"]);
        assert_eq!(show(&world)["company"]["address"]["city"], "Paris");
    }
}

#[test]
fn the_address_of_the_acting_user_is_compared_in_lower_case() {
    let world = submitted();
    world.answer(&[
        "enroll",
        "edit",
        "--city",
        "Paris",
        "--as",
        "Bruno.Petit@CONTOSO.fr",
    ]);
}
