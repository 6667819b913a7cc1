//! The built-in policies: the files under `editions`, parsed on first use.

use std::sync::LazyLock;

use super::edition::Policy;
use super::load::load_policy;
use crate::domain::Model;

/// The built-in policy file of a model, with its examples.
pub fn shipped_text(model: Model) -> &'static str {
    match model {
        Model::DirectBill => concat!(
            include_str!("editions/direct-bill.toml"),
            "\n",
            include_str!("editions/direct-bill.examples.toml")
        ),
        Model::IndirectReseller => concat!(
            include_str!("editions/indirect-reseller.toml"),
            "\n",
            include_str!("editions/indirect-reseller.examples.toml")
        ),
    }
}

/// The same without the examples, which are half of the file and which no answer needs.
fn editions_text(model: Model) -> &'static str {
    match model {
        Model::DirectBill => include_str!("editions/direct-bill.toml"),
        Model::IndirectReseller => include_str!("editions/indirect-reseller.toml"),
    }
}

/// The built-in policy of a model without its examples, parsed once per process.
pub fn shipped(model: Model) -> &'static Policy {
    static DIRECT_BILL: LazyLock<Policy> = LazyLock::new(|| read(Model::DirectBill));
    static INDIRECT_RESELLER: LazyLock<Policy> = LazyLock::new(|| read(Model::IndirectReseller));
    match model {
        Model::DirectBill => &DIRECT_BILL,
        Model::IndirectReseller => &INDIRECT_RESELLER,
    }
}

/// Parses a built-in file. A test checks that each loads, so the empty policy is never returned.
fn read(model: Model) -> Policy {
    load_policy(editions_text(model).as_bytes()).unwrap_or_else(|_| Policy {
        model,
        editions: Vec::new(),
        examples: Vec::new(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word;
    use crate::policy::examples::failures;

    #[test]
    fn every_shipped_policy_loads() {
        for model in Model::ALL.iter().copied() {
            let policy = load_policy(shipped_text(model).as_bytes()).unwrap();
            assert_eq!(policy.model, model);
            assert_eq!(policy.editions, shipped(model).editions);
            assert_eq!(shipped(model).model, model);
        }
    }

    #[test]
    fn the_examples_of_shipped_policies_hold() {
        for model in Model::ALL.iter().copied() {
            let policy = load_policy(shipped_text(model).as_bytes()).unwrap();
            assert!(policy.examples.len() >= 8, "{model}");
            let failures: Vec<String> = failures(&policy).iter().map(ToString::to_string).collect();
            assert!(failures.is_empty(), "{model}: {failures:#?}");
        }
    }

    #[test]
    fn an_id_is_the_model_and_the_day() {
        for model in Model::ALL.iter().copied() {
            for edition in &shipped(model).editions {
                assert_eq!(edition.id, format!("{model}/{}", edition.effective));
            }
        }
    }
}
