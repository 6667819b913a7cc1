//! JSON Schemas of every answer, generated from `src/report/shapes.txt` and the program's vocabularies, and checked
//! against real answers.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use csp::domain::word::Word;
use serde_json::{Map, Value, json};

use crate::generated::{Pages, hold};

/// The definitions of shapes by name.
fn shapes() -> BTreeMap<&'static str, &'static str> {
    csp::report::shapes::TABLE
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split_once(": ").unwrap())
        .collect()
}

fn words(name: &str) -> Option<Vec<&'static str>> {
    fn all<W: Word>() -> Vec<&'static str> {
        W::ALL.iter().map(|word| word.word()).collect()
    }
    use csp::domain as d;
    Some(match name {
        "Action" => all::<d::next::Action>(),
        "Who" => all::<d::next::Who>(),
        "DocumentKind" => all::<d::enrollment::AppealDocumentKind>(),
        "CheckKind" => all::<d::enrollment::CheckKind>(),
        "CheckWord" => all::<d::enrollment::CheckStateKind>(),
        "Stage" => all::<d::enrollment::EnrollmentStateKind>(),
        "SupportPlan" => all::<d::enrollment::SupportPlan>(),
        "Model" => all::<d::Model>(),
        "Region" => all::<d::market::Region>(),
        "UserState" => all::<d::user::UserStateKind>(),
        "Role" => all::<d::role::Role>(),
        "RoleGroup" => all::<d::role::RoleGroup>(),
        "Permission" => all::<d::role::Permission>(),
        "Service" => all::<d::provider::Service>(),
        "ImportedOutcome" => all::<csp::report::views::account_import::ImportedOutcome>(),
        "ResultOutcome" => all::<csp::report::views::check_results::ResultOutcome>(),
        "SeenOutcome" => all::<csp::report::views::gdap_import::SeenOutcome>(),
        "TransferOutcome" => all::<csp::report::views::transfer_import::TransferOutcome>(),
        "TransferKind" => all::<d::transfer::TransferKind>(),
        "TransferDirection" => all::<d::transfer::TransferDirection>(),
        "TransferState" => all::<d::transfer::TransferStateKind>(),
        "TransferActor" => all::<d::transfer::TransferActor>(),
        "TransferCheckStatus" => all::<d::transfer::TransferCheckStatus>(),
        "GdapNoteKind" => all::<csp::exchange::gdap::GdapNoteKind>(),
        "AdminRelationshipState" => all::<d::gdap::AdminRelationshipStateKind>(),
        "AssignmentState" => all::<d::gdap::AssignmentStateKind>(),
        "RelationshipOrigin" => all::<d::gdap::RelationshipOrigin>(),
        "RoleSetOrigin" => all::<d::gdap::RoleSetOrigin>(),
        "Absence" => all::<d::gdap::AbsenceKind>(),
        "PartnershipState" => all::<d::partnership::PartnershipStateKind>(),
        "RelationshipState" => all::<d::relationship::RelationshipStateKind>(),
        "Via" => all::<d::relationship::Via>(),
        "RequestState" => all::<d::request::RequestStateKind>(),
        "RequestKind" => all::<d::request::RequestKind>(),
        "Method" => all::<d::agreement::Method>(),
        "OrderOperation" => all::<d::order::OrderOperation>(),
        "CustomerOrigin" => all::<d::customer::CustomerOrigin>(),
        "AccountStatus" => all::<d::customer::AccountStatus>(),
        "SightingOutcome" => all::<d::sighting::SightingOutcome>(),
        "CustomerState" => all::<d::customer::CustomerStateKind>(),
        "RequirementId" => all::<csp::policy::RequirementId>(),
        "Level" => all::<csp::policy::Level>(),
        "Purpose" => all::<csp::policy::Purpose>(),
        "Status" => all::<csp::policy::Status>(),
        "Answer" => all::<csp::policy::Answer>(),
        "EditionOrigin" => all::<csp::policy::EditionOrigin>(),
        "PackAction" => all::<csp::policy::PackAction>(),
        "FactKey" => all::<d::evidence::FactKey>(),
        "Category" => all::<d::revenue::Category>(),
        "Severity" => all::<csp::report::views::finding::Severity>(),
        "SourceKind" => all::<d::revenue::SourceKind>(),
        "ImportOutcome" => all::<csp::report::views::eligibility::import::ImportOutcome>(),
        "ReportFileFormat" => all::<csp::exchange::partner_report::ReportFileFormat>(),
        "Examined" => all::<csp::report::views::finding::Examined>(),
        _ => return None,
    })
}

