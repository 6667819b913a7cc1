//! Forms of `gdap.…` entries.

use serde::Serialize;
use serde_json::Value;

use super::Form;
use crate::diagnostic::Result;
use crate::domain::TenantId;
use crate::domain::calendar::Instant;
use crate::domain::gdap::{
    AbsenceKind, AccessAssignment, AdminRelationship, AdminRelationshipStateKind,
    AssignmentStateKind, DecisionKind, EntraRoleId, GroupId, RelationshipId, RelationshipOrigin,
    SeenDays,
};

/// A relationship. Every change of one compares two of these.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RelationshipForm<'a> {
    id: RelationshipId,
    name: Option<&'a str>,
    customer_domain: Option<String>,
    customer_tenant: Option<TenantId>,
    customer_name: Option<&'a str>,
    state: AdminRelationshipStateKind,
    microsoft_status: Option<&'a str>,
    origin: RelationshipOrigin,
    provider: Option<TenantId>,
    consent_pending: Option<bool>,
    decision: Option<DecisionKind>,
    duration: Option<String>,
    auto_extend: Option<String>,
    roles: Option<Vec<EntraRoleId>>,
    created_at: Option<String>,
    activated_at: Option<String>,
    ends_at: Option<String>,
    absence: Option<AbsenceKind>,
    note: Option<&'a str>,
}

/// A new relationship: what is known of it. Its id is the subject of the entry. Short, because an import writes many.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(transparent)]
pub struct NewRelationshipForm<'a>(pub RelationshipForm<'a>);

/// An access assignment, as it is after the step.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct AssignmentForm<'a> {
    group: Option<GroupId>,
    group_name: Option<&'a str>,
    roles: Option<Vec<EntraRoleId>>,
    state: AssignmentStateKind,
}

/// That a file shows a state that contradicts the register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ContradictionForm<'a> {
    /// The id of the assignment that it is about.
    pub assignment: Option<&'a str>,
    /// What the file shows.
    pub shown: &'a str,
    /// What is recorded.
    pub recorded: &'a str,
}

/// That relationships were seen again as they are recorded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct SeenAgainForm {
    /// How many.
    pub relationships: usize,
}

impl Form for RelationshipForm<'_> {}
impl Form for NewRelationshipForm<'_> {
    fn to_changes(&self) -> Result<Value> {
        let mut changes = self.0.to_changes()?;
        if let Value::Object(fields) = &mut changes {
            fields.retain(|key, value| key != "id" && !value.is_null());
        }
        Ok(changes)
    }
}

impl Form for AssignmentForm<'_> {}
impl Form for ContradictionForm<'_> {}
impl Form for SeenAgainForm {}

impl<'a> From<&'a AdminRelationship> for RelationshipForm<'a> {
    fn from(it: &'a AdminRelationship) -> Self {
        Self {
            id: it.id,
            name: it.name.as_deref(),
            customer_domain: it.customer.domain.as_ref().map(ToString::to_string),
            customer_tenant: it.customer.tenant_id,
            customer_name: it.customer.name.as_deref(),
            state: it.state,
            microsoft_status: it.microsoft_status.as_deref(),
            origin: it.origin,
            provider: it.provider,
            consent_pending: it.consent_pending,
            decision: it.decision.as_ref().map(|decision| decision.kind),
            duration: it.duration.as_ref().map(days),
            auto_extend: it.auto_extend.as_ref().map(days),
            roles: it
                .roles
                .as_ref()
                .map(|roles| roles.iter().copied().collect()),
            created_at: it.created_at.map(moment),
            activated_at: it.activated_at.map(moment),
            ends_at: it.ends_at.map(moment),
            absence: it.absence.map(|absence| absence.kind),
            note: it.note.as_deref(),
        }
    }
}

impl<'a> From<&'a AccessAssignment> for AssignmentForm<'a> {
    fn from(it: &'a AccessAssignment) -> Self {
        Self {
            group: it.group,
            group_name: it.group_name.as_deref(),
            roles: it
                .roles
                .as_ref()
                .map(|roles| roles.iter().copied().collect()),
            state: it.state,
        }
    }
}

fn moment(at: Instant) -> String {
    crate::domain::calendar::rfc3339(at)
}

fn days(seen: &SeenDays) -> String {
    match seen {
        SeenDays::Days(days) => days.to_string(),
        SeenDays::AsShown(text) => text.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{EditedFields, assert_json};
    use super::*;
    use crate::domain::gdap::RelationshipSighting;

    fn sample() -> AdminRelationship {
        let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
        let mut sighting = RelationshipSighting::of(id.parse().unwrap());
        sighting.name = Some("Support".to_owned());
        sighting.status = Some("approvalPending".to_owned());
        sighting.duration = Some(SeenDays::Days(365));
        AdminRelationship::first_seen(&sighting, chrono::DateTime::UNIX_EPOCH)
    }

    #[test]
    fn a_relationship_has_every_key() {
        assert_json(
            &RelationshipForm::from(&sample()),
            concat!(
                r#"{"id":"0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4","#,
                r#""name":"Support","customer_domain":null,"customer_tenant":null,"customer_name":null,"#,
                r#""state":"approval-pending","microsoft_status":"approvalPending","origin":"imported","#,
                r#""provider":null,"consent_pending":null,"decision":null,"duration":"365","#,
                r#""auto_extend":null,"roles":null,"created_at":null,"activated_at":null,"ends_at":null,"#,
                r#""absence":null,"note":null}"#,
            ),
        );
    }

    #[test]
    fn a_new_relationship_has_what_is_known() {
        let it = sample();
        let form = NewRelationshipForm(RelationshipForm::from(&it));
        let expected = serde_json::json!({
            "name": "Support", "state": "approval-pending", "microsoft_status": "approvalPending",
            "origin": "imported", "duration": "365",
        });
        assert_eq!(form.to_changes().unwrap(), expected);
    }

    #[test]
    fn a_changed_relationship_has_the_changed_fields_alone() {
        let mut after = sample();
        after.auto_extend = Some(SeenDays::Days(180));
        let edited = EditedFields::of_relationship(&sample(), &after);
        assert_json(
            &edited.unwrap(),
            r#"{"auto_extend":{"from":null,"to":"180"}}"#,
        );
    }
}
