//! The whole life of invitations and partnerships, as both sides see it.

use serde_json::{Value, json};

use crate::journey::{action, actions, active, journalled};
use crate::providers_rules::{known, with_partner, with_provider};
use crate::world::World;

fn keys(value: &Value) -> Vec<&str> {
    value
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect()
}

fn shown(world: &World) -> Value {
    world.answer(&["providers", "show", "tailspin"])
}

#[test]
fn answers_have_the_documented_shape() {
    let world = active();
    let add = [
        "providers",
        "add",
        "Tailspin",
        "--country",
        "DE",
        "--mpn-id",
        "7700001",
    ];
    let entry = world.answer(&add);
    assert_eq!(
        keys(&entry),
        [
            "provider",
            "name",
            "mpn_id",
            "country",
            "region",
            "tenant_id",
            "tenant_domain",
            "email",
            "services",
            "notes"
        ]
    );
    assert_eq!(entry["region"], "europe");
    let partnership = world.answer(&["providers", "invite", "tailspin"]);
    assert_eq!(
        keys(&partnership),
        [
            "provider",
            "provider_mpn_id",
            "country",
            "region",
            "state",
            "admin_access",
            "invited_at",
            "expires_at",
            "authorized_at",
            "ended_at",
            "reason",
            "link"
        ]
    );
    assert_eq!(partnership["state"], "invited");
    assert_eq!(partnership["expires_at"], "2021-03-31T09:00:00Z");
    let link = partnership["link"].as_str().unwrap();
    let token = link
        .strip_prefix("https://partner.microsoft.com/dashboard#csp=")
        .unwrap();
    assert!(
        token.chars().all(|c| c.is_ascii_alphanumeric() || c == '-'),
        "{token}"
    );
    assert_eq!(shown(&world)["partnership"]["link"], link);
    let found = world.answer(&["providers", "search"]);
    assert_eq!(found[0]["region_fit"], true);
}

#[test]
fn both_sides_see_the_partnership() {
    let world = with_partner();
    let list = world.answer(&["providers", "list"]);
    assert_eq!(list[0]["provider"], "tailspin");
    assert_eq!(list[0]["admin_access"], true);
    assert_eq!(
        world.answer(&["providers", "resellers", "7700001"]),
        json!([{
            "account": "contoso-france", "legal_name": "Contoso France SAS", "mpn_id": "4812345",
            "country": "FR", "state": "active", "since": "2021-03-01T09:00:00Z"
        }])
    );
}

#[test]
fn a_received_link_is_stored_and_required() {
    let world = with_provider();
    let came = "https://partner.microsoft.com/invite?x=1";
    let partnership = world.answer(&["providers", "invite", "tailspin", "--link", came]);
    assert_eq!(partnership["link"], came);
    let authorize = |link| {
        [
            "providers",
            "authorize",
            "tailspin",
            "--accept",
            "--link",
            link,
        ]
    };
    world.refusal(4, &authorize("https://partner.microsoft.com/invite?x=2"));
    assert_eq!(world.answer(&authorize(came))["state"], "active");
    let again = world.refusal(4, &authorize(came));
    assert_eq!(again["rule"], "providers.step");
}

#[test]
fn an_invitation_expires_and_a_new_one_may_follow() {
    let mut world = with_provider();
    let first = world.answer(&["providers", "invite", "tailspin"]);
    world.at("2021-03-31T09:00:00Z");
    assert_eq!(shown(&world)["partnership"]["state"], "expired");
    assert_eq!(world.answer(&["providers", "list"]), json!([]));
    let listed = world.answer(&["providers", "list", "--all"]);
    assert_eq!(listed[0]["ended_at"], "2021-03-31T09:00:00Z");
    let old = first["link"].as_str().unwrap();
    world.answer(&["providers", "invite", "tailspin"]);
    let reused = [
        "providers",
        "authorize",
        "tailspin",
        "--accept",
        "--link",
        old,
    ];
    assert_eq!(world.refusal(4, &reused)["rule"], "providers.link");
    let history = shown(&world)["history"].clone();
    assert_eq!(history.as_array().unwrap().len(), 2);
    assert_eq!(history[0]["state"], "expired");
}

#[test]
fn declining_and_ending_keep_their_reasons() {
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    let declined = world.answer(&[
        "providers",
        "decline",
        "tailspin",
        "--reason",
        "other terms",
    ]);
    assert_eq!(
        (&declined["state"], &declined["reason"]),
        (&json!("declined"), &json!("other terms"))
    );
    world.answer(&["providers", "invite", "tailspin"]);
    world.answer(&["providers", "authorize", "tailspin", "--accept"]);
    let ended = world.answer(&[
        "providers",
        "end",
        "tailspin",
        "--reason",
        "moved on",
        "--yes",
    ]);
    assert_eq!(ended["admin_access"], false);
    assert_eq!(ended["reason"], "moved on");
    let log = journalled(&world);
    let steps = ["invited", "declined", "invited", "authorized", "ended"];
    let expected: Vec<String> = steps
        .iter()
        .map(|step| format!("partnership.{step}"))
        .collect();
    assert!(log.ends_with(&expected), "{log:?}");
}

#[test]
fn what_is_missing_is_named_at_once() {
    let world = with_partner();
    let error = world.refusal(7, &["providers", "end"]);
    let flags = crate::world::each(&error, "flag");
    assert_eq!(flags, ["PROVIDER", "--reason", "--yes"]);
    let error = world.refusal(7, &["providers", "add"]);
    assert_eq!(
        crate::world::each(&error, "flag"),
        ["NAME", "--country", "--mpn-id"]
    );
    world.refusal(7, &["providers", "revoke-admin", "tailspin"]);
}