fn simple(name: &str) -> Option<Value> {
    Some(match name {
        "text" => json!({"type": "string"}),
        "int" => json!({"type": "integer"}),
        "bool" => json!({"type": "boolean"}),
        "any" => json!({}),
        "day" => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}),
        "month" => json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}),
        "decimal" => json!({"type": "string", "pattern": "^-?[0-9]+([.][0-9]+)?$"}),
        "instant" => json!({
            "type": "string",
            "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"
        }),
        _ => return words(name).map(|words| json!({ "enum": words })),
    })
}

fn schema_of_type(name: &str) -> Value {
    if let Some(name) = name.strip_suffix('?') {
        return json!({"anyOf": [schema_of_type(name), {"type": "null"}]});
    }
    if let Some(item) = name.strip_prefix('[').and_then(|it| it.strip_suffix(']')) {
        return json!({"type": "array", "items": schema_of_type(item)});
    }
    simple(name).unwrap_or_else(|| schema_of(name))
}

fn keys_of(name: &str) -> Vec<(&'static str, &'static str)> {
    let definition = *shapes().get(name).expect(name);
    let parts = definition.split(", ");
    parts
        .flat_map(|part| match part.strip_prefix("+ ") {
            Some(other) => keys_of(other),
            None => vec![part.split_once(' ').unwrap()],
        })
        .collect()
}

fn schema_of(name: &str) -> Value {
    if let Some(other) = shapes().get(name).and_then(|it| it.strip_prefix("= ")) {
        return schema_of_type(other);
    }
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (key, kind) in keys_of(name) {
        let bare = key.trim_end_matches('~');
        properties.insert(bare.to_owned(), schema_of_type(kind));
        if bare == key {
            required.push(bare);
        }
    }
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false
    })
}

/// The schema of a whole answer: that of its shape, and the keys that `--dry-run` adds to an object.
fn schema_of_answer(name: &str) -> Value {
    let mut schema = schema_of(name);
    if name != "error" && schema["properties"].is_object() {
        schema["properties"]["dry_run"] = json!({
            "const": true,
            "description": "There where the answer is what a write with --dry-run would have left."
        });
    }
    schema
}

/// Finds where `value` does not match `schema`.
fn faults(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    if let Some(choices) = schema["anyOf"].as_array() {
        let fits = |choice: &Value| {
            let mut inner = Vec::new();
            faults(choice, value, at, &mut inner);
            inner
        };
        let tried: Vec<Vec<String>> = choices.iter().map(fits).collect();
        if tried.iter().all(|inner| !inner.is_empty()) {
            found.extend(tried.into_iter().next().unwrap());
        }
        return;
    }
    if let Some(words) = schema["enum"].as_array()
        && !words.contains(value)
    {
        found.push(format!("{at}: {value} is not in the vocabulary"));
    }
    if let Some(constant) = schema.get("const")
        && constant != value
    {
        found.push(format!("{at}: {value} is not {constant}"));
    }
    match schema["type"].as_str() {
        Some("string") => match value.as_str() {
            Some(text) => {
                if let Some(pattern) = schema["pattern"].as_str()
                    && !looks_like(pattern, text)
                {
                    found.push(format!("{at}: {text} does not match {pattern}"));
                }
            }
            None => found.push(format!("{at}: {value} is no text")),
        },
        Some("integer") if !value.is_i64() => found.push(format!("{at}: {value} is no number")),
        Some("boolean") if !value.is_boolean() => found.push(format!("{at}: {value} is no bool")),
        Some("null") if !value.is_null() => found.push(format!("{at}: {value} is not null")),
        Some("array") => match value.as_array() {
            Some(items) => {
                for (n, item) in items.iter().enumerate() {
                    faults(&schema["items"], item, &format!("{at}[{n}]"), found);
                }
            }
            None => found.push(format!("{at}: {value} is no list")),
        },
        Some("object") => faults_of_object(schema, value, at, found),
        _ => {}
    }
}

