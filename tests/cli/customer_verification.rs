//! Microsoft's status of a customer's account: recorded by hand and out of the API's JSON.

use serde_json::json;

use crate::gdap_plan::{TENANT, with_customers};
use crate::world::{World, each};

const RECORD: [&str; 3] = ["customers", "verification", "northwind.fr"];
const IMPORT: [&str; 4] = ["customers", "verification", "import", "status.json"];

fn record(world: &World, more: &[&str]) -> serde_json::Value {
    world.answer(&[&RECORD[..], more].concat())
}

fn import<'a>(more: &[&'a str]) -> Vec<&'a str> {
    [&IMPORT[..], more].concat()
}

fn shown(world: &World, customer: &str) -> serde_json::Value {
    world.answer(&["customers", "show", customer])["verification"].clone()
}

#[test]
fn a_status_is_recorded_shown_and_journalled() {
    let world = with_customers();
    assert_eq!(shown(&world, "northwind.fr"), json!(null));
    let answer = record(&world, &["under-review", "--on", "2021-02-26"]);
    let expected = json!({
        "status": "under-review", "on": "2021-02-26", "recorded_at": "2021-03-01T09:00:00Z"
    });
    assert_eq!(answer["verification"], expected);
    assert_eq!(shown(&world, TENANT), expected);
    let entry = world.answer(&["audit", "log", "--subject", "northwind.fr", "--limit", "1"]);
    assert_eq!(entry[0]["action"], "customer.verification-recorded");
    let change = &entry[0]["changes"]["verification"];
    assert_eq!(change["from"], json!(null));
    assert_eq!(change["to"]["status"], "under-review");
    let page = world
        .csp(&["customers", "show", "northwind.fr"])
        .expect(0)
        .stdout
        .clone();
    assert!(page.contains("Account verification by Microsoft"), "{page}");
    world.answer(&["audit", "verify"]);
}

#[test]
fn every_spelling_of_a_status_is_understood() {
    let world = with_customers();
    for (typed, kept) in [
        ("UnderReview", "under-review"),
        ("Not Ready", "not-ready"),
        ("NOTALLOWED", "not-allowed"),
        ("none", "none"),
        ("Allowed", "allowed"),
    ] {
        assert_eq!(record(&world, &[typed])["verification"]["status"], kept);
    }
    let error = world.refusal(2, &[&RECORD[..], &["approved"]].concat());
    assert!(
        error["message"].as_str().unwrap().contains("approved"),
        "{error}"
    );
}

#[test]
fn a_status_of_a_later_or_an_earlier_day_is_refused() {
    let world = with_customers();
    let error = world.refusal(
        4,
        &[&RECORD[..], &["allowed", "--on", "2021-03-02"]].concat(),
    );
    assert_eq!(error["rule"], "customers.step");
    record(&world, &["under-review", "--on", "2021-02-26"]);
    let error = world.refusal(
        4,
        &[&RECORD[..], &["allowed", "--on", "2021-02-25"]].concat(),
    );
    assert_eq!(error["rule"], "customers.step");
    assert!(
        error["message"].as_str().unwrap().contains("newer"),
        "{error}"
    );
    assert_eq!(shown(&world, "northwind.fr")["status"], "under-review");
    let before = world.answer(&["audit", "log"]).as_array().unwrap().len();
    record(&world, &["under-review", "--on", "2021-02-26"]);
    let after = world.answer(&["audit", "log"]).as_array().unwrap().len();
    assert_eq!(before, after, "the same again changes nothing");
}

#[test]
fn what_is_missing_is_named_at_once() {
    let world = with_customers();
    let error = world.refusal(7, &["customers", "verification"]);
    assert_eq!(each(&error, "flag"), ["CUSTOMER", "STATUS"]);
    let error = world.refusal(7, &["customers", "verification", "import"]);
    assert_eq!(each(&error, "flag"), ["FILE"]);
    world.refusal(5, &["customers", "verification", "nobody.fr", "allowed"]);
}

