//! Microsoft's answer about our Partner ID, and facts out of its security score.

use serde_json::{Value, json};

use crate::providers_rules::{known, with_partner};
use crate::world::{World, each};

const RECORD: [&str; 3] = ["providers", "validation", "tailspin"];
const IMPORT: [&str; 4] = ["providers", "validation", "import", "answer.json"];
const EVIDENCE: [&str; 4] = ["eligibility", "evidence", "import", "answer.json"];

const INVALID: &str = r#"{"validationResults": [
    {"partnerId": "5550202", "isValidPartnerIdOnRecord": true},
    {"partnerId": 4812345, "isValidPartnerIdOnRecord": false, "errorCode": 900400,
     "errorDescription": "The PLA ID \u001b[31m4812345 is not eligible"}]}"#;

fn shown(world: &World) -> Value {
    world.answer(&["providers", "show", "tailspin"])["validation"].clone()
}

fn fact(world: &World, key: &str) -> Value {
    let all = world.answer(&["eligibility", "evidence", "list"]);
    let all = all.as_array().unwrap().iter();
    all.into_iter()
        .find(|one| one["key"] == key)
        .cloned()
        .unwrap_or_default()
}

#[test]
fn an_answer_is_recorded_shown_and_journalled() {
    let world = with_partner();
    assert_eq!(shown(&world), json!(null));
    let more = [
        "invalid",
        "--code",
        "900400",
        "--text",
        "not eligible",
        "--on",
        "2021-02-26",
    ];
    let answer = world.answer(&[&RECORD[..], &more].concat());
    let expected = json!({
        "valid": false, "code": "900400", "text": "not eligible", "on": "2021-02-26",
        "recorded_at": "2021-03-01T09:00:00Z"
    });
    assert_eq!(answer["validation"], expected);
    assert_eq!(shown(&world), expected);
    let entry = world.answer(&["audit", "log", "--subject", "tailspin", "--limit", "1"]);
    assert_eq!(entry[0]["action"], "partnership.validation-recorded");
    assert_eq!(entry[0]["changes"]["from"], json!(null));
    assert_eq!(entry[0]["changes"]["to"]["code"], "900400");
    world.answer(&[&RECORD[..], &["valid"]].concat());
    assert_eq!(shown(&world)["code"], json!(null));
    let error = world.refusal(4, &[&RECORD[..], &more].concat());
    assert_eq!(error["rule"], "providers.step");
    let error = world.refusal(4, &[&RECORD[..], &["valid", "--on", "2021-03-02"]].concat());
    assert_eq!(error["rule"], "providers.step");
    world.refusal(2, &[&RECORD[..], &["valid", "--code", "1"]].concat());
    let error = world.refusal(7, &["providers", "validation"]);
    assert_eq!(each(&error, "flag"), ["PROVIDER", "ANSWER"]);
    let message = each(&error, "message")[1];
    assert!(message.contains("(Microsoft's answer"), "{message}");
    world.answer(&["audit", "verify"]);
}

#[test]
fn our_answer_is_found_among_those_of_others() {
    let world = with_partner();
    world.write("answer.json", INVALID);
    let dry = world.answer(&[&IMPORT[..], &["--dry-run"]].concat());
    assert_eq!(dry["dry_run"], true);
    assert_eq!(shown(&world), json!(null));
    let run = world.csp(&[&IMPORT[..], &["--format", "json"]].concat());
    let answer = run.expect(0).json();
    assert_eq!(
        (&answer["provider"], &answer["outcome"]),
        (&json!("tailspin"), &json!("recorded"))
    );
    assert_eq!(answer["left_out"], json!(["5550202"]));
    assert!(
        run.stderr
            .contains("1 answer about other partner IDs left out: 5550202"),
        "{}",
        run.stderr
    );
    assert_eq!(shown(&world)["code"], "900400");
    let text = shown(&world)["text"].as_str().unwrap().to_owned();
    assert!(
        text.contains("4812345") && !text.contains('\u{1b}'),
        "{text:?}"
    );
    assert_eq!(world.answer(&IMPORT)["outcome"], "unchanged");
    let answer = world.answer(&EVIDENCE);
    assert_eq!(answer["validation"]["outcome"], "unchanged");
    assert_eq!(answer["facts"], json!([]));
    world.write(
        "answer.json",
        r#"{"validationResults": [{"partnerId": "1", "isValidPartnerIdOnRecord": true}]}"#,
    );
    let error = world.refusal(2, &IMPORT);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("no answer about 4812345"),
        "{error}"
    );
}

