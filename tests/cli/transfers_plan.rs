//! Planning and recording transfers: the conditions, the call at Microsoft, every refusal.

use serde_json::{Value, json};

use crate::agreements::transitioned;
use crate::gdap_plan::{TENANT, add_customers, with_customers};
use crate::journey::direct_active;
use crate::permissions::add_active_user;
use crate::providers_rules::known;
use crate::screen::Screen;
use crate::world::{World, each};

const ID: &str = "b81d7a60-4444-4f0e-9b2c-0000000000d1";
const ITEM: &str = "5e1fb2c8-5555-4c3d-a7e6-0000000000f1:OnlineServicesNCE:14";
const OTHER: &str = "7d0c1e52-3333-4a6b-9c01-0000000000a3";

/// A plan for Northwind, which has a relationship with us, with these further arguments.
pub(crate) fn plan<'a>(direction: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let first = [
        "transfers",
        "plan",
        "northwind.fr",
        "--direction",
        direction,
        "--partner",
        "Pebble Lane",
    ];
    [&first[..], more].concat()
}

/// The status of each condition, by its rule.
fn checklist(answer: &Value) -> Vec<(String, String)> {
    let all = answer["checklist"].as_array().unwrap().iter();
    let word = |one: &Value, key: &str| one[key].as_str().unwrap().to_owned();
    all.map(|one| (word(one, "rule"), word(one, "status")))
        .collect()
}

fn status_of(answer: &Value, rule: &str) -> String {
    let all = checklist(answer);
    let found = all.into_iter().find(|(known, _)| known == rule);
    found.map(|(_, status)| status).unwrap_or_default()
}

