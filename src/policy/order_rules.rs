//! Loads what blocks which order, by date. Every mistake in the file is collected with its line.

use std::sync::LazyLock;

use toml::de::DeValue;

use super::document::{self, Placed, PolicyDocument, Section};
use super::position::Position;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Day;
use crate::domain::order::{
    CONDITIONS, OrderEdition, OrderEditionStart, OrderExample, OrderOperation, OrderRules,
    ProgrammeDay,
};
use crate::domain::rule::RuleRef;
use crate::domain::word::nearest;

const FILE: &[&str] = &["agreement", "attestation", "edition", "example"];
const AGREEMENT: &[&str] = &["accept_again_if_before", "source", "doubt"];
const ATTESTATION: &[&str] = &["company_name_from", "source", "doubt"];
const EDITION: &[&str] = &["condition", "from", "blocks", "source", "doubt"];
const EXAMPLE: &[&str] = &[
    "name",
    "on",
    "operation",
    "agreement_block_from",
    "blocks",
    "passes",
];

/// The day of an edition that begins on the day of a setting.
const CONFIGURED: &str = "configured";

/// The built-in rules, parsed once per process.
pub fn order_rules() -> &'static OrderRules {
    static RULES: LazyLock<OrderRules> = LazyLock::new(read_built_in);
    &RULES
}

/// Parses the built-in file. A test checks that it loads, so the rules that block nothing are never returned.
fn read_built_in() -> OrderRules {
    load_order_rules(include_bytes!("orders.toml")).unwrap_or_else(|_| {
        let never = || ProgrammeDay {
            day: Day::MAX,
            source: String::new(),
            doubt: None,
        };
        OrderRules {
            accept_again_if_before: never(),
            company_name_from: never(),
            editions: Vec::new(),
            examples: Vec::new(),
        }
    })
}

/// Reads a file of order rules.
///
/// # Errors
/// Every mistake in it, in the order of the file.
pub fn load_order_rules(bytes: &[u8]) -> Result<OrderRules, Vec<Diagnostic>> {
    document::read_file(bytes, |document, table| {
        read(
            document,
            &Section::open(document, table, Position::START, FILE),
        )
    })
}

fn read(document: &PolicyDocument<'_>, root: &Section<'_, '_>) -> Option<OrderRules> {
    let agreement = programme_day(
        document,
        root,
        ("agreement", AGREEMENT),
        "accept_again_if_before",
    );
    let attestation = programme_day(
        document,
        root,
        ("attestation", ATTESTATION),
        "company_name_from",
    );
    let placed: Vec<Option<Placed<OrderEdition>>> = root
        .sections("edition", EDITION)
        .iter()
        .map(edition)
        .collect();
    let editions: Option<Vec<Placed<OrderEdition>>> = placed.into_iter().collect();
    if let Some(editions) = &editions {
        find_faults(document, editions);
    }
    let examples: Option<Vec<OrderExample>> = root
        .sections("example", EXAMPLE)
        .iter()
        .map(example)
        .collect();
    Some(OrderRules {
        accept_again_if_before: agreement?,
        company_name_from: attestation?,
        editions: editions?.into_iter().map(|placed| placed.value).collect(),
        examples: examples?,
    })
}

fn programme_day(
    document: &PolicyDocument<'_>,
    root: &Section<'_, '_>,
    (table, known): (&str, &[&str]),
    key: &str,
) -> Option<ProgrammeDay> {
    if !root.has(table) {
        document.fault(Position::START, format!("the table [{table}] is missing"));
    }
    let section = root.section(table, known)?;
    let day = section.need(key, document::day);
    let source = section.need("source", document::text);
    let doubt = section.take("doubt", document::text);
    Some(ProgrammeDay {
        day: day?.value,
        source: source?.value,
        doubt: doubt.map(|placed| placed.value),
    })
}

fn edition(section: &Section<'_, '_>) -> Option<Placed<OrderEdition>> {
    let condition = section.need("condition", condition);
    let from = section.take("from", start);
    let blocks = section.need_list("blocks", document::word::<OrderOperation>);
    let source = section.need("source", document::text);
    let doubt = section.take("doubt", document::text);
    if section.has("from") && from.is_none() {
        return None;
    }
    let value = OrderEdition {
        condition: condition?.value,
        start: from.map_or(OrderEditionStart::Always, |placed| placed.value),
        blocks: blocks?.value,
        source: source?.value,
        doubt: doubt.map(|placed| placed.value),
    };
    let at = section.at();
    Some(Placed { at, value })
}

/// One of the conditions of an order, by its rule.
fn condition(value: &DeValue<'_>) -> Result<RuleRef, String> {
    let typed = document::exact(value)?;
    let mut known = CONDITIONS.iter().copied();
    known.find(|rule| rule.id == typed).ok_or_else(|| {
        let near = nearest(&typed, CONDITIONS.iter().map(|rule| rule.id));
        let hint = near.map(|near| format!("; did you mean `{near}`?"));
        format!(
            "`{typed}` is not a condition of an order{}",
            hint.unwrap_or_default()
        )
    })
}

fn start(value: &DeValue<'_>) -> Result<OrderEditionStart, String> {
    match value.as_str() {
        Some(CONFIGURED) => Ok(OrderEditionStart::Configured),
        Some(_) | None => document::day(value).map(OrderEditionStart::On),
    }
}

fn example(section: &Section<'_, '_>) -> Option<OrderExample> {
    let name = section.need("name", document::text);
    let on = section.need("on", document::day);
    let operation = section.need("operation", document::word::<OrderOperation>);
    let block_from = section.take("agreement_block_from", document::day);
    let blocks = section.need_list("blocks", condition);
    let passes = section.need_list("passes", condition);
    Some(OrderExample {
        name: name?.value,
        on: on?.value,
        operation: operation?.value,
        agreement_block_from: block_from.map(|placed| placed.value),
        blocks: blocks?.value,
        passes: passes?.value,
    })
}

/// Finds two editions of one condition with the same start, and conditions without an edition.
fn find_faults(document: &PolicyDocument<'_>, editions: &[Placed<OrderEdition>]) {
    for (place, edition) in editions.iter().enumerate() {
        let same = |twin: &&Placed<OrderEdition>| {
            twin.value.condition.id == edition.value.condition.id
                && twin.value.start == edition.value.start
        };
        if let Some(twin) = editions.iter().take(place).find(same) {
            let message = format!(
                "overlaps with the edition at {}: both are of {} and begin on the same day",
                twin.at, edition.value.condition.id
            );
            document.fault(edition.at, message);
        }
    }
    for condition in CONDITIONS {
        let is_of = |edition: &Placed<OrderEdition>| edition.value.condition.id == condition.id;
        if !editions.iter().any(is_of) {
            let message = format!("no [[edition]] is of {}", condition.id);
            document.fault(Position::START, message);
        }
    }
}

#[cfg(test)]
mod tests;
