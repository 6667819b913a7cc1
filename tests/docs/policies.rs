//! The policies as the program holds them, made of the files that people write.
//!
//! `UPDATE_DOCS=1` writes them; without it, one that is stale fails.

use std::fmt::Write as _;
use std::path::Path;

use chrono::Datelike as _;
use csp::domain::Model;
use csp::domain::calendar::Day;
use csp::domain::word::Word as _;
use csp::policy::{Edition, Level, Requirement, Start, Test, load_policy, shipped_text};
use rust_decimal::Decimal;

const HEAD: &str = "//! Made of `src/policy/editions/NAME.toml` by `UPDATE_DOCS=1 cargo test --test docs`: change that file, not this one.

use std::borrow::Cow;

use super::{day, hundredths, text};
use crate::domain::evidence::FactKey::*;
use crate::domain::revenue::Category;
use crate::policy::edition::{Edition, Level::*, Requirement, RequirementId, Start, Test};

pub(super) const EDITIONS: &[Edition] = &[
";

fn day(day: Day) -> String {
    format!("day({}, {}, {})", day.year(), day.month(), day.day())
}

fn hundredths(amount: Decimal) -> String {
    let number = amount * Decimal::ONE_HUNDRED;
    assert!(number.fract().is_zero(), "{amount}");
    format!("hundredths({})", number.trunc().normalize())
}

fn test(test: &Test) -> String {
    match test {
        Test::Revenue {
            at_least,
            counts,
            as_reseller,
        } => {
            let counts: Vec<String> = counts
                .iter()
                .map(|one| format!("Category::{one:?}"))
                .collect();
            let (at_least, counts) = (hundredths(*at_least), counts.join(", "));
            format!(
                "Test::Revenue {{ at_least: {at_least}, counts: Cow::Borrowed(&[{counts}]), as_reseller: {as_reseller} }}"
            )
        }
        Test::AtMost { fact, at_most } => {
            format!(
                "Test::AtMost {{ fact: {fact:?}, at_most: {} }}",
                hundredths(*at_most)
            )
        }
        Test::Flag { .. }
        | Test::Count { .. }
        | Test::SupportPlan { .. }
        | Test::Tenure { .. }
        | Test::Recent { .. }
        | Test::Dated { .. } => format!("Test::{test:?}"),
    }
}

fn start(start: Start) -> String {
    let (name, from) = match start {
        Start::FirstAnniversary => return "Some(Start::FirstAnniversary)".to_owned(),
        Start::On(from) => ("On", from),
        Start::AnniversaryFrom(from) => ("AnniversaryFrom", from),
        Start::AnniversaryMonthAfter(from) => ("AnniversaryMonthAfter", from),
    };
    format!("Some(Start::{name}({}))", day(from))
}

fn level(level: Option<Level>) -> String {
    format!("{level:?}")
}

fn requirement(one: &Requirement, text: &mut String) {
    let doubt = match &one.doubt {
        Some(doubt) => format!("Some(text({doubt:?}))"),
        None => "None".to_owned(),
    };
    let retain_from = one.retain_from.map_or_else(|| "None".to_owned(), start);
    writeln!(
        text,
        "        Requirement {{\n            id: RequirementId::{:?},\n            title: text({:?}),\n            \
         test: {},\n            enroll: {}, retain: {}, retain_from: {retain_from},\n            doubt: {doubt},\n            \
         remedy: text({:?}),\n            source: text({:?}),\n        }},",
        one.id,
        one.title,
        test(&one.test),
        level(one.enroll),
        level(one.retain),
        one.remedy,
        one.source,
    )
    .unwrap();
}

fn edition(one: &Edition, text: &mut String) {
    writeln!(
        text,
        "    Edition {{\n        id: text({:?}), effective: {}, source: text({:?}),\n        \
         requirements: Cow::Borrowed(&[",
        one.id,
        day(one.effective),
        one.source,
    )
    .unwrap();
    for one in one.requirements.iter() {
        requirement(one, text);
    }
    text.push_str("        ]),\n    },\n");
}

#[test]
fn the_policies_inside_are_those_of_the_files() {
    for model in Model::ALL.iter().copied() {
        let name = model.word();
        let mut text = HEAD.replace("NAME", name);
        let policy = load_policy(shipped_text(model).as_bytes()).unwrap();
        policy
            .editions
            .iter()
            .for_each(|one| edition(one, &mut text));
        text.push_str("];\n");
        let file = format!("src/policy/shipped/{}.rs", name.replace('-', "_"));
        let place = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
        if std::env::var("UPDATE_DOCS").is_ok() {
            std::fs::write(&place, &text).unwrap();
        }
        let found = std::fs::read_to_string(&place).unwrap();
        assert!(
            found == text,
            "{file} is stale: run with UPDATE_DOCS=1 and look at the difference"
        );
    }
}
