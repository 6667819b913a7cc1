//! What a file of another system shows of a relationship or an assignment, at one moment.
//!
//! `None` always means that the file does not say: a field that was left out never empties what is recorded.

use std::collections::BTreeSet;

use super::id::{AssignmentId, EntraRoleId, GroupId, MicrosoftId};
use crate::domain::TenantId;
use crate::domain::calendar::Instant;

/// What a file shows of one relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationshipSighting {
    /// Microsoft's id: the only thing that relationships are matched by.
    pub id: MicrosoftId,
    /// Its name.
    pub name: Option<String>,
    /// The customer's tenant.
    pub customer_tenant: Option<TenantId>,
    /// The customer's name.
    pub customer_name: Option<String>,
    /// Microsoft's word for its state, as the file has it.
    pub status: Option<String>,
    /// How long it lasts.
    pub duration: Option<SeenDays>,
    /// By how much its end moves instead of ending; 0 days is off.
    pub auto_extend: Option<SeenDays>,
    /// Its roles.
    pub roles: SeenRoles,
    /// When it was made.
    pub created_at: Option<Instant>,
    /// When it was last changed at Microsoft. An older one than what is recorded changes nothing.
    pub modified_at: Option<Instant>,
    /// When it became active.
    pub activated_at: Option<Instant>,
    /// When it ends or ended.
    pub ends_at: Option<Instant>,
    /// The indirect provider that made it for us, and Microsoft's flag about our consent.
    pub provider: Option<SeenProvider>,
    /// Its access assignments, where the file has them inside; a list that is there is whole.
    pub assignments: Option<Vec<AssignmentSighting>>,
    /// Who prepared it and why, for example `ada@northlight.example: Ticket 4711`; tools note that beside an invitation.
    pub reference: Option<String>,
}

/// A number of days, as far as it can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenDays {
    /// Whole days of 24 hours.
    Days(u32),
    /// A text that is not a whole number of days, as the file has it.
    AsShown(String),
}

/// What a file shows of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SeenRoles {
    /// The file has no such field, or it is null.
    Unsaid,
    /// The file had them and they were cut off on the way, for example `System.Object[]`. The command that exports whole
    /// has to be shown.
    Lost,
    /// All of them; may be empty.
    All(BTreeSet<EntraRoleId>),
}

/// What a file shows of a relationship that an indirect provider made for us.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenProvider {
    /// The provider's tenant.
    pub tenant: Option<TenantId>,
    /// Whether Microsoft waits for our decision. `false` does not say what it was.
    pub consent_pending: Option<bool>,
}

/// What a file shows of one access assignment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AssignmentSighting {
    /// Its relationship, where the file says so.
    pub relationship: Option<MicrosoftId>,
    /// Microsoft's id of it.
    pub id: AssignmentId,
    /// Microsoft's word for its state, as the file has it.
    pub status: Option<String>,
    /// The group that gets the roles.
    pub group: Option<GroupId>,
    /// The name of the group.
    pub group_name: Option<String>,
    /// Its roles.
    pub roles: SeenRoles,
    /// When it was last changed at Microsoft.
    pub modified_at: Option<Instant>,
}

impl SeenRoles {
    /// The roles, where the file has them all.
    pub(super) fn whole(&self) -> Option<&BTreeSet<EntraRoleId>> {
        match self {
            Self::All(roles) if !roles.is_empty() => Some(roles),
            Self::All(_) | Self::Unsaid | Self::Lost => None,
        }
    }
}

impl RelationshipSighting {
    /// Shows that a relationship exists, and nothing else of it.
    pub fn of(id: MicrosoftId) -> Self {
        Self {
            id,
            name: None,
            customer_tenant: None,
            customer_name: None,
            status: None,
            duration: None,
            auto_extend: None,
            roles: SeenRoles::Unsaid,
            created_at: None,
            modified_at: None,
            activated_at: None,
            ends_at: None,
            provider: None,
            assignments: None,
            reference: None,
        }
    }
}
