//! A set of roles, as a bit mask.

use std::fmt;

use super::{Permission, Role};
use crate::domain::word::{UnknownWord, Word};

/// Roles in the catalogue's order, each at most once.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct RoleSet(u32);

impl RoleSet {
    /// The empty set.
    pub const NONE: Self = Self(0);

    /// The set of one role.
    pub fn only(role: Role) -> Self {
        Self(1 << role as u32)
    }

    /// Whether the role is in the set.
    pub fn contains(self, role: Role) -> bool {
        self.0 & Self::only(role).0 != 0
    }

    /// Whether no role is in the set.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// How many roles there are.
    pub fn len(self) -> usize {
        self.0.count_ones() as usize
    }

    /// The roles of either set.
    #[must_use]
    pub fn with(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// The roles of this set that `other` lacks.
    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// The roles in the catalogue's order.
    pub fn iter(self) -> impl Iterator<Item = Role> {
        Role::ALL
            .iter()
            .copied()
            .filter(move |role| self.contains(*role))
    }

    /// Whether one of the roles carries the permission.
    pub fn carry(self, permission: Permission) -> bool {
        permission == Permission::Read || permission.roles().iter().any(|role| self.contains(*role))
    }

    /// Parses roles separated by `;` (or `,`). The first word that is not a role is the error.
    ///
    /// Blank parts are ignored, so a trailing separator is allowed.
    ///
    /// # Errors
    /// The unknown word, with the nearest role.
    pub fn parse_list(text: &str) -> Result<Self, UnknownWord> {
        let mut set = Self::NONE;
        let mut rest = Some(text);
        while let Some(text) = rest {
            // A fast path for lists that the store wrote: a list of a million users is made of them.
            let end = text.bytes().position(|byte| byte == b';');
            let part = end.map_or(text, |end| &text[..end]);
            rest = end.map(|end| &text[end + 1..]);
            if let Some(role) = Role::exactly(part) {
                set = set.with(Self::only(role));
                continue;
            }
            for word in words(part) {
                set = set.with(Self::only(Role::from_word(word)?));
            }
        }
        Ok(set)
    }

    /// Every word of such a list that is not a role, without duplicates.
    pub fn unknown_in(text: &str) -> Vec<UnknownWord> {
        let mut unknown = Vec::new();
        for word in text.split(';').flat_map(words) {
            if let Err(found) = Role::from_word(word)
                && !unknown.contains(&found)
            {
                unknown.push(found);
            }
        }
        unknown
    }
}

/// The words of a comma-separated list.
fn words(part: &str) -> impl Iterator<Item = &str> {
    part.split(',')
        .map(str::trim)
        .filter(|word| !word.is_empty())
}

impl FromIterator<Role> for RoleSet {
    fn from_iter<I: IntoIterator<Item = Role>>(roles: I) -> Self {
        roles
            .into_iter()
            .fold(Self::NONE, |set, role| set.with(Self::only(role)))
    }
}

/// The roles with `;` between them, as files write them.
impl fmt::Display for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, role) in self.iter().enumerate() {
            if at > 0 {
                f.write_str(";")?;
            }
            f.write_str(role.word())?;
        }
        Ok(())
    }
}

impl fmt::Debug for RoleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RoleSet({self})")
    }
}

impl serde::Serialize for RoleSet {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_its_own_place() {
        let all: RoleSet = Role::ALL.iter().copied().collect();
        assert_eq!(all.len(), Role::ALL.len());
        assert_eq!(all.iter().collect::<Vec<_>>(), Role::ALL.to_vec());
    }

    #[test]
    fn lists_are_read_as_they_are_written() {
        let set = RoleSet::parse_list(" sales-agent; Admin-Agent ;").unwrap();
        assert_eq!(set.to_string(), "admin-agent;sales-agent");
        assert_eq!(RoleSet::parse_list(&set.to_string()), Ok(set));
        assert_eq!(RoleSet::parse_list(" ; "), Ok(RoleSet::NONE));
        let mistake = RoleSet::parse_list("admin-agent;sale-agent").unwrap_err();
        assert!(mistake.to_string().contains("sales-agent"), "{mistake}");
        let all = RoleSet::unknown_in("one;admin-agent, two;;one");
        let typed: Vec<&str> = all.iter().map(|word| word.typed.as_str()).collect();
        assert_eq!(typed, ["one", "two"]);
    }

    #[test]
    fn sets_add_and_take_away() {
        let agents: RoleSet = [Role::AdminAgent, Role::SalesAgent].into_iter().collect();
        let sales = RoleSet::only(Role::SalesAgent);
        assert_eq!(agents.without(sales), RoleSet::only(Role::AdminAgent));
        assert_eq!(agents.without(sales).with(sales), agents);
        assert_eq!(agents.with(sales), agents);
        assert_eq!(sales.without(RoleSet::only(Role::AdminAgent)), sales);
        assert!(sales.carry(Permission::CustomersAttest));
        assert!(!sales.carry(Permission::UsersManage));
        assert!(RoleSet::NONE.carry(Permission::Read));
    }
}
