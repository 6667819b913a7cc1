//! Every published shape, and files that are something else.

use super::*;
use crate::domain::calendar::parse_day;
use crate::domain::security::SecurityRequirementKind;
use crate::exchange::decode::{Expected, Opening};

fn read(text: &str, usage: AnswerUse) -> Parsed<MicrosoftAnswers> {
    let opening = Opening {
        expected: Expected::RowsOrJson,
        sheet: None,
    };
    let document = DecodedFile::read(text.as_bytes(), opening).unwrap();
    MicrosoftAnswers::read(document, usage)
}

fn answers(text: &str, usage: AnswerUse) -> MicrosoftAnswers {
    let read = read(text, usage).into_result();
    read.unwrap_or_else(|found| panic!("{text}: {found:?}"))
}

/// What is wrong with a text, with the places.
fn mistakes(text: &str, usage: AnswerUse) -> Vec<String> {
    let listed = read(text, usage).mistakes.into_listed().into_iter();
    let shown = listed.map(|one| {
        let (line, column) = one.place().and_then(Place::position).unwrap_or_default();
        format!("{line}:{column} {}", one.message())
    });
    shown.collect()
}

fn statuses(text: &str) -> Vec<(Option<String>, AccountStatus, Option<String>)> {
    let all = answers(text, AnswerUse::Verification)
        .verifications
        .into_iter();
    all.map(|one| (one.customer, one.status, one.on.map(|on| on.to_string())))
        .collect()
}

const ONE: &str = r#"{"type": "account", "status": "UnderReview", "lastUpdateDateTime": "2026-11-03T08:12:44.1234567"}"#;

