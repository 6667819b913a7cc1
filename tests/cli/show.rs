//! The shape of an account, as in the answers of `enroll show` and of every step of `enroll`.

use serde_json::{Value, json};

use crate::form::Form;
use crate::journey::{action, direct_active, show, submit, submitted, transitioning};
use crate::world::World;

fn keys(value: &Value) -> Vec<&str> {
    let object = value.as_object().expect("an object");
    object.keys().map(String::as_str).collect()
}

fn has(value: &Value, wanted: &[&str]) {
    let found = keys(value);
    for key in wanted {
        assert!(found.contains(key), "{key} in {value:#}");
    }
}

#[test]
fn an_account_has_all_the_keys_of_the_contract() {
    let shown = show(&submitted());
    has(
        &shown,
        &[
            "account",
            "legal_name",
            "mpn_id",
            "country",
            "region",
            "currency",
            "tenant_domain",
            "tenant_id",
            "company",
            "primary_contact",
            "support_contact",
            "admin",
            "bank",
            "enrollments",
            "next",
        ],
    );
    has(
        &shown["bank"],
        &["holder", "iban", "account_number", "bank_code", "bic"],
    );
    has(
        &shown["enrollments"][0],
        &[
            "model",
            "state",
            "submitted_at",
            "active_since",
            "mpa_signed_on",
            "checks",
        ],
    );
    has(
        &shown["next"][0],
        &["action", "who", "command", "due", "overdue", "rule"],
    );
}

#[test]
fn an_account_shows_the_values_of_its_application() {
    let shown = show(&submitted());
    for (pointer, value) in [
        ("/legal_name", json!("Contoso France SAS")),
        ("/mpn_id", json!("4812345")),
        ("/country", json!("FR")),
        ("/region", json!("europe")),
        ("/currency", json!("EUR")),
        ("/tenant_domain", json!("contoso.fr")),
        ("/company/tax_id", json!("FR40303265045")),
        ("/company/address/city", json!("Issy-les-Moulineaux")),
        ("/primary_contact/first_name", json!("Alice")),
        ("/support_contact/phone", json!("+33 1 57 75 10 01")),
        ("/admin/email", json!("bruno.petit@contoso.fr")),
        ("/bank/holder", json!("Contoso France SAS")),
        ("/bank/account_number", Value::Null),
        ("/enrollments/0/model", json!("indirect-reseller")),
        ("/enrollments/0/active_since", Value::Null),
        ("/enrollments/0/mpa_signed_on", Value::Null),
    ] {
        assert_eq!(shown.pointer(pointer), Some(&value), "{pointer}\n{shown:#}");
    }
}

#[test]
fn optional_fields_are_present_and_null() {
    let world = World::new();
    let form = Form::indirect()
        .without("company.tenant_id")
        .without("company.tax_id")
        .without("primary_contact.phone")
        .without("support_contact.website")
        .without("bank.bic");
    let shown = submit(&world, &form);
    for pointer in [
        "/tenant_id",
        "/company/tax_id",
        "/company/registration_id",
        "/primary_contact/phone",
        "/support_contact/website",
        "/bank/bic",
    ] {
        assert_eq!(
            shown.pointer(pointer),
            Some(&Value::Null),
            "{pointer}\n{shown:#}"
        );
    }
}

#[test]
fn the_checks_of_an_enrollment_are_those_that_verify_answers() {
    let world = submitted();
    let verify = world.answer(&["verify"]);
    assert_eq!(show(&world)["enrollments"][0]["checks"], verify["checks"]);
    assert_eq!(show(&world)["next"], verify["next"]);
}

#[test]
fn the_first_next_action_is_the_primary_contacts() {
    let shown = show(&submitted());
    let next = action(&shown, "confirm-email");
    assert_eq!(next["who"], "primary-contact");
    assert_eq!(next["due"], "2021-03-02");
    assert_eq!(next["overdue"], false);
    assert_eq!(next["rule"], "verify.email-first");
    let command = next["command"].as_str().unwrap();
    assert!(
        command.starts_with("csp verify confirm-email --code"),
        "{command}"
    );
}

#[test]
fn an_active_enrollment_shows_since_when() {
    let shown = show(&direct_active());
    let enrollment = &shown["enrollments"][0];
    assert_eq!(enrollment["model"], "direct-bill");
    assert_eq!(enrollment["active_since"], "2021-03-01T09:00:00Z");
    assert_eq!(enrollment["mpa_signed_on"], "2021-03-01");
}

#[test]
fn enrollments_are_listed_oldest_first() {
    let shown = show(&transitioning());
    let models: Vec<&Value> = shown["enrollments"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| &it["model"])
        .collect();
    assert_eq!(models, [&json!("direct-bill"), &json!("indirect-reseller")]);
}

#[test]
fn submitting_makes_the_owner_a_global_admin() {
    let world = submitted();
    let owner = world.answer(&["users", "show", "bruno.petit@contoso.fr"]);
    assert_eq!(owner["state"], "active");
    assert_eq!(owner["roles"], json!(["global-admin"]));
    assert_eq!(owner["first_name"], "Bruno");
}
