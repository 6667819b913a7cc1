//! Taking over what people can export of their delegated admin relationships: the outcome of every published shape, files
//! that contradict the register, complete lists, and everything that must end or empty nothing.

use serde_json::{Value, json};

use crate::journey::active;
use crate::world::World;

const FIRST: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const SECOND: &str = "1b8d2f63-a2c4-4e1f-9037-6c7e8f901223-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

/// An active account on a day of 2026.
fn world() -> World {
    let mut world = active();
    world.at("2026-11-28T09:00:00Z");
    world
}

/// A relationship as Graph shows it.
fn shown(id: &str, name: &str, status: &str) -> Value {
    json!({
        "id": id,
        "displayName": name,
        "status": status,
        "duration": "P730D",
        "autoExtendDuration": "PT0S",
        "createdDateTime": "2026-03-02T08:11:04.1180588Z",
        "activatedDateTime": "2026-03-02T09:45:00Z",
        "endDateTime": "2028-03-01T09:45:00Z",
        "customer": { "tenantId": "a1d3f5b7-2c4e-4860-9a1b-3c5d7e9f1a2b", "displayName": "Vermeulen" },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": HELPDESK }] },
    })
}

fn list(all: &[Value]) -> String {
    let context = "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships";
    json!({ "@odata.context": context, "value": all }).to_string()
}

fn import(world: &World, content: &str, more: &[&str]) -> Value {
    world.write("export.json", content);
    world.answer(&[&["gdap", "import", "export.json"][..], more].concat())
}

fn counts(answer: &Value) -> [u64; 5] {
    ["added", "changed", "unchanged", "conflicts", "not_listed"]
        .map(|key| answer[key].as_u64().unwrap())
}

fn journal(world: &World) -> usize {
    let log = world.answer(&["audit", "log"]);
    log.as_array().unwrap().len()
}

#[test]
fn every_published_shape_has_its_outcome() {
    let world = world();
    let shapes: Value =
        serde_json::from_str(include_str!("../../src/exchange/gdap/samples/shapes.json")).unwrap();
    let mut table = String::new();
    for (name, body) in shapes.as_object().unwrap() {
        let content = body
            .as_str()
            .map_or_else(|| body.to_string(), str::to_owned);
        world.write("export", content);
        let run = world.csp(&["gdap", "import", "export", "--dry-run", "--format", "json"]);
        let outcome = match run.code {
            Some(0) => {
                let answer = run.json();
                let notes: Vec<&str> = answer["notes"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(|note| note["kind"].as_str().unwrap())
                    .collect();
                let again = answer["export_again"].as_array().unwrap().len();
                format!("{:?} notes {notes:?} export again {again}", counts(&answer))
            }
            code => format!(
                "exit {code:?}: {}",
                run.error()["details"][0]["message"].as_str().unwrap()
            ),
        };
        table.push_str(&format!("{name:33} {outcome}\n"));
    }
    insta::assert_snapshot!(table);
}

#[test]
fn the_same_export_again_changes_nothing() {
    let world = world();
    let file = list(&[
        shown(FIRST, "One", "active"),
        shown(SECOND, "Two", "approvalPending"),
    ]);
    assert_eq!(counts(&import(&world, &file, &[])), [2, 0, 0, 0, 0]);
    let (before, entries) = (world.answer(&["gdap", "list"]), journal(&world));
    assert_eq!(
        counts(&import(&world, &file, &["--complete"])),
        [0, 0, 2, 0, 0]
    );
    assert_eq!(world.answer(&["gdap", "list"]), before);
    assert_eq!(journal(&world), entries);
}

#[test]
fn a_dry_run_decides_the_same_and_keeps_nothing() {
    let world = world();
    let entries = journal(&world);
    let answer = import(
        &world,
        &list(&[shown(FIRST, "One", "active")]),
        &["--dry-run"],
    );
    assert_eq!(
        (counts(&answer), &answer["dry_run"]),
        ([1, 0, 0, 0, 0], &json!(true))
    );
    assert_eq!(world.answer(&["gdap", "list"]), json!([]));
    assert_eq!(journal(&world), entries);
}

#[test]
fn what_changed_is_named_field_by_field() {
    let world = world();
    import(&world, &list(&[shown(FIRST, "One", "active")]), &[]);
    let mut extended = shown(FIRST, "One", "active");
    extended["endDateTime"] = json!("2028-08-28T09:45:00Z");
    extended["autoExtendDuration"] = json!("P180D");
    let answer = import(&world, &list(&[extended]), &[]);
    assert_eq!(counts(&answer), [0, 1, 0, 0, 0]);
    assert_eq!(
        answer["relationships"][0]["changes"],
        json!({
            "auto_extend": { "from": "0", "to": "180" },
            "ends_at": { "from": "2028-03-01T09:45:00Z", "to": "2028-08-28T09:45:00Z" },
        })
    );
}

#[test]
fn a_backward_state_is_a_conflict_until_a_person_records() {
    let world = world();
    import(&world, &list(&[shown(FIRST, "One", "terminated")]), &[]);
    let older = list(&[shown(FIRST, "One", "active")]);
    for _ in 0..2 {
        let answer = import(&world, &older, &[]);
        assert_eq!(counts(&answer), [0, 0, 0, 1, 0]);
        let detail = answer["relationships"][0]["detail"].as_str().unwrap();
        assert!(
            detail.contains("active") && detail.contains("terminated"),
            "{detail}"
        );
    }
    let show = world.answer(&["gdap", "show", "One"]);
    assert_eq!(show["state"], "terminated");
    assert_eq!(show["conflicts"].as_array().unwrap().len(), 1);
    assert_eq!(show["conflicts"][0]["shown"], "active");
    let settled = world.answer(&["gdap", "record", "One", "terminated", "--reason", "checked"]);
    assert_eq!(settled["conflicts"], json!([]));
    let log = world.answer(&["audit", "log", "--subject", FIRST]);
    let last = log.as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["action"], &last["reason"]),
        (&json!("gdap.recorded"), &json!("checked"))
    );
}

