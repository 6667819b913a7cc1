//! What ends, and what to do about it.

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::gdap_plan::{TENANT, with_customers};
use crate::world::World;

const USER: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";
const GLOBAL: &str = "62e90394-69f5-4237-9190-012177145e10";

fn relationship(number: usize, status: &str, end: &str, roles: &[&str]) -> Value {
    let roles: Vec<Value> = roles
        .iter()
        .map(|id| json!({ "roleDefinitionId": id }))
        .collect();
    json!({
        "id": format!("0a7c1e52-91b3-4d0e-8f26-{number:012}-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4"),
        "displayName": format!("R {number}"),
        "status": status,
        "duration": "P365D",
        "autoExtendDuration": "PT0S",
        "endDateTime": format!("{end}T08:00:00Z"),
        "customer": { "tenantId": TENANT, "displayName": "Northwind" },
        "accessDetails": { "unifiedRoles": roles },
    })
}

fn with_relationships(them: &[Value]) -> World {
    let world = with_customers();
    world.write("graph.json", json!({ "value": them }).to_string());
    world.answer(&["gdap", "import", "graph.json"]);
    world
}

fn names(list: &Value) -> Vec<&str> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn what_ends_is_sorted_by_what_can_be_done() {
    let mut extending = relationship(5, "active", "2021-03-20", &[USER]);
    extending["autoExtendDuration"] = json!("P180D");
    let world = with_relationships(&[
        relationship(1, "active", "2021-03-20", &[USER]),
        relationship(2, "active", "2021-03-10", &[USER, GLOBAL]),
        relationship(
            3,
            "expired",
            "2021-02-01",
            &["fdd7a751-b60b-444a-984c-02652fe8fa1c"],
        ),
        relationship(4, "active", "2021-08-01", &[USER]),
        extending,
    ]);
    let plan = world.answer(&["gdap", "renewals"]);
    assert_eq!(plan["within"], 60);
    assert_eq!(names(&plan["remove_global_administrator"]), ["R 2"]);
    assert_eq!(names(&plan["extend"][0]), ["R 1"]);
    assert_eq!(
        plan["renew"],
        json!([{
            "id": "0a7c1e52-91b3-4d0e-8f26-000000000003-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4",
            "name": "R 3",
            "customer": { "tenant_id": TENANT, "name": "Northwind", "domain": "northwind.fr" },
            "ends_at": "2021-02-01T08:00:00Z",
            "command": "csp gdap plan northwind.fr --name 'R 3-2' --duration 365 --role 'Groups Administrator'",
        }])
    );
    let wider = world.answer(&["gdap", "renewals", "--within", "365"]);
    assert_eq!(names(&wider["extend"][0]), ["R 1", "R 4"]);
    let page = world.csp(&["gdap", "renewals"]);
    let page = &page.expect(0).stdout;
    let at = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}\n{page}"));
    assert!(at("First remove Global Administrator") < at("Switch on auto-extend"));
    assert!(at("Switch on auto-extend") < at("Ask for a new relationship"));
}

#[test]
fn batches_have_at_most_25() {
    let them: Vec<Value> = (1..=30)
        .map(|number| relationship(number, "active", "2021-03-20", &[USER]))
        .collect();
    let world = with_relationships(&them);
    let plan = world.answer(&["gdap", "renewals"]);
    let sizes: Vec<usize> = plan["extend"]
        .as_array()
        .unwrap()
        .iter()
        .map(|batch| batch.as_array().unwrap().len())
        .collect();
    assert_eq!(sizes, [25, 5]);
    let page = world.csp(&["gdap", "renewals"]);
    assert!(page.expect(0).stdout.contains("Batch 2 of 2"), "{page}");
}

#[test]
fn the_command_of_a_renewal_plans_it() {
    let world = with_relationships(&[relationship(1, "expired", "2021-02-01", &[USER])]);
    let plan = world.answer(&["gdap", "renewals"]);
    let command = plan["renew"][0]["command"].as_str().unwrap();
    let folder = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    let output = Command::new("bash")
        .args(["-c", command])
        .env_clear()
        .envs(world.vars())
        .env("PATH", format!("{}:/usr/bin:/bin", folder.display()))
        .current_dir(world.folder())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(world.answer(&["gdap", "renewals"])["renew"], json!([]));
}

#[test]
fn nothing_ends_in_an_empty_register() {
    let world = World::new();
    let plan = world.answer(&["gdap", "renewals", "--within", "30"]);
    assert_eq!(
        plan,
        json!({ "within": 30, "remove_global_administrator": [], "extend": [], "renew": [] })
    );
    let page = world.csp(&["gdap", "renewals"]);
    assert!(
        page.expect(0).stdout.starts_with("Nothing to renew:"),
        "{page}"
    );
}

#[test]
fn renewals_are_those_of_a_group_or_keeper_of_customers() {
    let world = with_relationships(&[relationship(1, "active", "2021-03-20", &[USER])]);
    for line in [
        ["customers", "group", "northwind.fr", "--add", "gold"],
        ["accounts", "group", "contoso-france", "--add", "nord"],
    ] {
        world.csp(&line).expect(0);
    }
    world
        .csp(&["accounts", "keeper", "contoso-france", "cy@consult.fr"])
        .expect(0);
    let whole = world.answer(&["gdap", "renewals"]);
    let none = world.answer(&["gdap", "renewals", "--within", "1"]);
    for (filter, is_of_it) in [
        (["--customer-group", "gold"], true),
        (["--customer-group", "nord"], true),
        (["--customer-group", "silver"], false),
        (["--keeper", "cy@consult.fr"], true),
        (["--keeper", "bob@consult.fr"], false),
    ] {
        let mut found = world.answer(&[&["gdap", "renewals"], &filter[..]].concat());
        let listed = world.answer(&[&["gdap", "list"], &filter[..]].concat());
        assert_eq!(listed.as_array().unwrap().len(), usize::from(is_of_it));
        let mut expected = if is_of_it { &whole } else { &none }.clone();
        expected["within"] = json!(60);
        found["within"] = json!(60);
        assert_eq!(found, expected, "{filter:?}");
    }
}
