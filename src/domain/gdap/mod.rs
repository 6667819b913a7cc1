//! Granular delegated admin relationships (GDAP): a customer's grant of named Entra roles to our tenant for a fixed time.
//!
//! The machine, the decisions and what an export shows of them. csp keeps the register and changes nothing at Microsoft.

mod assignment;
mod attention;
mod deadlines;
mod id;
mod new_name;
mod plan;
mod reconcile;
mod relationship;
mod renewal;
pub mod role;
mod role_catalogue;
#[cfg(test)]
pub(crate) mod samples;
mod sighting;
mod state;
mod steps;
mod template;
mod warnings;

pub use assignment::{AccessAssignment, AssignmentStateKind};
pub use attention::{AttentionKind, GdapAttention, GdapNeed, GdapNeeds, attention};
pub use deadlines::{
    END_NOTICE_DAYS, REQUEST_NOTICE_DAY, REQUEST_URGENT_DAY, created_before, days_left,
    end_notice_horizon, lapse_of_request, request_notice_horizon, stuck_before,
};
pub use id::{
    AssignmentId, BadAssignmentId, BadEntraRoleId, BadGroupId, BadMicrosoftId, EntraRoleId,
    GroupId, MicrosoftId, RelationshipId,
};
pub use plan::{
    EXTENSION_DAYS, LONGEST_DAYS, LONGEST_NAME, PlanFacts, PlanRequest, duration_refusal,
    incomplete_refusal, name_refusals, own_tenant_refusal, plan, plan_refusals, plan_warnings,
    unknown_customer_refusal,
};
pub use reconcile::{KEPT_DAYS, REQUEST_DAYS, Reconciled};
pub use relationship::{
    AbsenceKind, AdminRelationship, DecisionKind, ListAbsence, RelationshipCustomer,
    RelationshipDecision, RelationshipOrigin,
};
pub use renewal::{EXTEND_AT_ONCE, Renewal, RenewalPlan, RenewalPlanner};
pub use role_catalogue::{
    EntraRoleEvidence, EntraRoleFacts, EntraRolePrivilege, EntraRoleSet, EntraRoleTask,
};
pub use sighting::{AssignmentSighting, RelationshipSighting, SeenDays, SeenProvider, SeenRoles};
pub use state::{AdminRelationshipEvent, AdminRelationshipStateKind, ShownStep};
pub use steps::{NewAssignment, SeenState};
pub use template::{
    RoleSetOrigin, RoleTemplate, is_shipped_template, shipped_refusal, shipped_templates,
};
pub use warnings::{EXPORT_WHOLE, GdapWarning, warnings};