#[test]
fn an_approval_of_what_we_gave_up_is_kept_for_a_person() {
    let world = world();
    import(
        &world,
        &list(&[shown(FIRST, "One", "approvalPending")]),
        &[],
    );
    world.answer(&["gdap", "withdraw", "One", "--reason", "wrong roles"]);
    let pending = list(&[shown(FIRST, "One", "approvalPending")]);
    assert_eq!(counts(&import(&world, &pending, &[])), [0, 0, 1, 0, 0]);
    let answer = import(&world, &list(&[shown(FIRST, "One", "active")]), &[]);
    assert_eq!(counts(&answer), [0, 0, 0, 1, 0]);
    let show = world.answer(&["gdap", "show", "One"]);
    assert_eq!(show["state"], "active");
    assert_eq!(show["conflicts"][0]["recorded"], "withdrawn");
}

#[test]
fn a_complete_list_marks_what_it_does_not_have() {
    let world = world();
    import(
        &world,
        &list(&[
            shown(FIRST, "One", "active"),
            shown(SECOND, "Two", "active"),
        ]),
        &[],
    );
    let one = list(&[shown(FIRST, "One", "active")]);
    assert_eq!(counts(&import(&world, &one, &[])), [0, 0, 1, 0, 0]);
    let answer = import(&world, &one, &["--complete"]);
    assert_eq!(counts(&answer), [0, 0, 1, 0, 1]);
    let detail = &answer["relationships"][1]["detail"];
    let command = format!("`csp gdap record {SECOND} STATE`");
    assert!(detail.as_str().unwrap().contains(&command), "{detail}");
    let missing = world.answer(&["gdap", "show", "Two"]);
    assert_eq!(
        (&missing["state"], &missing["absence"]),
        (&json!("active"), &json!("not-listed"))
    );
    let back_again = list(&[shown(SECOND, "Two", "active")]);
    world.write("back.json", &back_again);
    let shown = world.csp(&["gdap", "import", "back.json", "--dry-run"]);
    let text = &shown.expect(0).stdout;
    assert!(text.contains("- Two: listed again\n"), "{text}");
    let back = import(&world, &back_again, &[]);
    assert_eq!(counts(&back), [0, 1, 0, 0, 0]);
    assert_eq!(
        world.answer(&["gdap", "show", "Two"])["absence"],
        Value::Null
    );
}

