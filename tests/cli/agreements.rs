//! The register of agreements and who may order, in both models and during the transition.

use serde_json::{Value, json};

use crate::journey::{accept, active, direct_active};
use crate::providers_rules::{known, with_partner};
use crate::requests::with_adatum;
use crate::world::World;

/// The command that records an agreement of Adatum.
fn agreement<'a>(more: &[&'a str]) -> Vec<&'a str> {
    let base = [
        "customers",
        "agreement",
        "adatum.fr",
        "--first-name",
        "Ada",
        "--last-name",
        "Tum",
    ];
    [&base[..], &["--email", "ada@adatum.fr"], more].concat()
}

fn unmet(answer: &Value) -> Vec<&str> {
    let conditions = answer["conditions"].as_array().unwrap();
    let unmet = conditions.iter().filter(|it| it["met"] == false);
    unmet.map(|it| it["rule"].as_str().unwrap()).collect()
}

fn can_order(world: &World, more: &[&str]) -> Value {
    let args = [
        &["customers", "can-order", "adatum.fr", "--format", "json"],
        more,
    ]
    .concat();
    let run = world.csp(&args);
    let answer = run.expect_any(&[0, 3]).json();
    let code = if answer["allowed"] == true { 0 } else { 3 };
    run.expect(code);
    assert_eq!(run.stderr, "", "no error object for a no");
    answer
}

