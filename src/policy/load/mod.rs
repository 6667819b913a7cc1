//! Loads a [`Policy`] from a file in two steps: values with positions, then checked types. Every mistake is collected
//! with its line; a file with a mistake gives no policy.

mod example;
mod pack;
mod requirement;

use std::collections::{BTreeMap, BTreeSet};

use toml::de::{DeTable, DeValue};

use super::document::{self, PolicyDocument, Section};
use super::edition::{Edition, Policy, Requirement, RequirementId};
use super::position::Position;
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::word::{UnknownWord, Word};
pub use pack::{load_pack, load_policies};
use requirement::Definition;

const FILE: &[&str] = &["model", "requirement", "edition", "example"];

/// The keys of a model's table in a pack for both models.
const OF_MODEL: &[&str] = &["requirement", "edition", "example"];
const EDITION: &[&str] = &["id", "effective", "source", "asks"];

/// Reads a policy file.
///
/// # Errors
/// Every fault in it, in the order of the file.
pub fn load_policy(bytes: &[u8]) -> Result<Policy, Vec<Diagnostic>> {
    document::read_file(bytes, read_policy)
}

fn read_policy<'d, 'i>(document: &'d PolicyDocument<'i>, table: &'d DeTable<'i>) -> Option<Policy> {
    let root = Section::open(document, table, Position::START, FILE);
    let model = read_model(&root);
    read(document, &root, model)
}

fn read_model(root: &Section<'_, '_>) -> Option<Model> {
    let model = root.need("model", document::parsed::<Model>);
    model.map(|model| model.value)
}

/// Reads the editions and examples of a model. Where the model could not be read, the other mistakes are still found.
fn read(
    document: &PolicyDocument<'_>,
    root: &Section<'_, '_>,
    model: Option<Model>,
) -> Option<Policy> {
    let definitions = definitions(document, root);
    let drafts: Vec<Draft> = root
        .sections("edition", EDITION)
        .iter()
        .map(|section| draft(document, section, &definitions, model))
        .collect();
    if !root.has("edition") {
        document.fault(root.at(), "a policy needs at least one [[edition]]");
    }
    find_overlaps(document, &drafts);
    find_dead_definitions(document, &definitions, &drafts);
    let examples = example::read_all(document, root);
    let editions: Option<Vec<Edition>> = drafts.into_iter().map(Draft::finished).collect();
    let mut editions = editions?;
    editions.sort_by_key(|edition| edition.effective);
    Some(Policy {
        model: model?,
        editions,
        examples,
    })
}

/// The definitions of all requirements.
type Definitions = BTreeMap<RequirementId, Definition>;

fn definitions<'d, 'i>(document: &'d PolicyDocument<'i>, root: &Section<'d, 'i>) -> Definitions {
    let Some(table) = root.open_section("requirement") else {
        return BTreeMap::new();
    };
    let mut definitions = BTreeMap::new();
    for (at, name, value) in table.entries() {
        let id = known_id(document, at, name);
        let definition = if let DeValue::Table(keys) = value.get_ref() {
            Definition::read(document, keys, at)
        } else {
            let message = format!("`{name}` is a table, written [requirement.{name}]");
            document.fault(at, message);
            Definition::unreadable(at)
        };
        if let Some(id) = id {
            definitions.insert(id, definition);
        }
    }
    definitions
}

fn known_id(document: &PolicyDocument<'_>, at: Position, name: &str) -> Option<RequirementId> {
    let id = RequirementId::exactly(name);
    if id.is_none() {
        let error = UnknownWord::among::<RequirementId>(name);
        document.fault(at, error.to_string());
    }
    id
}

/// An edition as far as it could be read. An edition with a mistake is not used, but its other mistakes are still
/// found.
struct Draft {
    at: Position,
    id: Option<String>,
    effective: Option<Day>,
    source: Option<String>,
    requirements: Vec<Requirement>,
    /// The requirements it lists; `None` if they could not be read.
    asked: Option<BTreeSet<RequirementId>>,
}

impl Draft {
    fn finished(mut self) -> Option<Edition> {
        self.requirements.sort_by_key(|requirement| requirement.id);
        Some(Edition {
            id: self.id?,
            effective: self.effective?,
            source: self.source?,
            requirements: self.requirements,
            at: self.at,
            pack: None,
        })
    }
}

