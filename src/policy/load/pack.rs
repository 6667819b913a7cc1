//! Reads policy packs. A pack for one model is a policy file with a `[pack]` table. A pack for both models has a table
//! `[direct-bill]` and a table `[indirect-reseller]`, each with what a policy file has.

use toml::de::DeValue;

use super::{FILE, OF_MODEL, read, read_model};
use crate::diagnostic::Diagnostic;
use crate::domain::Model;
use crate::domain::word::Word as _;
use crate::policy::document::{self, PolicyDocument, Section};
use crate::policy::edition::Policy;
use crate::policy::pack::PolicyPack;
use crate::policy::pack_header::PackHeader;
use crate::policy::position::Position;

const HEADER: &[&str] = &["id", "publisher", "version", "date"];

/// The most characters of a publisher's name.
const LONGEST_NAME: usize = 80;

/// Reads a policy pack.
///
/// # Errors
/// Every fault in it, in the order of the file.
pub fn load_pack(bytes: &[u8]) -> Result<PolicyPack, Vec<Diagnostic>> {
    document::read_file(bytes, |document, table| {
        read_pack(document, &Section::of_any(document, table, Position::START))
    })
}

/// Reads a file of policies: a policy file, or a pack, signed or not. Its editions do not name the pack, as nobody vouches
/// for them.
///
/// # Errors
/// Every fault in it, in the order of the file.
pub fn load_policies(bytes: &[u8]) -> Result<Vec<Policy>, Vec<Diagnostic>> {
    document::read_file(bytes, |document, table| {
        if !table.contains_key("pack") {
            return super::read_policy(document, table).map(|policy| vec![policy]);
        }
        let root = Section::of_any(document, table, Position::START);
        let mut policies = read_pack(document, &root)?.policies;
        let editions = policies.iter_mut().flat_map(|one| &mut one.editions);
        editions.for_each(|edition| edition.pack = None);
        Some(policies)
    })
}

fn read_pack(document: &PolicyDocument<'_>, root: &Section<'_, '_>) -> Option<PolicyPack> {
    if !root.has("pack") {
        let message = "a policy pack needs a [pack] table with id, publisher, version and date";
        document.fault(Position::START, message);
    }
    let header = root.section("pack", HEADER).and_then(|it| read_header(&it));
    let mut policies = Vec::new();
    if FILE.iter().any(|key| root.has(key)) {
        root.expect_keys(&[&["pack"], FILE].concat());
        policies.push(read(document, root, read_model(root)));
    } else {
        let models = Model::ALL.iter().map(|model| model.word());
        root.expect_keys(&models.chain(["pack"]).collect::<Vec<_>>());
        for &model in Model::ALL {
            let table = root.section(model.word(), OF_MODEL);
            policies.extend(table.map(|table| read(document, &table, Some(model))));
        }
        if policies.is_empty() {
            let message = "a policy pack needs at least one [[edition]]";
            document.fault(Position::START, message);
        }
    }
    let header = header?;
    let mut policies = policies.into_iter().collect::<Option<Vec<Policy>>>()?;
    for edition in policies.iter_mut().flat_map(|one| &mut one.editions) {
        edition.pack = Some(header.clone());
    }
    Some(PolicyPack { header, policies })
}

fn read_header(table: &Section<'_, '_>) -> Option<PackHeader> {
    let id = table.need("id", document::parsed);
    let publisher = table.need("publisher", name);
    let version = table.need("version", version);
    let date = table.need("date", document::day);
    Some(PackHeader {
        id: id?.value,
        publisher: publisher?.value,
        version: version?.value,
        date: date?.value,
    })
}

/// A name in one line, as people see it.
fn name(value: &DeValue<'_>) -> Result<String, String> {
    let name = document::exact(value)?;
    if name.is_empty() {
        return Err("the name is empty".to_owned());
    }
    if name.chars().count() > LONGEST_NAME {
        return Err(format!("the name is longer than {LONGEST_NAME} characters"));
    }
    if name.chars().any(char::is_control) {
        return Err("the name has a line end or another control character".to_owned());
    }
    Ok(name)
}

fn version(value: &DeValue<'_>) -> Result<u32, String> {
    match document::count(value)? {
        0 => Err("expected a whole number, 1 or greater, not 0".to_owned()),
        version => Ok(version),
    }
}
