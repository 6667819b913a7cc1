//! One test on the binary for each rule of indirect providers.

use serde_json::json;

use crate::journey::{active, submitted};
use crate::world::World;

/// Adds a distributor to the directory.
pub(crate) fn known(world: &World, name: &str, country: &str, mpn_id: &str) {
    let domain = format!("{}.example", name.to_lowercase());
    let tenant = format!("{mpn_id:0>8}-0000-4000-8000-000000000000");
    world.answer(&[
        "providers",
        "add",
        name,
        "--country",
        country,
        "--mpn-id",
        mpn_id,
        "--tenant-domain",
        &domain,
        "--tenant-id",
        &tenant,
    ]);
}

/// An active reseller with a distributor in its region.
pub(crate) fn with_provider() -> World {
    let world = active();
    known(&world, "Tailspin", "DE", "7700001");
    world
}

/// An active reseller with a partnership with a distributor.
pub(crate) fn with_partner() -> World {
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    world.answer(&["providers", "authorize", "tailspin", "--accept"]);
    world
}

#[test]
fn only_an_active_reseller_is_invited() {
    let world = submitted();
    known(&world, "Tailspin", "DE", "7700001");
    let error = world.refusal(4, &["providers", "invite", "tailspin"]);
    assert_eq!(error["rule"], "providers.reseller-active");
}

#[test]
fn both_sides_are_in_one_region() {
    let world = active();
    known(&world, "Tailspin", "US", "7700001");
    let error = world.refusal(4, &["providers", "invite", "tailspin"]);
    assert_eq!(error["rule"], "providers.same-region");
}

#[test]
fn an_invitation_is_accepted_through_its_own_link() {
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    let link = "https://partner.microsoft.com/dashboard#csp=another";
    let args = [
        "providers",
        "authorize",
        "tailspin",
        "--accept",
        "--link",
        link,
    ];
    assert_eq!(world.refusal(4, &args)["rule"], "providers.link");
}

#[test]
fn authorizing_requires_the_check_mark() {
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    for args in [
        &["providers", "authorize", "tailspin"][..],
        &["providers", "authorize", "tailspin", "--yes"],
    ] {
        assert_eq!(world.refusal(4, args)["rule"], "providers.accept");
    }
}

#[test]
fn admin_access_can_be_revoked_within_a_partnership() {
    let world = with_partner();
    let partnership = world.answer(&["providers", "revoke-admin", "tailspin", "--yes"]);
    assert_eq!(partnership["state"], "active");
    assert_eq!(partnership["admin_access"], false);
    world.answer(&["explain", "providers.revoke-admin"]);
}

#[test]
fn a_step_depends_on_the_state_of_the_partnership() {
    let error = with_provider().refusal(
        4,
        &["providers", "end", "tailspin", "--reason", "x", "--yes"],
    );
    assert_eq!(error["rule"], "providers.step");
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    let error = world.refusal(4, &["providers", "invite", "tailspin"]);
    assert_eq!(error["rule"], "providers.step");
}

#[test]
fn a_partnership_adds_no_customers() {
    let world = with_partner();
    assert_eq!(world.answer(&["customers", "list"]), json!([]));
    assert_eq!(
        world.answer(&["providers", "customers", "tailspin"]),
        json!([])
    );
    world.answer(&["explain", "providers.no-inherited-customers"]);
}

#[test]
fn an_mpn_id_names_one_provider() {
    let world = with_provider();
    let args = [
        "providers",
        "add",
        "Other",
        "--country",
        "DE",
        "--mpn-id",
        "7700001",
    ];
    assert_eq!(world.refusal(4, &args)["rule"], "providers.unique");
}
