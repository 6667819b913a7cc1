//! What files say against the register, kept for a person.

use super::{Gdap, GdapConflictRow};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::gdap::RelationshipId;
use crate::store::engine::Value;

/// A contradiction between a file and the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GdapConflict {
    /// The relationship.
    pub relationship: RelationshipId,
    /// The id of the assignment that it is about; `None` where it is about the relationship itself.
    pub assignment: Option<String>,
    /// Microsoft's word in the file.
    pub shown: String,
    /// The state that was recorded then.
    pub recorded: String,
    /// When it was seen first.
    pub seen_at: Instant,
}

/// The subject of a conflict about the relationship itself.
const ITSELF: &str = "relationship";

impl Gdap<'_, '_> {
    /// The conflicts of a relationship.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn conflicts(&self, of: RelationshipId) -> Result<Vec<GdapConflict>, Diagnostic> {
        self.conflicts_between(&(of.to_string(), of.to_string()))
    }

    /// The conflicts of all relationships of the account.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all_conflicts(&self) -> Result<Vec<GdapConflict>, Diagnostic> {
        self.conflicts_between(&(String::new(), "~".to_owned()))
    }

    /// The conflicts of the relationships from one id to another.
    pub(super) fn conflicts_between(
        &self,
        (first, last): &(String, String),
    ) -> Result<Vec<GdapConflict>, Diagnostic> {
        let rows = self.tx.select::<GdapConflictRow>(
            "WHERE account_id = ?1 AND relationship BETWEEN ?2 AND ?3 ORDER BY relationship, subject, shown",
            &[
                Value::Integer(self.account),
                first.as_str().into(),
                last.as_str().into(),
            ],
        )?;
        Ok(rows
            .into_iter()
            .map(|row| GdapConflict {
                relationship: row.relationship,
                assignment: (row.subject != ITSELF).then_some(row.subject),
                shown: row.shown,
                recorded: row.recorded,
                seen_at: row.seen_at,
            })
            .collect())
    }

    /// Keeps a conflict. One that is kept already stays as it is.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn keep_conflict(&self, conflict: &GdapConflict) -> Result<(), Diagnostic> {
        self.tx.put(&GdapConflictRow {
            account_id: self.account,
            relationship: conflict.relationship,
            subject: subject(conflict),
            shown: conflict.shown.clone(),
            recorded: conflict.recorded.clone(),
            seen_at: conflict.seen_at,
        })
    }

    /// Removes a conflict, because a person has decided.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn settle_conflict(&self, conflict: &GdapConflict) -> Result<(), Diagnostic> {
        self.tx.delete::<GdapConflictRow>(&[
            Value::Integer(self.account),
            conflict.relationship.to_string().into(),
            subject(conflict).into(),
            conflict.shown.as_str().into(),
        ])
    }
}

fn subject(conflict: &GdapConflict) -> String {
    let assignment = conflict.assignment.clone();
    assignment.unwrap_or_else(|| ITSELF.to_owned())
}
