//! The policies inside the program.

use super::edition::Policy;
use super::load::load_policy;
use super::position::Fault;
use crate::domain::Model;

/// The shipped policy file of a model, examples included.
pub fn shipped_text(model: Model) -> &'static str {
    match model {
        Model::DirectBill => include_str!("editions/direct-bill.toml"),
        Model::IndirectReseller => include_str!("editions/indirect-reseller.toml"),
    }
}

/// The shipped policy of a model, without its examples: they stand last in the file, so that a check that needs none
/// need not read them.
///
/// # Errors
/// Never in a program that passed its tests: the files are part of it.
pub fn shipped(model: Model) -> Result<Policy, Vec<Fault>> {
    let text = shipped_text(model);
    let rules = text
        .split_once("\n[[example]]")
        .map_or(text, |(rules, _)| rules);
    load_policy(rules.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word;
    use crate::policy::examples::failures;

    #[test]
    fn the_shipped_policies_load_and_their_examples_hold() {
        for model in Model::ALL.iter().copied() {
            let whole = load_policy(shipped_text(model).as_bytes()).unwrap();
            let rules = shipped(model).unwrap();
            assert_eq!(whole.editions, rules.editions);
            assert!(whole.examples.len() >= 8, "{model}");
            let failures: Vec<String> = failures(&whole).iter().map(ToString::to_string).collect();
            assert!(failures.is_empty(), "{model}: {failures:#?}");
        }
    }

    #[test]
    fn an_id_is_the_model_and_the_day() {
        for model in Model::ALL.iter().copied() {
            for edition in shipped(model).unwrap().editions {
                assert_eq!(edition.id, format!("{model}/{}", edition.effective));
            }
        }
    }
}