fn draft<'d, 'i>(
    document: &'d PolicyDocument<'i>,
    section: &Section<'d, 'i>,
    definitions: &Definitions,
    model: Option<Model>,
) -> Draft {
    let id = section.need("id", |value| edition_id(value, model));
    let effective = section.need("effective", document::day);
    let source = section.need("source", document::text);
    let mut draft = Draft {
        at: section.at(),
        id: id.map(|id| id.value),
        effective: effective.map(|day| day.value),
        source: source.map(|source| source.value),
        requirements: Vec::new(),
        asked: None,
    };
    match section.open_section("asks") {
        Some(asks) => read_asks(document, &asks, definitions, &mut draft),
        None if section.has("asks") => {}
        None => document.fault(
            draft.at,
            "an edition must ask for something: `asks` is missing here",
        ),
    }
    draft
}

fn read_asks<'d, 'i>(
    document: &'d PolicyDocument<'i>,
    asks: &Section<'d, 'i>,
    definitions: &Definitions,
    draft: &mut Draft,
) {
    let page = draft.source.clone().unwrap_or_default();
    draft.asked = Some(BTreeSet::new());
    for (at, name, value) in asks.entries() {
        let id = known_id(document, at, name);
        match (id, &mut draft.asked) {
            (Some(id), Some(asked)) => drop(asked.insert(id)),
            (_, asked) => *asked = None,
        }
        let undefined = Definition::unreadable(at);
        let definition = id.and_then(|id| definitions.get(&id));
        if let (Some(id), None) = (id, definition) {
            document.fault(
                at,
                format!("`{id}` is asked for but [requirement.{id}] is missing"),
            );
        }
        if let DeValue::Table(said) = value.get_ref() {
            let definition = definition.unwrap_or(&undefined);
            let read = definition.requirement(document, (name, id), said, at, &page);
            draft.requirements.extend(read);
        } else {
            let message = format!("`{name}` is a table such as {{ enroll = \"mandatory\" }}");
            document.fault(at, message);
        }
    }
}

fn edition_id(value: &DeValue<'_>, model: Option<Model>) -> Result<String, String> {
    let id = document::text(value)?;
    let models = Model::ALL
        .iter()
        .copied()
        .filter(|known| model.is_none_or(|model| model == *known));
    let mut suffixes = models.filter_map(|model| id.strip_prefix(model.word())?.strip_prefix('/'));
    match suffixes.next() {
        Some(suffix) if !suffix.is_empty() => Ok(id),
        Some(_) | None => {
            let model = model.unwrap_or(Model::DirectBill);
            Err(format!("expected an id such as {model}/2020-10-27"))
        }
    }
}

fn find_overlaps(document: &PolicyDocument<'_>, drafts: &[Draft]) {
    for (place, draft) in drafts.iter().enumerate() {
        let earlier = || drafts.iter().take(place);
        if let Some(day) = draft.effective
            && let Some(twin) = earlier().find(|twin| twin.effective == Some(day))
        {
            let at = twin.at;
            document.fault(
                draft.at,
                format!("overlaps with the edition at {at}: both are effective from {day}"),
            );
        }
        if let Some(id) = &draft.id
            && let Some(twin) = earlier().find(|twin| twin.id.as_ref() == Some(id))
        {
            let at = twin.at;
            document.fault(
                draft.at,
                format!("the id `{id}` is already used by the edition at {at}"),
            );
        }
    }
}

/// Finds definitions that no edition uses. If the list of an edition could not be read, all may be in use.
fn find_dead_definitions(
    document: &PolicyDocument<'_>,
    definitions: &Definitions,
    drafts: &[Draft],
) {
    let asked: Option<Vec<&BTreeSet<RequirementId>>> =
        drafts.iter().map(|draft| draft.asked.as_ref()).collect();
    let Some(asked) = asked.filter(|asked| !asked.is_empty()) else {
        return;
    };
    for (id, definition) in definitions {
        if !asked.iter().any(|ids| ids.contains(id)) {
            document.fault(definition.at, format!("no edition asks for `{id}`"));
        }
    }
}

#[cfg(test)]
mod tests;
