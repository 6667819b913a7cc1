//! The whole life of relationship requests, and their effects.

use serde_json::{Value, json};

use crate::journey::{active, journalled};
use crate::providers_rules::with_partner;
use crate::world::{World, each};

const OURS: &str = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";

/// Adds the customer Adatum in France.
pub(crate) fn with_adatum(world: World) -> World {
    let add = [
        "customers",
        "add",
        "Adatum",
        "--domain",
        "adatum.fr",
        "--country",
        "FR",
    ];
    world.answer(&[&add[..], &["--email", "info@adatum.fr"]].concat());
    world
}

fn step(world: &World, verb: &str) -> Value {
    world.answer(&["customers", verb, "adatum.fr"])
}

#[test]
fn the_links_are_the_published_ones_with_our_token() {
    let world = with_adatum(with_partner());
    let direct = step(&world, "invite");
    let link = direct["request"]["link"].as_str().unwrap();
    let published = format!(
        "https://portal.office.com/partner/partnersignup.aspx?type=ResellerRelationship&id={OURS}&csp=1&msppid=0#csp="
    );
    assert!(link.starts_with(&published), "{link}");
    assert_eq!(direct["request"]["kind"], "direct");
    assert_eq!(direct["message"]["to"], "info@adatum.fr");
    assert!(direct["message"]["body"].as_str().unwrap().contains(link));
    assert!(
        direct["message"]["mailto"]
            .as_str()
            .unwrap()
            .starts_with("mailto:info@adatum.fr?subject=")
    );
    step(&world, "cancel");
    let joint = world.answer(&["customers", "invite", "adatum.fr", "--provider", "tailspin"]);
    let link = joint["request"]["link"].as_str().unwrap();
    let published = format!(
        "https://portal.office.com/partner/partnersignup.aspx?type=IndirectResellerRelationship&id={OURS}&csp=1&msppid=4812345&indirectCSP=07700001-0000-4000-8000-000000000000#csp="
    );
    assert!(link.starts_with(&published), "{link}");
    assert_eq!(joint["request"]["provider"], "tailspin");
    assert_eq!(joint["state"], "invited");
}

#[test]
fn a_joint_request_is_accepted_as_one() {
    let world = with_adatum(with_partner());
    let invite = ["customers", "invite", "adatum.fr", "--provider", "tailspin"];
    let asked = world.answer(&[&invite[..], &["--admin-rights", "false"]].concat());
    let link = asked["request"]["link"].as_str().unwrap();
    step(&world, "sent");
    let wrong = [
        "customers",
        "accept",
        "adatum.fr",
        "--link",
        "https://x.example/#csp=nope",
    ];
    assert_eq!(world.refusal(4, &wrong)["rule"], "customers.step");
    let accepted = world.answer(&["customers", "accept", "adatum.fr", "--link", link]);
    assert_eq!(accepted["state"], "active");
    let relationship = |party| {
        json!({
            "party": party, "state": "active", "admin_rights": false,
            "since": "2021-03-01T09:00:00Z", "via": "joint", "won_as": "indirect-reseller"
        })
    };
    assert_eq!(
        accepted["relationships"],
        json!([relationship("self"), relationship("tailspin")])
    );
    let reused = ["customers", "accept", "adatum.fr", "--link", link];
    assert_eq!(world.refusal(4, &reused)["rule"], "customers.step");
    let shared = world.answer(&["providers", "customers", "tailspin"]);
    assert_eq!(shared[0]["domain"], "adatum.fr");
}

