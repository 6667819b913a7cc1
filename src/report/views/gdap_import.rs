//! The answer of an import of delegated admin relationships.

use serde::Serialize;
use serde_json::Value;

use crate::domain::first_names;
use crate::domain::gdap::MicrosoftId;
use crate::domain::gdap::role::role_name;
use crate::domain::grouped;
use crate::domain::word::words;
use crate::exchange::gdap::GdapNoteKind;
use crate::report::{Page, View};

words! {
    /// What became of a relationship of an import, the one that needs more attention behind.
    pub enum SeenOutcome: "outcome" {
        /// The register had it, and it stays as it was.
        Unchanged = "unchanged",
        /// The register had it, and it has changed.
        Changed = "changed",
        /// It is new in the register.
        Added = "added",
        /// A complete list does not have it.
        NotListed = "not-listed",
        /// The file contradicts the register; a person decides.
        Conflict = "conflict",
    }
}

/// How many rows of a kind a person sees.
const SHOWN: usize = 10;

/// What an import did.
#[derive(Debug, Clone, Serialize)]
pub struct GdapImportView {
    added: u64,
    changed: u64,
    unchanged: u64,
    conflicts: u64,
    not_listed: u64,
    relationships: Vec<SeenRelationshipView>,
    recognised: Vec<String>,
    notes: Vec<ImportNoteView>,
    export_again: Vec<&'static str>,
    incomplete: Option<&'static str>,
}

/// What became of one relationship.
#[derive(Debug, Clone, Serialize)]
pub struct SeenRelationshipView {
    /// Microsoft's id.
    pub id: MicrosoftId,
    /// Its name.
    pub name: Option<String>,
    /// What became of it.
    pub outcome: SeenOutcome,
    /// The fields that differ, before and after.
    pub changes: Value,
    /// What a person should know of it.
    pub detail: Option<String>,
}

/// What the files have besides relationships.
#[derive(Debug, Clone, Serialize)]
pub struct ImportNoteView {
    /// What it is about.
    pub kind: GdapNoteKind,
    /// How often.
    pub count: u64,
    /// What it means.
    pub message: &'static str,
    /// The first, with its place.
    pub first: String,
}

impl GdapImportView {
    /// An answer. `incomplete` says why the files were not used as a complete list though that was asked for.
    pub fn new(
        relationships: Vec<SeenRelationshipView>,
        notes: Vec<ImportNoteView>,
        recognised: Vec<String>,
        export_again: Vec<&'static str>,
        incomplete: Option<&'static str>,
    ) -> Self {
        let count = |outcome: SeenOutcome| {
            let of = relationships.iter().filter(|one| one.outcome == outcome);
            of.count() as u64
        };
        Self {
            added: count(SeenOutcome::Added),
            changed: count(SeenOutcome::Changed),
            unchanged: count(SeenOutcome::Unchanged),
            conflicts: count(SeenOutcome::Conflict),
            not_listed: count(SeenOutcome::NotListed),
            relationships,
            recognised,
            notes,
            export_again,
            incomplete,
        }
    }

    fn list(&self, page: &mut Page, heading: &str, outcome: SeenOutcome) {
        let of: Vec<&SeenRelationshipView> = self
            .relationships
            .iter()
            // Of a new one only what a person should know is shown.
            .filter(|one| one.outcome == outcome)
            .filter(|one| outcome != SeenOutcome::Added || one.detail.is_some())
            .collect();
        page.first_items(heading, &of, |one| {
            let name = one.name.clone().unwrap_or_else(|| one.id.to_string());
            let detail = one.detail.as_deref().unwrap_or_default();
            let fields = one.fields();
            match (detail, fields.as_str()) {
                ("", "") => name,
                (detail, "") => format!("{name}: {detail}"),
                ("", fields) => format!("{name}: {fields}"),
                (detail, fields) => format!("{name}: {detail} ({fields})"),
            }
        });
    }
}

impl SeenRelationshipView {
    /// The fields that differ, for a person.
    fn fields(&self) -> String {
        let Value::Object(fields) = &self.changes else {
            return String::new();
        };
        let shown = |value: &Value| match value {
            Value::Null => "unknown".to_owned(),
            Value::String(text) => text.clone(),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
                value.to_string()
            }
        };
        // The heading says that a list does not have it.
        let is_told = |key: &str, change: &Value| {
            key == "absence" && change.get("from").is_some_and(Value::is_null)
        };
        let fields = fields.iter().filter(|(key, change)| !is_told(key, change));
        let each = fields.map(|(key, change)| {
            let field = key.replace('_', " ");
            if key == "absence" {
                return "listed again".to_owned();
            }
            match (change.get("from"), change.get("to")) {
                (Some(Value::Array(from)), Some(Value::Array(to))) => role_changes(from, to),
                (Some(Value::Array(_)), _) | (_, Some(Value::Array(_))) => {
                    format!("{field} changed")
                }
                (Some(from), Some(to)) => format!("{field} {} → {}", shown(from), shown(to)),
                (None | Some(_), _) => format!("{field}: {}", shown(change)),
            }
        });
        each.collect::<Vec<_>>().join(", ")
    }
}

/// Which roles were added and which are gone, by name.
fn role_changes(from: &[Value], to: &[Value]) -> String {
    let only_in = |one: &[Value], other: &[Value]| {
        let names = one.iter().filter(|role| !other.contains(role));
        names.filter_map(Value::as_str).map(named).collect()
    };
    let (added, gone): (Vec<String>, Vec<String>) = (only_in(to, from), only_in(from, to));
    let parts = [("roles added", added), ("roles gone", gone)];
    let parts = parts.iter().filter(|(_, names)| !names.is_empty());
    let parts = parts.map(|(what, names)| format!("{what}: {}", first_names(names, SHOWN)));
    parts.collect::<Vec<_>>().join(", ")
}

fn named(id: &str) -> String {
    id.parse().map_or_else(|_| id.to_owned(), role_name)
}

impl View for GdapImportView {
    const NESTED: &'static [&'static str] =
        &["relationships", "recognised", "notes", "export_again"];
    const LINES: Option<(&'static str, &'static [&'static str])> =
        Some(("relationships", &["id", "name", "outcome", "detail"]));

    fn page(&self, page: &mut Page) {
        page.line(&format!(
            "{} added, {} changed, {} unchanged, {} in conflict, {} not listed.",
            grouped(self.added),
            grouped(self.changed),
            grouped(self.unchanged),
            grouped(self.conflicts),
            grouped(self.not_listed)
        ));
        self.list(page, "Conflicts", SeenOutcome::Conflict);
        self.list(page, "Not listed", SeenOutcome::NotListed);
        self.list(page, "Changed", SeenOutcome::Changed);
        self.list(page, "Added", SeenOutcome::Added);
    }
}
