//! The register of delegated admin relationships: relationships, access assignments, conflicts and templates.

mod assignments;
mod attention;
mod completion;
mod conflicts;
mod list;
mod records;
mod relationships;
mod templates;

pub use conflicts::GdapConflict;
pub use list::GdapFilter;
pub use records::{GdapRecord, NamedCustomer};
pub use templates::GdapTemplate;

use super::column::{vocabulary, written};
use super::record::record;
use super::tx::Tx;
use crate::domain::calendar::Instant;
use crate::domain::gdap::{
    AbsenceKind, AdminRelationshipStateKind, AssignmentStateKind, DecisionKind, GroupId,
    RelationshipId, RelationshipOrigin,
};
use crate::domain::{TenantDomain, TenantId};

vocabulary!(
    AdminRelationshipStateKind,
    AssignmentStateKind,
    DecisionKind,
    RelationshipOrigin,
    AbsenceKind
);
written! { RelationshipId; GroupId }

record! {
    /// A relationship. Ids of roles are joined by blanks.
    pub(super) struct GdapRelationshipRow in GDAP_RELATIONSHIPS: "gdap_relationships", key 2, chain Account {
        account_id: i64,
        id: RelationshipId,
        name: Option<String>,
        name_key: Option<String>,
        customer_domain: Option<TenantDomain>,
        customer_tenant: Option<TenantId>,
        customer_name: Option<String>,
        state: AdminRelationshipStateKind,
        state_since: Instant,
        microsoft_status: Option<String>,
        origin: RelationshipOrigin,
        provider_tenant: Option<TenantId>,
        consent_pending: Option<bool>,
        decision: Option<DecisionKind>,
        decided_by: Option<String>,
        decided_at: Option<Instant>,
        decision_reason: Option<String>,
        duration: Option<String>,
        auto_extend: Option<String>,
        roles: Option<String>,
        created_at: Option<Instant>,
        modified_at: Option<Instant>,
        roles_as_of: Option<Instant>,
        activated_at: Option<Instant>,
        ends_at: Option<Instant>,
        last_seen_at: Option<Instant>,
        absence: Option<AbsenceKind>,
        absent_since: Option<Instant>,
        note: Option<String>,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes [
        "CREATE INDEX gdap_relationships_name ON gdap_relationships (account_id, name_key)",
        "CREATE INDEX gdap_relationships_tenant ON gdap_relationships (account_id, customer_tenant)",
        "CREATE INDEX gdap_relationships_state ON gdap_relationships (account_id, state, ends_at)",
    ]
}

record! {
    /// An access assignment. Its key is Microsoft's id of it, or `group-` and the id of the group where csp recorded it
    /// without a file.
    pub(super) struct GdapAssignmentRow in GDAP_ASSIGNMENTS: "gdap_assignments", key 3, chain Account {
        account_id: i64,
        relationship: RelationshipId,
        id: String,
        group_id: Option<GroupId>,
        group_name: Option<String>,
        roles: Option<String>,
        state: AssignmentStateKind,
        state_since: Instant,
        modified_at: Option<Instant>,
    }
    constraints ["FOREIGN KEY (account_id, relationship) REFERENCES gdap_relationships (account_id, id)"]
    indexes [
        "CREATE INDEX gdap_assignments_group ON gdap_assignments (account_id, group_id)",
        "CREATE INDEX gdap_assignments_failed ON gdap_assignments (account_id, relationship) WHERE state = 'error'",
    ]
}

record! {
    /// What a file says against the register, kept for a person. `subject` is `relationship`, or the id of an assignment.
    pub(super) struct GdapConflictRow in GDAP_CONFLICTS: "gdap_conflicts", key 4, chain Account {
        account_id: i64,
        relationship: RelationshipId,
        subject: String,
        shown: String,
        recorded: String,
        seen_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id, relationship) REFERENCES gdap_relationships (account_id, id)"]
    indexes []
}

record! {
    /// A role set with a name, and the groups that it goes to. Ids are joined by blanks.
    pub(super) struct GdapTemplateRow in GDAP_TEMPLATES: "gdap_templates", key 2, chain Account {
        account_id: i64,
        name_key: String,
        name: String,
        roles: String,
        groups = "group_ids": String,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

/// The register of one account.
pub struct Gdap<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The register of delegated admin relationships of an account.
    pub fn gdap(&self, account: i64) -> Gdap<'_, 'c> {
        Gdap { tx: self, account }
    }
}

#[cfg(test)]
mod tests;
