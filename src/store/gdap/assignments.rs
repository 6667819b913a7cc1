//! Access assignments of relationships.

use std::ops::ControlFlow;

use super::relationships::{name_key, roles_from, roles_text};
use super::{Gdap, GdapAssignmentRow};
use crate::diagnostic::Diagnostic;
use crate::domain::gdap::{AccessAssignment, GroupId, RelationshipId};
use crate::store::engine::Value;
use crate::store::record::Record as _;

impl Gdap<'_, '_> {
    /// The assignments of a relationship, in the order of their ids.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn assignments(&self, of: RelationshipId) -> Result<Vec<AccessAssignment>, Diagnostic> {
        let rows = self.tx.select::<GdapAssignmentRow>(
            "WHERE account_id = ?1 AND relationship = ?2 ORDER BY id",
            &[Value::Integer(self.account), of.to_string().into()],
        )?;
        rows.into_iter().map(assignment_of).collect()
    }

    /// Every assignment with its relationship, in the order of relationships.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_assignment<E: From<Diagnostic>>(
        &self,
        mut each: impl FnMut(RelationshipId, AccessAssignment) -> Result<(), E>,
    ) -> Result<(), E> {
        self.tx.each_record::<GdapAssignmentRow, E>(
            "WHERE account_id = ?1 ORDER BY relationship, id",
            &[Value::Integer(self.account)],
            |row| {
                each(row.relationship, assignment_of(row)?)?;
                Ok(ControlFlow::Continue(()))
            },
        )
    }

    /// The groups with this name, ignoring case.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn groups_named(&self, name: &str) -> Result<Vec<GroupId>, Diagnostic> {
        let wanted = name_key(name);
        let rows = self.tx.select::<GdapAssignmentRow>(
            "WHERE account_id = ?1 AND group_id IS NOT NULL AND group_name IS NOT NULL ORDER BY group_id",
            &[Value::Integer(self.account)],
        )?;
        let mut groups: Vec<GroupId> = rows
            .into_iter()
            .filter(|row| row.group_name.as_deref().map(name_key).as_ref() == Some(&wanted))
            .filter_map(|row| row.group_id)
            .collect();
        groups.dedup();
        Ok(groups)
    }

    /// The assignments of the relationships from one id to another.
    pub(super) fn assignments_between(
        &self,
        (first, last): &(String, String),
    ) -> Result<Vec<(RelationshipId, AccessAssignment)>, Diagnostic> {
        let rows = self.tx.select::<GdapAssignmentRow>(
            "WHERE account_id = ?1 AND relationship BETWEEN ?2 AND ?3 ORDER BY relationship, id",
            &[
                Value::Integer(self.account),
                first.as_str().into(),
                last.as_str().into(),
            ],
        )?;
        let pairs = rows
            .into_iter()
            .map(|row| Ok((row.relationship, assignment_of(row)?)));
        pairs.collect()
    }

    /// Saves an assignment.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save_assignment(
        &self,
        of: RelationshipId,
        it: &AccessAssignment,
    ) -> Result<(), Diagnostic> {
        self.tx.put(&GdapAssignmentRow {
            account_id: self.account,
            relationship: of,
            id: key(it),
            group_id: it.group,
            group_name: it.group_name.clone(),
            roles: it.roles.as_ref().map(roles_text),
            state: it.state,
            state_since: it.state_since,
            modified_at: it.modified_at,
        })
    }

    /// Removes an assignment that csp recorded without a file, because a file has shown it with its id.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn drop_assignment(
        &self,
        of: RelationshipId,
        it: &AccessAssignment,
    ) -> Result<(), Diagnostic> {
        self.tx.delete::<GdapAssignmentRow>(&[
            Value::Integer(self.account),
            of.to_string().into(),
            key(it).into(),
        ])
    }
}

fn key(it: &AccessAssignment) -> String {
    match (it.id, it.group) {
        (Some(id), _) => id.to_string(),
        (None, Some(group)) => format!("group-{group}"),
        (None, None) => "group-".to_owned(),
    }
}

fn assignment_of(row: GdapAssignmentRow) -> Result<AccessAssignment, Diagnostic> {
    let id = match row.id.strip_prefix("group-") {
        Some(_) => None,
        None => match row.id.parse() {
            Ok(id) => Some(id),
            Err(error) => return Err(row.contradiction(error)),
        },
    };
    let roles = row.roles.as_deref().map(roles_from).transpose();
    let roles = match roles {
        Ok(roles) => roles,
        Err(what) => return Err(row.contradiction(what)),
    };
    Ok(AccessAssignment {
        id,
        group: row.group_id,
        group_name: row.group_name,
        roles,
        state: row.state,
        state_since: row.state_since,
        modified_at: row.modified_at,
    })
}