#[test]
fn a_status_is_read_alone_wrapped_and_in_lists() {
    let day = || Some("2026-11-03".to_owned());
    let review = AccountStatus::UnderReview;
    assert_eq!(statuses(ONE), [(None, review, day())]);
    let id = "9f3b6a40-2222-4d17-8e55-0000000000c1";
    let named = (Some(id.to_owned()), review, day());
    for wrapped in [
        format!(r#"{{"customerId": "{id}", "validationStatus": {ONE}}}"#),
        format!(r#"{{"tenantId": "{id}", "result": {ONE}}}"#),
        format!(r#"{{"{id}": {ONE}}}"#),
        format!(r#"[{{"CustomerId": "{id}", {}"#, &ONE[1..]) + "]",
        format!(
            r#"{{"value": [{{"customerId": "{id}", {}], "Count": 1}}"#,
            &ONE[1..]
        ),
    ] {
        assert_eq!(
            statuses(&wrapped),
            std::slice::from_ref(&named),
            "{wrapped}"
        );
    }
    let lines = format!(
        "{{\"customerId\": \"a.fr\", {0}\n{{\"customerId\": \"b.fr\", {0}\n",
        &ONE[1..]
    );
    assert_eq!(statuses(&lines).len(), 2);
    let none = r#"{"code": 600074, "description": "AccountStatusNotFound"}"#;
    assert_eq!(statuses(none), [(None, AccountStatus::None, None)]);
    let nested = r#"{"customerId": "a.fr", "error": {"code": "600074", "message": "AccountStatusNotFound"}}"#;
    let expected = (Some("a.fr".to_owned()), AccountStatus::None, None);
    assert_eq!(statuses(nested), [expected]);
}

#[test]
fn an_unknown_word_is_refused_with_its_place() {
    let found = mistakes("{\n  \"status\": \"Approved\"\n}", AnswerUse::Verification);
    assert_eq!(found.len(), 1);
    assert!(
        found[0].starts_with("2:13 status: `Approved` is not a valid status"),
        "{found:?}"
    );
    for (text, said) in [
        (r#"{"status": 2}"#, "expected a text"),
        (
            r#"{"status": "Allowed", "type": "card"}"#,
            "this is a status of `card`",
        ),
        (
            r#"{"status": "Allowed", "lastUpdateDateTime": "03/11/2026"}"#,
            "`03/11/2026` is not a valid date",
        ),
    ] {
        let found = mistakes(text, AnswerUse::Verification);
        assert!(
            found.len() == 1 && found[0].contains(said),
            "{text}: {found:?}"
        );
    }
}

const RESULTS: &str = r#"{"validationResults": [
  {"partnerId": "5550202", "isValidPartnerIdOnRecord": true},
  {"partnerId": 5550303, "isValidPartnerIdOnRecord": false, "errorCode": 900400,
   "errorDescription": "The PLA ID 5550303 is not an eligible reseller"}]}"#;

#[test]
fn validations_are_read_with_code_and_text() {
    let found = answers(RESULTS, AnswerUse::Validation).validations;
    assert_eq!(found.len(), 2);
    assert_eq!(found[0].partner_id, "5550202");
    assert!(found[0].answer.is_valid);
    assert_eq!(found[1].partner_id, "5550303");
    assert_eq!(found[1].answer.code.as_deref(), Some("900400"));
    assert_eq!(found[1].at, (3, 4));
    assert_eq!(answers(RESULTS, AnswerUse::Evidence).validations, found);
    let twice = r#"[{"partnerId": "1", "isValidPartnerIdOnRecord": "True"},
        {"partnerId": "1", "isValidPartnerIdOnRecord": false}]"#;
    let found = mistakes(twice, AnswerUse::Validation);
    assert_eq!(found, ["2:10 the file has two different answers about 1"]);
    let odd = r#"{"partnerId": "1", "isValidPartnerIdOnRecord": "perhaps"}"#;
    let found = mistakes(odd, AnswerUse::Validation);
    let said = "isValidPartnerIdOnRecord: expected true or false";
    assert!(found.len() == 1 && found[0].contains(said), "{found:?}");
}

#[test]
fn requirements_are_read_in_every_spelling() {
    for (spelling, verdict) in [
        ("compliant", Some(true)),
        ("Compliant", Some(true)),
        ("noncomplaint", Some(false)),
        ("noncompliant", Some(false)),
        ("nonCompliant", Some(false)),
        ("non-compliant", Some(false)),
        ("unknownFutureValue", None),
    ] {
        let text = format!(
            r#"{{"id": "x", "requirementType": "securityContactProvided", "complianceStatus": "{spelling}"}}"#
        );
        let found = answers(&text, AnswerUse::Evidence);
        assert_eq!(found.requirements[0].1.is_compliant, verdict, "{spelling}");
    }
    let text = r#"{"score": {"id": "partnerSecurityScore", "currentScore": 72.0, "maxScore": 100.0,
        "updatedDateTime": "2026-11-19T23:41:07.0713969Z"},
      "requirements": {"@odata.context": "x", "value": [
        {"id": "mfaEnforcedForAdmins", "complianceStatus": "nonCompliant", "adminsRequiredNotUsingMfaCount": 0},
        {"requirementType": "securityAlertsPromptlyResolved", "complianceStatus": "compliant",
         "averageResponseTimeInHours": "7.50", "updatedDateTime": "2026-11-20T01:00:00+02:00"},
        {"requirementType": "mfaEnforcedForAdminsOfCustomers", "complianceStatus": "noncomplaint", "totalTenantCount": 31},
        {"requirementType": "spendingBudgetSetForCustomerAzureSubscriptions", "complianceStatus": "compliant"}]}}"#;
    let found = answers(text, AnswerUse::Evidence);
    assert_eq!(found.score_of, parse_day("2026-11-19").ok());
    let kinds: Vec<_> = found.requirements.iter().map(|(_, it)| it.kind).collect();
    assert_eq!(
        kinds,
        [
            SecurityRequirementKind::AdminMfa,
            SecurityRequirementKind::Alerts
        ]
    );
    let alerts = &found.requirements[1].1;
    assert_eq!(
        alerts
            .response_hours
            .map(|hours| hours.to_string())
            .as_deref(),
        Some("7.5")
    );
    assert_eq!(alerts.on, parse_day("2026-11-19").ok());
    assert_eq!(found.left_out.len(), 3, "{:?}", found.left_out);
    let odd = r#"{"requirementType": "mfaEnforcedForAdminsOfCustomers", "adminsRequiredNotUsingMfaCount": 2}"#;
    let found = answers(odd, AnswerUse::Evidence);
    assert_eq!(
        found.requirements[0].1.kind,
        SecurityRequirementKind::AdminMfa
    );
    for hours in ["-1", "\"soon\"", "true", "\"NaN\""] {
        let text = format!(
            r#"{{"requirementType": "securityAlertsPromptlyResolved", "averageResponseTimeInHours": {hours}}}"#
        );
        assert_eq!(mistakes(&text, AnswerUse::Evidence).len(), 1, "{hours}");
    }
}

