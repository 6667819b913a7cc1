//! Forms of `revenue.…`, `evidence.…` and `rate.…` entries. Amounts are texts, so that they stay exact.

use serde::Serialize;

use super::Form;
use crate::domain::calendar::Month;
use crate::domain::money::{Currency, Money};
use crate::domain::revenue::{Category, SourceKind};

/// A month's revenue, stated by hand.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevenueStated {
    /// The category.
    pub category: Category,
    /// The currency.
    pub currency: Currency,
    /// The amount on record before.
    pub from: Option<String>,
    /// The amount now.
    pub to: String,
}

/// Revenue of one month that was taken back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevenueRemoved {
    /// What is no longer on record.
    pub removed: Vec<RevenueForm>,
}

/// What one kind of source says of one month, category and currency.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevenueForm {
    month: Month,
    category: Category,
    amount: MoneyForm,
    kind: SourceKind,
    counted: bool,
    sources: Vec<String>,
}

/// A revenue file that was imported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevenueImported {
    /// What the file was recognised as.
    pub kind: String,
    /// Rows that were counted.
    pub rows: u64,
    /// Rows of other resellers that were left out.
    pub left_out: u64,
    /// Documents or stated totals that are new.
    pub new: usize,
    /// Those that were added to as a further part.
    pub added: usize,
    /// Those that replaced what was on record.
    pub replaced: usize,
    /// Those that were on record already.
    pub unchanged: usize,
    /// The documents that were added to or replaced.
    pub documents: Vec<ImportedDocumentForm>,
}

/// A document of an import: an invoice, a billing period, a month of an export, a stated total.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ImportedDocumentForm {
    document: String,
    before: Vec<MoneyForm>,
    after: Vec<MoneyForm>,
}

/// Evidence that was recorded or removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EvidenceChanged {
    /// The value on record before.
    pub from: Option<String>,
    /// The value now.
    pub to: Option<String>,
}

/// An exchange rate that was given or removed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RateChanged {
    /// The month; `None` for the general rate.
    pub month: Option<Month>,
    /// US dollars for one unit before.
    pub from: Option<String>,
    /// US dollars for one unit now.
    pub to: Option<String>,
}

/// A file of exchange rates that was imported.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RatesImported {
    /// Rates that are new.
    pub new: usize,
    /// Rates that replaced others.
    pub replaced: usize,
}

#[derive(Debug, Clone, PartialEq, Serialize)]
struct MoneyForm {
    amount: String,
    currency: Currency,
}

impl Form for RevenueStated {}
impl Form for RevenueRemoved {}
impl Form for RevenueImported {}
impl Form for EvidenceChanged {}
impl Form for RateChanged {}
impl Form for RatesImported {}

impl From<&Money> for MoneyForm {
    fn from(money: &Money) -> Self {
        Self {
            amount: money.digits(),
            currency: money.currency,
        }
    }
}

impl RevenueForm {
    /// `counted` is whether the kind is the strongest that the month has.
    pub fn new(
        month: Month,
        category: Category,
        amount: &Money,
        (kind, counted): (SourceKind, bool),
        sources: &[String],
    ) -> Self {
        Self {
            month,
            category,
            amount: amount.into(),
            kind,
            counted,
            sources: sources.to_vec(),
        }
    }
}

impl ImportedDocumentForm {
    /// What is on record of a document before and after, currency by currency.
    pub fn new(document: &str, before: &[Money], after: &[Money]) -> Self {
        Self {
            document: document.to_owned(),
            before: before.iter().map(Into::into).collect(),
            after: after.iter().map(Into::into).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;

    fn month() -> Month {
        "2021-03".parse().unwrap()
    }

    fn usd(amount: &str) -> Money {
        Money {
            amount: amount.parse().unwrap(),
            currency: Currency::USD,
        }
    }

    #[test]
    fn stated_revenue_has_both_amounts() {
        let mut stated = RevenueStated {
            category: Category::Cloud,
            currency: Currency::USD,
            from: None,
            to: "1000.5".to_owned(),
        };
        assert_json(
            &stated,
            r#"{"category":"cloud","currency":"USD","from":null,"to":"1000.5"}"#,
        );
        stated.from = Some("1".to_owned());
        assert!(stated.to_json().unwrap().contains(r#""from":"1","to""#));
    }

    #[test]
    fn removed_revenue_has_every_row() {
        let source = ["invoice G012".to_owned()];
        let kind = (SourceKind::Invoice, true);
        let row = RevenueForm::new(month(), Category::ThirdParty, &usd("12.5"), kind, &source);
        assert_json(
            &RevenueRemoved { removed: vec![row] },
            concat!(
                r#"{"removed":[{"month":"2021-03","category":"third-party","#,
                r#""amount":{"amount":"12.50","currency":"USD"},"kind":"invoice","counted":true,"#,
                r#""sources":["invoice G012"]}]}"#,
            ),
        );
    }

    #[test]
    fn an_imported_file_has_its_counts_and_replaced_documents() {
        let imported = RevenueImported {
            kind: "nce-invoice".to_owned(),
            rows: 7,
            left_out: 1,
            new: 2,
            added: 3,
            replaced: 4,
            unchanged: 5,
            documents: vec![ImportedDocumentForm::new("G012", &[], &[usd("3")])],
        };
        assert_json(
            &imported,
            concat!(
                r#"{"kind":"nce-invoice","rows":7,"left_out":1,"new":2,"added":3,"replaced":4,"unchanged":5,"#,
                r#""documents":[{"document":"G012","before":[],"after":[{"amount":"3.00","currency":"USD"}]}]}"#,
            ),
        );
    }

    #[test]
    fn changed_evidence_has_both_values() {
        let removed = EvidenceChanged {
            from: Some("asfp".to_owned()),
            to: None,
        };
        assert_json(&removed, r#"{"from":"asfp","to":null}"#);
    }

    #[test]
    fn a_changed_rate_has_its_month_and_both_values() {
        let mut changed = RateChanged {
            month: None,
            from: None,
            to: Some("1.1".to_owned()),
        };
        assert_json(&changed, r#"{"month":null,"from":null,"to":"1.1"}"#);
        changed.month = Some(month());
        assert!(changed.to_json().unwrap().contains(r#""month":"2021-03""#));
    }

    #[test]
    fn imported_rates_are_counted() {
        assert_json(
            &RatesImported {
                new: 1,
                replaced: 2,
            },
            r#"{"new":1,"replaced":2}"#,
        );
    }
}