fn faults_of_object(schema: &Value, value: &Value, at: &str, found: &mut Vec<String>) {
    let Some(fields) = value.as_object() else {
        found.push(format!("{at}: {value} is no object"));
        return;
    };
    for key in schema["required"].as_array().unwrap() {
        if !fields.contains_key(key.as_str().unwrap()) {
            found.push(format!("{at}: {key} is not there"));
        }
    }
    for (key, field) in fields {
        match schema["properties"].get(key) {
            Some(inner) => faults(inner, field, &format!("{at}.{key}"), found),
            None => found.push(format!("{at}: {key} is not documented")),
        }
    }
}

/// Matches the patterns used above without a library: digits against digits, all other characters literally.
fn looks_like(pattern: &str, text: &str) -> bool {
    let shape: String = text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect();
    match pattern {
        "^[0-9]{4}-[0-9]{2}-[0-9]{2}$" => shape == "0000-00-00",
        "^[0-9]{4}-[0-9]{2}$" => shape == "0000-00",
        "^-?[0-9]+([.][0-9]+)?$" => text.parse::<f64>().is_ok() && !text.contains('e'),
        _ => shape == "0000-00-00T00:00:00Z",
    }
}

/// The commands that produce an answer of each shape, run in this order as one session.
const SESSION: &str = include_str!("answers.txt");

#[test]
fn the_schemas_are_what_the_table_and_the_vocabularies_say() {
    let mut pages = Pages::new();
    for name in shapes().into_keys() {
        if !SESSION.contains(&format!("\n{name}: ")) {
            continue;
        }
        let mut schema = schema_of_answer(name);
        let fields = schema.as_object_mut().unwrap();
        fields.insert(
            "$schema".to_owned(),
            json!("https://json-schema.org/draft/2020-12/schema"),
        );
        fields.insert("title".to_owned(), json!(name));
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        pages.insert(format!("{name}.json"), text.into_bytes());
    }
    hold("docs/schemas", &pages);
}

/// Runs the session in its own folder, and calls `see` with the shape, the command and the answer of each.
fn played(format: &str, see: impl FnMut(&'static str, &'static str, &str)) {
    played_with(format, |_| String::new(), see);
}

/// The same, with `options` added to commands by the shape of their answer.
fn played_with(
    format: &str,
    options: impl Fn(&str) -> String,
    mut see: impl FnMut(&'static str, &'static str, &str),
) {
    let home = tempfile::tempdir().unwrap();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let _ = std::os::unix::fs::symlink(root.join("examples"), home.path().join("examples"));
    let mut now = "2021-03-01T09:00:00Z";
    for line in SESSION.lines().filter(|line| !line.starts_with('#')) {
        let Some((name, command)) = line.split_once(": ") else {
            continue;
        };
        if name == "now" {
            now = command;
            continue;
        }
        let line = match name {
            "run" => command.to_owned(),
            name => format!("{command}{}", options(name)),
        };
        let output = Command::new("bash")
            .args(["--norc", "-c", &line])
            .env_clear()
            .env("PATH", path())
            .env("HOME", home.path())
            .env("CSP_NOW", now)
            .env("CSP_FORMAT", format)
            .current_dir(home.path())
            .output()
            .unwrap();
        if name == "run" {
            assert!(output.status.success(), "{command}: {output:?}");
            continue;
        }
        let stream = if name == "error" {
            &output.stderr
        } else {
            &output.stdout
        };
        see(name, command, &String::from_utf8_lossy(stream));
    }
}

