//! Groups and keepers: labels on accounts and customers, and the person of our own team who looks after them.

use std::collections::BTreeSet;
use std::fmt;

use super::Email;
use crate::diagnostic::Diagnostic;

/// The name of a group: lower-case letters, digits and single hyphens, at most 40 characters. What is typed in capitals
/// is the same group.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupName(String);

/// A text that is not the name of a group.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is not a valid group name (at most 40 letters, digits and single hyphens expected, for example north)"
)]
pub struct BadGroupName(String);

impl GroupName {
    /// The most letters of a name (csp's rule).
    const LONGEST: usize = 40;

    /// The name as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl std::str::FromStr for GroupName {
    type Err = BadGroupName;

    fn from_str(typed: &str) -> Result<Self, BadGroupName> {
        let text = typed.trim().to_ascii_lowercase();
        let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
        let good = (1..=Self::LONGEST).contains(&text.len())
            && text.bytes().all(is_plain)
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        if good {
            Ok(Self(text))
        } else {
            Err(BadGroupName(typed.chars().take(80).collect()))
        }
    }
}

impl fmt::Display for GroupName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl serde::Serialize for GroupName {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

/// The groups that an account or a customer is in, and who looks after it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GroupsAndKeeper {
    /// Its groups.
    pub groups: BTreeSet<GroupName>,
    /// The address of the keeper, who need not be a user of the account.
    pub keeper: Option<Email>,
}

/// The groups that a command adds and removes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupChange {
    added: BTreeSet<GroupName>,
    removed: BTreeSet<GroupName>,
}

impl GroupChange {
    /// What to add and what to remove.
    ///
    /// # Errors
    /// A usage failure for a group that is in both.
    pub fn new(added: &[GroupName], removed: &[GroupName]) -> Result<Self, Diagnostic> {
        if let Some(group) = added.iter().find(|group| removed.contains(group)) {
            let message = format!("the group {group} is to be added and removed at once");
            return Err(Diagnostic::usage(message).with_flag("--add"));
        }
        Ok(Self {
            added: added.iter().cloned().collect(),
            removed: removed.iter().cloned().collect(),
        })
    }

    /// The groups after the change. To add a group twice, or to remove one that is not there, changes nothing.
    #[must_use]
    pub fn apply(&self, to: &GroupsAndKeeper) -> GroupsAndKeeper {
        let kept = to.groups.difference(&self.removed).cloned();
        GroupsAndKeeper {
            groups: kept.chain(self.added.iter().cloned()).collect(),
            keeper: to.keeper.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_is_a_short_word_without_regard_to_case() {
        for (typed, name) in [
            ("north", "north"),
            (" Gold-2 ", "gold-2"),
            ("2026", "2026"),
            (&"g".repeat(40), &"g".repeat(40)),
        ] {
            assert_eq!(typed.parse::<GroupName>().unwrap().as_str(), name);
        }
        for bad in [
            "",
            " ",
            "-north",
            "north-",
            "a--b",
            "north east",
            "nörd",
            "a;b",
            "=1",
            "a\u{202e}",
            &"g".repeat(41),
        ] {
            assert!(bad.parse::<GroupName>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_change_keeps_the_other_groups_and_the_keeper() {
        let names = |all: &[&str]| -> Vec<GroupName> {
            all.iter().map(|name| name.parse().unwrap()).collect()
        };
        let before = GroupsAndKeeper {
            groups: names(&["gold", "north"]).into_iter().collect(),
            keeper: "ana@consult.fr".parse().ok(),
        };
        let change = GroupChange::new(&names(&["south", "gold"]), &names(&["north", "west"]));
        let after = change.unwrap().apply(&before);
        let shown: Vec<&str> = after.groups.iter().map(GroupName::as_str).collect();
        assert_eq!(shown, ["gold", "south"]);
        assert_eq!(after.keeper, before.keeper);
        assert!(GroupChange::new(&names(&["a"]), &names(&["a"])).is_err());
    }
}