#[test]
fn the_provider_that_asked_is_named_where_it_is_not_clear() {
    let world = with_partner();
    world.write("answer.json", INVALID);
    known(&world, "Alpine", "FR", "7700002");
    world.answer(&["providers", "invite", "alpine"]);
    world.answer(&["providers", "authorize", "alpine", "--accept"]);
    let error = world.refusal(2, &IMPORT);
    assert_eq!(error["details"][0]["flag"], "--provider");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("alpine, tailspin"),
        "{error}"
    );
    world.answer(&[&IMPORT[..], &["--provider", "alpine"]].concat());
    assert_eq!(shown(&world), json!(null));
    world.refusal(5, &[&IMPORT[..], &["--provider", "nobody"]].concat());
}

#[test]
fn recording_takes_the_permission_for_its_noun() {
    let world = with_partner();
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
    let as_dana = ["--as", "dana@contoso.fr"];
    let error = world.refusal(6, &[&RECORD[..], &["valid"], &as_dana].concat());
    assert_eq!(error["permission"], "providers.manage");
    world.write("answer.json", INVALID);
    for command in [IMPORT, EVIDENCE] {
        let error = world.refusal(6, &[&command[..], &as_dana].concat());
        assert_eq!(error["permission"], "providers.manage");
    }
    world.write(
        "answer.json",
        security("2021-02-26T00:00:00Z", "nonCompliant", 2, "7.5").to_string(),
    );
    let error = world.refusal(6, &[&EVIDENCE[..], &as_dana].concat());
    assert_eq!(error["permission"], "revenue.manage");
}

/// The score and its requirements, as Graph shows them.
fn security(at: &str, mfa: &str, without: u32, hours: &str) -> Value {
    json!({
        "score": {"id": "partnerSecurityScore", "currentScore": 72.0, "maxScore": 100.0, "updatedDateTime": at},
        "requirements": {"value": [
            {"requirementType": "mfaEnforcedForAdmins", "complianceStatus": mfa,
             "adminsRequiredNotUsingMfaCount": without, "updatedDateTime": at},
            {"requirementType": "securityContactProvided", "complianceStatus": "noncomplaint"},
            {"id": "securityAlertsPromptlyResolved", "complianceStatus": "compliant",
             "averageResponseTimeInHours": hours, "updatedDateTime": at},
            {"requirementType": "mfaEnforcedForAdminsOfCustomers", "complianceStatus": "noncomplaint"}
        ]}
    })
}

#[test]
fn the_security_score_sets_facts_with_their_day() {
    let world = with_partner();
    let at = "2021-02-26T23:41:07.0713969Z";
    world.write(
        "answer.json",
        security(at, "nonCompliant", 2, "7.5").to_string(),
    );
    let answer = world.answer(&EVIDENCE);
    assert_eq!(answer["recorded"], 3);
    for (key, value) in [
        ("security.admin_mfa", "false"),
        ("security.contact", "false"),
        ("security.alert_response_hours", "7.5"),
    ] {
        let fact = fact(&world, key);
        assert_eq!(
            (&fact["value"], &fact["on"]),
            (&json!(value), &json!("2021-02-26")),
            "{key}"
        );
        assert!(
            fact["note"].as_str().unwrap().contains("answer.json"),
            "{fact}"
        );
    }
    assert_eq!(world.answer(&EVIDENCE)["unchanged"], 3);
    let entries = world.answer(&["audit", "log", "--subject", "security.admin_mfa"]);
    assert_eq!(entries.as_array().unwrap().len(), 1);
    assert_eq!(entries[0]["action"], "evidence.recorded");
    assert!(
        entries[0]["reason"]
            .as_str()
            .unwrap()
            .contains("admins without MFA: 2"),
        "{entries}"
    );
    world.answer(&["audit", "verify"]);
    world.answer(&["store", "check"]);
}

