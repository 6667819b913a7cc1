//! The documents on record that are the same as one that comes in, or overlap it.

use super::super::groups::Group;
use crate::diagnostic::Result;
use crate::domain::money::Currency;
use crate::domain::revenue::{DocumentName, DocumentSums, Relation};
use crate::store::RevenueStore;

/// A document on record that has to do with one that comes in.
pub(super) struct Recorded {
    pub(super) name: String,
    pub(super) relation: Relation,
    pub(super) sums: DocumentSums,
    /// Sums in other currencies, which a file of csp 0.1 kept under one name.
    pub(super) others: DocumentSums,
}

/// The documents on record that are the same, or overlap.
pub(super) fn find_recorded(
    store: &RevenueStore<'_, '_>,
    group: &Group<'_>,
    names: &[String],
) -> Result<Vec<Recorded>> {
    let mut found = Vec::new();
    for name in names {
        let known = DocumentName::read(group.kind, name);
        let relation = known.relation(&group.name);
        if relation == Relation::Different {
            continue;
        }
        let all = store.document((group.kind, name))?.unwrap_or_default();
        let (sums, others) = match (&known, &group.name) {
            (
                DocumentName::Period { currency: None, .. },
                DocumentName::Period {
                    currency: Some(currency),
                    ..
                },
            ) => split_by_currency(&all, *currency),
            _ => (all, DocumentSums::default()),
        };
        if sums.amounts.is_empty() && !others.amounts.is_empty() {
            continue;
        }
        found.push(Recorded {
            name: name.clone(),
            relation,
            sums,
            others,
        });
    }
    Ok(found)
}

fn split_by_currency(all: &DocumentSums, currency: Currency) -> (DocumentSums, DocumentSums) {
    let (mut own, mut others) = (DocumentSums::default(), DocumentSums::default());
    for (key, amount) in &all.amounts {
        let sums = if key.currency == currency {
            &mut own
        } else {
            &mut others
        };
        sums.amounts.insert(*key, *amount);
    }
    for (key, rate) in &all.rates {
        let sums = if key.1 == currency {
            &mut own
        } else {
            &mut others
        };
        sums.rates.insert(*key, *rate);
    }
    (own, others)
}