/// The page of `csp status`, in one line.
fn status_text(world: &World) -> String {
    let page = world.csp(&["status", "--account", "contoso-france"]).stdout;
    page.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_plan_to_us_has_its_conditions() {
    let world = with_customers();
    let planned = world.answer(&plan("in", &["--partner-tenant", OTHER, "--item", ITEM]));
    assert_eq!(planned["id"], "draft-1");
    assert_eq!(planned["state"], "planned");
    assert_eq!(planned["kind"], "new-commerce");
    let expected = [
        ("transfers.relationship", "met"),
        ("transfers.region", "unknown"),
        ("transfers.items", "met"),
        ("transfers.reseller-of-record", "met"),
    ];
    let expected = expected.map(|(rule, status)| (rule.to_owned(), status.to_owned()));
    assert_eq!(checklist(&planned), expected);
    assert_eq!(planned["next_step"]["who"], "provider");
    assert_eq!(planned["request"], Value::Null);
    assert_eq!(world.answer(&["transfers", "show", "draft-1"]), planned);
}

#[test]
fn a_provider_creates_the_transfer_for_an_indirect_reseller() {
    let world = with_customers();
    let who = |world: &World| {
        let shown = world.answer(&["transfers", "show", "draft-1"]);
        assert_eq!(shown["request"], Value::Null);
        let what = shown["next_step"]["what"].as_str().unwrap().to_owned();
        (shown["next_step"]["who"].clone(), what)
    };
    world.answer(&plan("in", &[]));
    let (provider, what) = who(&world);
    assert_eq!(provider, "provider");
    assert!(what.starts_with("Your provider creates"), "{what}");
    assert!(status_text(&world).contains("your provider has to create it"));
    known(&world, "Nordic", "SE", "5550001");
    world.answer(&["providers", "invite", "nordic"]);
    world.answer(&["providers", "authorize", "nordic", "--accept"]);
    let (_, what) = who(&world);
    assert!(what.starts_with("Nordic creates the transfer"), "{what}");
    assert!(status_text(&world).contains("nordic has to create it"));
}

#[test]
fn a_direct_bill_partner_makes_the_calls_itself() {
    let world = add_customers(direct_active());
    let planned = world.answer(&plan("in", &["--partner-tenant", OTHER, "--item", ITEM]));
    assert_eq!(planned["next_step"]["who"], "us");
    let request = &planned["request"];
    assert_eq!(request["method"], "POST");
    assert_eq!(request["path"], format!("/v1/customers/{TENANT}/transfers"));
    assert_eq!(request["body"]["sourcePartnerTenantId"], OTHER);
    assert_eq!(request["body"]["customerEmailId"], "it@northwind.fr");
    let status = status_text(&world);
    assert!(status.contains("create it at Microsoft"), "{status}");
    assert_eq!(status_of(&planned, "transfers.role"), "not-met");
    world.answer(&["users", "grant", "bruno.petit@contoso.fr", "admin-agent"]);
    let shown = world.answer(&["transfers", "show", "draft-1"]);
    assert_eq!(status_of(&shown, "transfers.role"), "met");
}

#[test]
fn the_source_submits_and_a_legacy_source_creates() {
    let world = add_customers(direct_active());
    let out = world.answer(&plan("out", &["--item", ITEM]));
    assert_eq!(out["next_step"]["who"], "other-partner");
    assert_eq!(out["request"]["method"], "PATCH");
    assert_eq!(
        out["request"]["body"]["lineItems"],
        json!([{ "subscriptionId": ITEM.split(':').next(), "productType": "OnlineServicesNCE" }])
    );
    let item = "5e1fb2c8-5555-4c3d-a7e6-0000000000f2:LegacyLicense:3";
    let legacy = world.answer(&plan("out", &["--kind", "legacy", "--item", item]));
    assert_eq!(legacy["id"], "draft-2");
    assert_eq!(legacy["next_step"]["who"], "us");
    assert_eq!(legacy["request"]["method"], "POST");
    assert_eq!(legacy["request"]["body"]["lineItems"][0]["quantity"], 3);
}

#[test]
fn a_transfer_goes_from_planned_to_completed() {
    let world = with_customers();
    world.answer(&plan("in", &[]));
    let record = |state: &str| world.answer(&["transfers", "record", "draft-1", state]);
    let pending = record("pending");
    assert_eq!(pending["created_at"], "2021-03-01T09:00:00Z");
    assert_eq!(pending["request"], Value::Null);
    let tied = world.answer(&["transfers", "record", "draft-1", "pending", "--id", ID]);
    assert_eq!(tied["id"], ID);
    world.refusal(5, &["transfers", "show", "draft-1"]);
    let done = world.answer(&["transfers", "record", ID, "completed", "--reason", "seen"]);
    assert_eq!(done["state"], "completed");
    assert_eq!(done["completed_at"], "2021-03-01T09:00:00Z");
    assert_eq!(
        (&done["note"], &done["checklist"]),
        (&json!("seen"), &json!([]))
    );
    let log = world.answer(&["audit", "log", "--subject", ID]);
    let log = json!({ "details": log });
    let actions = each(&log, "action");
    assert!(actions.contains(&"transfer.recorded"), "{actions:?}");
    for wrong in ["pending", "cancelled", "planned", "rejected"] {
        let error = world.refusal(4, &["transfers", "record", ID, wrong]);
        assert_eq!(error["rule"], "transfers.step", "{wrong}");
    }
    world.answer(&["audit", "verify"]);
}

#[test]
fn a_plan_is_not_created_without_the_relationship() {
    let world = with_customers();
    let args = [
        "transfers",
        "plan",
        "adatum.fr",
        "--direction",
        "in",
        "--partner",
        "Pebble",
    ];
    let planned = world.answer(&args);
    assert_eq!(status_of(&planned, "transfers.relationship"), "not-met");
    let error = world.refusal(4, &["transfers", "record", "draft-1", "pending"]);
    assert_eq!(error["rule"], "transfers.relationship");
    assert!(
        error["remedy"]
            .as_str()
            .unwrap()
            .contains("csp customers invite adatum.fr")
    );
    let cancelled = world.answer(&["transfers", "record", "draft-1", "cancelled"]);
    assert_eq!(cancelled["state"], "cancelled");
    let listed = |more: &[&str]| {
        let all = world.answer(&[&["transfers", "list"], more].concat());
        all.as_array().unwrap().len()
    };
    assert_eq!(listed(&[]), 0);
    assert_eq!(listed(&["--all"]), 1);
    assert_eq!(listed(&["--state", "cancelled"]), 1);
    assert_eq!(listed(&["--all", "--direction", "out"]), 0);
    assert_eq!(listed(&["--all", "--customer", "adatum.fr"]), 1);
    assert_eq!(listed(&["--all", "--customer", "northwind.fr"]), 0);
    assert_eq!(listed(&["--all", "--after", "draft-1"]), 0);
    assert_eq!(listed(&["--all", "--all-accounts", "--limit", "5"]), 1);
}

#[test]
fn items_that_no_transfer_moves_are_refused_at_once() {
    let world = with_customers();
    let guid = |at: u32| format!("5e1fb2c8-5555-4c3d-a7e6-{at:012}");
    let many: Vec<String> = (0..26).map(|at| guid(at) + ":SaaS").collect();
    let mut args = vec!["--item"];
    args.extend(many.iter().map(String::as_str));
    let error = world.refusal(4, &plan("in", &args));
    let remedy = error["remedy"].as_str().unwrap();
    let again = "`csp transfers plan northwind.fr --direction in --partner 'Pebble Lane' --kind new-commerce --item SUBSCRIPTION:TYPE`";
    assert!(remedy.ends_with(again), "{remedy}");
    let legacy = [&args[..], &["--kind", "legacy", "--partner-tenant", OTHER]].concat();
    let error = world.refusal(4, &plan("out", &legacy));
    let remedy = error["remedy"].as_str().unwrap();
    let again = format!(
        "--direction out --partner 'Pebble Lane' --partner-tenant {OTHER} --kind legacy --item"
    );
    assert!(remedy.contains(&again), "{remedy}");
    let error = world.refusal(4, &plan("out", &args));
    assert_eq!(error["rule"], "transfers.items");
    let (office, twice) = (guid(1) + ":Office", guid(2) + ":SaaS");
    let error = world.refusal(4, &plan("out", &["--item", &office, &twice, &twice]));
    let found = each(&error, "message");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[0].contains("OnlineServicesNCE"), "{found:?}");
    for wrong in [
        "x",
        "x:SaaS",
        &(guid(1) + ":SaaS:many"),
        &(guid(1) + ":a:1:2"),
    ] {
        let error = world.refusal(2, &plan("out", &["--item", wrong]));
        assert_eq!(error["details"][0]["flag"], "--item", "{wrong}");
    }
    world.answer(&plan("out", &["--item", ITEM]));
    let error = world.refusal(4, &plan("out", &["--item", ITEM]));
    assert!(error["message"].as_str().unwrap().contains("draft-1"));
}

