//! Generates SQLite's `CREATE` statements from the declarations of the tables.

use crate::store::column::{Check, Kind};
use crate::store::table::{Column, Table};

/// The statements that define a table and its indexes.
pub(super) fn definition(table: &Table) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(|one| column(table, one)).collect();
    if table.is_sealed() {
        lines.push("digest BLOB NOT NULL CHECK (length(digest) = 32)".to_owned());
    }
    if !has_number_as_key(table) {
        lines.push(format!("PRIMARY KEY ({})", table.keys().join(", ")));
    }
    lines.extend(table.constraints.iter().map(|&text| text.to_owned()));
    // Rows are found by their keys. Tables with long rows keep them outside the tree of keys.
    let is_apart = has_number_as_key(table)
        || table
            .columns
            .iter()
            .any(|one| matches!(one.check, Check::Long));
    let kind = if is_apart {
        "STRICT"
    } else {
        "STRICT, WITHOUT ROWID"
    };
    let mut text = format!(
        "CREATE TABLE {} (\n    {}\n) {kind};\n",
        table.name,
        lines.join(",\n    ")
    );
    for index in table.indexes {
        text.push_str(index);
        text.push_str(";\n");
    }
    text
}

fn has_number_as_key(table: &Table) -> bool {
    matches!(table.columns, [first, ..] if table.key == 1 && first.kind == Kind::Integer)
}

fn column(table: &Table, column: &Column) -> String {
    let kind = match column.kind {
        Kind::Integer => "INTEGER",
        Kind::Text => "TEXT",
        Kind::Bytes => "BLOB",
    };
    let mut text = format!("{} {kind}", column.name);
    let is_key = table
        .columns
        .first()
        .is_some_and(|first| first.name == column.name);
    if is_key && has_number_as_key(table) {
        text.push_str(" PRIMARY KEY");
    } else if !column.null {
        text.push_str(" NOT NULL");
    }
    if let Some(check) = checked(column) {
        text.push_str(&format!(" CHECK ({check})"));
    }
    text
}

/// The check of a column. Words are compared one by one: for `IN` with more than two values SQLite builds a temporary
/// table at every insert, which costs a bulk import a tenth of its time.
fn checked(column: &Column) -> Option<String> {
    let name = column.name;
    Some(match column.check {
        Check::Any | Check::Long => return None,
        Check::OneOf(words) => {
            let each: Vec<String> = words()
                .iter()
                .map(|word| format!("{name} = '{word}'"))
                .collect();
            each.join(" OR ")
        }
        Check::YesOrNo => format!("{name} IN (0, 1)"),
        Check::Bytes(count) | Check::Letters(count) => format!("length({name}) = {count}"),
        Check::Month => format!("{name} GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]'"),
    })
}
