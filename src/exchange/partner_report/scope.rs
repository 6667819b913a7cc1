//! What a report covers: all accounts, or what a filter leaves of them.

use crate::domain::{Email, GroupName, Slug};

/// What a report covers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReportScope {
    /// The only account; `None` for all.
    pub account: Option<Slug>,
    /// Only accounts and customers in one of these groups; empty for all.
    pub groups: Vec<GroupName>,
    /// Only what this person looks after.
    pub keeper: Option<Email>,
}

impl ReportScope {
    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }

    /// The account and the filters, for people.
    pub fn words(&self) -> String {
        let groups: Vec<&str> = self.groups.iter().map(GroupName::as_str).collect();
        let account = self.account.iter().map(|it| format!("account {it}"));
        let group = groups.join(" or ");
        let group = Some(group).filter(|group| !group.is_empty());
        let group = group.iter().map(|it| format!("group {it}"));
        let keeper = self.keeper.iter().map(|it| format!("keeper {it}"));
        let parts: Vec<String> = account.chain(group).chain(keeper).collect();
        if parts.is_empty() {
            "all accounts".to_owned()
        } else {
            parts.join(", ")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_report_covers_is_said_in_words() {
        let mut scope = ReportScope::default();
        assert_eq!(
            (scope.is_all(), scope.words().as_str()),
            (true, "all accounts")
        );
        scope.groups = vec!["north".parse().unwrap(), "gold".parse().unwrap()];
        scope.keeper = Some("ana@consult.example".parse().unwrap());
        assert_eq!(
            scope.words(),
            "group north or gold, keeper ana@consult.example"
        );
        scope.account = Some("fabrikam".parse().unwrap());
        assert!(scope.words().starts_with("account fabrikam, group north"));
        assert!(!scope.is_all());
    }
}
