//! The definitions of tables in PostgreSQL's words, out of their declarations.

use crate::store::column::{Check, Kind};
use crate::store::every_table;
use crate::store::table::{Column, Table};

/// The schema that holds a store.
pub(super) const SCHEMA: &str = "csp";

/// The version of the tables that this program writes.
///
/// It counts on with the migrations of the file, since the tables are the same.
pub(super) const VERSION: i64 = 5;

/// The oldest version of csp's tables whose programs may still work beside this one.
pub(super) const READABLE_FROM: i64 = 4;

/// How far a new store is made before its rows are copied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Filling {
    /// Completely: its rows come one by one.
    No,
    /// All rows will follow, if the store is new.
    Expected,
    /// Only the tables were made.
    Bare,
}

/// The statements that make an empty store, in their order.
pub(super) fn statements() -> Vec<String> {
    made_of(|table| {
        let mut statements = vec![definition(table, &rules(table))];
        statements.extend(table.indexes.iter().map(|&index| index.to_owned()));
        statements
    })
}

/// The statements that add what a store of an earlier version lacks, and do nothing where somebody was faster.
pub(super) fn additions() -> Vec<String> {
    let mut statements = vec![format!("LOCK TABLE {SCHEMA}.store IN EXCLUSIVE MODE")];
    for table in every_table() {
        let made = definition(table, &rules(table));
        statements.push(made.replacen("CREATE TABLE ", "CREATE TABLE IF NOT EXISTS ", 1));
        let indexes = table.indexes.iter();
        statements.extend(indexes.map(|made| made.replacen(" INDEX ", " INDEX IF NOT EXISTS ", 1)));
    }
    statements.push(format!(
        "UPDATE {SCHEMA}.store SET version = {VERSION} WHERE version < {VERSION}"
    ));
    statements
}

/// The same without keys, references and indexes: all rows follow, then [`keys`].
pub(super) fn bare_statements() -> Vec<String> {
    made_of(|table| vec![definition(table, &[])])
}

/// The statements that make the keys, references and indexes of bare tables.
pub(super) fn keys() -> Vec<String> {
    every_table()
        .flat_map(|table| {
            let rules = rules(table);
            let added = rules
                .iter()
                .map(|rule| format!("ALTER TABLE {} ADD {rule}", table.name));
            let indexes = table.indexes.iter().map(|&index| index.to_owned());
            added.chain(indexes).collect::<Vec<_>>()
        })
        .collect()
}

fn made_of(of_table: impl Fn(&Table) -> Vec<String>) -> Vec<String> {
    let mut statements = vec![
        format!("CREATE SCHEMA {SCHEMA}"),
        format!(
            "CREATE TABLE {SCHEMA}.store (version BIGINT NOT NULL, readable_from BIGINT NOT NULL, moved_to TEXT, moved_at BIGINT)"
        ),
        format!("INSERT INTO {SCHEMA}.store VALUES ({VERSION}, {READABLE_FROM})"),
    ];
    statements.extend(every_table().flat_map(of_table));
    statements
}

/// What holds for the rows of a table beside the types of its columns: the key first.
fn rules(table: &Table) -> Vec<String> {
    let key = format!("PRIMARY KEY ({})", table.keys().join(", "));
    let rest = table.constraints.iter().map(|&text| text.to_owned());
    std::iter::once(key).chain(rest).collect()
}

fn definition(table: &Table, rules: &[String]) -> String {
    let mut lines: Vec<String> = table.columns.iter().map(column).collect();
    if table.is_sealed() {
        lines.push("digest BYTEA NOT NULL CHECK (length(digest) = 32)".to_owned());
    }
    lines.extend_from_slice(rules);
    // The heads and states of chains are updated by every write: with room in the page, no index has to change.
    let room = if matches!(table.name, "chains" | "states") {
        " WITH (fillfactor = 50)"
    } else {
        ""
    };
    format!("CREATE TABLE {} ({}){room}", table.name, lines.join(", "))
}

fn column(column: &Column) -> String {
    let kind = match column.kind {
        Kind::Integer => "BIGINT",
        Kind::Text => "TEXT COLLATE \"C\"",
        Kind::Bytes => "BYTEA",
    };
    let null = if column.null { "" } else { " NOT NULL" };
    let check = checked(column).map_or_else(String::new, |check| format!(" CHECK ({check})"));
    format!("{} {kind}{null}{check}", column.name)
}

fn checked(column: &Column) -> Option<String> {
    let name = column.name;
    Some(match column.check {
        Check::Any | Check::Long => return None,
        Check::OneOf(words) => {
            let words: Vec<String> = words().iter().map(|word| format!("'{word}'")).collect();
            format!("{name} IN ({})", words.join(", "))
        }
        Check::YesOrNo => format!("{name} IN (0, 1)"),
        Check::Bytes(count) | Check::Letters(count) => format!("length({name}) = {count}"),
        Check::Month => format!("{name} ~ '^[0-9]{{4}}-[0-9]{{2}}$'"),
    })
}
