//! Restriction and reinstatement of a direct-bill partner.

use crate::journey::{active, agreement, direct_active, direct_credit_check, journal, state};
use crate::world::{World, each};

const RESTRICT: [&str; 5] = ["enroll", "restrict", "--reason", "invoices unpaid", "--yes"];

fn restricted() -> World {
    let world = direct_active();
    world.answer(&RESTRICT);
    world
}

#[test]
fn a_direct_bill_partner_is_restricted_and_reinstated() {
    let world = direct_active();
    let answer = world.answer(&RESTRICT);
    assert_eq!(answer["enrollments"][0]["state"], "restricted");
    let answer = world.answer(&["enroll", "reinstate"]);
    assert_eq!(answer["enrollments"][0]["state"], "active");
}

#[test]
fn an_indirect_reseller_is_never_restricted() {
    let error = active().refusal(4, &RESTRICT);
    assert_eq!(error["rule"], "enroll.step");
}

#[test]
fn only_an_active_enrollment_is_restricted() {
    for start in [agreement, direct_credit_check, restricted] {
        let error = start().refusal(4, &RESTRICT);
        assert_eq!(error["rule"], "enroll.step");
    }
}

#[test]
fn only_a_restricted_enrollment_is_reinstated() {
    for start in [active, direct_active, direct_credit_check] {
        let error = start().refusal(4, &["enroll", "reinstate"]);
        assert_eq!(error["rule"], "enroll.step");
    }
}

#[test]
fn restricting_needs_a_reason_and_a_confirmation() {
    let world = direct_active();
    let error = world.refusal(7, &["enroll", "restrict", "--yes"]);
    assert_eq!(each(&error, "flag"), ["--reason"]);
    world.refusal(7, &RESTRICT[..4]);
    assert_eq!(state(&world), "active");
}

#[test]
fn the_reason_is_kept() {
    let world = restricted();
    let entries = journal(&world);
    let entry = entries.last().unwrap();
    assert_eq!(entry["reason"], "invoices unpaid");
    assert_eq!(entry["changes"].get("mpa_signed_on"), None, "{entry:#}");
}

#[test]
fn reinstating_needs_no_confirmation() {
    restricted().csp(&["enroll", "reinstate"]).expect(0);
}

#[test]
fn a_direct_request_drafted_before_cannot_be_sent() {
    let world = direct_active();
    let address = [
        "--domain",
        "fabrikam.fr",
        "--country",
        "FR",
        "--email",
        "gena@fabrikam.fr",
    ];
    world.answer(&[&["customers", "add", "Fabrikam"], &address[..]].concat());
    world.answer(&["customers", "invite", "fabrikam.fr"]);
    world.answer(&RESTRICT);
    let error = world.refusal(4, &["customers", "sent", "fabrikam.fr"]);
    assert_eq!(error["rule"], "customers.restricted");
    world.answer(&["enroll", "reinstate"]);
    world.answer(&["customers", "sent", "fabrikam.fr"]);
}