#[test]
fn a_draft_is_rewritten_and_a_sent_request_is_not() {
    let world = with_adatum(with_partner());
    let first = step(&world, "invite");
    let again = step(&world, "invite");
    assert_eq!(first["request"]["link"], again["request"]["link"]);
    let joint = ["customers", "invite", "adatum.fr", "--provider", "tailspin"];
    assert_eq!(world.refusal(4, &joint)["rule"], "customers.step");
    step(&world, "sent");
    assert_eq!(
        world.refusal(4, &["customers", "invite", "adatum.fr"])["rule"],
        "customers.step"
    );
    assert_eq!(step(&world, "decline")["request"]["state"], "declined");
    let second = step(&world, "invite");
    assert_ne!(first["request"]["link"], second["request"]["link"]);
    let accepted = step(&world, "accept");
    assert_eq!(accepted["request"]["sent_at"], "2021-03-01T09:00:00Z");
    assert_eq!(
        world.refusal(4, &["customers", "invite", "adatum.fr"])["rule"],
        "customers.step"
    );
}

#[test]
fn a_request_expires_after_ninety_days() {
    let mut world = with_adatum(active());
    step(&world, "invite");
    let sent = step(&world, "sent");
    assert_eq!(sent["request"]["expires_at"], "2021-05-30T09:00:00Z");
    world.at("2021-05-20T09:00:00Z");
    let stands = world.answer(&["status", "--due-within", "14"])[0].clone();
    let next = crate::journey::action(&stands, "answer-expiring-request");
    assert_eq!(next["due"], "2021-05-30");
    let requests: Vec<&Value> = stands["expiring"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|it| it["what"] == "request")
        .collect();
    assert_eq!(
        requests,
        [
            &json!({ "what": "request", "subject": "adatum.fr", "on": "2021-05-30", "overdue": false,
                     "next_id": next["id"], "snoozed_until": null })
        ]
    );
    world
        .csp(&["status", "--check", "--due-within", "14"])
        .expect(3);
    world.at("2021-05-30T09:00:00Z");
    let shown = step(&world, "show");
    assert_eq!(
        (&shown["state"], &shown["request"]["state"]),
        (&json!("new"), &json!("expired"))
    );
    assert_eq!(
        world.refusal(4, &["customers", "accept", "adatum.fr"])["rule"],
        "customers.step"
    );
    assert_eq!(step(&world, "invite")["state"], "invited");
    world.csp(&["store", "check"]).expect(0);
}

#[test]
fn ending_the_partnership_cancels_open_joint_requests() {
    let world = with_adatum(with_partner());
    world.answer(&["customers", "invite", "adatum.fr", "--provider", "tailspin"]);
    world.answer(&[
        "providers",
        "end",
        "tailspin",
        "--reason",
        "moved on",
        "--yes",
    ]);
    let shown = step(&world, "show");
    assert_eq!(
        (&shown["state"], &shown["request"]["state"]),
        (&json!("new"), &json!("cancelled"))
    );
    assert!(
        journalled(&world).ends_with(&["partnership.ended".into(), "request.cancelled".into()])
    );
}

#[test]
fn leaving_the_programme_cancels_open_requests() {
    let world = with_adatum(active());
    step(&world, "invite");
    world.answer(&["enroll", "withdraw", "--reason", "company sold", "--yes"]);
    assert_eq!(step(&world, "show")["request"]["state"], "cancelled");
}

#[test]
fn tenants_of_ours_and_of_providers_cannot_be_customers() {
    let world = with_partner();
    let add = [
        "customers",
        "add",
        "Tail",
        "--domain",
        "tailspin.example",
        "--country",
        "DE",
    ];
    world.answer(&[&add[..], &["--email", "x@tailspin.example"]].concat());
    let error = world.refusal(4, &["customers", "invite", "tailspin.example"]);
    assert_eq!(each(&error, "rule"), ["customers.not-csp-tenant"]);
}

#[test]
fn an_address_that_is_not_on_record_is_asked_for() {
    let world = active();
    world.write("one.csv", "name,domain,country\nAdatum,adatum.fr,FR\n");
    world.answer(&["customers", "import", "one.csv"]);
    let error = world.refusal(7, &["customers", "invite", "adatum.fr"]);
    assert_eq!(each(&error, "flag"), ["--email"]);
    let asked = world.answer(&[
        "customers",
        "invite",
        "adatum.fr",
        "--email",
        "it@adatum.fr",
    ]);
    assert_eq!(asked["email"], "it@adatum.fr");
}

