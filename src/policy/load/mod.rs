//! From a policy file to a [`Policy`], in two steps: values with their places, then types that hold together.
//! Every fault is collected with its line; a file with one fault gives no policy.

mod example;
mod requirement;

use std::collections::BTreeMap;

use toml::de::DeValue;

use super::document::{self, Document, Placed, Section};
use super::edition::{Edition, Policy, RequirementId};
use super::position::{Fault, Position, utf8};
use crate::domain::Model;
use crate::domain::word::{UnknownWord, Word};
use requirement::Definition;

const FILE: &[&str] = &["model", "requirement", "edition", "example"];
const EDITION: &[&str] = &["id", "effective", "source", "asks"];

/// Reads a policy file.
///
/// # Errors
/// Every fault in it, in the order of the file.
pub fn load_policy(bytes: &[u8]) -> Result<Policy, Vec<Fault>> {
    let text = utf8(bytes).map_err(|fault| vec![fault])?;
    let (document, root) = Document::parse(text);
    let policy = {
        let root = Section::open(&document, root.get_ref(), Position::START, FILE);
        read(&document, &root)
    };
    match policy {
        Some(policy) if !document.is_faulty() => Ok(policy),
        Some(_) | None => Err(document.into_faults()),
    }
}

fn read(document: &Document<'_>, root: &Section<'_, '_>) -> Option<Policy> {
    let model = root.need("model", document::parsed::<Model>);
    let definitions = definitions(document, root);
    let mut editions: Vec<Placed<Edition>> = root
        .sections("edition", EDITION)
        .iter()
        .filter_map(|section| {
            edition(
                document,
                section,
                &definitions,
                model.map(|model| model.value),
            )
        })
        .collect();
    if !root.has("edition") {
        document.fault(Position::START, "a policy needs at least one [[edition]]");
    }
    editions.sort_by_key(|edition| edition.value.effective);
    find_overlaps(document, &editions);
    find_dead_definitions(document, &definitions, &editions);
    let examples = example::read_all(document, root);
    Some(Policy {
        model: model?.value,
        editions: editions.into_iter().map(|placed| placed.value).collect(),
        examples,
    })
}

/// What each requirement is; `None` where its definition has a fault of its own.
type Definitions = BTreeMap<RequirementId, Option<Definition>>;

fn definitions<'d, 'i>(document: &'d Document<'i>, root: &Section<'d, 'i>) -> Definitions {
    let Some(table) = root.open_section("requirement") else {
        return BTreeMap::new();
    };
    let mut definitions = BTreeMap::new();
    for (at, name, value) in table.entries() {
        if let (Some(id), DeValue::Table(keys)) = (known_id(document, at, name), value.get_ref()) {
            definitions.insert(id, Definition::read(document, keys, at));
        }
    }
    definitions
}

fn known_id(document: &Document<'_>, at: Position, name: &str) -> Option<RequirementId> {
    let id = RequirementId::exactly(name);
    if id.is_none() {
        let error = UnknownWord::among::<RequirementId>(name);
        document.fault(at, error.to_string());
    }
    id
}

fn edition<'d, 'i>(
    document: &'d Document<'i>,
    section: &Section<'d, 'i>,
    definitions: &Definitions,
    model: Option<Model>,
) -> Option<Placed<Edition>> {
    let id = section.need("id", |value| edition_id(value, model));
    let effective = section.need("effective", document::day);
    let source = section.need("source", document::text);
    let asks = section.open_section("asks");
    if asks.is_none() && !section.has("asks") {
        document.fault(
            section.at(),
            "an edition asks for something: `asks` is missing here",
        );
    }
    let page = source.as_ref().map_or("", |source| source.value.as_str());
    let mut requirements = Vec::new();
    for (at, name, value) in asks?.entries() {
        let Some(id) = known_id(document, at, name) else {
            continue;
        };
        match (definitions.get(&id), value.get_ref()) {
            (Some(None), _) => {}
            (Some(Some(definition)), DeValue::Table(asked)) => {
                requirements.extend(definition.requirement(document, id, asked, at, page));
            }
            (None, _) => {
                document.fault(
                    at,
                    format!("`{id}` is asked for but [requirement.{id}] is missing"),
                );
            }
            (Some(Some(_)), _) => document.fault(
                at,
                format!("`{id}` is a table such as {{ enroll = \"mandatory\" }}"),
            ),
        }
    }
    requirements.sort_by_key(|requirement| requirement.id);
    Some(Placed {
        at: section.at(),
        value: Edition {
            id: id?.value.into(),
            effective: effective?.value,
            source: source?.value.into(),
            requirements: requirements.into(),
        },
    })
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
            Err(format!("an id looks like {model}/2020-10-27"))
        }
    }
}

fn find_overlaps(document: &Document<'_>, editions: &[Placed<Edition>]) {
    for (older, newer) in editions.iter().zip(editions.iter().skip(1)) {
        if older.value.effective == newer.value.effective {
            let (day, at) = (newer.value.effective, older.at);
            document.fault(
                newer.at,
                format!("overlaps with the edition at {at}: both are effective from {day}"),
            );
        }
    }
    for (place, edition) in editions.iter().enumerate() {
        let earlier = editions.iter().take(place);
        if let Some(twin) = earlier
            .into_iter()
            .find(|twin| twin.value.id == edition.value.id)
        {
            let at = twin.at;
            document.fault(
                edition.at,
                format!(
                    "the id `{}` is taken by the edition at {at}",
                    edition.value.id
                ),
            );
        }
    }
}

fn find_dead_definitions(
    document: &Document<'_>,
    definitions: &Definitions,
    editions: &[Placed<Edition>],
) {
    let sound = definitions
        .iter()
        .filter_map(|(id, definition)| Some((id, definition.as_ref()?)));
    for (id, definition) in sound {
        let asked = editions
            .iter()
            .any(|edition| edition.value.requirement(*id).is_some());
        if !asked && !document.is_faulty() {
            document.fault(definition.at, format!("no edition asks for `{id}`"));
        }
    }
}

#[cfg(test)]
mod tests;