/// Contoso, direct bill, with Adatum as customer; `admin-agent` signs.
fn direct_without_agreement() -> World {
    let world = with_adatum(direct_active());
    world.answer(&["users", "grant", "bruno.petit@contoso.fr", "admin-agent"]);
    world.answer(&["customers", "invite", "adatum.fr"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    world
}

/// The same with an attested agreement.
fn direct_with_customer() -> World {
    let world = direct_without_agreement();
    world.answer(&agreement(&["--method", "attestation"]));
    world
}

/// The same after the transition, partnered with Tailspin.
pub(crate) fn transitioned() -> World {
    let world = direct_with_customer();
    world.answer(&["enroll", "transition", "--yes"]);
    accept(&world, &["business"]);
    world.answer(&["enroll", "sign-mpa"]);
    known(&world, "Tailspin", "DE", "7700001");
    world.answer(&["providers", "invite", "tailspin"]);
    world.answer(&["providers", "authorize", "tailspin", "--accept"]);
    world
}

#[test]
fn the_command_to_record_an_agreement_can_be_pasted() {
    for (world, methods) in [
        (
            with_adatum(direct_active()),
            [Some("direct"), Some("attestation")],
        ),
        (with_adatum(with_partner()), [Some("direct"), None]),
    ] {
        world.answer(&["users", "grant", "bruno.petit@contoso.fr", "sales-agent"]);
        world.answer(&["customers", "invite", "adatum.fr"]);
        world.answer(&["customers", "accept", "adatum.fr"]);
        let status = world.answer(&["status"]);
        let action = crate::journey::action(&status[0], "record-agreement");
        let printed = [&action["command"], &action["alternative"]];
        for (printed, method) in printed.into_iter().zip(methods) {
            let Some(method) = method else {
                assert!(printed.is_null(), "{printed}");
                continue;
            };
            let printed = printed.as_str().unwrap();
            assert!(
                printed.contains(&format!("--method {method} ")),
                "{printed}"
            );
            let filled = printed.replace("ADDRESS", "ada@adatum.fr");
            let words: Vec<&str> = filled.split(' ').skip(1).collect();
            world.csp(&words).expect(0);
        }
    }
}

#[test]
fn a_reseller_never_attests_and_its_provider_does() {
    let world = with_adatum(with_partner());
    let owner = world.refusal(6, &agreement(&["--method", "attestation"]));
    assert_eq!(owner["permission"], "customers.attest");
    world.answer(&["users", "grant", "bruno.petit@contoso.fr", "sales-agent"]);
    let agent = world.refusal(4, &agreement(&["--method", "attestation"]));
    assert_eq!(agent["rule"], "customers.attestation");
    let theirs = world.answer(&agreement(&[
        "--method",
        "attestation",
        "--attested-by",
        "tailspin",
        "--on",
        "2021-02-27",
    ]));
    assert_eq!(
        theirs["agreement"],
        json!({
            "method": "attestation", "accepted_on": "2021-02-27", "first_name": "Ada", "last_name": "Tum",
            "email": "ada@adatum.fr", "phone": null, "attested_by": "tailspin", "company_name": null,
            "attestation_id": null, "recorded_at": "2021-03-01T09:00:00Z"
        })
    );
    let later = world.answer(&agreement(&["--method", "direct", "--on", "2021-02-28"]));
    assert_eq!(later["agreement"]["method"], "direct");
    assert_eq!(later["agreement"]["attested_by"], Value::Null);
    world.refusal(
        2,
        &agreement(&["--method", "direct", "--attested-by", "tailspin"]),
    );
    world.refusal(2, &agreement(&["--method", "direct", "--on", "yesterday"]));
    world.refusal(
        5,
        &agreement(&["--method", "attestation", "--attested-by", "nobody"]),
    );
    let error = world.refusal(7, &["customers", "agreement"]);
    assert_eq!(
        crate::world::each(&error, "flag"),
        [
            "CUSTOMER",
            "--method",
            "--first-name",
            "--last-name",
            "--email"
        ]
    );
}

#[test]
fn a_reseller_without_a_partner_cannot_order() {
    let world = with_adatum(active());
    let answer = can_order(&world, &[]);
    assert_eq!(answer["ordered_by"], Value::Null);
    assert_eq!(answer["customer"], "adatum.fr");
    assert!(unmet(&answer).starts_with(&[
        "customers.provider-active",
        "customers.provider-relationship"
    ]));
    for condition in answer["conditions"].as_array().unwrap() {
        assert_eq!(
            condition["remedy"].is_null(),
            condition["met"] == true,
            "{condition}"
        );
    }
}

#[test]
fn several_partners_are_listed_and_one_is_named() {
    let world = with_adatum(with_partner());
    known(&world, "Woodgrove", "DE", "7700002");
    world.answer(&["providers", "invite", "woodgrove"]);
    world.answer(&["providers", "authorize", "woodgrove", "--accept"]);
    let error = world.refusal(2, &["customers", "can-order", "adatum.fr"]);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains("tailspin") && message.contains("woodgrove"),
        "{message}"
    );
    assert_eq!(
        can_order(&world, &["--provider", "woodgrove"])["ordered_by"],
        "woodgrove"
    );
}

#[test]
fn a_direct_bill_partner_orders_until_it_is_restricted() {
    let world = direct_with_customer();
    let answer = can_order(&world, &[]);
    assert_eq!(
        (&answer["ordered_by"], &answer["allowed"]),
        (&json!("self"), &json!(true))
    );
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    assert_eq!(unmet(&can_order(&world, &[])), ["customers.restricted"]);
}

#[test]
fn extending_requires_the_provider_to_attest_again() {
    let world = transitioned();
    assert_eq!(can_order(&world, &[])["ordered_by"], "self");
    let extend = ["customers", "extend", "adatum.fr", "--provider", "tailspin"];
    assert_eq!(world.refusal(4, &extend)["rule"], "customers.extension");
    let extended = world.answer(&[&extend[..], &["--consent-obtained"]].concat());
    assert_eq!(extended["agreement"], Value::Null);
    let theirs = &extended["relationships"][1];
    assert_eq!(
        (&theirs["via"], &theirs["admin_rights"]),
        (&json!("extension"), &json!(false))
    );
    assert_eq!(extended["relationships"][0]["won_as"], "direct-bill");
    assert_eq!(
        unmet(&can_order(&world, &["--provider", "tailspin"])),
        ["customers.agreement-first"]
    );
    world.answer(&agreement(&[
        "--method",
        "attestation",
        "--attested-by",
        "tailspin",
    ]));
    assert_eq!(
        can_order(&world, &["--provider", "tailspin"])["allowed"],
        true
    );
    let again = [&extend[..], &["--consent-obtained"]].concat();
    assert_eq!(world.refusal(4, &again)["rule"], "customers.step");
}

#[test]
fn our_attestation_takes_nothing_from_a_provider() {
    let world = transitioned();
    let record = |method: &str, by: &[&str], on: &str| {
        let more = [&["--method", method, "--on", on], by].concat();
        world.answer(&agreement(&more))
    };
    let is_met = || {
        let answer = can_order(&world, &["--provider", "tailspin"]);
        !unmet(&answer).contains(&"customers.agreement-first")
    };
    record("direct", &[], "2021-02-20");
    let extend = ["customers", "extend", "adatum.fr", "--provider", "tailspin"];
    let run = world.csp(&[&extend[..], &["--consent-obtained"]].concat());
    assert_eq!(run.code, Some(0), "{run}");
    assert!(
        run.stderr.contains("2021-02-20 (direct) still does"),
        "{run}"
    );
    assert!(is_met(), "the customer's own acceptance stays");
    let status = world.answer(&["status"]);
    assert!(
        !status.to_string().contains("record-agreement"),
        "{status:#}"
    );
    record("attestation", &[], "2021-02-25");
    assert!(is_met(), "beside an attestation of ours");
    let theirs = ["--attested-by", "tailspin"];
    record("attestation", &theirs, "2021-02-24");
    let answer = can_order(&world, &["--provider", "tailspin"]);
    assert!(
        answer.to_string().contains("2021-02-24 (attestation)"),
        "{answer:#}"
    );
    record("attestation", &theirs, "2021-02-26");
    let shown = record("attestation", &[], "2021-02-26");
    assert_eq!(shown["agreement"]["attested_by"], "self");
    let answer = can_order(&world, &["--provider", "tailspin"]);
    assert!(
        answer.to_string().contains("2021-02-26 (attestation)"),
        "{answer:#}"
    );
    let kept = shown["earlier_agreements"].as_array().unwrap().len();
    let again = record("attestation", &[], "2021-02-26");
    assert_eq!(again["earlier_agreements"].as_array().unwrap().len(), kept);
    world.answer(&["audit", "verify"]);
}

#[test]
fn restricted_partners_in_transition_send_joint_requests() {
    let world = transitioned();
    world.answer(&["enroll", "restrict", "--reason", "late", "--yes"]);
    let add = [
        "customers",
        "add",
        "Proseware",
        "--domain",
        "proseware.fr",
        "--country",
        "FR",
    ];
    world.answer(&[&add[..], &["--email", "it@proseware.fr"]].concat());
    let direct = world.refusal(4, &["customers", "invite", "proseware.fr"]);
    assert_eq!(direct["rule"], "customers.restricted");
    let joint = [
        "customers",
        "invite",
        "proseware.fr",
        "--provider",
        "tailspin",
    ];
    assert_eq!(world.answer(&joint)["request"]["kind"], "joint");
    let accepted = world.answer(&["customers", "accept", "proseware.fr"]);
    assert_eq!(accepted["relationships"][0]["won_as"], "indirect-reseller");
}

#[test]
fn after_the_transition_only_the_provider_orders() {
    let world = transitioned();
    let withdraw = [
        "enroll", "withdraw", "--model", "direct", "--reason", "moved on", "--yes",
    ];
    world.answer(&withdraw);
    let answer = can_order(&world, &[]);
    assert_eq!(answer["ordered_by"], "tailspin");
    assert_eq!(
        unmet(&answer),
        [
            "customers.provider-relationship",
            "customers.agreement-first"
        ]
    );
    let end = [
        "providers",
        "end",
        "tailspin",
        "--reason",
        "moved on",
        "--yes",
    ];
    world.answer(&end);
    let answer = can_order(&world, &[]);
    assert_eq!(answer["ordered_by"], Value::Null);
    assert_eq!(answer["conditions"][0]["met"], true);
    assert_eq!(
        unmet(&answer),
        [
            "customers.provider-active",
            "customers.provider-relationship",
            "customers.agreement-first"
        ]
    );
}

#[test]
fn an_acceptance_of_the_older_agreement_does_not_count() {
    let world = direct_without_agreement();
    for (on, counts) in [("2019-09-30", false), ("2019-10-01", true)] {
        world.answer(&agreement(&["--method", "direct", "--on", on]));
        let answer = can_order(&world, &[]);
        assert_eq!(
            !unmet(&answer).contains(&"customers.agreement-first"),
            counts,
            "{on}: {answer:#}"
        );
    }
    for on in ["1999-01-01", "2014-06-30"] {
        let error = world.refusal(4, &agreement(&["--method", "direct", "--on", on]));
        assert_eq!(error["rule"], "customers.attestation", "{on}");
    }
}

#[test]
fn an_older_acceptance_goes_among_the_earlier_ones() {
    let world = direct_with_customer();
    let newer = world.answer(&["customers", "show", "adatum.fr"])["agreement"].clone();
    assert_eq!(newer["company_name"], Value::Null);
    assert_eq!(newer["attestation_id"], Value::Null);
    let older = agreement(&["--method", "direct", "--on", "2020-02-03"]);
    let run = world.csp(&[&older[..], &["--format", "json"]].concat());
    assert_eq!(run.code, Some(0), "{run}");
    assert!(run.stderr.contains("is newer and stays"), "{run}");
    let shown = world.answer(&["customers", "show", "adatum.fr"]);
    assert_eq!(shown["agreement"], newer);
    let earlier = shown["earlier_agreements"].as_array().unwrap();
    assert_eq!(earlier.len(), 1);
    assert_eq!(earlier[0]["accepted_on"], "2020-02-03");
    world.answer(&older);
    let again = world.answer(&["customers", "show", "adatum.fr"]);
    assert_eq!(again["earlier_agreements"], shown["earlier_agreements"]);
    world.answer(&["customers", "verification", "adatum.fr", "allowed"]);
    let page = world.csp(&["customers", "show", "adatum.fr"]).stdout;
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}: {page}"));
    assert!(place("Earlier accepted on") > place("Microsoft Customer Agreement"));
    assert!(
        place("Earlier accepted on") < place("erification"),
        "{page}"
    );
    world.answer(&["audit", "verify"]);
}
