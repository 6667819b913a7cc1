//! Requirements in words, for listings, differences and the table in the documentation.

use super::edition::{Requirement, Start, Test};
use super::revenue::Category;
use crate::domain::money::{Currency, Money};
use crate::domain::word::Word;

impl Test {
    /// What is asked, in a few words.
    pub fn required(&self) -> String {
        match self {
            Self::Flag { .. } | Self::Dated { .. } => "yes".to_owned(),
            Self::Count { at_least, .. } => format!("at least {at_least}"),
            Self::AtMost { at_most, .. } => format!("at most {} hours", at_most.normalize()),
            Self::SupportPlan { after_credit: true } => {
                "asfp or psfp, bought once credit has passed".to_owned()
            }
            Self::SupportPlan {
                after_credit: false,
            } => "asfp or psfp".to_owned(),
            Self::Revenue { at_least, counts } => {
                let money = Money {
                    amount: *at_least,
                    currency: Currency::USD,
                };
                format!("at least {money} in twelve months, {}", counted(counts))
            }
            Self::Tenure { months, .. } => format!("at least {months} whole months"),
            Self::Recent { months, .. } => format!("within the last {months} months"),
        }
    }
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
    /// What can differ between two editions, by name.
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
