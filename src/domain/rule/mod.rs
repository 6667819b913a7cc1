//! The registry of rules: the only place where the text of a rule is defined.
//!
//! Errors, `csp explain`, the journal and the documentation use it. Ids are public and permanent.

pub mod customers;
pub mod enroll;
pub mod gdap;
pub mod providers;
pub mod transfers;
pub mod users;
pub mod verify;

pub use crate::diagnostic::{Rule, RuleRef};

/// Declares the rules of one noun: a static per rule and `ALL`, in the order in which they are listed.
macro_rules! rules {
    ($( $name:ident $id:literal { statement: $statement:literal, sources: [$($source:expr),+ $(,)?], remedy: $remedy:literal $(,)? } )+) => {
        $(
            #[doc = $statement]
            pub static $name: $crate::domain::rule::Rule = $crate::domain::rule::Rule {
                id: $id,
                statement: $statement,
                sources: &[$($source),+],
                remedy: $remedy,
            };
        )+
        /// Every rule of this noun.
        pub static ALL: &[$crate::domain::rule::RuleRef] = &[$(&$name),+];
    };
}
use rules;

/// Every rule, noun by noun.
pub fn all() -> impl Iterator<Item = RuleRef> {
    [
        enroll::ALL,
        verify::ALL,
        users::ALL,
        providers::ALL,
        customers::ALL,
        gdap::ALL,
        transfers::ALL,
    ]
    .into_iter()
    .flatten()
    .copied()
}

/// The rule with this id.
pub fn find(id: &str) -> Option<RuleRef> {
    all().find(|rule| rule.id.eq_ignore_ascii_case(id.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;
    use crate::domain::source::{OUR_CHOICE, PASSWORDS_2022, S17};

    static OLD: Rule = Rule {
        id: "tests.old",
        statement: "",
        sources: &[PASSWORDS_2022, OUR_CHOICE, S17],
        remedy: "",
    };
    static OURS: Rule = Rule {
        id: "tests.ours",
        sources: &[OUR_CHOICE],
        ..OLD
    };

    #[test]
    fn a_rule_is_as_old_as_its_earliest_source_and_names_them_all() {
        assert_eq!(OLD.since(), parse_day("2017-11-20").ok());
        assert_eq!(
            OLD.source_line(),
            "csp's rule, after Reset a user password (2022-11-15); \
             Enroll in the Cloud Solution Provider program (2017-11-20)"
        );
        assert_eq!(OURS.since(), None);
    }

    #[test]
    fn a_rule_is_its_id() {
        assert!(OLD == Rule { id: OLD.id, ..OURS });
        assert!(OLD != OURS);
    }
}
