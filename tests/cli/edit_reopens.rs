//! Edits that reopen a check.

use crate::journey::{
    accept, action, actions, active, agreement, check, direct_active, fresh_code, journalled,
    reject, show, state, submitted, under_review,
};
use crate::world::World;

const NEW_ADDRESS: [&str; 4] = ["enroll", "edit", "--contact-email", "alice@contoso.fr"];

#[test]
fn another_contact_address_opens_email_ownership_again() {
    for start in [submitted, under_review, agreement] {
        let world = start();
        world.answer(&NEW_ADDRESS);
        let verify = world.answer(&["verify"]);
        assert_eq!(verify["state"], "email-verification");
        let email = check(&verify, "email-ownership");
        assert_eq!(email["state"], "pending");
        assert_eq!(email["attempts"], 2);
    }
}

#[test]
fn the_code_sent_to_the_old_address_has_expired() {
    let world = submitted();
    let old = fresh_code(&world);
    world.answer(&NEW_ADDRESS);
    let error = world.refusal(4, &["verify", "confirm-email", "--code", &old]);
    assert_eq!(error["rule"], "verify.code");
    let message = world.answer(&["verify", "send-email"]);
    assert_eq!(message["message"]["to"], "alice@contoso.fr");
}

#[test]
fn other_checks_stay_accepted_while_an_address_is_confirmed() {
    let world = agreement();
    world.answer(&NEW_ADDRESS);
    crate::journey::confirm_email(&world);
    assert_eq!(state(&world), "under-review");
    let verify = world.answer(&["verify"]);
    assert_eq!(check(&verify, "employment")["state"], "pending");
    assert_eq!(check(&verify, "business")["state"], "accepted");
    accept(&world, &["employment"]);
    assert_eq!(state(&world), "agreement");
}

#[test]
fn no_next_action_depends_on_the_unconfirmed_address() {
    let world = under_review();
    reject(&world, "business", "the register has another name");
    world.answer(&NEW_ADDRESS);
    let verify = world.answer(&["verify"]);
    assert_eq!(actions(&verify), ["confirm-email"]);
    crate::journey::confirm_email(&world);
    assert!(actions(&world.answer(&["verify"])).contains(&"appeal"));
}

#[test]
fn the_same_address_in_another_case_opens_nothing() {
    let world = under_review();
    world.answer(&[
        "enroll",
        "edit",
        "--contact-email",
        "Alice.Martin@contoso.fr",
    ]);
    assert_eq!(state(&world), "under-review");
}

#[test]
fn editing_name_or_address_reopens_the_business_check() {
    for (flag, value) in [
        ("--legal-name", "Contoso SAS"),
        ("--line1", "1 rue de la Paix"),
    ] {
        let world = agreement();
        world.answer(&["enroll", "edit", flag, value]);
        let verify = world.answer(&["verify"]);
        assert_eq!(verify["state"], "under-review", "{flag}");
        assert_eq!(check(&verify, "business")["state"], "pending");
        assert_eq!(check(&verify, "business")["attempts"], 2);
        assert_eq!(check(&verify, "employment")["state"], "accepted");
        accept(&world, &["business"]);
        assert_eq!(state(&world), "agreement");
    }
}

#[test]
fn legal_name_opens_nothing_before_the_review() {
    let world = submitted();
    world.answer(&["enroll", "edit", "--legal-name", "Contoso SAS"]);
    let verify = world.answer(&["verify"]);
    assert_eq!(verify["state"], "email-verification");
    assert_eq!(check(&verify, "business")["state"], "not-started");
    assert_eq!(check(&verify, "business")["attempts"], 0);
}

fn restricted() -> World {
    let world = direct_active();
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    world
}

#[test]
fn rechecking_the_business_keeps_the_account_state() {
    for (start, stays) in [
        (active as fn() -> World, "active"),
        (direct_active, "active"),
        (restricted, "restricted"),
    ] {
        let world = start();
        world.answer(&["enroll", "edit", "--legal-name", "Contoso SAS"]);
        let verify = world.answer(&["verify"]);
        assert_eq!(verify["state"], stays);
        assert_eq!(check(&verify, "business")["state"], "pending");
        reject(&world, "business", "the register has another name");
        assert_eq!(state(&world), stays);
        let shown = show(&world);
        assert_eq!(action(&shown, "appeal")["overdue"], false);
        crate::journey::appeal(&world, "business");
        assert_eq!(state(&world), stays);
        accept(&world, &["business"]);
        assert_eq!(state(&world), stays);
        assert!(!actions(&show(&world)).contains(&"appeal"));
    }
}

#[test]
fn opening_again_is_journalled() {
    let world = agreement();
    let before = journalled(&world).len();
    world.answer(&["enroll", "edit", "--legal-name", "Contoso SAS"]);
    assert!(journalled(&world).len() > before);
}
