//! One test on the binary for each rule of customers.

use serde_json::Value;

use crate::form::Form;
use crate::journey::{accept, active, confirm_email, direct_active, submit, submitted};
use crate::providers_rules::{known, with_partner, with_provider};
use crate::world::World;

const INVITE: [&str; 3] = ["customers", "invite", "adatum.fr"];

fn add<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let base = [
        "customers",
        "add",
        "Adatum",
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
        "--email",
        "info@adatum.fr",
    ];
    [&base, more].concat()
}

/// A world with the customer Adatum in France.
fn with_customer(world: World) -> World {
    world.answer(&add(&[]));
    world
}

#[track_caller]
fn refused(world: &World, args: &[&str], rule: &str) {
    assert_eq!(world.refusal(4, args)["rule"], rule, "{args:?}");
}

/// The condition for a rule in a negative answer of `can-order`.
fn condition(world: &World, more: &[&str], rule: &str) -> Value {
    let args = [
        &["customers", "can-order", "adatum.fr", "--format", "json"],
        more,
    ]
    .concat();
    let answer = world.csp(&args).expect(3).json();
    let conditions = answer["conditions"].as_array().unwrap();
    let found = conditions.iter().find(|it| it["rule"] == rule);
    found
        .unwrap_or_else(|| panic!("no {rule} in {answer:#}"))
        .clone()
}

#[test]
fn a_domain_names_one_customer() {
    let world = with_customer(active());
    refused(&world, &add(&[]), "customers.unique");
}

#[test]
fn a_partner_does_not_sell_to_itself() {
    let mut own = add(&[]);
    own[4] = "Contoso.FR";
    refused(&active(), &own, "customers.not-self");
}

#[test]
fn registration_ids_belong_to_countries_that_need_them() {
    refused(
        &active(),
        &add(&["--registration-id", "1234567890"]),
        "customers.registration-id",
    );
    let world = active();
    let mut hungarian = add(&[]);
    hungarian[6] = "HU";
    world.answer(&hungarian);
    refused(&world, &INVITE, "customers.registration-id");
}

#[test]
fn requests_need_an_active_enrollment() {
    let world = with_customer(submitted());
    refused(&world, &INVITE, "customers.account-active");
}

#[test]
fn a_customer_must_be_in_the_region() {
    let world = active();
    let mut abroad = add(&[]);
    abroad[6] = "JP";
    world.answer(&abroad);
    refused(&world, &INVITE, "customers.territory");
}

#[test]
fn a_csp_tenant_cannot_be_a_customer() {
    let world = active();
    world.answer(&add(&["--csp-tenant"]));
    refused(&world, &INVITE, "customers.not-csp-tenant");
}

#[test]
fn the_link_needs_our_tenant_id() {
    let world = World::new();
    submit(&world, &Form::indirect().without("company.tenant_id"));
    confirm_email(&world);
    accept(&world, &["employment", "business"]);
    world.answer(&["enroll", "sign-mpa"]);
    refused(&with_customer(world), &INVITE, "customers.tenant-known");
}

#[test]
fn an_edited_message_keeps_the_link() {
    let world = with_customer(active());
    world.write("letter.txt", "Dear customer, please click.");
    let letter = [&INVITE[..], &["--message", "letter.txt"]].concat();
    refused(&world, &letter, "customers.link-required");
}

#[test]
fn a_joint_request_needs_an_active_partnership() {
    let world = with_customer(with_provider());
    let joint = [&INVITE[..], &["--provider", "tailspin"]].concat();
    refused(&world, &joint, "customers.provider-active");
}

#[test]
fn a_restricted_partner_sends_no_direct_request() {
    let world = with_customer(direct_active());
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    refused(&world, &INVITE, "customers.restricted");
}

#[test]
fn a_step_depends_on_the_state_of_the_request() {
    let world = with_customer(active());
    refused(
        &world,
        &["customers", "accept", "adatum.fr"],
        "customers.step",
    );
}

#[test]
fn an_order_needs_the_agreement_and_relationships() {
    let world = with_customer(with_partner());
    for rule in [
        "customers.agreement-first",
        "customers.provider-relationship",
        "customers.self-relationship",
    ] {
        assert_eq!(condition(&world, &[], rule)["met"], false, "{rule}");
    }
}

#[test]
fn direct_bill_accounts_order_for_customers_they_won() {
    let world = with_customer(direct_active());
    world.answer(&INVITE);
    world.answer(&["customers", "accept", "adatum.fr"]);
    assert_eq!(
        condition(&world, &[], "customers.direct-order")["met"],
        true
    );
}

#[test]
fn an_agreement_cannot_be_dated_tomorrow() {
    let world = with_customer(active());
    let agreement = [
        "customers",
        "agreement",
        "adatum.fr",
        "--method",
        "direct",
        "--first-name",
        "Ada",
        "--last-name",
        "Tum",
        "--email",
        "ada@adatum.fr",
        "--on",
        "2021-03-02",
    ];
    refused(&world, &agreement, "customers.attestation");
}

#[test]
fn only_a_transitioning_partner_extends() {
    let world = with_customer(with_partner());
    let extend = [
        "customers",
        "extend",
        "adatum.fr",
        "--provider",
        "tailspin",
        "--consent-obtained",
    ];
    refused(&world, &extend, "customers.extension");
}

#[test]
fn an_existing_customer_is_listed_with_a_relationship() {
    let world = active();
    let customer = world.answer(&add(&["--origin", "existing"]));
    assert_eq!(customer["relationships"][0]["via"], "existing");
    world.answer(&["explain", "customers.existing"]);
}

#[test]
fn a_relationship_is_removed_once_subscriptions_are_suspended() {
    let world = active();
    known(&world, "Tailspin", "DE", "7700001");
    world.answer(&add(&["--origin", "existing"]));
    let remove = ["customers", "remove", "adatum.fr", "--yes"];
    refused(&world, &remove, "customers.subscriptions-suspended");
}
