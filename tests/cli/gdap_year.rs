//! A year of three delegated admin relationships, rehearsed with `--now`: what `status` and `gdap show` say on which day.

use serde_json::{Value, json};

use crate::journey::active;
use crate::world::World;

const SUPPORT: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const PROJECT: &str = "1b8d2f63-a2c4-4e1f-9037-6c7e8f901223-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const UNSEEN: &str = "2c9e3074-b3d5-4f20-a148-7d8f90123344-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const GROUP: &str = "8cf496da-193b-4586-87ae-d34567788990";

/// A relationship as Graph lists it; it ends with the last part of `dates`.
fn listed(id: &str, name: &str, status: &str, extend: &str, dates: [Option<&str>; 3]) -> Value {
    let [created, activated, ends] = dates;
    let moment = |day: Option<&str>| day.map(|day| format!("{day}T09:00:00Z"));
    json!({
        "id": id,
        "displayName": name,
        "status": status,
        "duration": "P90D",
        "autoExtendDuration": extend,
        "createdDateTime": moment(created),
        "activatedDateTime": moment(activated),
        "endDateTime": moment(ends),
        "customer": { "tenantId": "a1d3f5b7-2c4e-4860-9a1b-3c5d7e9f1a2b", "displayName": name },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": "729827e3-9c14-49f7-bb1b-9608f156bbb8" }] },
    })
}

/// Imports the whole list on a day.
fn import(world: &mut World, day: &str, all: &[Value]) -> Value {
    world.at(&format!("{day}T12:00:00Z"));
    let context = "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships";
    let list = json!({ "@odata.context": context, "value": all });
    world.write("list.json", list.to_string());
    world.answer(&["gdap", "import", "list.json", "--complete"])
}

/// What status and the relationships say on a day, one line each.
fn said(world: &mut World, day: &str) -> Vec<String> {
    world.at(&format!("{day}T12:00:00Z"));
    let status = world.answer(&["status"])[0].clone();
    let mut lines = Vec::new();
    for next in status["next"].as_array().unwrap() {
        let action = next["action"].as_str().unwrap();
        if action.contains("gdap") {
            let late = if next["overdue"] == true { " LATE" } else { "" };
            lines.push(format!(
                "{action} by {}{late}",
                next["due"].as_str().unwrap_or("-")
            ));
        }
    }
    for date in status["expiring"].as_array().unwrap() {
        let what = date["what"].as_str().unwrap();
        if what.starts_with("gdap") {
            lines.push(format!("{what} {} {}", date["subject"], date["on"]).replace('"', ""));
        }
    }
    for it in world.answer(&["gdap", "list", "--all"]).as_array().unwrap() {
        for warning in it["warnings"].as_array().unwrap() {
            let message = warning["message"].as_str().unwrap();
            if warning["rule"] != "gdap.least-privilege" {
                let first = message
                    .split([';', ':'])
                    .take(2)
                    .collect::<Vec<_>>()
                    .join(";");
                lines.push(format!("{}: {first}", it["name"].as_str().unwrap()));
            }
        }
    }
    lines
}

