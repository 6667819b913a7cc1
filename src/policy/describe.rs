//! Requirements in words, for listings, differences and the table in the documentation.

use rust_decimal::Decimal;

use super::edition::{Requirement, Start, Test};
use super::revenue::Category;
use crate::domain;
use crate::domain::money::{Currency, Money};
use crate::domain::word::Word;

impl Test {
    /// The required value, in a few words.
    pub fn required(&self) -> String {
        match self {
            Self::Flag { .. } | Self::Dated { .. } => "yes".to_owned(),
            Self::Count { at_least, .. } => format!("at least {at_least}"),
            Self::AtMost { at_most, .. } => format!("at most {}", hours(*at_most)),
            Self::SupportPlan { after_credit: true } => {
                "asfp or psfp, bought after the credit check passed".to_owned()
            }
            Self::SupportPlan {
                after_credit: false,
            } => "asfp or psfp".to_owned(),
            Self::Revenue {
                at_least,
                counts,
                as_reseller,
            } => {
                let money = Money {
                    amount: *at_least,
                    currency: Currency::USD,
                };
                let earned = if *as_reseller {
                    ", as an indirect reseller"
                } else {
                    ""
                };
                format!(
                    "at least {money} in twelve months, {}{earned}",
                    counted(counts)
                )
            }
            Self::Tenure { months, .. } => {
                let months = domain::counted_as(*months, "whole month", "whole months");
                format!("at least {months}")
            }
            Self::Recent { months, .. } => {
                format!("within the last {}", domain::counted(*months, "month"))
            }
        }
    }
}

/// A number of hours in words; it may have a fraction.
pub(super) fn hours(number: Decimal) -> String {
    let unit = if number == Decimal::ONE {
        "hour"
    } else {
        "hours"
    };
    format!("{} {unit}", number.normalize())
}

fn counted(counts: &[Category]) -> String {
    if counts.len() == Category::ALL.len() {
        return "every category".to_owned();
    }
    let words: Vec<&str> = counts.iter().map(|category| category.word()).collect();
    format!("{} only", words.join(" and "))
}

impl std::fmt::Display for Start {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::On(day) => write!(f, "from {day}"),
            Self::FirstAnniversary => f.write_str("from the first anniversary of activation"),
            Self::AnniversaryFrom(day) => {
                write!(
                    f,
                    "from the first anniversary of activation on or after {day}"
                )
            }
            Self::AnniversaryMonthAfter(day) => {
                write!(f, "from the month of the first anniversary after {day}")
            }
        }
    }
}

impl Requirement {
    /// The parts in which two editions of a requirement can differ, by name.
    pub(crate) fn aspects(&self) -> [(&'static str, Option<String>); 4] {
        [
            ("enroll", self.enroll.map(|level| level.to_string())),
            ("retain", self.retain.map(|level| level.to_string())),
            ("required", Some(self.test.required())),
            (
                "retain_from",
                self.retain_from.map(|start| start.to_string()),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;
    use crate::policy::FactKey;

    #[test]
    fn each_kind_of_requirement_says_what_it_asks_for() {
        let fact = FactKey::MpaSignedOn;
        let revenue = |counts: &[Category]| Test::Revenue {
            at_least: 300_000.into(),
            counts: counts.to_vec(),
            as_reseller: false,
        };
        let as_reseller = Test::Revenue {
            at_least: 300_000.into(),
            counts: vec![Category::Cloud],
            as_reseller: true,
        };
        for (test, said) in [
            (Test::Flag { fact }, "yes"),
            (Test::Dated { fact }, "yes"),
            (Test::Count { fact, at_least: 2 }, "at least 2"),
            (
                Test::AtMost {
                    fact,
                    at_most: "24.0".parse().unwrap(),
                },
                "at most 24 hours",
            ),
            (
                Test::SupportPlan { after_credit: true },
                "asfp or psfp, bought after the credit check passed",
            ),
            (
                Test::SupportPlan {
                    after_credit: false,
                },
                "asfp or psfp",
            ),
            (
                revenue(Category::ALL),
                "at least 300000.00 USD in twelve months, every category",
            ),
            (
                revenue(&[Category::Cloud, Category::ThirdParty]),
                "at least 300000.00 USD in twelve months, cloud and third-party only",
            ),
            (
                as_reseller,
                "at least 300000.00 USD in twelve months, cloud only, as an indirect reseller",
            ),
            (
                Test::Tenure { fact, months: 12 },
                "at least 12 whole months",
            ),
            (Test::Recent { fact, months: 6 }, "within the last 6 months"),
        ] {
            assert_eq!(test.required(), said, "{test:?}");
        }
    }

    #[test]
    fn each_kind_of_start_says_from_when_it_holds() {
        let day = parse_day("2025-10-01").unwrap();
        for (start, said) in [
            (Start::On(day), "from 2025-10-01"),
            (
                Start::FirstAnniversary,
                "from the first anniversary of activation",
            ),
            (
                Start::AnniversaryFrom(day),
                "from the first anniversary of activation on or after 2025-10-01",
            ),
            (
                Start::AnniversaryMonthAfter(day),
                "from the month of the first anniversary after 2025-10-01",
            ),
        ] {
            assert_eq!(start.to_string(), said);
        }
    }
}
