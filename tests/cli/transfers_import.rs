//! Importing transfers: both spellings, later states, contradictions, files that are something else.

use serde_json::{Value, json};

use crate::gdap_plan::{TENANT, with_customers};
use crate::transfers_plan::plan;
use crate::world::{World, each};

const ID: &str = "b81d7a60-4444-4f0e-9b2c-0000000000d1";

/// A transfer as the API shows it, with these further fields.
fn transfer(status: &str, modified: &str, more: &Value) -> String {
    let mut all = json!({
        "id": ID, "status": status, "transferType": "5", "createdTime": "2021-02-10T09:30:00Z",
        "lastModifiedTime": modified, "customerTenantId": TENANT, "customerName": "Northwind, Ltd.",
        "sourcePartnerName": "Pebble Lane", "lineItems": [],
    });
    let fields = all.as_object_mut().unwrap();
    fields.extend(more.as_object().unwrap().clone());
    all.to_string()
}

fn import(world: &World, content: &str, more: &[&str]) -> Value {
    world.write("transfers.json", content);
    world.answer(&[&["transfers", "import", "transfers.json"], more].concat())
}

fn refused(world: &World, content: &str) -> Value {
    world.write("transfers.json", content);
    world.refusal(2, &["transfers", "import", "transfers.json"])
}

fn outcome(answer: &Value) -> &str {
    answer["transfers"][0]["outcome"].as_str().unwrap()
}

const FEBRUARY: &str = "2021-02-10T09:30:00Z";
const LATER: &str = "2021-02-16T15:02:11Z";

#[test]
fn a_transfer_is_added_changed_and_left() {
    let world = with_customers();
    let pending = transfer("Active", FEBRUARY, &json!({}));
    let first = import(&world, &pending, &["--direction", "in"]);
    assert_eq!((&first["added"], outcome(&first)), (&json!(1), "added"));
    let again = import(&world, &pending, &[]);
    assert_eq!(
        (&again["unchanged"], outcome(&again)),
        (&json!(1), "unchanged")
    );
    let items = json!({ "completedTime": LATER, "lineItems": [{
        "subscriptionId": "5E1FB2C8-5555-4C3D-A7E6-0000000000F1", "productType": "OnlineServicesNCE",
        "quantity": 14, "billingCycle": "Monthly", "status": "Complete",
    }] });
    let done = transfer("Completed", LATER, &items);
    let changed = import(&world, &done, &[]);
    assert_eq!(outcome(&changed), "changed");
    assert_eq!(
        changed["transfers"][0]["changes"]["state"],
        json!({ "from": "pending", "to": "completed" })
    );
    let older = import(&world, &pending, &[]);
    assert_eq!(outcome(&older), "unchanged");
    let shown = world.answer(&["transfers", "show", ID]);
    assert_eq!(shown["state"], "completed");
    assert_eq!(shown["microsoft_status"], "Completed");
    assert_eq!(shown["customer"]["domain"], "northwind.fr");
    assert_eq!(shown["items"][0]["quantity"], 14);
    assert_eq!(shown["completed_at"], "2021-02-16T15:02:11Z");
    let listed = world.answer(&["transfers", "list", "--customer", "northwind.fr"]);
    assert_eq!(listed[0]["id"], ID);
    world.answer(&["audit", "verify"]);
}

#[test]
fn a_contradiction_is_kept_until_a_person_decides() {
    let world = with_customers();
    let done = transfer("Completed", FEBRUARY, &json!({}));
    import(&world, &done, &["--direction", "in"]);
    let cancelled = transfer("Cancelled", LATER, &json!({}));
    let answer = import(&world, &cancelled, &[]);
    assert_eq!(
        (&answer["conflicts"], outcome(&answer)),
        (&json!(1), "conflict")
    );
    import(&world, &cancelled, &[]);
    let shown = world.answer(&["transfers", "show", ID]);
    assert_eq!(shown["state"], "completed");
    assert_eq!(shown["conflicts"].as_array().unwrap().len(), 1);
    assert_eq!(shown["conflicts"][0]["shown"], "Cancelled");
    let decided = world.answer(&["transfers", "record", ID, "cancelled"]);
    assert_eq!(decided["state"], "cancelled");
    assert_eq!(decided["conflicts"], json!([]));
    assert_eq!(decided["completed_at"], Value::Null);
    assert_eq!(decided["microsoft_status"], "Cancelled");
    world.answer(&["audit", "verify"]);
}

