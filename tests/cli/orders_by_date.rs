//! Whether an order is allowed, by operation and day, and the attestations of today.

use serde_json::{Value, json};

use crate::journey::direct_active;
use crate::providers_rules::with_partner;
use crate::requests::with_adatum;
use crate::world::{World, each};

const AGE: &str = "customers.agreement-current";
const VERIFICATION: &str = "customers.account-verification";
const RESELLER: &str = "customers.reseller-of-record";
const PERSON: [&str; 6] = [
    "--first-name",
    "Ada",
    "--last-name",
    "Tum",
    "--email",
    "ada@adatum.fr",
];

/// A reseller whose customer and provider have accepted the joint request.
fn served() -> World {
    let world = with_adatum(with_partner());
    world.answer(&["customers", "invite", "adatum.fr", "--provider", "tailspin"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    world
}

fn accept_agreement(world: &World, on: &str) -> Value {
    let record = ["customers", "agreement", "adatum.fr", "--on", on];
    world.answer(&[&record[..], &["--method", "direct"], &PERSON].concat())
}

/// Whether the order is allowed, and what a condition says.
fn asked(world: &World, operation: &str, rule: &str) -> (bool, Value) {
    let ask = ["customers", "can-order", "adatum.fr", "--operation"];
    let run = world.csp(&[&ask[..], &[operation, "--format", "json"]].concat());
    let answer = run.expect_any(&[0, 3]).json();
    assert_eq!(run.stderr, "", "what is not known is part of the answer");
    assert_eq!(answer["operation"], operation);
    let conditions = answer["conditions"].as_array().unwrap();
    let found = conditions.iter().find(|it| it["rule"] == rule).unwrap();
    assert_eq!(found["remedy"].is_null(), found["met"] == true, "{found}");
    (answer["allowed"] == true, found.clone())
}

#[test]
fn an_old_agreement_is_a_warning_until_a_day_is_configured() {
    let mut world = served();
    world.at("2023-03-31T09:00:00Z");
    accept_agreement(&world, "2023-03-31");
    assert_eq!(asked(&world, "new", AGE).1["met"], true);
    world.at("2023-04-01T09:00:00Z");
    let (allowed, age) = asked(&world, "new", AGE);
    assert_eq!((allowed, &age["met"]), (true, &Value::Null));
    let remedy = age["remedy"].as_str().unwrap();
    assert!(remedy.contains("csp config set orders.agreement-block-from DATE"));

    let set = ["config", "set", "orders.agreement-block-from", "2026-02-01"];
    world.csp(&set).expect(0);
    world.at("2026-01-31T09:00:00Z");
    let (allowed, age) = asked(&world, "renew", AGE);
    assert_eq!((allowed, &age["met"]), (true, &Value::Null));
    world.at("2026-02-01T09:00:00Z");
    for (operation, expected) in [
        ("new", false),
        ("more-seats", false),
        ("fewer-seats", false),
        ("change", false),
        ("upgrade", false),
        ("renew", false),
        ("auto-renew", true),
        ("cancel", true),
    ] {
        let (allowed, age) = asked(&world, operation, AGE);
        assert_eq!(
            (allowed, &age["met"]),
            (expected, &json!(expected)),
            "{operation}"
        );
    }
    let renewed = accept_agreement(&world, "2026-02-01");
    assert_eq!(renewed["agreement"]["accepted_on"], "2026-02-01");
    assert_eq!(
        renewed["earlier_agreements"][0]["accepted_on"],
        "2023-03-31"
    );
    assert_eq!(
        asked(&world, "new", AGE),
        (true, asked(&world, "renew", AGE).1)
    );
    let shown = world.csp(&["customers", "show", "adatum.fr"]);
    assert!(
        shown.stdout.contains("Earlier accepted on"),
        "{}",
        shown.stdout
    );
}

#[test]
fn an_acceptance_of_the_cut_day_is_never_outdated() {
    let mut world = served();
    world.at("2026-11-28T09:00:00Z");
    world.set("CSP_ORDERS_AGREEMENT_BLOCK_FROM", "2026-02-01");
    accept_agreement(&world, "2023-03-31");
    assert_eq!(asked(&world, "new", AGE).1["met"], false);
    accept_agreement(&world, "2023-04-01");
    assert_eq!(asked(&world, "new", AGE).1["met"], true);
}

#[test]
fn the_environment_wins_over_the_configured_day() {
    let mut world = served();
    world.at("2026-02-01T09:00:00Z");
    accept_agreement(&world, "2022-05-01");
    let set = ["config", "set", "orders.agreement-block-from", "2026-02-01"];
    world.csp(&set).expect(0);
    assert!(!asked(&world, "new", AGE).0);
    world.set("CSP_ORDERS_AGREEMENT_BLOCK_FROM", "2026-02-02");
    assert!(asked(&world, "new", AGE).0);
    world.set("CSP_ORDERS_AGREEMENT_BLOCK_FROM", "soon");
    world.refusal(2, &["customers", "can-order", "adatum.fr"]);
    world.unset("CSP_ORDERS_AGREEMENT_BLOCK_FROM");
    let bad = ["config", "set", "orders.agreement-block-from", "2026-02-30"];
    world.refusal(2, &bad);
}

#[test]
fn what_is_not_recorded_is_not_known_and_blocks_nothing() {
    let mut world = served();
    accept_agreement(&world, "2021-03-01");
    for (now, operation, reseller) in [
        ("2025-06-01T09:00:00Z", "new", json!(true)),
        ("2025-06-02T09:00:00Z", "new", Value::Null),
        ("2025-11-30T09:00:00Z", "more-seats", json!(true)),
        ("2025-12-01T09:00:00Z", "more-seats", Value::Null),
        ("2025-12-01T09:00:00Z", "change", Value::Null),
        ("2025-12-01T09:00:00Z", "auto-renew", json!(true)),
    ] {
        world.at(now);
        let (allowed, found) = asked(&world, operation, RESELLER);
        assert_eq!(
            (allowed, &found["met"]),
            (true, &reseller),
            "{now} {operation}"
        );
    }
    assert_eq!(asked(&world, "new", VERIFICATION).1["met"], Value::Null);
    assert_eq!(asked(&world, "renew", VERIFICATION).1["met"], true);
    let text = world.csp(&["customers", "can-order", "adatum.fr"]);
    text.expect(0);
    assert!(
        text.stdout.contains("Warning: 3 conditions are not known."),
        "{}",
        text.stdout
    );
}

#[test]
fn a_customer_under_review_can_still_renew() {
    let mut world = served();
    accept_agreement(&world, "2021-03-01");
    world.at("2025-03-03T09:00:00Z");
    for (status, expected) in [
        ("allowed", json!(true)),
        ("none", json!(true)),
        ("not-ready", Value::Null),
        ("not-allowed", json!(false)),
        ("unknown", json!(false)),
        ("under-review", json!(false)),
    ] {
        world.answer(&["customers", "verification", "adatum.fr", status]);
        for operation in ["new", "more-seats", "upgrade"] {
            let (allowed, found) = asked(&world, operation, VERIFICATION);
            assert_eq!(found["met"], expected, "{status} {operation}");
            assert_eq!(allowed, expected != false, "{status} {operation}");
        }
        for operation in ["fewer-seats", "change", "renew", "auto-renew", "cancel"] {
            let (allowed, found) = asked(&world, operation, VERIFICATION);
            assert_eq!((allowed, &found["met"]), (true, &json!(true)), "{status}");
        }
    }
    world.at("2025-04-03T09:00:00Z");
    let detail = asked(&world, "new", VERIFICATION).1["detail"].clone();
    let shown = "under review at Microsoft (seen on 2025-03-03, 31 days ago)";
    assert!(detail.as_str().unwrap().ends_with(shown), "{detail}");
}

#[test]
fn an_invalid_reseller_of_record_blocks_from_its_days_on() {
    let mut world = served();
    accept_agreement(&world, "2021-03-01");
    world.at("2025-05-01T09:00:00Z");
    let invalid = ["providers", "validation", "tailspin", "invalid"];
    world.answer(&[&invalid[..], &["--code", "900400"]].concat());
    for (now, operation, met) in [
        ("2025-06-01T09:00:00Z", "new", true),
        ("2025-06-02T09:00:00Z", "new", false),
        ("2025-06-02T09:00:00Z", "more-seats", true),
        ("2025-11-30T09:00:00Z", "change", true),
        ("2025-12-01T09:00:00Z", "more-seats", false),
        ("2025-12-01T09:00:00Z", "change", false),
        ("2025-12-01T09:00:00Z", "renew", true),
        ("2026-01-05T09:00:00Z", "auto-renew", true),
        ("2026-01-05T09:00:00Z", "cancel", true),
    ] {
        world.at(now);
        let (allowed, found) = asked(&world, operation, RESELLER);
        assert_eq!(
            (allowed, &found["met"]),
            (met, &json!(met)),
            "{now} {operation}"
        );
    }
    let detail = asked(&world, "new", RESELLER).1["detail"].clone();
    let shown = "with tailspin (answer of 2025-05-01, code 900400)";
    assert!(detail.as_str().unwrap().ends_with(shown), "{detail}");
    world.answer(&["providers", "validation", "tailspin", "valid"]);
    assert_eq!(asked(&world, "new", RESELLER).1["met"], true);
}

#[test]
fn a_missing_agreement_does_not_block_automatic_renewal() {
    let world = served();
    let rule = "customers.agreement-first";
    assert!(!asked(&world, "new", rule).0);
    assert!(!asked(&world, "fewer-seats", rule).0);
    let (allowed, first) = asked(&world, "auto-renew", rule);
    assert!(allowed, "{first}");
    let detail = first["detail"].as_str().unwrap();
    assert!(
        detail.ends_with("; automatic renewal is exempt"),
        "{detail}"
    );
    let (allowed, first) = asked(&world, "cancel", rule);
    assert!(allowed, "{first}");
    world.refusal(
        2,
        &["customers", "can-order", "adatum.fr", "--operation", "buy"],
    );
}

#[test]
fn a_restricted_partner_places_no_new_orders_and_keeps_the_rest() {
    let world = with_adatum(direct_active());
    world.answer(&["customers", "invite", "adatum.fr"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    accept_agreement(&world, "2021-03-01");
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    let rule = "customers.restricted";
    assert!(!asked(&world, "new", rule).0);
    for operation in ["more-seats", "fewer-seats", "renew", "auto-renew", "cancel"] {
        assert!(asked(&world, operation, rule).0, "{operation}");
    }
    assert_eq!(asked(&world, "new", RESELLER).1["met"], true);
}

/// The command that records an attestation by Tailspin.
fn attestation<'a>(customer: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let base = [
        "customers",
        "agreement",
        customer,
        "--method",
        "attestation",
    ];
    [&base[..], &["--attested-by", "tailspin"], &PERSON, more].concat()
}

#[test]
fn an_attestation_of_today_names_the_company() {
    let mut world = served();
    world.at("2026-01-04T09:00:00Z");
    let old = world.answer(&attestation("adatum.fr", &[]));
    assert_eq!(old["agreement"]["company_name"], json!(null));
    world.at("2026-01-05T09:00:00Z");
    let error = world.refusal(7, &attestation("adatum.fr", &[]));
    assert_eq!(each(&error, "flag"), ["--company-name"]);
    assert_eq!(error["rule"], "customers.attestation");
    world.answer(&attestation("adatum.fr", &["--on", "2026-01-04"]));
    let details = [
        "--company-name",
        "Adatum SARL",
        "--attestation-id",
        "3c9f0d1e",
    ];
    let new = world.answer(&attestation("adatum.fr", &details));
    let agreement = &new["agreement"];
    assert_eq!(
        (&agreement["company_name"], &agreement["attestation_id"]),
        (&json!("Adatum SARL"), &json!("3c9f0d1e"))
    );
    assert_eq!(
        world.answer(&["customers", "show", "adatum.fr"])["agreement"],
        *agreement
    );
    assert_eq!(new["earlier_agreements"].as_array().unwrap().len(), 1);
    world.csp(&["store", "check"]).expect(0);
    let direct = ["customers", "agreement", "adatum.fr", "--method", "direct"];
    let refused = [&direct[..], &PERSON, &["--company-name", "Adatum"]].concat();
    world.refusal(2, &refused);
    world.at("2026-01-06T09:00:00Z");
    let direct = world.answer(&[&direct[..], &PERSON].concat());
    assert_eq!(direct["agreement"]["company_name"], json!(null));
    assert_eq!(direct["earlier_agreements"][1], *agreement);
    world.csp(&["audit", "verify"]).expect(0);
}

#[test]
fn the_same_person_for_two_customers_is_a_warning() {
    let world = served();
    let add = ["customers", "add", "Litware", "--domain", "litware.fr"];
    world.answer(&[&add[..], &["--country", "FR", "--email", "it@litware.fr"]].concat());
    let on = ["--on", "2021-02-28"];
    world.csp(&attestation("adatum.fr", &on)).expect(0);
    let again = world.csp(&attestation("adatum.fr", &[]));
    assert_eq!(again.expect(0).stderr, "", "the same customer");
    let other = world.csp(&attestation("litware.fr", &[]));
    let warning = &other.expect(0).stderr;
    assert!(
        warning.contains("adatum.fr") && warning.contains("600061"),
        "{warning}"
    );
    let phone = ["--phone", "+33 1 23 45 67 89"];
    let differs = world.csp(&attestation("litware.fr", &phone));
    assert_eq!(differs.expect(0).stderr, "");
}