#[test]
fn a_year_of_notices_comes_on_the_right_days() {
    let mut world = active();
    let created = Some("2026-01-05");
    let since = [created, Some("2026-01-10")];
    let support = |status: &str, ends: Option<&str>| {
        let activated = since[1].filter(|_| ends.is_some());
        listed(
            SUPPORT,
            "Support",
            status,
            "P180D",
            [created, activated, ends],
        )
    };
    let project = |status: &str| {
        listed(
            PROJECT,
            "Project",
            status,
            "PT0S",
            [since[0], since[1], Some("2026-07-10")],
        )
    };
    let unseen = listed(
        UNSEEN,
        "Unseen",
        "approvalPending",
        "PT0S",
        [Some("2026-02-01"), None, None],
    );

    // Planned, made at Microsoft, approved, set up.
    world.at("2026-01-05T09:00:00Z");
    let customer = "support.example";
    world.answer(&[
        "customers",
        "add",
        "Support",
        "--domain",
        customer,
        "--country",
        "FR",
        "--email",
        "it@support.example",
        "--tenant-id",
        "a1d3f5b7-2c4e-4860-9a1b-3c5d7e9f1a2b",
    ]);
    world.answer(&[
        "gdap",
        "plan",
        customer,
        "--name",
        "Support",
        "--duration",
        "90",
        "--auto-extend",
        "--role",
        "Helpdesk Administrator",
        "--without-relationship",
    ]);
    world.answer(&["gdap", "created", "draft-1", "--id", SUPPORT]);
    let pending = [support("approvalPending", None)];
    let answer = import(&mut world, "2026-01-06", &pending);
    assert_eq!(answer["changed"], 1, "{answer}");
    let shown = world.answer(&["customers", "show", customer]);
    let expected =
        json!([{ "id": SUPPORT, "name": "Support", "state": "approval-pending", "ends_at": null }]);
    assert_eq!(shown["gdap"], expected);
    import(&mut world, "2026-01-10", &[support("approved", None)]);
    let mut year: Vec<(&str, Vec<String>)> = Vec::new();
    let mut on = |world: &mut World, day: &'static str| year.push((day, said(world, day)));
    on(&mut world, "2026-01-10");
    on(&mut world, "2026-01-12");
    let first_end = Some("2026-04-10");
    import(
        &mut world,
        "2026-01-12",
        &[support("active", first_end), project("active")],
    );
    on(&mut world, "2026-01-13");
    for name in [SUPPORT, PROJECT] {
        world.answer(&[
            "gdap",
            "assign",
            name,
            GROUP,
            "--role",
            "Helpdesk Administrator",
        ]);
    }
    on(&mut world, "2026-01-14");

    // A third one that its customer never approves; the first one is extended.
    let both = [
        support("active", first_end),
        project("active"),
        unseen.clone(),
    ];
    import(&mut world, "2026-02-01", &both);
    for day in [
        "2026-02-08",
        "2026-02-09",
        "2026-04-01",
        "2026-04-02",
        "2026-04-10",
        "2026-04-11",
    ] {
        on(&mut world, day);
    }
    let second_end = Some("2026-10-07");
    let extended = [support("active", second_end), project("active"), unseen];
    let answer = import(&mut world, "2026-04-11", &extended);
    assert_eq!(answer["changed"], 1, "{answer}");
    for day in [
        "2026-04-12",
        "2026-04-21",
        "2026-04-22",
        "2026-05-02",
        "2026-05-03",
    ] {
        on(&mut world, day);
    }
    let whole = [support("active", second_end), project("active")];
    let answer = import(&mut world, "2026-05-04", &whole);
    assert_eq!(answer["not_listed"], 1, "{answer}");

    // The second one ends, because nobody renews it.
    for day in [
        "2026-05-10",
        "2026-05-11",
        "2026-06-09",
        "2026-06-10",
        "2026-07-02",
        "2026-07-03",
        "2026-07-08",
        "2026-07-09",
        "2026-07-10",
    ] {
        on(&mut world, day);
    }
    world.csp(&["status", "--check"]).expect(3);
    import(
        &mut world,
        "2026-07-11",
        &[support("active", second_end), project("expired")],
    );
    on(&mut world, "2026-07-12");

    // The first one is extended again.
    for day in ["2026-09-30", "2026-10-08"] {
        on(&mut world, day);
    }
    import(
        &mut world,
        "2026-10-08",
        &[support("active", Some("2027-04-05")), project("expired")],
    );
    on(&mut world, "2026-10-09");

    let mut text = String::new();
    for (day, lines) in year {
        text.push_str(&format!("{day}\n"));
        for line in lines {
            text.push_str(&format!("  {line}\n"));
        }
    }
    insta::assert_snapshot!(text);
}
