//! The same content in other clothes gives the same items.

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::{Map, Value, json};

use super::*;

/// Everything that a file shows, by the text of it; places differ between variants.
fn shown(bytes: &[u8]) -> BTreeMap<String, u64> {
    let parsed = GdapFile::read(document(bytes));
    let wrong = parsed.mistakes.into_listed();
    assert!(wrong.is_empty(), "{:?}", wrong.first());
    let mut all = BTreeMap::new();
    for item in items(&parsed.file) {
        *all.entry(describe(&item)).or_default() += 1;
    }
    all
}

/// The relationships of a sample, with what a whole export has.
fn relationships() -> Vec<Value> {
    [
        "graph_list_page1",
        "graph_list_page2",
        "graph_without_customer",
        "graph_reseller",
    ]
    .into_iter()
    .flat_map(|name| {
        let page: Value = serde_json::from_str(&sample(name)).unwrap();
        page["value"].as_array().unwrap().clone()
    })
    .collect()
}

/// The keys of an object with their values.
type Pairs = Vec<(String, Value)>;

fn with_keys(value: &Value, rename: &dyn Fn(&str) -> String, order: &dyn Fn(&mut Pairs)) -> Value {
    match value {
        Value::Object(fields) => {
            let mut pairs: Pairs = fields
                .iter()
                .map(|(key, value)| (rename(key), with_keys(value, rename, order)))
                .collect();
            order(&mut pairs);
            Value::Object(pairs.into_iter().collect::<Map<_, _>>())
        }
        Value::Array(all) => all
            .iter()
            .map(|one| with_keys(one, rename, order))
            .collect(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => value.clone(),
    }
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let mark = std::iter::once(0xfeff_u16);
    let units = mark.chain(text.encode_utf16());
    units
        .flat_map(|unit| {
            if big {
                unit.to_be_bytes()
            } else {
                unit.to_le_bytes()
            }
        })
        .collect()
}

/// How a list is written.
#[derive(Debug, Clone, Copy)]
enum Writing {
    List,
    ListWithContextLast,
    BareArray,
    Wrapped,
    ArrayOfPages,
    Lines,
    Documents,
    Results,
}

fn write(all: &[Value], writing: Writing, pretty: bool) -> String {
    let context = "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships";
    let text = |value: &Value| {
        let text = if pretty {
            serde_json::to_string_pretty(value)
        } else {
            serde_json::to_string(value)
        };
        text.unwrap()
    };
    match writing {
        Writing::List => text(&json!({"@odata.context": context, "value": all})),
        Writing::ListWithContextLast => text(&json!({"value": all, "@odata.context": context})),
        Writing::BareArray => text(&json!(all)),
        Writing::Wrapped => text(&json!({"value": all, "Count": all.len()})),
        Writing::ArrayOfPages => {
            let pages: Vec<Value> = all.chunks(2).map(|page| json!({"value": page})).collect();
            text(&json!(pages))
        }
        Writing::Lines => all.iter().map(|one| one.to_string() + "\n").collect(),
        Writing::Documents => all
            .chunks(3)
            .map(|page| text(&json!({"value": page})))
            .collect(),
        Writing::Results => text(&json!({"Results": all})),
    }
}

fn writings() -> impl Strategy<Value = Writing> {
    prop::sample::select(vec![
        Writing::List,
        Writing::ListWithContextLast,
        Writing::BareArray,
        Writing::Wrapped,
        Writing::ArrayOfPages,
        Writing::Lines,
        Writing::Documents,
        Writing::Results,
    ])
}

/// A key as the module of PowerShell writes it.
fn pascal(key: &str) -> String {
    let mut letters = key.chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn encoding_case_order_and_wrapping_change_nothing(
        writing in writings(),
        pretty: bool,
        case in 0..4_usize,
        turn in 0..5_usize,
        encoding in 0..4_usize,
    ) {
        let all = relationships();
        let expected = shown(write(&all, Writing::List, true).as_bytes());
        prop_assert_eq!(expected.values().sum::<u64>(), all.len() as u64);
        let rename: &dyn Fn(&str) -> String = match case {
            0 => &str::to_owned,
            1 => &|key| pascal(key),
            2 => &str::to_uppercase,
            _ => &str::to_lowercase,
        };
        let order = move |pairs: &mut Pairs| {
            let by = turn % pairs.len().max(1);
            pairs.rotate_left(by);
        };
        let changed: Vec<Value> = all.iter().map(|one| with_keys(one, rename, &order)).collect();
        let text = write(&changed, writing, pretty);
        let bytes = match encoding {
            0 => text.into_bytes(),
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => utf16(&text, false),
            _ => utf16(&text, true),
        };
        prop_assert_eq!(shown(&bytes), expected);
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in "\\PC{0,60}", json in r#"[\[\]{}":,a-z0-9\\u ]{0,60}"#) {
        for text in [&text, &json, &format!("[{json}"), &format!("{{\"value\":[{json}]}}")] {
            if let Ok(document) = DecodedFile::read(text.as_bytes(), super::opening()) {
                let _ = items(&GdapFile::read(document).file);
            }
        }
    }

    #[test]
    fn a_damaged_sample_is_read_without_harm(which in 0..50_usize, at: usize, byte: u8, change in 0..3_u8) {
        let (_, text) = samples().swap_remove(which);
        let mut bytes = text.into_bytes();
        let at = at % bytes.len();
        match change {
            0 => bytes[at] = byte,
            1 => bytes.insert(at, byte),
            _ => drop(bytes.drain(at..(at + usize::from(byte)).min(bytes.len()))),
        }
        if let Ok(document) = DecodedFile::read(&bytes, super::opening()) {
            let parsed = GdapFile::read(document);
            let found = parsed.file.found();
            let counted = found.relationships + found.assignments;
            prop_assert!(items(&parsed.file).len() as u64 >= counted);
        }
    }

    #[test]
    fn a_cut_file_is_a_mistake(part in 1..1000_usize) {
        let whole = sample("graph_list_page1");
        let cut = whole.len() * part / 1000;
        if let Some(start) = whole.get(..cut) {
            let parsed = read(start);
            prop_assert!(!parsed.mistakes.is_empty());
        }
    }
}

#[test]
fn forms_of_durations_and_dates_give_the_same_item() {
    let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    let of = |duration: Value, extend: Value, ends: Value| {
        let one = json!({"id": id, "duration": duration, "autoExtendDuration": extend, "endDateTime": ends});
        shown(one.to_string().as_bytes())
    };
    let ticks =
        |days: i64| json!({"Ticks": days * 864_000_000_000, "Days": days, "TotalDays": days});
    let expected = of(
        json!("P730D"),
        json!("P180D"),
        json!("2028-03-01T09:40:12Z"),
    );
    for (duration, extend, ends) in [
        (
            json!("P2Y"),
            json!("P180DT0S"),
            json!("2028-03-01T09:40:12.0000000Z"),
        ),
        (
            json!("PT17520H"),
            json!("PT4320H"),
            json!("2028-03-01T10:40:12+01:00"),
        ),
        (
            json!("730.00:00:00"),
            json!("180.00:00:00"),
            json!("/Date(1835516412000)/"),
        ),
        (
            ticks(730),
            ticks(180),
            json!({"value": "/Date(1835516412000)/", "DateTime": "mercredi 1 mars 2028"}),
        ),
    ] {
        assert_eq!(of(duration, extend, ends), expected);
    }
    let off = of(json!("P730D"), json!("P0D"), json!(""));
    for extend in [json!("PT0S"), json!(null), ticks(0), json!("00:00:00")] {
        assert_eq!(of(json!("P730D"), extend, json!(null)), off);
    }
}

#[test]
fn what_was_not_selected_is_not_said() {
    let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    let one = json!({
        "AccessAssignments": [], "AccessDetails": {"UnifiedRoles": null}, "AutoExtendDuration": null,
        "Customer": {"DisplayName": null, "TenantId": null}, "DisplayName": null, "Duration": null, "Id": id, "Status": "active",
    });
    let parsed = read(&one.to_string());
    let mut expected = RelationshipSighting::of(id.parse().unwrap());
    expected.status = Some("active".to_owned());
    let all = items(&parsed.file);
    assert_eq!(all[0].what, GdapContent::Relationship(Box::new(expected)));
}

#[test]
fn pages_in_several_files_are_one_list() {
    let facts = |name: &str| read(&sample(name)).file.found().list;
    let (first, last) = (facts("graph_list_page1"), facts("graph_list_page2"));
    assert_eq!(first.followed_by(last).listing(), Listing::Complete);
    assert_eq!(
        last.followed_by(first).listing(),
        Listing::Incomplete(ListingGap::MorePages)
    );
    let both = sample("graph_list_page1") + &sample("graph_list_page2");
    assert_eq!(read(&both).file.found().list, first.followed_by(last));
    let error = facts("graph_errors");
    assert_eq!(
        first.followed_by(last).followed_by(error).listing(),
        Listing::Incomplete(ListingGap::ErrorAnswer)
    );
}

#[test]
fn errors_that_az_prints_are_shown() {
    let text =
        "ERROR: Forbidden({\"error\": {\"code\": \"Forbidden\", \"message\": \"No access.\"}})\n";
    let parsed = read(text);
    let all: Vec<String> = items(&parsed.file).iter().map(describe).collect();
    assert_eq!(
        all,
        ["note error: Microsoft answered with an error: Forbidden: No access."]
    );
    assert_eq!(
        parsed.file.found().list.listing(),
        Listing::Incomplete(ListingGap::ErrorAnswer)
    );
}

#[test]
fn own_columns_are_read() {
    let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    let text = format!(
        "{}{id},Help desk,a1d3f5b7-2c4e-4860-9a1b-3c5d7e9f1a2b,Vermeulen,active,730,180,\
         User Administrator;f023fd81-a637-4b56-95fd-791ac0226033,2026-03-02,2026-03-02T09:40:12Z,2028-03-01\n\
         {id},,,,,,,,,,\n",
        template()
    );
    let parsed = read(&text);
    let all: Vec<String> = items(&parsed.file).iter().map(describe).collect();
    assert_eq!(
        all,
        [
            "relationship 0a7c1e52 \"Help desk\" active, 730 + 180 days, 2 roles, Vermeulen (a1d3f5b7), created 2026-03-02 00:00:00, modified -, activated 2026-03-02 09:40:12, ends 2028-03-01 00:00:00",
            "relationship 0a7c1e52 \"-\" -, - + - days, roles unsaid, - (-), created -, modified -, activated -, ends -",
        ]
    );
}

#[test]
fn an_assignment_of_the_module_names_its_relationship() {
    let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    let mut one: Value = serde_json::from_str(&sample("ps_mg_assignments_depth5")).unwrap();
    one["AdditionalProperties"]["@odata.context"] = json!(format!(
        "https://graph.microsoft.com/v1.0/$metadata#tenantRelationships/delegatedAdminRelationships('{id}')/accessAssignments/$entity"
    ));
    let all = items(&read(&one.to_string()).file);
    let GdapContent::Assignment(seen) = &all[0].what else {
        panic!("{all:?}");
    };
    assert_eq!(
        seen.relationship.map(|of| of.to_string()).as_deref(),
        Some(id)
    );
}

#[test]
fn warnings_before_the_json_are_passed_over() {
    let whole = sample("ps7_mg_depth2_many");
    let warned = format!(
        "WARNING: Resulting JSON is truncated as serialization has\nexceeded the set depth of 2.\n{whole}"
    );
    let (bare, file) = (read(&whole).file, read(&warned).file);
    assert_eq!(file.found(), bare.found());
    assert_eq!(items(&file)[0].at.0, items(&bare)[0].at.0 + 2);
}

#[test]
fn roles_in_cells_are_read_in_four_forms() {
    let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    let role = "fe930be7-5e62-47db-91af-98c3a49a38b1";
    for (cell, expected) in [
        ("User Administrator".to_owned(), "1 roles"),
        (format!("{role}; License Administrator"), "2 roles"),
        (
            format!("[{{\"\"roleDefinitionId\"\":\"\"{role}\"\"}}]"),
            "1 roles",
        ),
        (format!("@{{roleDefinitionId={role}}}"), "1 roles"),
        ("System.Object[]".to_owned(), "roles LOST"),
        ("Nobody knows this role".to_owned(), "roles LOST"),
    ] {
        let text = format!(
            "id,displayName,status,duration,accessDetails.unifiedRoles\n{id},A,active,P1D,\"{cell}\"\n"
        );
        let all = items(&read(&text).file);
        assert!(describe(&all[0]).contains(expected), "{cell}");
    }
}