#[test]
fn a_provider_is_found_by_any_unique_name() {
    let world = with_provider();
    for name in [
        "tailspin",
        "7700001",
        "tailspin.example",
        "Tailspin",
        "07700001-0000-4000-8000-000000000000",
    ] {
        assert_eq!(
            world.answer(&["providers", "show", name])["provider"],
            "tailspin",
            "{name}"
        );
    }
    let unknown = world.refusal(5, &["providers", "show", "tailspn"]);
    assert!(
        unknown["message"].as_str().unwrap().contains("`tailspin`"),
        "{unknown}"
    );
    world.refusal(
        2,
        &[
            "providers",
            "add",
            "Other",
            "--country",
            "FR",
            "--mpn-id",
            "1",
        ],
    );
}

#[test]
fn ids_of_an_entry_are_unique_and_names_may_repeat() {
    let world = with_provider();
    let other = [
        "providers",
        "add",
        "Other",
        "--country",
        "FR",
        "--mpn-id",
        "7700001",
    ];
    assert_eq!(world.refusal(4, &other)["rule"], "providers.unique");
    let same_name = [
        "providers",
        "add",
        "Tailspin",
        "--country",
        "FR",
        "--mpn-id",
        "7700002",
    ];
    assert_eq!(world.answer(&same_name)["provider"], "tailspin-2");
    let both = world.refusal(2, &["providers", "show", "Tailspin"]);
    assert!(both["message"].as_str().unwrap().contains("tailspin-2"));
    assert_eq!(
        world.answer(&["providers", "show", "tailspin"])["provider"],
        "tailspin"
    );
    let edited = world.answer(&[
        "providers",
        "edit",
        "tailspin-2",
        "--email",
        "hi@tailspin.example",
    ]);
    assert_eq!(edited["email"], "hi@tailspin.example");
    let clash = ["providers", "edit", "tailspin-2", "--mpn-id", "7700001"];
    assert_eq!(world.refusal(4, &clash)["rule"], "providers.unique");
    let named_self = [
        "providers",
        "add",
        "Self",
        "--country",
        "FR",
        "--mpn-id",
        "7700003",
    ];
    assert_eq!(world.answer(&named_self)["provider"], "self-provider");
}

#[test]
fn a_directory_is_imported_completely_or_not_at_all() {
    let world = active();
    let header = "name,country,mpn-id,tenant-id,tenant-domain,email,service\n";
    world.write(
        "bad.csv",
        format!("{header}A,DE,7700001,,,,billing\nB,DE,7700001,,,,x\n"),
    );
    let error = world.refusal(2, &["providers", "import", "bad.csv"]);
    assert_eq!(
        crate::world::each(&error, "at"),
        ["bad.csv:3:3", "bad.csv:3:7"]
    );
    assert_eq!(world.answer(&["providers", "search"]), json!([]));
    world.write(
        "good.csv",
        format!("{header}A,DE,7700001,,,,billing;training\nB,US,7700002,,,,\n"),
    );
    let done = world.answer(&["providers", "import", "good.csv"]);
    assert_eq!((&done["created"], &done["skipped"]), (&json!(2), &json!(0)));
    world.refusal(2, &["providers", "import", "good.csv"]);
    world.write(
        "mixed.csv",
        format!("{header}A,DE,12,,,,\nB,DE,7700001,,,,\n"),
    );
    let error = world.refusal(2, &["providers", "import", "mixed.csv"]);
    assert_eq!(
        crate::world::each(&error, "at"),
        ["mixed.csv:2:3", "mixed.csv:3:3"],
        "of the file and of the directory alike"
    );
    let again = world.answer(&["providers", "import", "good.csv", "--on-conflict", "update"]);
    assert_eq!(
        (&again["created"], &again["skipped"]),
        (&json!(0), &json!(2))
    );
    let fit: Vec<Value> = world
        .answer(&["providers", "search"])
        .as_array()
        .unwrap()
        .clone();
    assert_eq!(fit[0]["services"], json!(["training", "billing"]));
    assert_eq!(fit[1]["region_fit"], false);
    let one = world.answer(&["providers", "search", "--country", "US"]);
    assert_eq!(one.as_array().unwrap().len(), 1);
}

#[test]
fn status_asks_for_a_provider_then_for_the_answer() {
    let mut world = active();
    assert!(actions(&world.answer(&["status"])[0]).contains(&"find-provider"));
    known(&world, "Tailspin", "DE", "7700001");
    world.answer(&["providers", "invite", "tailspin"]);
    let stands = world.answer(&["status"])[0].clone();
    assert_eq!(action(&stands, "accept-invitation")["due"], "2021-03-31");
    world
        .csp(&["status", "--check", "--due-within", "29"])
        .expect(0);
    let late = world.csp(&[
        "status",
        "--check",
        "--due-within",
        "30",
        "--format",
        "json",
    ]);
    let expiring = late.expect(3).json()[0]["expiring"].clone();
    let id = action(&stands, "accept-invitation")["id"].clone();
    assert_eq!(
        expiring,
        json!([{ "what": "invitation", "subject": "tailspin", "on": "2021-03-31", "overdue": false,
                 "next_id": id, "snoozed_until": null }])
    );
    world.at("2021-04-02T09:00:00Z");
    world.csp(&["status", "--check"]).expect(3);
}

#[test]
fn leaving_the_programme_declines_invitations() {
    let world = with_provider();
    world.answer(&["providers", "invite", "tailspin"]);
    world.answer(&["enroll", "withdraw", "--reason", "company sold", "--yes"]);
    let partnership = shown(&world)["partnership"].clone();
    assert_eq!(
        (&partnership["state"], &partnership["reason"]),
        (&json!("declined"), &json!("company sold"))
    );
}
