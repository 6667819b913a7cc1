//! Reads a relationship as Graph, PowerShell, CIPP and the bulk tool print it.

use super::assignment::AssignmentList;
use super::duration::seen_days;
use super::node::{Fields, Node, is_cut};
use super::note::GdapNote;
use super::reader::{Around, Reader, UnreadDates, Wrapping};
use super::roles::roles_of_details;
use super::shape::{EXPORT_GRAPH_PAGE, EXPORT_RELATIONSHIPS, GdapShape};
use super::sink::At;
use crate::domain::TenantId;
use crate::domain::gdap::{RelationshipSighting, SeenDays, SeenProvider, SeenRoles};

impl Reader<'_, '_, '_, '_> {
    pub(super) fn relationship(&mut self, fields: &Fields<'_>, at: At, around: Around) {
        if !fields.has_any(&["id"]) {
            let name = ["displayName", "name", "customer", "duration", "status"]
                .into_iter()
                .find_map(|key| fields.text(key))
                .unwrap_or_default();
            let name = name.chars().take(80).collect();
            self.sink.shape(shape_of(fields, around));
            return self.note(at, GdapNote::WithoutId { name });
        }
        let before = self.mistakes.count();
        let Some(id) = self.value(at, fields, "id") else {
            if self.mistakes.count() == before {
                self.wrong(at, None, "id", "the id is empty");
            }
            return;
        };
        let mut dates = UnreadDates::default();
        let mut seen = RelationshipSighting::of(id);
        seen.name = self.shown_text(at, fields, "displayName");
        seen.status = self.shown_text(at, fields, "status");
        seen.duration = seen_days(fields.get("duration"));
        seen.auto_extend = auto_extend(fields);
        seen.roles = self.roles(
            at,
            "unifiedRoles",
            roles_of_details(fields.get("accessDetails")),
        );
        seen.created_at = dates.read("createdDateTime", fields.get("createdDateTime"));
        seen.modified_at = dates.read("lastModifiedDateTime", fields.get("lastModifiedDateTime"));
        seen.activated_at = dates.read("activatedDateTime", fields.get("activatedDateTime"));
        seen.ends_at = dates.read("endDateTime", fields.get("endDateTime"));
        (seen.customer_tenant, seen.customer_name) = self.customer(at, fields.get("customer"));
        seen.provider = self.provider(at, fields);
        let shape = shape_of(fields, around);
        let was_cut = seen.roles == SeenRoles::Lost || fields.text("customer").is_some_and(is_cut);
        let roles_as_text = fields
            .object("accessDetails")
            .is_some_and(|details| details.text("unifiedRoles").is_some());
        let shape = if was_cut || roles_as_text {
            shape.cut()
        } else {
            shape
        };
        self.sink.shape(shape);
        if seen.roles == SeenRoles::Lost {
            let export = if shape == GdapShape::GraphCut && has_hash_tables(fields) {
                EXPORT_GRAPH_PAGE
            } else {
                EXPORT_RELATIONSHIPS
            };
            self.sink.found.exports.insert(export);
        }
        let inside = self.assignments_inside(id, fields, at, &mut seen);
        if self.mistakes.count() > before {
            return;
        }
        self.note_dates(at, dates);
        self.sink.relationship(at, seen, self.mistakes);
        for assignment in inside {
            self.sink.assignment(at, assignment, self.mistakes);
        }
    }

    /// The tenant and the name of a customer. PowerShell may have cut it to `@{tenantId=…; displayName=…}`.
    fn customer(&mut self, at: At, value: Option<&Node<'_>>) -> (Option<TenantId>, Option<String>) {
        match value {
            Some(Node::Object(customer)) => {
                let tenant = self.value(at, customer, "tenantId");
                let name = self
                    .shown_text(at, customer, "displayName")
                    .or_else(|| self.shown_text(at, customer, "organizationDisplayName"));
                (tenant, name)
            }
            Some(Node::Text(text)) => {
                let tenant = value_in_text(text, "tenantId").and_then(|id| id.parse().ok());
                let name = value_in_text(text, "displayName").map(str::to_owned);
                (tenant, name)
            }
            Some(Node::Null | Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::TooDeep)
            | None => (None, None),
        }
    }