#[test]
fn lists_that_may_be_incomplete_end_nothing() {
    let world = world();
    import(
        &world,
        &list(&[
            shown(FIRST, "One", "active"),
            shown(SECOND, "Two", "active"),
        ]),
        &[],
    );
    let before = world.answer(&["gdap", "list", "--all"]);
    let next = json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships",
        "@odata.nextLink": "https://graph.microsoft.com/v1.0/next",
        "value": [shown(FIRST, "One", "active")],
    });
    for content in [
        next.to_string(),
        json!([shown(FIRST, "One", "active")]).to_string(),
        shown(FIRST, "One", "active").to_string(),
        list(&[]),
    ] {
        world.write("export.json", &content);
        let run = world.csp(&[
            "gdap",
            "import",
            "export.json",
            "--complete",
            "--format",
            "json",
        ]);
        run.expect(0);
        assert_eq!(run.json()["not_listed"], 0, "{content}");
        assert!(run.json()["incomplete"].is_string(), "{content}");
        assert!(
            run.stderr.contains("--complete was not applied"),
            "{}",
            run.stderr
        );
        assert_eq!(
            world.answer(&["gdap", "list", "--all"]),
            before,
            "{content}"
        );
    }
    world.write(
        "export.json",
        r#"{"error":{"code":"Forbidden","message":"Insufficient privileges"}}"#,
    );
    let error = world.refusal(2, &["gdap", "import", "export.json", "--complete"]);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("Insufficient privileges")
    );
    assert_eq!(world.answer(&["gdap", "list", "--all"]), before);
}

#[test]
fn the_pages_of_a_list_are_complete_together() {
    let world = world();
    import(
        &world,
        &list(&[
            shown(FIRST, "One", "active"),
            shown(SECOND, "Two", "active"),
        ]),
        &[],
    );
    world.write("1.json", json!({
        "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships",
        "@odata.nextLink": "https://graph.microsoft.com/v1.0/next",
        "value": [shown(FIRST, "One", "active")],
    }).to_string());
    world.write("2.json", list(&[shown(SECOND, "Two", "expired")]));
    let answer = world.answer(&["gdap", "import", "1.json", "2.json", "--complete"]);
    assert_eq!(counts(&answer), [0, 1, 1, 0, 0]);
    assert_eq!(answer["incomplete"], Value::Null);
}

#[test]
fn cut_off_roles_update_the_rest_and_name_the_export() {
    let world = world();
    import(&world, &list(&[shown(FIRST, "One", "active")]), &[]);
    let cut = json!({
        "Id": FIRST, "DisplayName": "One", "Status": "expired", "EndDateTime": "2028-03-01T09:45:00Z",
        "AccessDetails": { "UnifiedRoles": "Microsoft.Graph.PowerShell.Models.MicrosoftGraphUnifiedRole" },
    });
    world.write("export.json", cut.to_string());
    let run = world.csp(&["gdap", "import", "export.json", "--format", "json"]);
    run.expect(0);
    assert!(
        run.stderr.contains("ConvertTo-Json -Depth 5"),
        "{}",
        run.stderr
    );
    let show = world.answer(&["gdap", "show", "One"]);
    assert_eq!(show["state"], "expired");
    assert_eq!(show["roles"][0]["id"], HELPDESK);
}