#[test]
fn the_direction_and_the_kind_are_asked_for_where_unknown() {
    let world = with_customers();
    let content = transfer("Active", FEBRUARY, &json!({ "transferType": null }));
    let error = refused(&world, &content);
    assert_eq!(each(&error, "flag"), ["--kind", "--direction"]);
    let answer = import(
        &world,
        &content,
        &["--kind", "legacy", "--direction", "out"],
    );
    assert_eq!(outcome(&answer), "added");
    let shown = world.answer(&["transfers", "show", ID]);
    assert_eq!(
        (&shown["kind"], &shown["direction"]),
        (&json!("legacy"), &json!("out"))
    );
    import(&world, &content, &[]);
}

#[test]
fn the_direction_follows_from_our_tenant() {
    let world = with_customers();
    let ours = "0f7c1c5e-7d7c-4c1d-9a57-1f0b7c3b3d11";
    world.answer(&["enroll", "edit", "--tenant-id", ours]);
    for (at, (key, direction)) in [
        ("partnertenantid", "in"),
        ("targetPartnerTenantId", "in"),
        ("sourcePartnerTenantId", "out"),
    ]
    .into_iter()
    .enumerate()
    {
        let id = format!("b81d7a60-4444-4f0e-9b2c-{at:012}");
        let content = transfer("Active", FEBRUARY, &json!({ "id": id, key: ours }));
        import(&world, &content, &[]);
        assert_eq!(
            world.answer(&["transfers", "show", &id])["direction"],
            direction
        );
    }
}

#[test]
fn a_plan_and_what_a_file_shows_become_one() {
    let world = with_customers();
    let item = "5e1fb2c8-5555-4c3d-a7e6-0000000000f1:SaaS:2";
    world.answer(&plan("in", &["--item", item]));
    let done = transfer("Completed", LATER, &json!({}));
    let answer = import(&world, &done, &["--direction", "in"]);
    let detail = answer["transfers"][0]["detail"].as_str().unwrap();
    let command = format!("csp transfers record draft-1 pending --id {ID}");
    assert!(detail.contains(&command), "{detail}");
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let tied = world.answer(&words);
    assert_eq!(
        (&tied["id"], &tied["state"]),
        (&json!(ID), &json!("completed"))
    );
    assert_eq!(tied["items"][0]["product_type"], "SaaS");
    world.refusal(5, &["transfers", "show", "draft-1"]);
    world.answer(&plan("in", &[]));
    let error = world.refusal(
        4,
        &["transfers", "record", "draft-1", "pending", "--id", ID],
    );
    assert_eq!(error["rule"], "transfers.step");
    world.answer(&["audit", "verify"]);
}

#[test]
fn words_that_are_unknown_are_kept_as_shown() {
    let world = with_customers();
    let content = transfer("InProgress", FEBRUARY, &json!({}));
    let answer = import(&world, &content, &["--direction", "in"]);
    let note = answer["notes"][0].as_str().unwrap();
    assert!(note.contains("`InProgress` is unknown to csp"), "{note}");
    assert!(note.contains("counts as pending"), "{note}");
    let detail = answer["transfers"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("counts as pending"), "{detail}");
    assert!(detail.contains(&format!("csp transfers record {ID} TRANSFER-STATE")));
    let shown = world.answer(&["transfers", "show", ID]);
    assert_eq!(shown["state"], "pending");
    assert_eq!(shown["microsoft_status"], "InProgress");
    let rejected = transfer("Rejected", LATER, &json!({}));
    assert_eq!(outcome(&import(&world, &rejected, &[])), "conflict");
}

