//! JSON objects as CSV records: plain values as they are, lists joined by `;`, everything nested left out.

use std::borrow::Cow;
use std::io;

use serde_json::Value;

/// Writes the header.
pub(super) fn header(out: &mut Vec<u8>, keys: &[&str]) -> io::Result<()> {
    write(out, keys.iter().map(|key| (*key).to_owned()))
}

/// Writes the cells of `object` under `keys`.
pub(super) fn record(out: &mut Vec<u8>, keys: &[&str], object: &Value) -> io::Result<()> {
    write(
        out,
        keys.iter()
            .map(|key| object.get(key).map(cell).unwrap_or_default()),
    )
}

/// Writes one value a cell.
pub(super) fn values(out: &mut Vec<u8>, values: &[Value]) -> io::Result<()> {
    write(out, values.iter().map(cell))
}

/// The keys of an object whose values have a place in CSV; those that are `nested` have none.
pub(super) fn plain_keys<'o>(object: &'o Value, nested: &[&str]) -> Vec<&'o str> {
    let Value::Object(fields) = object else {
        return Vec::new();
    };
    fields
        .iter()
        .map(|(key, _)| key.as_str())
        .filter(|key| !nested.contains(key))
        .collect()
}

fn cell(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::Bool(yes) => yes.to_string(),
        Value::Number(number) => number.to_string(),
        Value::String(text) => guarded_cell(text).into_owned(),
        Value::Array(items) => {
            let joined = items.iter().map(cell).collect::<Vec<_>>().join(";");
            guarded_cell(&joined).into_owned()
        }
    }
}

fn write(out: &mut Vec<u8>, cells: impl Iterator<Item = String>) -> io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells)?;
    writer.flush()
}

/// A CSV cell that a spreadsheet does not run: a leading `=`, `+`, `-`, `@`, tab or carriage return gets a `'`
/// in front, unless the cell is a plain number.
pub fn guarded_cell(cell: &str) -> Cow<'_, str> {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if runs && crate::domain::money::parse_amount(cell).is_err() {
        Cow::Owned(format!("'{cell}"))
    } else {
        Cow::Borrowed(cell)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_guarded() {
        for (cell, safe) in [
            ("=1+1", "'=1+1"),
            ("-12.50", "-12.50"),
            ("+33 1", "'+33 1"),
            ("@x", "'@x"),
            ("plain", "plain"),
        ] {
            assert_eq!(guarded_cell(cell), safe);
        }
    }
}