#[test]
fn a_customer_named_import_is_reached_behind_two_dashes() {
    let world = with_customers();
    let add = ["customers", "add", "import", "--domain", "import.fr"];
    world.answer(&[&add[..], &["--country", "FR", "--email", "it@import.fr"]].concat());
    let run = world.csp(&[
        "--format",
        "json",
        "customers",
        "verification",
        "--",
        "import",
        "allowed",
    ]);
    let answer = run.expect(0).json();
    assert_eq!(answer["domain"], "import.fr");
    let answer = world.answer(&["customers", "verification", "import.fr", "unknown"]);
    assert_eq!(answer["verification"]["status"], "unknown");
    world.write("status.json", r#"{"status": "Allowed"}"#);
    let mixed = ["northwind.fr", "import", "status.json"];
    world.refusal(2, &[&["customers", "verification"][..], &mixed].concat());
    let before = ["--yes", "import", "status.json", "--customer", "import.fr"];
    world.answer(&[&["customers", "verification"][..], &before].concat());
}

#[test]
fn the_answer_of_the_api_needs_its_customer() {
    let world = with_customers();
    let status = r#"{"type":"account","status":"UnderReview","lastUpdateDateTime":"2021-02-26T08:12:44.1234567"}"#;
    world.write("status.json", status);
    let error = world.refusal(2, &import(&[]));
    assert_eq!(error["details"][0]["flag"], "--customer");
    assert!(
        error["remedy"]
            .as_str()
            .unwrap()
            .contains("--customer CUSTOMER"),
        "{error}"
    );
    let answer = world.answer(&import(&["--customer", "northwind.fr"]));
    let expected = json!({
        "recorded": 1, "unchanged": 0, "older": 0,
        "customers": [{
            "customer": "northwind.fr", "outcome": "recorded", "status": "under-review",
            "on": "2021-02-26", "before": null
        }]
    });
    assert_eq!(answer, expected);
    let again = world.answer(&import(&["--customer", "northwind.fr"]));
    assert_eq!(again["unchanged"], 1);
    record(&world, &["allowed"]);
    let run = world.csp(&import(&["--customer", "northwind.fr"]));
    assert!(
        run.expect(0)
            .stderr
            .contains("older than the one on record"),
        "{}",
        run.stderr
    );
    assert_eq!(shown(&world, "northwind.fr")["status"], "allowed");
    world.write(
        "status.json",
        r#"{"code":600074,"description":"AccountStatusNotFound"}"#,
    );
    world.answer(&import(&["--customer", "adatum.fr"]));
    assert_eq!(shown(&world, "adatum.fr")["status"], "none");
}

#[test]
fn a_file_of_many_statuses_is_taken_whole_or_not() {
    let world = with_customers();
    let line = |id: &str, status: &str, day: &str| {
        format!(
            "{{\"customerId\": \"{id}\", \"status\": \"{status}\", \"lastUpdateDateTime\": \"{day}T00:00:00\"}}\n"
        )
    };
    let lines = line(TENANT, "Allowed", "2021-02-20")
        + &line(TENANT, "NotAllowed", "2021-02-25")
        + &line("adatum.fr", "Not Ready", "2021-02-26");
    world.write("status.json", &lines);
    let dry = world.answer(&import(&["--dry-run"]));
    assert_eq!(
        (&dry["dry_run"], &dry["recorded"]),
        (&json!(true), &json!(2))
    );
    assert_eq!(shown(&world, "adatum.fr"), json!(null));
    world.answer(&import(&[]));
    assert_eq!(shown(&world, "northwind.fr")["status"], "not-allowed");
    assert_eq!(shown(&world, "adatum.fr")["status"], "not-ready");
    for (more, said) in [
        (line("gone.fr", "Allowed", "2021-02-27"), "gone.fr"),
        (
            line("adatum.fr", "Allowed", "2021-04-01"),
            "2021-04-01 is in the future",
        ),
        (
            line("adatum.fr", "Allowed", "2021-02-26"),
            "two statuses of adatum.fr",
        ),
        (
            line("adatum.fr", "Fine", "2021-02-28"),
            "`Fine` is not a valid status",
        ),
        (
            "{\"status\": \"Allowed\"}\n".to_owned(),
            "does not name its customer",
        ),
    ] {
        world.write("status.json", lines.clone() + &more);
        let error = world.refusal(2, &import(&[]));
        let message = error["details"][0]["message"].as_str().unwrap();
        assert!(message.contains(said), "{said}: {error}");
        assert!(
            error["details"][0]["at"]
                .as_str()
                .unwrap()
                .starts_with("status.json:4:"),
            "{error}"
        );
    }
    assert_eq!(shown(&world, "adatum.fr")["status"], "not-ready");
}

#[test]
fn files_of_other_encodings_and_other_things_are_told_apart() {
    let world = with_customers();
    let status = r#"{"status": "Allowed"}"#;
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(status.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let powershell = "[\r\n    {\r\n        \"Status\":  \"Allowed\",\r\n        \"Type\":  \"account\"\r\n    }\r\n]\r\n";
    for bytes in [
        utf16,
        format!("\u{feff}{status}").into_bytes(),
        powershell.into(),
    ] {
        world.write("status.json", bytes);
        world.answer(&import(&["--customer", "northwind.fr"]));
    }
    for (text, said) in [
        ("", "empty"),
        ("{\"status\": \"All", "not valid JSON"),
        ("name,domain\n", "not JSON"),
        ("[]", "empty list"),
        (r#"{"requirementType": "x"}"#, "security score"),
        (r#"{"validationResults": []}"#, "empty list"),
        (r#"{"error": {"code": "Forbidden"}}"#, "Forbidden"),
    ] {
        world.write("status.json", text);
        let error = world.refusal(2, &import(&["--customer", "northwind.fr"]));
        assert!(error.to_string().contains(said), "{text}: {error}");
    }
}

#[test]
fn recording_a_status_takes_the_permission_for_customers() {
    let world = with_customers();
    let add = [
        "users",
        "add",
        "dana@contoso.fr",
        "--first-name",
        "Dana",
        "--last-name",
        "Roux",
    ];
    world.answer(&[&add[..], &["--role", "helpdesk-agent"]].concat());
    let error = world.refusal(
        6,
        &[&RECORD[..], &["allowed", "--as", "dana@contoso.fr"]].concat(),
    );
    assert_eq!(error["permission"], "customers.manage");
    world.write("status.json", r#"{"status": "Allowed"}"#);
    let as_dana = ["--customer", "northwind.fr", "--as", "dana@contoso.fr"];
    let error = world.refusal(6, &import(&as_dana));
    assert_eq!(error["permission"], "customers.manage");
    assert_eq!(shown(&world, "northwind.fr"), json!(null));
}