#[test]
fn a_partner_of_another_region_is_refused() {
    let world = with_customers();
    let add = [
        "providers",
        "add",
        "Pebble Lane",
        "--country",
        "US",
        "--mpn-id",
        "5550009",
    ];
    world.answer(&add);
    let error = world.refusal(4, &plan("out", &[]));
    assert_eq!(error["rule"], "transfers.region");
    world.answer(&["providers", "edit", "pebble-lane", "--country", "DE"]);
    let planned = world.answer(&plan("out", &[]));
    assert_eq!(status_of(&planned, "transfers.region"), "met");
    assert_eq!(status_of(&planned, "transfers.relationship"), "not-met");
}

#[test]
fn everything_that_is_missing_or_unknown_is_named_at_once() {
    let world = with_customers();
    let error = world.refusal(7, &["transfers", "plan"]);
    assert_eq!(
        each(&error, "flag"),
        ["CUSTOMER", "--direction", "--partner"]
    );
    let error = world.refusal(7, &["transfers", "record"]);
    assert_eq!(each(&error, "flag"), ["ID", "STATE"]);
    world.refusal(7, &["transfers", "show"]);
    world.refusal(5, &["transfers", "show", "draft-9"]);
    world.refusal(5, &["transfers", "record", "draft-9", "pending"]);
    let nobody = [
        "transfers",
        "plan",
        "nobody.fr",
        "--direction",
        "in",
        "--partner",
        "X",
    ];
    world.refusal(5, &nobody);
    world.refusal(2, &plan("sideways", &[]));
    world.refusal(2, &["transfers", "list", "--state", "done"]);
}

