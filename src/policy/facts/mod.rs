//! Facts about a partner and their origins.

mod known;
pub(super) mod origin;
mod read;
mod template;

use std::collections::BTreeMap;

use rust_decimal::Decimal;

pub use known::facts_of_account;
pub use origin::FactOrigin;
pub use read::read_facts;
pub use template::template;

use super::revenue::{Rates, Revenue};
use crate::domain::Model;
use crate::domain::calendar::Day;
use crate::domain::enrollment::SupportPlan;
use crate::domain::evidence::find_key;
pub use crate::domain::evidence::{FactKey, FactKind, FactValue};

/// A fact's value and its origin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stated {
    /// The value.
    pub value: FactValue,
    /// The origin.
    pub origin: FactOrigin,
}

/// All known facts about a partner that a policy can require. An absent fact is unknown, not a no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Facts {
    /// The model of the question, if the facts name one.
    pub model: Option<Model>,
    /// The day of the question, if the facts name one.
    pub as_of: Option<Day>,
    /// The country of the question: that of the account, if the facts are of an account.
    pub country: Option<String>,
    stated: BTreeMap<FactKey, Stated>,
    /// Revenue by month, currency and category.
    pub revenue: Revenue,
    /// Exchange rates into US dollars.
    pub rates: Rates,
}

impl Facts {
    /// Sets a fact, replacing a former value.
    pub fn state(&mut self, key: FactKey, value: FactValue, origin: FactOrigin) {
        self.stated.insert(key, Stated { value, origin });
    }

    /// Removes a fact, so that it is unknown.
    pub fn forget(&mut self, key: FactKey) {
        self.stated.remove(&key);
    }

    /// The value of a fact.
    pub fn get(&self, key: FactKey) -> Option<&Stated> {
        self.stated.get(&key)
    }

    /// Every fact that is known.
    pub fn iter(&self) -> impl Iterator<Item = (FactKey, &Stated)> {
        self.stated.iter().map(|(key, stated)| (*key, stated))
    }

    /// Adds other facts, which replace these. Their revenue replaces the total of the same month, currency and
    /// category, their rates those of the same currency and month.
    pub fn overlay(&mut self, over: Self) {
        self.model = over.model.or(self.model);
        self.as_of = over.as_of.or(self.as_of);
        self.country = over.country.or(self.country.take());
        self.stated.extend(over.stated);
        self.revenue.overlay(over.revenue);
        self.rates.overlay(over.rates);
    }

    /// Assumes `KEY=VALUE`.
    ///
    /// # Errors
    /// What is wrong with the key or the value.
    pub fn assume(&mut self, typed: &str) -> Result<(), String> {
        let Some((key, value)) = typed.split_once('=') else {
            let shown: String = typed.chars().take(60).collect();
            return Err(format!(
                "`{shown}` is not valid: expected KEY=VALUE, for example support.plan=asfp"
            ));
        };
        let key = find_key(key)?;
        let value = key.read(value).map_err(|error| format!("{key}: {error}"))?;
        self.state(key, value, FactOrigin::WhatIf);
        Ok(())
    }

    pub(crate) fn flag(&self, key: FactKey) -> Option<(bool, &FactOrigin)> {
        match self.get(key)? {
            Stated {
                value: FactValue::Flag(yes),
                origin,
            } => Some((*yes, origin)),
            Stated { .. } => None,
        }
    }

    pub(crate) fn count(&self, key: FactKey) -> Option<(u32, &FactOrigin)> {
        match self.get(key)? {
            Stated {
                value: FactValue::Count(count),
                origin,
            } => Some((*count, origin)),
            Stated { .. } => None,
        }
    }

    pub(crate) fn hours(&self, key: FactKey) -> Option<(Decimal, &FactOrigin)> {
        match self.get(key)? {
            Stated {
                value: FactValue::Hours(hours),
                origin,
            } => Some((*hours, origin)),
            Stated { .. } => None,
        }
    }

    pub(crate) fn day(&self, key: FactKey) -> Option<(Day, &FactOrigin)> {
        match self.get(key)? {
            Stated {
                value: FactValue::Day(day),
                origin,
            } => Some((*day, origin)),
            Stated { .. } => None,
        }
    }

    pub(crate) fn plan(&self) -> Option<(SupportPlan, &FactOrigin)> {
        match self.get(FactKey::SupportPlan)? {
            Stated {
                value: FactValue::Plan(plan),
                origin,
            } => Some((*plan, origin)),
            Stated { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_assumption_replaces_what_was_stated() {
        let mut facts = Facts::default();
        facts.assume("support.plan=asfp").unwrap();
        facts.assume(" support.plan = psfp").unwrap();
        assert_eq!(facts.plan().unwrap().0, SupportPlan::Psfp);
        assert_eq!(facts.plan().unwrap().1, &FactOrigin::WhatIf);
        facts.forget(FactKey::SupportPlan);
        assert!(facts.plan().is_none());
    }

    #[test]
    fn a_mistyped_key_is_answered_with_the_nearest() {
        let error = Facts::default().assume("suport.plan=asfp").unwrap_err();
        assert!(error.contains("did you mean `support.plan`"), "{error}");
        assert!(Facts::default().assume("support.plan").is_err());
        assert!(Facts::default().assume("support.plan=gold").is_err());
    }

    #[test]
    fn an_overlay_replaces_its_facts_and_keeps_the_rest() {
        let mut below = Facts::default();
        below.assume("support.plan=asfp").unwrap();
        below.assume("security.contact=true").unwrap();
        let mut above = Facts::default();
        above.assume("security.contact=false").unwrap();
        below.overlay(above);
        assert!(!below.flag(FactKey::SecurityContact).unwrap().0);
        assert!(below.plan().is_some());
    }
}
