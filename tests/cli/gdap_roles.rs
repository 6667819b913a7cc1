//! The catalogue of Entra roles, and templates.

use serde_json::{Value, json};

use crate::gdap_plan::with_customers;
use crate::world::World;

fn names(list: &Value) -> Vec<&str> {
    let rows = list.as_array().unwrap().iter();
    rows.map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn roles_are_searched_by_name_old_name_purpose_and_id() {
    let world = World::new();
    for (text, name) in [
        ("guest inviter", "Guest Inviter"),
        ("Company Administrator", "Global Administrator"),
        (
            "62e90394-69f5-4237-9190-012177145e10",
            "Global Administrator",
        ),
        ("mail flow", "Exchange Administrator"),
    ] {
        let found = world.answer(&["gdap", "roles", text]);
        assert_eq!(names(&found), [name], "{text}");
    }
    let found = world.answer(&["gdap", "roles", "company administrator"]);
    assert_eq!(found[0]["privileged"], true);
    assert_eq!(found[0]["confirmed"], true);
    assert_eq!(found[0]["old_names"], json!(["Company Administrator"]));
    assert_eq!(world.answer(&["gdap", "roles", "no such role"]), json!([]));
}

#[test]
fn without_a_text_a_person_sees_the_tasks_too() {
    let world = World::new();
    let run = world.csp(&["gdap", "roles"]);
    let page = &run.expect(0).stdout;
    assert!(page.contains("The narrowest role for each task"), "{page}");
    assert!(page.contains("open a support request"), "{page}");
    assert!(page.contains("Tenant Creator"), "{page}");
    let all = world.answer(&["gdap", "roles"]);
    assert_eq!(all.as_array().unwrap().len(), 135);
    let csv = world.csp(&["gdap", "roles", "guest", "--format", "csv"]);
    assert!(csv.expect(0).stdout.starts_with("id,name,privileged,area,"));
}

#[test]
fn an_account_has_its_own_templates_beside_the_shipped_ones() {
    let world = with_customers();
    let group = "8cf496da-193b-4586-87ae-d34567788990";
    let set = ["gdap", "templates", "set", "Helpdesk", "--group", group];
    let saved = world.answer(
        &[
            &set[..],
            &["--role", "Helpdesk Administrator", "User Administrator"],
        ]
        .concat(),
    );
    assert_eq!(
        saved,
        json!({
            "name": "Helpdesk",
            "origin": "own",
            "about": null,
            "roles": [
                { "id": "729827e3-9c14-49f7-bb1b-9608f156bbb8", "name": "Helpdesk Administrator", "privileged": true },
                { "id": "fe930be7-5e62-47db-91af-98c3a49a38b1", "name": "User Administrator", "privileged": true },
            ],
            "groups": [group],
        })
    );
    let list = world.answer(&["gdap", "templates", "list"]);
    assert_eq!(
        names(&list),
        [
            "default-gdap",
            "default-gdap-db-ip",
            "default-gdap-domain-partner",
            "mlt",
            "ms-provider",
            "ms-msp-tier1",
            "cipp",
            "cipp-optional",
            "Helpdesk"
        ]
    );
    assert_eq!(
        world.answer(&["gdap", "templates", "show", "HELPDESK"]),
        saved
    );
    let plan = ["gdap", "plan", "northwind.fr", "--name", "A"];
    let planned =
        world.answer(&[&plan[..], &["--duration", "9", "--template", "helpdesk"]].concat());
    assert_eq!(planned["roles"].as_array().unwrap().len(), 2);
    let log = || world.answer(&["audit", "log", "--subject", "Helpdesk"]);
    let again = ["gdap", "templates", "set", "helpdesk", "--group", group];
    let roles = ["--role", "User Administrator", "Helpdesk Administrator"];
    world.answer(&[&again[..], &roles].concat());
    assert_eq!(log().as_array().unwrap().len(), 1, "nothing changed");
    world.answer(&["gdap", "templates", "remove", "helpdesk"]);
    let log = log();
    assert_eq!(log[0]["action"], "gdap.template-set");
    assert_eq!(log[1]["action"], "gdap.template-removed");
    world.refusal(5, &["gdap", "templates", "show", "helpdesk"]);
    world.refusal(5, &["gdap", "templates", "remove", "helpdesk"]);
}

#[test]
fn shipped_templates_stay_as_they_are() {
    let world = with_customers();
    let set = [
        "gdap",
        "templates",
        "set",
        "CIPP",
        "--role",
        "Guest Inviter",
    ];
    world.refusal(4, &set);
    world.refusal(4, &["gdap", "templates", "remove", "cipp"]);
    let missing = world.refusal(7, &["gdap", "templates", "set", "own"]);
    assert_eq!(missing["rule"], "gdap.roles");
    let near = world.refusal(5, &["gdap", "templates", "show", "ms-provder"]);
    assert!(near["message"].as_str().unwrap().contains("`ms-provider`"));
    let nowhere = World::new();
    assert_eq!(
        names(&nowhere.answer(&["gdap", "templates", "list"])).len(),
        8
    );
}
