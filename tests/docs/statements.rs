//! SQL statements written by hand are listed in `docs/statements.md`, each with a reason.
//!
//! `UPDATE_DOCS=1` updates the list from the source and keeps the reasons; a statement without a reason fails the test.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use crate::shape::{program_part, sources};

/// The words with which a statement begins.
const WORDS: [&str; 4] = ["SELECT ", "INSERT INTO ", "UPDATE ", "DELETE FROM "];

const PAGE: &str = "docs/statements.md";

const MISSING: &str = "(no reason given)";

const HEAD: &str = "# Statements written by hand

Most statements are made from the declarations of tables (`store/table.rs`): a row by its key, insert, upsert, delete, and
every read that gives whole records, whose `WHERE` alone is written by hand. This page lists the others, function by
function, with the reason for each. They use only what SQLite and PostgreSQL have in common; what a database needs to be
told beside that is a `Hint`. Made from the source: a statement that is not listed fails a test.

";

/// The texts in double quotes of a source file, with the function or constant that contains each.
pub(crate) fn texts(source: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut owner = String::new();
    let mut rest = source;
    loop {
        let next = rest.find(['"', '\'', '/', 'f', 'c', 's']);
        let Some(at) = next else { return found };
        let before = rest[..at].chars().next_back();
        let begins_word = !before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_');
        rest = &rest[at..];
        if rest.starts_with("//") {
            rest = rest.find('\n').map_or("", |end| &rest[end..]);
        } else if rest.starts_with("'\"'") || rest.starts_with("'\\'") {
            rest = &rest[rest.len().min(4)..];
        } else if let Some(inside) = rest.strip_prefix('"') {
            let end = end_of_text(inside);
            found.push((owner.clone(), inside[..end].to_owned()));
            rest = &inside[(end + 1).min(inside.len())..];
        } else {
            let named = ["fn ", "const ", "static "]
                .iter()
                .find_map(|word| rest.strip_prefix(word));
            let line = source[..source.len() - rest.len()].rsplit('\n').next();
            let is_local = line.is_some_and(|line| line.starts_with(' '));
            let is_function = rest.starts_with("fn ");
            if let Some(name) = named.filter(|_| begins_word && (is_function || !is_local)) {
                let end = name
                    .find(|letter: char| !(letter.is_alphanumeric() || letter == '_'))
                    .unwrap_or(name.len());
                owner = name[..end].to_owned();
            }
            rest = rest.get(1..).unwrap_or("");
        }
    }
}

/// The end of the text that begins here.
fn end_of_text(inside: &str) -> usize {
    let mut is_escaped = false;
    for (at, letter) in inside.char_indices() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '"' => return at,
            _ => {}
        }
    }
    inside.len()
}

/// Whether a text is or contains an SQL statement.
fn is_statement(text: &str) -> bool {
    WORDS.iter().any(|word| {
        text.match_indices(word)
            .any(|(at, _)| at == 0 || text[..at].ends_with(['(', ' ', '\n']))
    })
}

fn statements() -> BTreeMap<(String, String), Vec<String>> {
    let mut all: BTreeMap<(String, String), Vec<String>> = BTreeMap::new();
    for (path, source) in sources() {
        let path = path.to_string_lossy().replace('\\', "/");
        let Some(file) = path.strip_prefix("src/store/") else {
            continue;
        };
        let is_maker = file == "table.rs" || file.starts_with("engine/");
        if is_maker || file.ends_with("tests.rs") {
            continue;
        }
        for (owner, text) in texts(program_part(&source)) {
            if is_statement(&text) {
                let words: Vec<&str> = text
                    .split_whitespace()
                    .filter(|word| *word != "\\")
                    .collect();
                let key = (file.to_owned(), owner);
                all.entry(key).or_default().push(words.join(" "));
            }
        }
    }
    all
}

