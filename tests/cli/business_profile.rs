//! The business profile that brings referrals.

use serde_json::Value;

use crate::journey::{actions, active, show, submitted};
use crate::world::World;

const SET: [&str; 9] = [
    "enroll",
    "business-profile",
    "set",
    "--description",
    "We move mail to the cloud",
    "--service",
    "migration",
    "--industry",
    "retail",
];

/// An active account with a business profile admin.
fn with_profile_admin() -> World {
    let world = active();
    crate::permissions::add_active_user(&world, "paul@contoso.fr", "business-profile-admin");
    world
}

#[test]
fn the_owner_is_not_asked_to_set_up_the_profile() {
    let error = active().refusal(6, &SET);
    assert_eq!(error["permission"], "business-profile.manage");
    assert_eq!(error["code"], "forbidden");
}

#[test]
fn setting_the_profile_removes_the_next_action() {
    let world = with_profile_admin();
    assert!(actions(&show(&world)).contains(&"set-up-business-profile"));
    world.answer(&[&SET[..], &["--as", "paul@contoso.fr"]].concat());
    let profile = world.answer(&["enroll", "business-profile", "show"]);
    assert!(profile.to_string().contains("We move mail to the cloud"));
    assert!(!actions(&show(&world)).contains(&"set-up-business-profile"));
}

#[test]
fn the_description_is_required() {
    let world = with_profile_admin();
    let error = world.refusal(
        7,
        &[
            "enroll",
            "business-profile",
            "set",
            "--as",
            "paul@contoso.fr",
        ],
    );
    assert_eq!(crate::world::each(&error, "flag"), ["--description"]);
}

#[test]
fn without_a_profile_there_is_nothing_to_show() {
    let run = submitted().csp(&["enroll", "business-profile", "show", "--format", "json"]);
    let profile: Value = run.expect(0).json();
    assert!(!profile.to_string().contains("cloud"), "{profile:#}");
}