#[test]
fn assignments_need_a_relationship_that_is_known() {
    let world = world();
    let group = json!([{
        "id": "7c31f9e2-3333-4c33-8333-333333333333", "status": "active",
        "accessContainer": { "accessContainerId": "8cf496da-193b-4586-87ae-d34567788990", "accessContainerType": "securityGroup" },
        "accessDetails": { "unifiedRoles": [{ "roleDefinitionId": HELPDESK }] },
    }]).to_string();
    import(&world, &list(&[shown(FIRST, "One", "active")]), &[]);
    world.write("groups.json", &group);
    let error = world.refusal(2, &["gdap", "import", "groups.json"]);
    assert_eq!(error["rule"], "gdap.assignment");
    assert!(
        error["remedy"]
            .as_str()
            .unwrap()
            .contains("--of RELATIONSHIP")
    );
    let answer = world.answer(&["gdap", "import", "groups.json", "--of", "One"]);
    assert_eq!(counts(&answer), [0, 1, 0, 0, 0]);
    let show = world.answer(&["gdap", "show", "One"]);
    assert_eq!(show["assignments"][0]["state"], "active");
    assert_eq!(
        counts(&world.answer(&["gdap", "import", "groups.json", "--of", "One"])),
        [0, 0, 1, 0, 0]
    );
    let other = group.replacen('[', &format!(r#"{{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships('{SECOND}')/accessAssignments","value":["#), 1);
    world.write("other.json", other + "}");
    let error = world.refusal(2, &["gdap", "import", "other.json", "--of", "One"]);
    assert!(
        error["message"].as_str().unwrap().contains("belongs to"),
        "{error}"
    );
    // What a person recorded without an id is the same assignment once a file shows it.
    world.answer(&[
        "gdap",
        "unassign",
        "One",
        "8cf496da-193b-4586-87ae-d34567788990",
    ]);
    let again = world.answer(&["gdap", "import", "groups.json", "--of", "One"]);
    assert_eq!(counts(&again), [0, 0, 0, 1, 0]);
}

#[test]
fn a_relationship_that_a_provider_made_waits_for_our_decision() {
    let world = world();
    let mut made = shown(FIRST, "Provider support", "approvalPending");
    made["@odata.type"] = json!("#microsoft.graph.resellerDelegatedAdminRelationship");
    made["indirectProviderTenantId"] = json!("11111111-2222-3333-4444-555555555555");
    made["isPartnerConsentPending"] = json!(true);
    import(&world, &list(&[made]), &[]);
    let show = world.answer(&["gdap", "show", FIRST]);
    assert_eq!(
        (&show["origin"], &show["decision"]["state"]),
        (&json!("provider-made"), &json!("pending"))
    );
    let decided = world.answer(&[
        "gdap",
        "decide",
        FIRST,
        "reject",
        "--reason",
        "too many roles",
    ]);
    assert_eq!(decided["decision"]["state"], "rejected");
    assert_eq!(decided["decision"]["reason"], "too many roles");
    // The request is 271 days old. What we rejected needs no approval of the customer.
    let status = world.answer(&["status"]);
    let next = status[0]["next"].as_array().unwrap();
    assert!(
        next.iter()
            .all(|one| one["action"] != "obtain-gdap-approval"),
        "{next:?}"
    );
    import(
        &world,
        &list(&[shown(SECOND, "Own support", "approvalPending")]),
        &[],
    );
    let refused = world.refusal(4, &["gdap", "decide", SECOND, "approve"]);
    assert_eq!(refused["rule"], "gdap.provider-made");
}

#[test]
fn a_plan_joins_what_an_import_has_seen() {
    let world = world();
    world.answer(&[
        "customers",
        "add",
        "Vermeulen",
        "--domain",
        "vermeulen.fr",
        "--country",
        "FR",
        "--email",
        "it@vermeulen.fr",
        "--origin",
        "existing",
    ]);
    world.answer(&[
        "gdap",
        "plan",
        "vermeulen.fr",
        "--name",
        "Vermeulen support",
        "--duration",
        "365",
        "--role",
        HELPDESK,
        "--without-relationship",
    ]);
    let answer = import(
        &world,
        &list(&[shown(FIRST, "Vermeulen support", "approvalPending")]),
        &[],
    );
    let detail = answer["relationships"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("csp gdap created draft-1 --id"), "{detail}");
    let shown_again = list(&[shown(SECOND, "Vermeulen support", "approvalPending")]);
    world.write("export.json", shown_again);
    let shown = world.csp(&["gdap", "import", "export.json", "--dry-run"]);
    let text = &shown.expect(0).stdout;
    assert!(text.contains("`csp gdap created draft-1 --id"), "{text}");
    let of_a_draft = ["gdap", "import", "export.json", "--of", "draft-1"];
    assert_eq!(world.refusal(2, &of_a_draft)["details"][0]["flag"], "--of");
    let joined = world.answer(&["gdap", "created", "draft-1", "--id", FIRST]);
    assert_eq!(
        (&joined["origin"], &joined["state"]),
        (&json!("own"), &json!("approval-pending"))
    );
    assert_eq!(joined["customer"]["domain"], "vermeulen.fr");
    world.refusal(5, &["gdap", "show", "draft-1"]);
    assert_eq!(world.answer(&["gdap", "list"]).as_array().unwrap().len(), 1);
}

#[test]
fn bad_files_and_ids_are_refused_with_their_place() {
    let world = world();
    let mut one_guid = shown(FIRST, "One", "active");
    one_guid["id"] = json!("0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012");
    for (content, text) in [
        (list(&[one_guid]), "is one GUID"),
        ("month,amount\n2021-01,5\n".to_owned(), "column"),
        ("{\"value\": [".to_owned(), ""),
        (String::new(), ""),
    ] {
        world.write("export.json", &content);
        let error = world.refusal(2, &["gdap", "import", "export.json"]);
        assert!(error["message"].as_str().unwrap().contains(text), "{error}");
        assert_eq!(
            world.answer(&["gdap", "list", "--all"]),
            json!([]),
            "{content}"
        );
    }
    let parsed = world.csp(&[
        "gdap",
        "created",
        "draft-1",
        "--id",
        "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012",
    ]);
    parsed.expect(2);
    assert!(parsed.stderr.contains("is one GUID"), "{}", parsed.stderr);
    world.refusal(2, &["gdap", "import", "missing.json"]);
}

#[test]
fn lists_are_filtered() {
    let world = world();
    let mut extended = shown(SECOND, "Two", "active");
    extended["autoExtendDuration"] = json!("P180D");
    extended["endDateTime"] = json!("2026-12-10T00:00:00Z");
    import(
        &world,
        &list(&[shown(FIRST, "One", "active"), extended]),
        &[],
    );
    world.answer(&[
        "gdap",
        "assign",
        "One",
        "8cf496da-193b-4586-87ae-d34567788990",
        "--group-name",
        "Helpdesk",
        "--role",
        "Helpdesk Administrator",
    ]);
    for (filter, names) in [
        (&["--ends-within", "30"][..], &["Two"][..]),
        (&["--without-auto-extend"], &["One"]),
        (&["--role", "helpdesk administrator"], &["One", "Two"]),
        (&["--role", "User Administrator"], &[]),
        (&["--group", "helpdesk"], &["One"]),
        (
            &["--group", "8cf496da-193b-4586-87ae-d34567788990"],
            &["One"],
        ),
        (&["--state", "expired"], &[]),
        (&["--state", "active,expired", "--limit", "1"], &["One"]),
        (&["--after", FIRST], &["Two"]),
    ] {
        let found = world.answer(&[&["gdap", "list"][..], filter].concat());
        let found: Vec<&str> = found
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["name"].as_str().unwrap())
            .collect();
        assert_eq!(found, names, "{filter:?}");
    }
    let all = world.answer(&["gdap", "list", "--all-accounts"]);
    assert_eq!(all[0]["account"], "contoso-france");
}

#[test]
fn reading_takes_no_permission_and_writing_takes_one() {
    let world = world();
    import(&world, &list(&[shown(FIRST, "One", "active")]), &[]);
    world.answer(&[
        "users",
        "add",
        "sam@contoso.fr",
        "--first-name",
        "Sam",
        "--last-name",
        "Low",
        "--role",
        "billing-admin",
    ]);
    let as_sam = |args: &[&str]| {
        world
            .csp(&[args, &["--as", "sam@contoso.fr"]].concat())
            .code
    };
    assert_eq!(as_sam(&["gdap", "record", "One", "expired"]), Some(6));
    assert_eq!(as_sam(&["gdap", "import", "export.json"]), Some(6));
}