/// The reasons in the page, by file and function.
fn reasons(page: &str) -> BTreeMap<(String, String), String> {
    let mut file = "";
    let mut found = BTreeMap::new();
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## ") {
            file = name;
        } else if let Some((name, reason)) = line
            .strip_prefix("- `")
            .and_then(|line| line.split_once("`: "))
        {
            found.insert((file.to_owned(), name.to_owned()), reason.to_owned());
        }
    }
    found
}

fn page_of(reasons: &BTreeMap<(String, String), String>) -> String {
    let mut text = HEAD.to_owned();
    let mut last = String::new();
    for ((file, owner), found) in statements() {
        if file != last {
            let between = if last.is_empty() { "" } else { "\n" };
            let _ = writeln!(text, "{between}## {file}\n");
            last.clone_from(&file);
        }
        let reason = reasons
            .get(&(file, owner.clone()))
            .map_or(MISSING, String::as_str);
        let _ = writeln!(text, "- `{owner}`: {reason}");
        for statement in found {
            let _ = writeln!(text, "  - `{statement}`");
        }
    }
    text
}

#[test]
fn every_statement_by_hand_is_listed_with_its_reason() {
    let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(PAGE);
    let page = std::fs::read_to_string(&place).unwrap_or_default();
    let made = page_of(&reasons(&page));
    if std::env::var("UPDATE_DOCS").is_ok() {
        std::fs::write(&place, &made).unwrap();
    } else {
        let lines = |text: &'_ str| text.lines().map(str::to_owned).collect::<BTreeSet<_>>();
        let (old, new) = (lines(&page), lines(&made));
        let differing: Vec<&String> = old.symmetric_difference(&new).collect();
        assert!(
            page == made,
            "{PAGE} is stale: run with UPDATE_DOCS=1, and write down the reasons of new statements: {differing:#?}"
        );
    }
    let bare: Vec<&str> = made
        .lines()
        .filter(|line| line.ends_with(&format!(": {MISSING}")))
        .collect();
    assert_eq!(bare, [""; 0], "{PAGE}: these statements need a reason");
}

/// Syntax that only one database understands must not occur.
#[test]
fn statements_use_what_the_engines_share() {
    const OF_ONE: [&str; 16] = [
        "INDEXED",
        "CROSS JOIN",
        "json_",
        "instr(",
        "GLOB",
        "PRAGMA",
        "rowid",
        "sqlite_",
        "IFNULL",
        "REPLACE INTO",
        "OR IGNORE",
        "printf(",
        "strftime(",
        "FOR UPDATE",
        "::",
        "LIMIT -1",
    ];
    let mut found = Vec::new();
    for ((file, owner), statements) in statements() {
        for statement in statements {
            // A placeholder that is only checked for null has no type.
            let untyped = (1..10).any(|at| statement.contains(&format!("?{at} IS NULL")));
            if untyped || OF_ONE.iter().any(|word| statement.contains(word)) {
                found.push(format!("{file}, {owner}: {statement}"));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn sql_is_only_in_the_store() {
    let mut found = Vec::new();
    for (path, source) in sources() {
        let path = path.to_string_lossy().replace('\\', "/");
        if path.starts_with("src/store/") {
            continue;
        }
        for (owner, text) in texts(program_part(&source)) {
            if is_statement(&text) {
                found.push(format!("{path}, {owner}: {text}"));
            }
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn texts_are_read_from_a_source() {
    let source = r#"
/// Says "nothing".
const ONE: &str = "SELECT 1";
fn two() {
    const SOME: u8 = 1; let quote = '"'; call("UPDATE \"x\"", "Update it"); } // "three"
"#;
    let found = texts(source);
    let expected = [
        ("ONE", "SELECT 1"),
        ("two", "UPDATE \\\"x\\\""),
        ("two", "Update it"),
    ];
    let expected = expected.map(|(owner, text)| (owner.to_owned(), text.to_owned()));
    assert_eq!(found, expected);
    assert!(is_statement("SELECT 1") && is_statement("x (SELECT 1)"));
    assert!(!is_statement("Update it") && !is_statement("THE UPDATE"));
}
