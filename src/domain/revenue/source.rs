//! Which source of a month's revenue counts. Sources of the same revenue are never added up.

use std::collections::BTreeMap;

use super::RevenueDocumentKind;
use crate::domain::calendar::Month;
use crate::domain::word::words;

words! {
    /// The kind of source of a figure, the strongest first.
    pub enum SourceKind: "kind of revenue source" {
        /// Stated by a person: own CSV, `revenue add`, a facts file.
        Stated = "stated",
        /// An invoice: licence-based, usage-based and new-commerce files.
        Invoice = "invoice",
        /// An Insights export.
        Export = "export",
    }
}

impl SourceKind {
    /// Whether this kind takes precedence over the other one.
    pub fn is_stronger_than(self, other: Self) -> bool {
        self < other
    }

    /// The kind in the plural, for sentences.
    pub fn plural(self) -> &'static str {
        match self {
            Self::Stated => "stated totals",
            Self::Invoice => "invoices",
            Self::Export => "exports",
        }
    }
}

impl RevenueDocumentKind {
    /// The kind of source of this kind of document.
    pub fn source_kind(self) -> SourceKind {
        match self {
            Self::LicenceBased | Self::UsageBased | Self::NewCommerce => SourceKind::Invoice,
            Self::Insights => SourceKind::Export,
        }
    }
}

/// The kind of source that counts for each month: the strongest one present.
pub fn strongest(
    present: impl IntoIterator<Item = (Month, SourceKind)>,
) -> BTreeMap<Month, SourceKind> {
    let mut counted = BTreeMap::new();
    for (month, kind) in present {
        let known = counted.entry(month).or_insert(kind);
        if kind.is_stronger_than(*known) {
            *known = kind;
        }
    }
    counted
}

#[cfg(test)]
mod tests {
    use super::SourceKind::{Export, Invoice, Stated};
    use super::*;

    #[test]
    fn the_strongest_source_of_each_month_counts() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let (may, june) = (month("2024-05"), month("2024-06"));
        for (present, in_may) in [
            (vec![Export], Export),
            (vec![Export, Invoice], Invoice),
            (vec![Invoice, Export], Invoice),
            (vec![Export, Stated, Invoice], Stated),
            (vec![Stated, Stated], Stated),
        ] {
            let mut all: Vec<_> = present.into_iter().map(|kind| (may, kind)).collect();
            all.push((june, Export));
            let counted = strongest(all);
            assert_eq!((counted[&may], counted[&june]), (in_may, Export));
        }
        assert!(strongest([]).is_empty());
    }
}