#[test]
fn a_newer_fact_on_record_stays_and_the_answer_says_so() {
    let world = with_partner();
    world.answer(&[
        "eligibility",
        "evidence",
        "set",
        "security.admin_mfa",
        "true",
    ]);
    world.write(
        "answer.json",
        security("2021-02-26T00:00:00Z", "nonCompliant", 2, "7.5").to_string(),
    );
    let run = world.csp(&[&EVIDENCE[..], &["--format", "json"]].concat());
    let answer = run.expect(0).json();
    assert_eq!(
        (&answer["recorded"], &answer["older"]),
        (&json!(2), &json!(1))
    );
    assert!(
        run.stderr
            .contains("csp eligibility evidence unset security.admin_mfa"),
        "{}",
        run.stderr
    );
    assert_eq!(fact(&world, "security.admin_mfa")["value"], "true");
    assert_eq!(fact(&world, "security.admin_mfa")["on"], json!(null));
    world.answer(&["eligibility", "evidence", "unset", "security.admin_mfa"]);
    assert_eq!(world.answer(&EVIDENCE)["recorded"], 1);
    // Setting a fact by hand takes the day of the file away.
    world.answer(&[
        "eligibility",
        "evidence",
        "set",
        "security.admin_mfa",
        "true",
    ]);
    assert_eq!(fact(&world, "security.admin_mfa")["on"], json!(null));
    world.answer(&["audit", "verify"]);
}

#[test]
fn contradictions_of_the_score_are_reported() {
    let world = with_partner();
    let at = "2021-02-26T00:00:00Z";
    world.write(
        "answer.json",
        security(at, "compliant", 2, "30").to_string(),
    );
    let run = world.csp(&[&EVIDENCE[..], &["--format", "json"]].concat());
    let answer = run.expect(0).json();
    assert_eq!(
        answer["facts"][0]["value"], "true",
        "the verdict is taken as given"
    );
    assert_eq!(
        run.stderr.matches("Microsoft contradicts itself").count(),
        2,
        "{}",
        run.stderr
    );
    let requirement = |verdict: &str| json!({"requirementType": "securityContactProvided", "complianceStatus": verdict, "updatedDateTime": at});
    world.write(
        "answer.json",
        json!([requirement("compliant"), requirement("noncomplaint")]).to_string(),
    );
    let error = world.refusal(2, &EVIDENCE);
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .contains("two different things"),
        "{error}"
    );
    world.write("answer.json", json!([requirement("partly")]).to_string());
    let run = world.csp(&[&EVIDENCE[..], &["--format", "json"]].concat());
    assert_eq!(run.expect(0).json()["facts"], json!([]));
    assert!(
        run.stderr.contains("nothing was recorded"),
        "{}",
        run.stderr
    );
    let later = requirement("compliant")
        .to_string()
        .replace("2021-02-26", "2021-03-05");
    world.write("answer.json", later);
    let error = world.refusal(2, &EVIDENCE);
    assert!(
        error["message"].as_str().unwrap().contains("in the future"),
        "{error}"
    );
}

#[test]
fn another_file_is_named_with_its_own_command() {
    let world = with_partner();
    for (text, command) in [
        (
            r#"{"value": [{"id": "1", "accessDetails": {}}]}"#,
            "csp gdap import FILE",
        ),
        (
            r#"{"items": [{"id": "1", "companyProfile": {}}]}"#,
            "csp customers import FILE",
        ),
        (
            r#"{"status": "Allowed"}"#,
            "csp customers verification import FILE",
        ),
    ] {
        world.write("answer.json", text);
        for args in [EVIDENCE, IMPORT] {
            let error = world.refusal(2, &args);
            assert!(
                error["remedy"].as_str().unwrap().contains(command),
                "{text}: {error}"
            );
        }
    }
}
