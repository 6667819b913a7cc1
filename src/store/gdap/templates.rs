//! Role sets with a name.

use std::collections::BTreeSet;

use super::relationships::{name_key, roles_from, roles_text};
use super::{Gdap, GdapTemplateRow};
use crate::diagnostic::Diagnostic;
use crate::domain::gdap::{EntraRoleId, GroupId};
use crate::store::engine::Value;
use crate::store::record::Record as _;

/// A role set that the account has named, with the groups that it goes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GdapTemplate {
    /// Its name, unique in the account, ignoring case.
    pub name: String,
    /// Its roles.
    pub roles: BTreeSet<EntraRoleId>,
    /// The groups that get the roles.
    pub groups: Vec<GroupId>,
}

impl Gdap<'_, '_> {
    /// The account's own templates, in the order of their names.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn templates(&self) -> Result<Vec<GdapTemplate>, Diagnostic> {
        let rows = self.tx.select::<GdapTemplateRow>(
            "WHERE account_id = ?1 ORDER BY name_key",
            &[Value::Integer(self.account)],
        )?;
        rows.into_iter().map(template_of).collect()
    }

    /// Saves a template, over one with its name.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_template(&self, template: &GdapTemplate) -> Result<(), Diagnostic> {
        let groups: Vec<String> = template.groups.iter().map(ToString::to_string).collect();
        self.tx.put(&GdapTemplateRow {
            account_id: self.account,
            name_key: name_key(&template.name),
            name: template.name.clone(),
            roles: roles_text(&template.roles),
            groups: groups.join(" "),
        })
    }

    /// Removes a template.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn remove_template(&self, name: &str) -> Result<(), Diagnostic> {
        self.tx
            .delete::<GdapTemplateRow>(&[Value::Integer(self.account), name_key(name).into()])
    }
}

fn template_of(row: GdapTemplateRow) -> Result<GdapTemplate, Diagnostic> {
    let ids = row.groups.split(' ').filter(|id| !id.is_empty());
    let groups: Result<Vec<GroupId>, _> = ids.map(str::parse).collect();
    match (roles_from(&row.roles), groups) {
        (Ok(roles), Ok(groups)) => Ok(GdapTemplate {
            name: row.name,
            roles,
            groups,
        }),
        (Err(what), _) => Err(row.contradiction(what)),
        (_, Err(error)) => Err(row.contradiction(error)),
    }
}
