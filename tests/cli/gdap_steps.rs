//! Steps of a relationship that are refused, and what its warnings cite.

use serde_json::{Value, json};

use crate::gdap_plan::{TENANT, with_customers};
use crate::world::World;

const ID: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const GROUP: &str = "8cf496da-193b-4586-87ae-d34567788990";

/// A relationship with the role User Administrator in this state.
fn with_relationship(status: &str, more: &Value) -> World {
    let world = with_customers();
    let mut relationship = json!({
        "id": ID, "displayName": "Support", "status": status, "duration": "P365D",
        "autoExtendDuration": "PT0S", "createdDateTime": "2020-12-05T08:00:00Z",
        "customer": { "tenantId": TENANT, "displayName": "Northwind" },
        "accessDetails": { "unifiedRoles": [
            { "roleDefinitionId": "fe930be7-5e62-47db-91af-98c3a49a38b1" }
        ] },
    });
    let fields = relationship.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    world.write("graph.json", json!({ "value": [relationship] }).to_string());
    world.answer(&["gdap", "import", "graph.json"]);
    world
}

fn warned(world: &World) -> Vec<String> {
    let shown = world.answer(&["gdap", "show", "Support"]);
    let warnings = shown["warnings"].as_array().unwrap().iter();
    warnings
        .map(|warning| warning["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn a_group_gets_only_roles_of_the_relationship() {
    let world = with_relationship("active", &json!({}));
    let assign = ["gdap", "assign", "Support", GROUP, "--role"];
    let error = world.refusal(4, &[&assign[..], &["Teams Administrator"]].concat());
    assert_eq!(error["rule"], "gdap.assignment");
    assert!(warned(&world).contains(&"gdap.assignment".to_owned()));
    world.answer(&[&assign[..], &["User Administrator"]].concat());
    assert!(!warned(&world).contains(&"gdap.assignment".to_owned()));
}

#[test]
fn only_what_a_provider_made_is_decided_on() {
    let world = with_relationship("approvalPending", &json!({}));
    let error = world.refusal(4, &["gdap", "decide", "Support", "approve"]);
    assert_eq!(error["rule"], "gdap.provider-made");
}

#[test]
fn an_active_relationship_is_not_withdrawn() {
    let world = with_relationship("active", &json!({ "endDateTime": "2021-03-20T08:00:00Z" }));
    let error = world.refusal(4, &["gdap", "withdraw", "Support", "--reason", "x"]);
    assert_eq!(error["rule"], "gdap.step");
    assert!(warned(&world).contains(&"gdap.renewal".to_owned()));
}

#[test]
fn an_old_request_is_warned_of() {
    let world = with_relationship("approvalPending", &json!({}));
    assert!(warned(&world).contains(&"gdap.approval".to_owned()));
}

#[test]
fn nothing_is_recorded_for_a_day_before_the_creation() {
    let world = with_relationship("active", &json!({}));
    let record = ["gdap", "record", "Support", "terminated", "--on"];
    let error = world.refusal(4, &[&record[..], &["2020-12-04"]].concat());
    assert_eq!(error["rule"], "gdap.step");
    assert_eq!(error["details"][0]["flag"], "--on");
    let ended = world.answer(&[&record[..], &["2020-12-05"]].concat());
    assert_eq!(ended["ends_at"], "2020-12-05T00:00:00Z");
}

#[test]
fn groups_with_one_name_are_listed() {
    let world = with_relationship("active", &json!({}));
    let other = "9d05a7eb-2a4c-4697-98bf-e45678899a01";
    for (group, name) in [(GROUP, "Desk"), (other, "desk")] {
        let assign = ["gdap", "assign", "Support", group, "--group-name", name];
        world.answer(&[&assign[..], &["--role", "User Administrator"]].concat());
    }
    let error = world.refusal(2, &["gdap", "unassign", "Support", "DESK"]);
    let message = error["message"].as_str().unwrap();
    assert!(
        message.contains(GROUP) && message.contains(other),
        "{message}"
    );
}

#[test]
fn an_import_names_the_roles_that_are_gone() {
    let world = with_relationship("active", &json!({}));
    let graph = world.read("graph.json");
    world.write(
        "graph.json",
        graph.replace(
            "fe930be7-5e62-47db-91af-98c3a49a38b1",
            "f023fd81-a637-4b56-95fd-791ac0226033",
        ),
    );
    let shown = world.csp(&["gdap", "import", "graph.json"]);
    let text = &shown.expect(0).stdout;
    let change = "roles added: Service Support Administrator, roles gone: User Administrator";
    assert!(text.contains(change), "{text}");
}