    /// The indirect provider. The module of PowerShell has its fields among the additional properties.
    fn provider(&mut self, at: At, fields: &Fields<'_>) -> Option<SeenProvider> {
        let more = fields.object("additionalProperties");
        [Some(fields), more]
            .into_iter()
            .flatten()
            .find_map(|fields| {
                let of_type = fields.text("@odata.type");
                let is_by_type = of_type
                    .is_some_and(|name| name.ends_with("resellerDelegatedAdminRelationship"));
                let keys = ["indirectProviderTenantId", "isPartnerConsentPending"];
                if !is_by_type && !fields.has_any(&keys) {
                    return None;
                }
                let consent_pending = match fields.get("isPartnerConsentPending") {
                    Some(Node::Bool(flag)) => Some(*flag),
                    Some(Node::Text(text)) => text.trim().to_ascii_lowercase().parse().ok(),
                    Some(_) | None => None,
                };
                Some(SeenProvider {
                    tenant: self.value(at, fields, "indirectProviderTenantId"),
                    consent_pending,
                })
            })
    }

    /// The assignments inside a relationship. If they are only the first page, they are returned as records of their own:
    /// a list in the relationship is whole.
    fn assignments_inside(
        &mut self,
        of: crate::domain::gdap::MicrosoftId,
        fields: &Fields<'_>,
        at: At,
        seen: &mut RelationshipSighting,
    ) -> AssignmentList {
        let Some(Node::List(all)) = fields.get("accessAssignments") else {
            return Vec::new();
        };
        // The module of PowerShell may show an empty list where it did not ask.
        if all.is_empty() && is_of_powershell(fields) {
            return Vec::new();
        }
        let mut assignments = Vec::new();
        for one in all {
            match one {
                Node::Object(one) => assignments.extend(self.read_assignment(one, at, Some(of))),
                // A list with something cut off is not whole.
                Node::Null
                | Node::Bool(_)
                | Node::Number(_)
                | Node::Text(_)
                | Node::List(_)
                | Node::TooDeep => return assignments,
            }
        }
        if fields.has_any(&["accessAssignments@odata.nextLink"]) {
            self.note(at, GdapNote::MoreAssignments { of });
            return assignments;
        }
        seen.assignments = Some(assignments);
        Vec::new()
    }
}

/// The extension of a relationship. `null` means that it is off, unless the duration, which is never `null`, is `null` too:
/// then neither was selected.
fn auto_extend(fields: &Fields<'_>) -> Option<SeenDays> {
    match fields.get("autoExtendDuration") {
        Some(Node::Null) if fields.get("duration") == Some(&Node::Null) => None,
        Some(Node::Null) => Some(SeenDays::Days(0)),
        value => seen_days(value),
    }
}

/// Whether the object is one of Microsoft's PowerShell module: its keys begin with capitals.
fn is_of_powershell(fields: &Fields<'_>) -> bool {
    let mut keys = fields.0.iter().map(|(key, _)| key);
    keys.any(|key| key == "Id" || key == "Status" || key == "AdditionalProperties")
}

/// Whether PowerShell cut hash tables, as `Invoke-MgGraphRequest` returns.
fn has_hash_tables(fields: &Fields<'_>) -> bool {
    fields
        .text("accessDetails")
        .is_some_and(|text| text.contains("Hashtable"))
}

fn shape_of(fields: &Fields<'_>, around: Around) -> GdapShape {
    if fields.get("partner").is_some() {
        return GdapShape::BulkTool;
    }
    if is_of_powershell(fields) {
        return GdapShape::PowerShell;
    }
    match around.wrapping {
        Wrapping::Results => GdapShape::Cipp,
        Wrapping::Answer => GdapShape::GraphList,
        Wrapping::Array | Wrapping::Nothing => GdapShape::GraphObjects,
    }
}

/// The value of a key in PowerShell's text of an object: `@{tenantId=…; displayName=…}`.
fn value_in_text<'n>(text: &'n str, key: &str) -> Option<&'n str> {
    let inside = text.trim().strip_prefix("@{")?.strip_suffix('}')?;
    let mut parts = inside.split("; ").filter_map(|part| part.split_once('='));
    let found = parts.find(|(known, _)| known.trim().eq_ignore_ascii_case(key));
    found
        .map(|(_, value)| value.trim())
        .filter(|value| !value.is_empty())
}