#[test]
fn only_who_may_manage_transfers_records_them() {
    let world = with_customers();
    add_active_user(&world, "paul@contoso.fr", "sales-agent");
    let as_paul = plan("in", &["--as", "paul@contoso.fr"]);
    let error = world.refusal(6, &as_paul);
    assert_eq!(error["permission"], "transfers.manage");
    assert_eq!(error["rule"], "transfers.role");
    world.answer(&plan("in", &[]));
    let record = [
        "transfers",
        "record",
        "draft-1",
        "pending",
        "--as",
        "paul@contoso.fr",
    ];
    assert_eq!(world.refusal(6, &record)["permission"], "transfers.manage");
    world.answer(&["transfers", "list", "--as", "paul@contoso.fr"]);
    world.answer(&["users", "grant", "paul@contoso.fr", "admin-agent"]);
    world.answer(&record);
}

#[test]
fn a_dry_run_saves_no_plan() {
    let world = with_customers();
    let planned = world.answer(&plan("in", &["--dry-run"]));
    assert_eq!(
        (&planned["id"], &planned["dry_run"]),
        (&json!("draft-1"), &json!(true))
    );
    assert_eq!(world.answer(&["transfers", "list", "--all"]), json!([]));
    world.answer(&plan("in", &[]));
    let tie = [
        "transfers",
        "record",
        "draft-1",
        "pending",
        "--id",
        ID,
        "--dry-run",
    ];
    assert_eq!(world.answer(&tie)["id"], ID);
    world.answer(&["transfers", "show", "draft-1"]);
}

#[test]
fn a_terminal_asks_for_what_is_missing() {
    let world = with_customers();
    let mut screen = Screen::of(&world, &["transfers", "plan"]);
    screen.until("Customer:");
    screen.keys("northwind.fr\r");
    screen.until("Direction");
    screen.keys("\r");
    screen.until("Other partner:");
    screen.keys("Pebble Lane\r");
    assert_eq!(screen.code(), 0);
    assert_eq!(
        world.answer(&["transfers", "show", "draft-1"])["direction"],
        "in"
    );
}

#[test]
fn status_shows_what_is_open_and_what_is_missing_after() {
    let mut world = with_customers();
    world.answer(&plan("in", &["--item", ITEM]));
    let actions = |world: &World| {
        let status = world.answer(&["status", "--account", "contoso-france"]);
        let next = status[0]["next"].as_array().unwrap().clone();
        let of = |one: &Value| one["action"].as_str().unwrap().ends_with("-transfer");
        next.into_iter().filter(of).collect::<Vec<_>>()
    };
    let found = actions(&world);
    assert_eq!(found.len(), 1);
    assert_eq!(
        found[0]["command"],
        "csp transfers record draft-1 pending --id TRANSFER-ID"
    );
    world.at("2021-03-20T09:00:00Z");
    let page = world.csp(&["status", "--account", "contoso-france"]);
    assert!(page.stdout.contains("planned for 19 days"), "{page}");
    world.answer(&["transfers", "record", "draft-1", "completed"]);
    let found = actions(&world);
    let commands: Vec<_> = found.iter().map(|one| &one["command"]).collect();
    assert!(
        commands.len() <= 1,
        "the agreement is asked for once: {commands:?}"
    );
}

#[test]
fn a_direct_bill_partner_hands_over_to_a_provider() {
    let world = direct_active();
    let add = [
        "customers",
        "add",
        "Litware",
        "--domain",
        "litware.fr",
        "--country",
        "FR",
    ];
    world.answer(&[&add[..], &["--email", "it@litware.fr"]].concat());
    world.answer(&["customers", "invite", "litware.fr"]);
    world.answer(&["customers", "accept", "litware.fr"]);
    let provider = [
        "providers",
        "add",
        "Nordic",
        "--country",
        "SE",
        "--mpn-id",
        "5550001",
    ];
    world.answer(&provider);
    let plan = [
        "transfers",
        "plan",
        "litware.fr",
        "--direction",
        "out",
        "--partner",
        "nordic",
    ];
    let planned = world.answer(&plan);
    assert_eq!(planned["partner"]["name"], "Nordic");
    assert_eq!(status_of(&planned, "transfers.relationship"), "not-met");
    assert_eq!(status_of(&planned, "transfers.items"), "not-met");
    assert_eq!(status_of(&planned, "transfers.reseller-of-record"), "");
    let remedy = planned["checklist"][0]["remedy"].as_str().unwrap();
    assert_eq!(
        remedy,
        "csp customers extend litware.fr --provider nordic --consent-obtained"
    );
}