#[test]
fn every_answer_matches_its_schema() {
    let mut wrong = Vec::new();
    played("json", |name, command, text| {
        let Ok(value) = serde_json::from_str::<Value>(text.lines().last().unwrap_or("")) else {
            wrong.push(format!("{command}: no JSON: {text}"));
            return;
        };
        let mut found = Vec::new();
        faults(&schema_of_answer(name), &value, name, &mut found);
        wrong.extend(found.iter().map(|fault| format!("{command}\n    {fault}")));
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_answer_can_be_filtered_by_an_expression() {
    let mut wrong = Vec::new();
    played_with(
        "table",
        |_| " --jq .".to_owned(),
        |name, command, text| {
            let mut found = Vec::new();
            match serde_json::from_str::<Value>(text) {
                Ok(value) => faults(&schema_of_answer(name), &value, name, &mut found),
                // Errors are not affected; they have the chosen format.
                Err(_) if name == "error" => {}
                Err(error) => found.push(error.to_string()),
            }
            wrong.extend(found.iter().map(|fault| format!("{command}: {fault}")));
        },
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_answer_can_be_reduced_to_chosen_fields() {
    let first = |name: &str| csp::report::shapes::Shape::named(name).paths().remove(0);
    let mut wrong = Vec::new();
    played_with(
        "json",
        |name| match name {
            "error" => String::new(),
            name => format!(" --fields {}", first(name)),
        },
        |name, command, text| {
            let value = match serde_json::from_str::<Value>(text) {
                Ok(value) => value,
                Err(_) if name == "error" => return,
                Err(error) => panic!("{command}: {error}: {text}"),
            };
            let row = value.as_array().map_or(Some(&value), |rows| rows.first());
            let keys: Vec<&str> = row
                .and_then(Value::as_object)
                .map_or_else(Vec::new, |fields| {
                    fields.keys().map(String::as_str).collect()
                });
            let wanted = first(name);
            let is_chosen = |key: &&str| *key == wanted || *key == "dry_run";
            if !keys.iter().all(is_chosen) || row.is_some() && keys[0] != wanted {
                wrong.push(format!("{command}: {keys:?}"));
            }
        },
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_command_lists_the_fields_of_its_shape() {
    let home = tempfile::tempdir().unwrap();
    let commands = SESSION.lines().filter_map(|line| line.split_once(": csp "));
    for (name, command) in commands.filter(|(name, _)| !matches!(*name, "run" | "error")) {
        let output = Command::new("bash")
            .args(["--norc", "-c", &format!("csp {command} --fields")])
            .env_clear()
            .env("PATH", path())
            .env("HOME", home.path())
            .output()
            .unwrap();
        let listed = String::from_utf8(output.stdout).unwrap();
        let wanted = csp::report::shapes::Shape::named(name).paths().join("\n") + "\n";
        assert_eq!(listed, wanted, "csp {command}");
    }
    assert_eq!(std::fs::read_dir(home.path()).unwrap().count(), 0);
}

/// The keys of a shape that are columns in CSV (plain values and lists of them), and whether each may be absent.
fn columns_of(name: &str) -> Vec<(&'static str, bool)> {
    let is_plain = |kind: &str| {
        let kind = kind.trim_end_matches('?');
        let kind = kind.trim_start_matches('[').trim_end_matches(']');
        kind != "any" && !shapes().contains_key(kind)
    };
    keys_of(name)
        .into_iter()
        .filter(|(_, kind)| is_plain(kind))
        .map(|(key, _)| (key.trim_end_matches('~'), key.ends_with('~')))
        .collect()
}

#[test]
fn csv_headings_follow_the_declared_shape() {
    let mut wrong = Vec::new();
    played("csv", |name, command, text| {
        let shape = match (name, shapes()[name].strip_prefix("= [")) {
            ("error", _) => return,
            ("revenue-import", _) => "imported-file",
            ("revenue-removed", _) => "revenue",
            ("users-import", _) => "new-user",
            ("gdap-import", _) => "seen-relationship",
            ("report", _) => "report-account",
            ("transfers-import", _) => "seen-transfer",
            ("accounts-import", _) => "imported-account",
            ("check-results", _) => "recorded-result",
            // These two have the columns of their own import.
            ("revenues" | "rates", _) => return,
            // One row per account, with the first of several values.
            ("status", _) => "status-line",
            (_, Some(item)) => item.trim_end_matches(']'),
            (name, None) => name,
        };
        let heading: Vec<&str> = text.lines().next().unwrap_or("").split(',').collect();
        let wanted: Vec<&str> = columns_of(shape)
            .into_iter()
            .filter(|(key, may_be_absent)| !may_be_absent || heading.contains(key))
            .map(|(key, _)| key)
            .collect();
        let is_rehearsal = command.contains("--dry-run");
        let marked = [&wanted[..], &["dry_run"]].concat();
        if heading != wanted && !(is_rehearsal && heading == marked) {
            wrong.push(format!(
                "{command}\n  {}\n  {}",
                heading.join(","),
                wanted.join(",")
            ));
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn path() -> String {
    let folder = Path::new(env!("CARGO_BIN_EXE_csp")).parent().unwrap();
    format!("{}:{}", folder.display(), std::env::var("PATH").unwrap())
}
