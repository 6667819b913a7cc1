//! If several exit codes apply, the first of 2, 7, 5, 6, 4 is used.

use crate::journey::{direct_active, state, submitted, under_review};
use crate::world::World;

fn with_sales_agent() -> World {
    let world = direct_active();
    crate::permissions::add_active_user(&world, "paul@contoso.fr", "sales-agent");
    world
}

#[test]
fn a_usage_error_outranks_missing_input() {
    submitted().refusal(2, &["enroll", "withdraw", "--bogus"]);
    submitted().refusal(2, &["verify", "record", "business", "rejectd"]);
}

#[test]
fn missing_input_outranks_an_unknown_name() {
    let world = submitted();
    let args = ["enroll", "withdraw", "--account", "nobody", "--yes"];
    world.refusal(7, &args);
}

#[test]
fn an_unknown_name_outranks_a_missing_permission() {
    let world = with_sales_agent();
    let args = [
        "enroll",
        "edit",
        "--city",
        "Paris",
        "--account",
        "nobody",
        "--as",
        "paul@contoso.fr",
    ];
    world.refusal(5, &args);
}

#[test]
fn a_missing_reason_outranks_a_missing_permission() {
    let world = with_sales_agent();
    world.refusal(
        7,
        &["enroll", "withdraw", "--yes", "--as", "paul@contoso.fr"],
    );
}

#[test]
fn a_missing_confirmation_outranks_a_wrong_step() {
    let world = under_review();
    world.refusal(7, &["enroll", "restrict", "--reason", "late"]);
    world.refusal(4, &["enroll", "restrict", "--reason", "late", "--yes"]);
}

#[test]
fn unreadable_documents_are_reported_before_wrong_steps() {
    let world = under_review();
    world.refusal(
        2,
        &[
            "verify",
            "appeal",
            "business",
            "--document",
            "other:nowhere.pdf",
        ],
    );
    assert_eq!(state(&world), "under-review");
}

#[test]
fn a_missing_check_and_result_are_both_named() {
    let error = under_review().refusal(7, &["verify", "record"]);
    assert_eq!(error["details"].as_array().unwrap().len(), 2, "{error:#}");
}

#[test]
fn an_unknown_name_outranks_a_missing_read_permission() {
    let world = with_sales_agent();
    world
        .csp(&[
            "users",
            "add",
            "pending@contoso.fr",
            "--first-name",
            "P",
            "--last-name",
            "P",
            "--role",
            "sales-agent",
        ])
        .expect(0);
    let nobody = "nobody@contoso.fr";
    for (names_somebody_else, args) in [
        (true, &["users", "show", nobody][..]),
        (true, &["users", "can", nobody, "customers.manage"]),
        (true, &["customers", "show", "nobody.example"]),
        (true, &["customers", "can-order", "nobody.example"]),
        (true, &["customers", "list", "--provider", "nobody"]),
        (
            true,
            &[
                "customers",
                "list",
                "--all-accounts",
                "--provider",
                "nobody",
            ],
        ),
        (true, &["providers", "show", "nobody"]),
        (true, &["providers", "customers", "nobody"]),
        (true, &["providers", "resellers", "nobody"]),
        (false, &["users", "show", "paul@contoso.fr"]),
        (false, &["users", "list"]),
        (false, &["customers", "list"]),
        (false, &["providers", "list"]),
        (false, &["enroll", "show"]),
        (false, &["verify"]),
    ] {
        let code = if names_somebody_else { 5 } else { 6 };
        world.refusal(code, &[args, &["--as", "pending@contoso.fr"]].concat());
    }
}
