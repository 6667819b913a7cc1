//! Reads the examples of a policy file.

use rust_decimal::Decimal;

use crate::diagnostic::Place;
use crate::domain::calendar::Month;
use crate::domain::money::Currency;
use crate::domain::word::{UnknownWord, Word};
use crate::policy::document::{self, PolicyDocument, Section};
use crate::policy::edition::{Example, Purpose, RequirementId, Status};
use crate::policy::facts::{FactOrigin, Facts, read_facts};
use crate::policy::position::wrong;
use crate::policy::revenue::{Category, RevenueKey};

const EXAMPLE: &[&str] = &[
    "name",
    "edition",
    "as_of",
    "purpose",
    "facts",
    "monthly",
    "last_month",
    "eligible",
    "expect",
];

/// Every `[[example]]` of a policy file.
pub(super) fn read_all(document: &PolicyDocument<'_>, root: &Section<'_, '_>) -> Vec<Example> {
    root.sections("example", EXAMPLE)
        .iter()
        .filter_map(|section| read(document, section))
        .collect()
}

fn read(document: &PolicyDocument<'_>, section: &Section<'_, '_>) -> Option<Example> {
    let name = section.need("name", document::text);
    let as_of = section.need("as_of", document::day);
    let purpose = section.take("purpose", document::word::<Purpose>);
    let mut facts = facts(document, section);
    let monthly = section.take("monthly", amount);
    let last_amount = section.take("last_month", amount).or(monthly);
    if let Some(as_of) = as_of {
        let months = Month::trailing_twelve(as_of.value);
        let (all_but_last, last) = months.split_at(11);
        for (months, stated) in [(all_but_last, monthly), (last, last_amount)] {
            let Some(stated) = stated else { continue };
            for month in months {
                let key = RevenueKey {
                    month: *month,
                    ..stated.value.0
                };
                if let Err(error) = facts.revenue.add(key, stated.value.1, FactOrigin::WhatIf) {
                    document.fault(stated.at, error.to_string());
                }
            }
        }
    }
    let expect = expectations(document, section);
    let edition = section.take("edition", document::text);
    let eligible = section.take("eligible", document::flag);
    Some(Example {
        name: name?.value,
        at: section.at(),
        as_of: as_of?.value,
        purpose: purpose.map_or(Purpose::Enroll, |placed| placed.value),
        facts,
        edition: edition.map(|placed| placed.value),
        eligible: eligible.map(|placed| placed.value),
        expect,
    })
}

/// The facts of an example are written as in `facts.toml`.
fn facts(document: &PolicyDocument<'_>, section: &Section<'_, '_>) -> Facts {
    let Some(text) = section.take("facts", document::text) else {
        return Facts::default();
    };
    read_facts(text.value.as_bytes(), "example").unwrap_or_else(|faults| {
        for fault in faults {
            let line = fault.place().and_then(Place::line).unwrap_or(1);
            let message = format!("line {line} of `facts`: {}", fault.message());
            document.note(wrong(text.at, message).under(fault.rule()));
        }
        Facts::default()
    })
}

/// `25000.00 USD cloud`: one month's revenue; the key's month is filled in by the caller.
fn amount(value: &toml::de::DeValue<'_>) -> Result<(RevenueKey, Decimal), String> {
    let typed = document::text(value)?;
    let mut words = typed.split_whitespace();
    let (Some(amount), Some(currency), Some(category), None) =
        (words.next(), words.next(), words.next(), words.next())
    else {
        return Err("expected a text such as \"25000.00 USD cloud\"".to_owned());
    };
    let amount = crate::domain::money::parse_amount(amount).map_err(|error| error.to_string())?;
    let key = RevenueKey {
        month: Month::of(chrono::NaiveDate::default()),
        currency: Currency::from_code(currency).map_err(|error| error.to_string())?,
        category: Category::exactly(category)
            .ok_or_else(|| UnknownWord::among::<Category>(category).to_string())?,
    };
    Ok((key, amount))
}

fn expectations(
    document: &PolicyDocument<'_>,
    section: &Section<'_, '_>,
) -> Vec<(RequirementId, Status)> {
    let Some(table) = section.open_section("expect") else {
        return Vec::new();
    };
    let mut expected = Vec::new();
    for (at, name, value) in table.entries() {
        let id = RequirementId::exactly(name)
            .ok_or_else(|| UnknownWord::among::<RequirementId>(name).to_string());
        let status = document::word::<Status>(value.get_ref());
        match (id, status) {
            (Ok(id), Ok(status)) => expected.push((id, status)),
            (id, status) => {
                let wrong = id.err().into_iter().chain(status.err());
                wrong.for_each(|message| document.fault(at, message));
            }
        }
    }
    expected
}