#[test]
fn a_partner_id_that_is_not_valid_stops_a_transfer_to_us() {
    let mut world = with_customers();
    let provider = [
        "providers",
        "add",
        "Nordic",
        "--country",
        "SE",
        "--mpn-id",
        "5550001",
    ];
    world.answer(&provider);
    world.answer(&["providers", "invite", "nordic"]);
    world.answer(&["providers", "authorize", "nordic", "--accept"]);
    world.answer(&plan("in", &[]));
    let validation = ["providers", "validation", "nordic"];
    let invalid = ["invalid", "--code", "900400", "--text", "not enrolled"];
    world.answer(&[&validation[..], &invalid].concat());
    let record = ["transfers", "record", "draft-1", "pending", "--dry-run"];
    world.answer(&record);
    world.at("2025-12-01T09:00:00Z");
    let error = world.refusal(4, &record);
    assert_eq!(error["rule"], "transfers.reseller-of-record");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("900400, not enrolled")
    );
    world.answer(&[&validation[..], &["valid"]].concat());
    let shown = world.answer(&record);
    assert_eq!(status_of(&shown, "transfers.reseller-of-record"), "met");
}

#[test]
fn an_account_that_orders_itself_needs_no_validation() {
    let world = transitioned();
    let invalid = ["providers", "validation", "tailspin", "invalid"];
    world.answer(&[&invalid[..], &["--code", "900400"]].concat());
    let ordered = world.answer(&["customers", "show", "adatum.fr"]);
    assert_eq!(ordered["relationships"][0]["won_as"], "direct-bill");
    let plan = ["transfers", "plan", "adatum.fr", "--direction", "in"];
    let planned = world.answer(&[&plan[..], &["--partner", "Pebble Lane"]].concat());
    assert_eq!(status_of(&planned, "transfers.reseller-of-record"), "");
}

#[test]
fn the_provider_of_the_customer_is_the_one_validated() {
    let mut world = with_customers();
    for (name, slug, id) in [
        ("Nordic", "nordic", "5550001"),
        ("Alpine", "alpine", "5550002"),
    ] {
        known(&world, name, "SE", id);
        world.answer(&["providers", "invite", slug]);
        world.answer(&["providers", "authorize", slug, "--accept"]);
    }
    world.answer(&["customers", "invite", "adatum.fr", "--provider", "alpine"]);
    world.answer(&["customers", "accept", "adatum.fr"]);
    world.answer(&["providers", "validation", "nordic", "valid"]);
    world.at("2025-12-01T09:00:00Z");
    let plan = ["transfers", "plan", "adatum.fr", "--direction", "in"];
    let planned = world.answer(&[&plan[..], &["--partner", "Pebble Lane"]].concat());
    let found = planned["checklist"].as_array().unwrap().iter();
    let mut found = found.filter(|one| one["rule"] == "transfers.reseller-of-record");
    let found = found.next().unwrap();
    assert_eq!(found["status"], "unknown");
    let remedy = found["remedy"].as_str().unwrap();
    for answer in ["valid", "invalid"] {
        let command = format!("`csp providers validation alpine {answer}`");
        assert!(remedy.contains(&command), "{remedy}");
    }
    let page = world.csp(&["transfers", "show", "draft-1"]);
    let lines = page.stdout.lines();
    let lines = lines.filter(|line| line.contains("csp providers validation alpine"));
    assert_eq!(lines.count(), 2, "{page}");
}

#[test]
fn a_partner_of_the_directory_is_edited_and_not_added() {
    let world = with_customers();
    let add = ["providers", "add", "Pebble Lane", "--country", "US"];
    world.answer(&[&add[..], &["--mpn-id", "5550009"]].concat());
    let error = world.refusal(4, &plan("in", &[]));
    let remedy = error["remedy"].as_str().unwrap();
    assert!(
        remedy.contains("csp providers edit pebble-lane --country CC"),
        "{remedy}"
    );
}