#[test]
fn files_of_another_kind_change_nothing() {
    let world = with_customers();
    let good = transfer("Active", FEBRUARY, &json!({}));
    import(&world, &good, &["--direction", "in"]);
    let before = world.answer(&["transfers", "list", "--all"]);
    for content in [
        "",
        "id,status\n1,2\n",
        r#"{"error":{"code":"Forbidden","message":"no"}}"#,
        r#"{"code":900100,"description":"Transfer not found"}"#,
        r#"[{"id":"x","isEligible":true,"reason":""}]"#,
        r#"{"value":[{"companyProfile":{}}]}"#,
        r#"{"lineItems":[]}"#,
        &format!("{}\n{{\"hello\": 1}}", good.replace("Active", "Completed")),
    ] {
        let error = refused(&world, content);
        let place = error["details"][0]["at"].as_str().unwrap();
        assert!(place.starts_with("transfers.json:"), "{error}");
        assert_eq!(world.answer(&["transfers", "list", "--all"]), before);
    }
    let empty = import(&world, r#"{"totalCount":0,"items":[]}"#, &[]);
    assert_eq!(empty["transfers"], json!([]));
    assert_eq!(world.answer(&["transfers", "list", "--all"]), before);
    world.refusal(7, &["transfers", "import"]);
    world.refusal(2, &["transfers", "import", "missing.json"]);
}

#[test]
fn standard_input_and_utf_16_are_read() {
    let world = with_customers();
    let content = transfer("Active", FEBRUARY, &json!({}));
    let args = ["transfers", "import", "-", "--direction", "in"];
    world.csp_reading(&content, &args).expect(0);
    let done = transfer("Completed", LATER, &json!({}));
    let mut wide = vec![0xff, 0xfe];
    wide.extend(done.encode_utf16().flat_map(u16::to_le_bytes));
    world.write("wide.json", wide);
    let answer = world.answer(&["transfers", "import", "wide.json", "--dry-run"]);
    assert_eq!(
        (outcome(&answer), &answer["dry_run"]),
        ("changed", &json!(true))
    );
    let answer = world.answer(&["transfers", "import", "wide.json"]);
    assert_eq!(outcome(&answer), "changed");
}

#[test]
fn an_expiry_that_a_file_shows_is_a_date_of_status() {
    let world = with_customers();
    let content = transfer(
        "Active",
        FEBRUARY,
        &json!({ "expirationTime": "2021-03-05T09:00:00Z" }),
    );
    import(&world, &content, &["--direction", "in"]);
    let status = world.answer(&[
        "status",
        "--account",
        "contoso-france",
        "--due-within",
        "30",
    ]);
    let dates = status[0]["expiring"].as_array().unwrap();
    let found = dates.iter().find(|one| one["what"] == "transfer-expiry");
    assert_eq!(found.unwrap()["subject"], "Northwind, Ltd.");
    assert!(
        found.unwrap()["on"]
            .as_str()
            .unwrap()
            .starts_with("2021-03-0")
    );
}

#[test]
fn a_completed_transfer_no_longer_expires() {
    let mut world = with_customers();
    const UNKNOWN: &str = "b81d7a60-9999-4f0e-9b2c-0000000000e1";
    let expires = "2021-03-05T09:00:00Z";
    let content = transfer(
        "Completed",
        LATER,
        &json!({ "completedTime": LATER, "expirationTime": expires, "customerTenantId": UNKNOWN }),
    );
    import(&world, &content, &["--direction", "in"]);
    world.at("2021-03-08T09:00:00Z");
    let status = world.answer(&["status", "--account", "contoso-france"]);
    let one = &status[0];
    let all = |field: &str, key: &str| -> Vec<String> {
        let rows = one[field].as_array().unwrap().iter();
        rows.map(|row| row[key].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(
        all("next", "action").contains(&"complete-transfer".to_owned()),
        "{one}"
    );
    assert!(
        !all("expiring", "what").contains(&"transfer-expiry".to_owned()),
        "{one}"
    );
}

#[test]
fn a_first_import_in_conflict_says_what_it_became() {
    let world = with_customers();
    let content = transfer("Rejected", FEBRUARY, &json!({}));
    let answer = import(&world, &content, &["--direction", "in"]);
    assert_eq!(outcome(&answer), "conflict");
    assert_eq!(
        (&answer["added"], &answer["conflicts"]),
        (&json!(1), &json!(1))
    );
    let detail = answer["transfers"][0]["detail"].as_str().unwrap();
    assert!(detail.contains("it was added as pending"), "{detail}");
}

#[test]
fn what_is_left_out_of_items_is_noted() {
    let world = with_customers();
    let item = |number: u32, quantity: Value| {
        let id = format!("5e1fb2c8-5555-4c3d-a7e6-{number:012}");
        json!({ "subscriptionId": id, "productType": "SaaS", "quantity": quantity })
    };
    let items = json!({ "lineItems": [
        item(1, json!(-3)), item(2, json!(1.5)), item(3, json!("many")), item(4, json!("7")),
        item(4, json!(8)), item(5, json!(null)),
    ] });
    let content = transfer("Active", FEBRUARY, &items);
    let answer = import(&world, &content, &["--direction", "in"]);
    let notes: Vec<&str> = answer["notes"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for said in ["`-3`", "`1.5`", "`many`", "000000000004 is in one"] {
        let count = notes.iter().filter(|note| note.contains(said)).count();
        assert_eq!(count, 1, "{said}: {notes:?}");
    }
    assert_eq!(notes.len(), 4, "{notes:?}");
    let shown = world.answer(&["transfers", "show", ID]);
    let quantities: Vec<&Value> = shown["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| &one["quantity"])
        .collect();
    assert_eq!(
        quantities,
        [
            &json!(null),
            &json!(null),
            &json!(null),
            &json!(8),
            &json!(null)
        ]
    );
}
