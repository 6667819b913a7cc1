//! The policies inside the program.
//!
//! The files under `editions` are what is written and read by people. A check asks for an answer at once, so that they
//! are also there as they were read: the modules `direct_bill` and `indirect_reseller` are made of them by
//! `UPDATE_DOCS=1 cargo test --test docs`, and tests hold the one to the other.

#[rustfmt::skip]
mod direct_bill;
#[rustfmt::skip]
mod indirect_reseller;

use std::borrow::Cow;

use rust_decimal::Decimal;

use super::edition::{Policy, Text};
use crate::domain::Model;
use crate::domain::calendar::Day;

/// The shipped policy file of a model, examples included.
pub fn shipped_text(model: Model) -> &'static str {
    match model {
        Model::DirectBill => include_str!("../editions/direct-bill.toml"),
        Model::IndirectReseller => include_str!("../editions/indirect-reseller.toml"),
    }
}

/// The shipped policy of a model, without its examples.
pub fn shipped(model: Model) -> Policy {
    let editions = match model {
        Model::DirectBill => direct_bill::EDITIONS,
        Model::IndirectReseller => indirect_reseller::EDITIONS,
    };
    Policy {
        model,
        editions: Cow::Borrowed(editions),
        examples: Vec::new(),
    }
}

const fn text(text: &'static str) -> Text {
    Cow::Borrowed(text)
}

/// A day of the calendar. Another than is meant would be no day of the file, which a test compares.
const fn day(year: i32, month: u32, day: u32) -> Day {
    match Day::from_ymd_opt(year, month, day) {
        Some(day) => day,
        None => Day::MIN,
    }
}

/// A number of so many hundredths.
const fn hundredths(number: u32) -> Decimal {
    Decimal::from_parts(number, 0, 0, false, 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word;
    use crate::policy::examples::failures;
    use crate::policy::load::load_policy;

    #[test]
    fn the_shipped_policies_are_those_of_the_files_and_their_examples_hold() {
        for model in Model::ALL.iter().copied() {
            let whole = load_policy(shipped_text(model).as_bytes()).unwrap();
            assert_eq!(whole.model, model);
            assert_eq!(whole.editions, shipped(model).editions);
            assert!(whole.examples.len() >= 8, "{model}");
            let failures: Vec<String> = failures(&whole).iter().map(ToString::to_string).collect();
            assert!(failures.is_empty(), "{model}: {failures:#?}");
        }
    }

    #[test]
    fn an_id_is_the_model_and_the_day() {
        for model in Model::ALL.iter().copied() {
            for edition in shipped(model).editions.iter() {
                assert_eq!(edition.id, format!("{model}/{}", edition.effective));
            }
        }
    }
}