#[test]
fn a_dry_run_saves_nothing() {
    let world = with_adatum(active());
    let before = journalled(&world);
    let dry = world.answer(&[
        "customers",
        "invite",
        "adatum.fr",
        "--draft-out",
        "x.eml",
        "--dry-run",
    ]);
    assert_eq!(dry["dry_run"], true);
    assert!(!world.path("x.eml").exists());
    assert_eq!(step(&world, "show")["request"], Value::Null);
    assert_eq!(journalled(&world), before);
}

#[test]
fn a_rewritten_draft_uses_corrected_tenant_ids() {
    let world = with_adatum(with_partner());
    let invite = ["customers", "invite", "adatum.fr", "--provider", "tailspin"];
    let first = world.answer(&invite);
    let corrected = "77777777-0000-4000-8000-000000000007";
    world.answer(&["providers", "edit", "tailspin", "--tenant-id", corrected]);
    let second = world.answer(&["customers", "invite", "adatum.fr"]);
    let link = |answer: &Value| answer["request"]["link"].as_str().unwrap().to_owned();
    let token = |link: &str| link.split_once("#csp=").unwrap().1.to_owned();
    assert_eq!(token(&link(&first)), token(&link(&second)));
    assert!(link(&second).contains(&format!("indirectCSP={corrected}")));
    assert_eq!(second["request"]["kind"], "joint");
    assert!(
        second["message"]["body"]
            .as_str()
            .unwrap()
            .contains(corrected)
    );
}

#[test]
fn admin_rights_are_asked_for_later_but_not_twice() {
    let world = with_adatum(active());
    let invite = ["customers", "invite", "adatum.fr"];
    world.answer(&[&invite[..], &["--admin-rights", "false"]].concat());
    step(&world, "accept");
    let same = [&invite[..], &["--admin-rights", "false"]].concat();
    assert_eq!(world.refusal(4, &same)["rule"], "customers.step");
    world.answer(&invite);
    let accepted = step(&world, "accept");
    assert_eq!(accepted["relationships"][0]["admin_rights"], true);
    assert_eq!(world.refusal(4, &invite)["rule"], "customers.step");
}

#[test]
fn a_customer_accepts_with_a_tenant_of_its_own_only() {
    let world = with_adatum(with_partner());
    world.answer(&["customers", "invite", "adatum.fr"]);
    let accept = ["customers", "accept", "adatum.fr", "--tenant-id"];
    for (tenant, rule) in [
        (OURS, "customers.not-self"),
        (
            "07700001-0000-4000-8000-000000000000",
            "customers.not-csp-tenant",
        ),
    ] {
        let error = world.refusal(4, &[&accept[..], &[tenant]].concat());
        assert_eq!(error["rule"], rule);
    }
    let tenant = "88888888-0000-4000-8000-000000000008";
    world.answer(&["customers", "edit", "adatum.fr", "--csp-tenant", "true"]);
    let error = world.refusal(4, &[&accept[..], &[tenant]].concat());
    assert_eq!(error["rule"], "customers.not-csp-tenant");
    world.answer(&["customers", "edit", "adatum.fr", "--csp-tenant", "false"]);
    let accepted = world.answer(&[&accept[..], &[tenant]].concat());
    assert_eq!(
        (&accepted["state"], &accepted["tenant_id"]),
        (&json!("active"), &json!(tenant))
    );
}

#[test]
fn everything_that_an_invitation_lacks_is_said_at_once() {
    let world = active();
    world.write("list.csv", "name,domain,country\nAdatum,adatum.pl,PL\n");
    world.answer(&["customers", "import", "list.csv"]);
    let error = world.refusal(7, &["customers", "invite", "adatum.pl"]);
    assert_eq!(each(&error, "rule"), ["customers.registration-id"]);
    assert_eq!(error["details"][0]["flag"], "--email");
}
