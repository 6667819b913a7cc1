//! The complete registry of rules: each is explained, and each is covered by a test.

use std::path::Path;

use crate::world::World;

/// Every rule of the programme, as published.
const RULES: [&str; 78] = [
    "users.unique-email",
    "users.role-required",
    "users.account-ready",
    "users.password-once",
    "users.first-sign-in",
    "users.last-global-admin",
    "users.step",
    "users.business-profile",
    "providers.reseller-active",
    "providers.not-self",
    "providers.same-region",
    "providers.link",
    "providers.accept",
    "providers.revoke-admin",
    "providers.step",
    "providers.no-inherited-customers",
    "customers.unique",
    "customers.account-active",
    "customers.territory",
    "customers.not-csp-tenant",
    "customers.registration-id",
    "customers.not-self",
    "customers.tenant-known",
    "customers.link-required",
    "customers.provider-active",
    "customers.restricted",
    "customers.agreement-first",
    "customers.provider-relationship",
    "customers.self-relationship",
    "customers.attestation",
    "customers.extension",
    "customers.existing",
    "customers.subscriptions-suspended",
    "customers.step",
    "customers.direct-order",
    "customers.agreement-current",
    "customers.account-verification",
    "customers.reseller-of-record",
    "enroll.mpn-id",
    "enroll.mpn-country",
    "enroll.mpn-unique",
    "enroll.legal-profile",
    "enroll.market",
    "enroll.registration-id",
    "enroll.primary-contact",
    "enroll.webmail",
    "enroll.contact-domain",
    "enroll.support-contact",
    "enroll.admin",
    "enroll.bank",
    "enroll.authority",
    "enroll.one-model",
    "enroll.direct-eligibility",
    "enroll.billing-day",
    "verify.email-first",
    "verify.code",
    "verify.reason",
    "verify.credit-before-plan",
    "enroll.mpa-global-admin",
    "enroll.step",
    "gdap.name",
    "gdap.duration",
    "gdap.auto-extend",
    "gdap.roles",
    "gdap.role-known",
    "gdap.least-privilege",
    "gdap.customer",
    "gdap.approval",
    "gdap.provider-made",
    "gdap.assignment",
    "gdap.renewal",
    "gdap.step",
    "transfers.relationship",
    "transfers.region",
    "transfers.items",
    "transfers.reseller-of-record",
    "transfers.role",
    "transfers.step",
];

fn listed() -> Vec<serde_json::Value> {
    let list = World::new().answer(&["explain"]);
    list.as_array().expect("a list").clone()
}

#[test]
fn every_published_rule_is_in_the_registry() {
    let ids: Vec<String> = listed()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap().to_owned())
        .collect();
    for rule in RULES {
        assert!(ids.contains(&rule.to_owned()), "{rule}");
    }
}

#[test]
fn every_rule_has_a_sentence_source_and_remedy_command() {
    let world = World::new();
    for listed in listed() {
        let id = listed["id"].as_str().unwrap();
        assert_eq!(world.answer(&["explain", id]), listed);
        let statement = listed["statement"].as_str().unwrap();
        assert!(
            statement.len() > 20 && statement.ends_with('.'),
            "{id}: {statement}"
        );
        assert!(!listed["source"].as_str().unwrap().is_empty(), "{id}");
        assert!(listed.get("since").is_some(), "{id}");
        let remedy = listed["remedy"].as_str().unwrap();
        assert!(
            remedy.contains("csp ") || remedy.contains("--"),
            "{id}: {remedy}"
        );
    }
}

#[test]
fn every_rule_is_cited_by_a_test() {
    let mut tests = String::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests"),
        &mut tests,
    );
    let uncited: Vec<String> = listed()
        .iter()
        .map(|rule| rule["id"].as_str().unwrap().to_owned())
        .filter(|id| !tests.contains(&format!("\"{id}\"")))
        .collect();
    assert!(uncited.is_empty(), "no test names {uncited:?}");
}

/// The text of every test file except this one.
fn collect(folder: &Path, text: &mut String) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, text);
        } else if path.extension().is_some_and(|it| it == "rs") && !path.ends_with("cli/rules.rs") {
            text.push_str(&std::fs::read_to_string(&path).unwrap());
        }
    }
}
