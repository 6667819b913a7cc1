//! Checks the published format (`docs/store-format.md`): its test vectors and its list of tables.

use std::path::Path;

use serde_json::Value as Json;

use super::TABLES;
use super::engine::Value;
use super::journal::link;
use super::seal::{Lanes, RowDigest, State, encode, row_digest};
use super::table::{Chained, Table};
use crate::domain::hex;

fn vectors() -> Json {
    serde_json::from_str(include_str!("../../tests/format/vectors.json")).unwrap()
}

fn bytes(hex: &Json) -> Vec<u8> {
    let digits = hex.as_str().unwrap();
    let pairs = (0..digits.len()).step_by(2);
    pairs
        .map(|at| u8::from_str_radix(&digits[at..at + 2], 16).unwrap())
        .collect()
}

fn value(json: &Json) -> Value<'_> {
    let Some((kind, content)) = json.as_object().and_then(|one| one.iter().next()) else {
        return Value::Null;
    };
    match kind.as_str() {
        "integer" => Value::Integer(content.as_i64().unwrap()),
        "real" => Value::Real(content.as_f64().unwrap()),
        "text" => content.as_str().unwrap().into(),
        "bytes" => Value::Bytes(bytes(content).into()),
        other => panic!("{other} is not a kind of value"),
    }
}

fn digests(vectors: &Json) -> Vec<RowDigest> {
    let digest = |row: &Json| bytes(&row["digest"]).try_into().unwrap();
    vectors["rows"]
        .as_array()
        .unwrap()
        .iter()
        .map(digest)
        .collect()
}

/// The state of some rows.
fn state(rows: &[RowDigest]) -> State {
    let mut state = State::default();
    rows.iter().for_each(|row| state.add(&Lanes::of(row)));
    state
}

fn assert_state(state: &State, expected: &Json) {
    let bytes = state.to_bytes();
    let (pairs, _) = bytes.as_chunks::<2>();
    let lanes: Vec<u16> = pairs.iter().map(|pair| u16::from_le_bytes(*pair)).collect();
    assert_eq!(Json::from(&lanes[..4]), expected["first"]);
    assert_eq!(Json::from(&lanes[1020..]), expected["last"]);
    assert_eq!(hex(&state.seal()), expected["seal"]);
}

#[test]
fn values_and_rows_are_encoded_as_published() {
    let vectors = vectors();
    for one in vectors["values"].as_array().unwrap() {
        let mut encoded = Vec::new();
        encode(&value(&one["value"]), &mut encoded);
        assert_eq!(hex(&encoded), one["encoded"], "{one}");
    }
    for row in vectors["rows"].as_array().unwrap() {
        let values: Vec<Value<'_>> = row["values"]
            .as_array()
            .unwrap()
            .iter()
            .map(value)
            .collect();
        let digest = row_digest(vectors["table"].as_str().unwrap(), &values);
        assert_eq!(hex(&digest), row["digest"], "{row}");
    }
}

#[test]
fn states_are_those_published() {
    let vectors = vectors();
    let [one, two, changed] = digests(&vectors)[..] else {
        panic!("the vectors have three rows");
    };
    assert_state(&state(&[one]), &vectors["lanes"][0]);
    assert_state(&state(&[two]), &vectors["lanes"][1]);
    let states = &vectors["states"];
    assert_state(&state(&[]), &states["no_rows"]);
    assert_state(&state(&[two, one]), &states["both"]);
    assert_state(&state(&[two, changed]), &states["first_changed"]);
    let mut rest = state(&[one, two]);
    rest.remove(&Lanes::of(&one));
    assert_state(&rest, &states["without_the_first"]);
}

#[test]
fn entries_are_tied_together_as_published() {
    let vectors = vectors();
    let columns = super::schema::JOURNAL
        .names()
        .filter(|name| !["chain", "hash"].contains(name));
    let columns: Vec<&str> = columns.collect();
    for entry in vectors["entries"].as_array().unwrap() {
        let fields: Vec<Value<'_>> = columns
            .iter()
            .map(|name| value(&entry["fields"][name]))
            .collect();
        assert_eq!(entry["fields"].as_object().unwrap().len(), columns.len());
        assert_eq!(hex(&row_digest("journal", &fields)), entry["digest"]);
        let before = bytes(&entry["before"]).try_into().unwrap();
        assert_eq!(hex(&link(&before, &fields)), entry["hash"]);
    }
}

/// A table, as listed in `tests/format/tables.json`.
fn listed(table: &Table) -> String {
    let columns: Vec<String> = table.names().map(|name| format!("\"{name}\"")).collect();
    let chain = match table.chain {
        Chained::Account => columns[0].clone(),
        Chained::Store | Chained::Nowhere => "null".to_owned(),
    };
    format!(
        "  {{\"name\": \"{}\", \"key\": {}, \"chain\": {chain}, \"columns\": [{}]}}",
        table.name,
        table.key,
        columns.join(", ")
    )
}

/// With `UPDATE_DOCS=1` this writes the list; otherwise a stale list fails the test.
#[test]
#[expect(
    clippy::disallowed_methods,
    reason = "the program never asks for this variable"
)]
fn the_list_of_sealed_tables_is_published() {
    let tables: Vec<String> = TABLES.iter().map(|table| listed(table)).collect();
    let list = format!("[\n{}\n]\n", tables.join(",\n"));
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/format/tables.json");
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&file, &list).unwrap();
    }
    assert_eq!(
        std::fs::read_to_string(file).unwrap(),
        list,
        "run it with UPDATE_DOCS=1"
    );
}