#[test]
fn other_files_are_named_with_the_command_that_reads_them() {
    for (text, usage, said) in [
        (
            RESULTS,
            AnswerUse::Verification,
            "these are validations of resellers",
        ),
        (
            ONE,
            AnswerUse::Evidence,
            "this is Microsoft's status of a customer",
        ),
        (
            ONE,
            AnswerUse::Validation,
            "this is Microsoft's status of a customer",
        ),
        (
            r#"{"value": [{"id": "1", "accessDetails": {"unifiedRoles": []}, "status": "active"}]}"#,
            AnswerUse::Evidence,
            "these are delegated admin relationships (GDAP)",
        ),
        (
            r#"{"items": [{"id": "1", "companyProfile": {"domain": "a.fr"}}]}"#,
            AnswerUse::Evidence,
            "these are customers",
        ),
        (
            r#"{"partnerIds": ["5550202"]}"#,
            AnswerUse::Validation,
            "this is the question to validateresellers",
        ),
        (
            r#"{"error": {"code": "Forbidden", "message": "no"}}"#,
            AnswerUse::Evidence,
            "this is an error of Microsoft's API, so nothing was imported: Forbidden: no",
        ),
        (
            r#"{"code": 900421, "description": "MFA"}"#,
            AnswerUse::Verification,
            "this is an error of Microsoft's API, so nothing was imported: 900421: MFA",
        ),
        (
            r#"{"x": 1}"#,
            AnswerUse::Evidence,
            "this is something else: expected",
        ),
        ("[1]", AnswerUse::Evidence, "expected an object of JSON"),
        (
            r#"{"value": [1]}"#,
            AnswerUse::Evidence,
            "expected an object of JSON in `value`",
        ),
        (
            r#"[{"partnerId": "0123", "isValidPartnerIdOnRecord": true},
                {"partnerId": "123", "isValidPartnerIdOnRecord": false}]"#,
            AnswerUse::Validation,
            "the file has two different answers about 123",
        ),
        (
            r#"{"partnerId": "123", "isValidPartnerIdOnRecord": true, "errorCode": 900400}"#,
            AnswerUse::Validation,
            "contradicts itself",
        ),
        (
            r#"{"partnerId": "123", "isValidPartnerIdOnRecord": true, "errorDescription": "Reseller suspended"}"#,
            AnswerUse::Validation,
            "it is true and has the error description `Reseller suspended`",
        ),
        (
            r#"{"value": []}"#,
            AnswerUse::Evidence,
            "the file is an empty list",
        ),
        ("", AnswerUse::Evidence, "the file is empty"),
        ("key,value\n1,2\n", AnswerUse::Evidence, "this is not JSON"),
        (
            "\"x\"\n",
            AnswerUse::Verification,
            "expected an object or an array of JSON",
        ),
        (
            "12",
            AnswerUse::Validation,
            "expected an object or an array of JSON",
        ),
        (
            r#"{"requirements": "@{id=1}"}"#,
            AnswerUse::Evidence,
            "was cut to text",
        ),
    ] {
        let found = mistakes(text, usage);
        assert!(
            found.len() == 1 && found[0].contains(said),
            "{text}: {found:?}"
        );
    }
}

#[test]
fn files_that_break_off_or_nest_too_deep_are_refused() {
    for text in [
        "{",
        "[{\"status\": \"Allowed\"",
        "{\"status\": \"Allowed\"} {",
        "{\"status\": \"Allowed\"} x",
        "{\"status\": \"Al",
    ] {
        let found = mistakes(text, AnswerUse::Verification);
        assert!(
            found.len() == 1 && found[0].contains("valid JSON"),
            "{text}: {found:?}"
        );
    }
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let deep = format!("{}1{}", open.repeat(5000), close.repeat(5000));
        let found = mistakes(&deep, AnswerUse::Evidence);
        assert_eq!(found.len(), 1, "{open}");
        assert!(found[0].contains("nested too deeply"), "{found:?}");
    }
}

#[test]
fn a_name_twice_in_an_object_is_refused() {
    for (text, usage, place) in [
        (
            "{\"status\": \"Allowed\",\n  \"status\": \"NotAllowed\"}",
            AnswerUse::Verification,
            "2:",
        ),
        (
            r#"{"validationResults": [{"partnerId": "1", "isValidPartnerIdOnRecord": true, "isvalidpartneridonrecord": false}]}"#,
            AnswerUse::Validation,
            "1:",
        ),
        (
            r#"{"status": "Allowed", "links": {"self": 1, "Self": 2}}"#,
            AnswerUse::Verification,
            "1:",
        ),
    ] {
        let found = mistakes(text, usage);
        assert!(
            found.len() == 1 && found[0].starts_with(place),
            "{text}: {found:?}"
        );
        assert!(found[0].contains(" an object has the name `"), "{found:?}");
        assert!(!found[0].contains("not valid JSON"), "{found:?}");
    }
}
