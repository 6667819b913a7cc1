//! Role sets with a name: those that csp ships, from the catalogue, and an account's own.

use std::collections::BTreeSet;

use super::id::{EntraRoleId, GroupId};
use super::role::role_sets;
use crate::diagnostic::{Diagnostic, Kind};
use crate::domain::word::words;

words! {
    /// Whose role set it is.
    pub enum RoleSetOrigin: "origin of a template" {
        /// csp has it from the catalogue; it cannot be changed.
        Shipped = "shipped",
        /// The account's own.
        Own = "own",
    }
}

/// A role set that relationships are planned from, with the groups that get the roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleTemplate {
    /// Its name, compared without case.
    pub name: String,
    /// Whose it is.
    pub origin: RoleSetOrigin,
    /// Where it comes from; `None` for the account's own.
    pub about: Option<&'static str>,
    /// All its roles, also those of the set that it adds to.
    pub roles: BTreeSet<EntraRoleId>,
    /// The groups that get the roles.
    pub groups: Vec<GroupId>,
}

/// The templates that csp ships, in the order of the catalogue. Sets that add to another one are complete here.
pub fn shipped_templates() -> Vec<RoleTemplate> {
    let sets = role_sets();
    let complete = sets.iter().map(|set| {
        let base = sets
            .iter()
            .find(|base| set.adds_to.is_some_and(|name| name == base.name));
        let inherited = base.into_iter().flat_map(|base| &base.roles);
        RoleTemplate {
            name: set.name.to_owned(),
            origin: RoleSetOrigin::Shipped,
            about: Some(set.about),
            roles: inherited.chain(&set.roles).copied().collect(),
            groups: Vec::new(),
        }
    });
    complete.collect()
}

/// Whether csp ships a template with this name.
pub fn is_shipped_template(name: &str) -> bool {
    let sets = role_sets().iter();
    sets.map(|set| set.name.to_lowercase())
        .any(|known| known == name.trim().to_lowercase())
}

/// The refusal to change or remove a template of csp (csp's rule, not Microsoft's).
pub fn shipped_refusal(name: &str) -> Diagnostic {
    let message = format!("`{name}` is a template of csp and cannot be changed or removed");
    Diagnostic::new(Kind::Refused, message)
        .with_flag("NAME")
        .with_help(
            "Save your own template under another name: `csp gdap templates set NAME --role ROLE`",
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_templates_are_complete_sets() {
        let sizes: Vec<(String, usize)> = shipped_templates()
            .into_iter()
            .map(|template| (template.name, template.roles.len()))
            .collect();
        let expected = [
            ("default-gdap", 9),
            ("default-gdap-db-ip", 11),
            ("default-gdap-domain-partner", 11),
            ("mlt", 9),
            ("ms-provider", 7),
            ("ms-msp-tier1", 16),
            ("cipp", 12),
            ("cipp-optional", 15),
        ];
        assert_eq!(sizes, expected.map(|(name, size)| (name.to_owned(), size)));
        assert!(is_shipped_template(" CIPP "));
        assert!(!is_shipped_template("contoso"));
    }
}
