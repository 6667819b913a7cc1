//! The totals of months that own files state.

use std::collections::BTreeMap;

use super::super::refused;
use super::super::rows::ReadFile;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::revenue::RevenueKey;
use crate::store::{RevenueStore, StatedSum};

/// A total of a month that a file states.
pub(in super::super) struct PlannedTotal {
    pub(in super::super) key: RevenueKey,
    pub(in super::super) before: Option<StatedSum>,
    pub(in super::super) after: StatedSum,
}

/// The totals that own files state. Two files of one command that state different totals are a mistake.
pub(in super::super) fn plan_stated(
    store: &RevenueStore<'_, '_>,
    files: &[ReadFile],
) -> Result<Vec<PlannedTotal>> {
    let mut stated: BTreeMap<RevenueKey, (&ReadFile, StatedSum)> = BTreeMap::new();
    let mut mistakes = Vec::new();
    for file in files {
        for (key, amount) in &file.content.stated.amounts {
            let sum = StatedSum {
                amount: *amount,
                source: file.source.clone(),
            };
            match stated.get(key) {
                Some((other, known)) if known.amount != *amount => {
                    let message = format!(
                        "{} and {} state different totals of {} {} in {}: {} and {}",
                        other.name,
                        file.name,
                        key.month,
                        key.category,
                        key.currency,
                        known.amount,
                        amount
                    );
                    mistakes.push(refused(message, &file.name));
                }
                Some(_) => {}
                None => {
                    stated.insert(*key, (file, sum));
                }
            }
        }
    }
    Diagnostic::unless_none(mistakes)?;
    let known = store.stated(None)?;
    let totals = stated.into_iter().map(|(key, (_, after))| PlannedTotal {
        before: known.get(&key).cloned(),
        key,
        after,
    });
    Ok(totals.collect())
}
