//! Granular delegated admin relationships (GDAP): a customer's grant of named Entra roles to our tenant for a fixed time.
//!
//! The machine, the decisions and what an export shows of them. csp keeps the register and changes nothing at Microsoft.

mod id;
mod sighting;

pub use id::{
    AssignmentId, BadAssignmentId, BadEntraRoleId, BadGroupId, BadMicrosoftId, EntraRoleId,
    GroupId, MicrosoftId, RelationshipId,
};
pub use sighting::{AssignmentSighting, RelationshipSighting, SeenDays, SeenProvider, SeenRoles};
