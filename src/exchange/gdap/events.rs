//! Reads events and audit records of Partner Center. They show a state of a relationship at most, and never its roles.

use super::date::{SeenInstant, instant_of_text};
use super::node::{Fields, Node};
use super::note::GdapNote;
use super::reader::Reader;
use super::record_kind::id_in_text;
use super::shape::GdapShape;
use super::sink::At;
use crate::domain::gdap::{MicrosoftId, RelationshipSighting};

/// Microsoft's status after an event. `activated` is not among them: Microsoft describes it as ready for the customer to
/// approve.
fn status_after(event: &str) -> Option<&'static str> {
    let event = event.to_ascii_lowercase().replace('_', "-");
    match event.strip_prefix("granular-admin-relationship-")? {
        "approved" => Some("approved"),
        "termination-requested" => Some("terminationRequested"),
        "terminated" => Some("terminated"),
        "expired" => Some("expired"),
        _ => None,
    }
}

impl Reader<'_, '_, '_, '_> {
    /// An event as the webhook sends it; the address of the relationship ends in its id.
    pub(super) fn webhook(&mut self, fields: &Fields<'_>, at: At) {
        self.sink.shape(GdapShape::Events);
        let event = fields.words("eventName");
        let of = fields.text("resourceUri").and_then(id_in_text);
        let on = fields.text("resourceChangeUtcDate");
        self.event(at, event, of, on, |_| {});
    }

    /// An audit record; the relationship is JSON inside a text.
    pub(super) fn audit(&mut self, fields: &Fields<'_>, at: At) {
        self.sink.shape(GdapShape::AuditRecords);
        let event = fields.words("operationType");
        let inside = match fields.get("resourceNewValue") {
            Some(Node::Text(text)) => Node::of(text).ok(),
            Some(_) | None => None,
        };
        let resource = match (&inside, fields.get("resourceNewValue")) {
            (Some(Node::Object(resource)), _) | (_, Some(Node::Object(resource))) => Some(resource),
            _ => None,
        };
        let of = resource.and_then(|resource| resource.text("id")?.parse().ok());
        let failed = fields
            .text("operationStatus")
            .is_some_and(|status| !status.eq_ignore_ascii_case("succeeded"));
        let of = of.filter(|_| !failed);
        let customer = resource.and_then(|resource| resource.object("customer"));
        let before = self.mistakes.count();
        let tenant = self
            .value(at, fields, "customerId")
            .or_else(|| customer.and_then(|customer| self.value(at, customer, "tenantId")));
        let name = self.shown_text(at, fields, "customerName").or_else(|| {
            customer.and_then(|customer| self.shown_text(at, customer, "organizationDisplayName"))
        });
        if self.mistakes.count() > before {
            return;
        }
        self.event(at, event, of, fields.text("operationDate"), |seen| {
            seen.customer_tenant = tenant;
            seen.customer_name = name;
        });
    }

    fn event(
        &mut self,
        at: At,
        event: String,
        of: Option<MicrosoftId>,
        on: Option<&str>,
        fill: impl FnOnce(&mut RelationshipSighting),
    ) {
        let (Some(id), Some(status)) = (of, status_after(&event)) else {
            return self.note(at, GdapNote::NoticeOnly { of, event });
        };
        let mut seen = RelationshipSighting::of(id);
        seen.status = Some(status.to_owned());
        if let Some(SeenInstant::At(on)) = on.map(instant_of_text) {
            seen.modified_at = Some(on);
        }
        fill(&mut seen);
        self.sink.relationship(at, seen, self.mistakes);
    }
}

#[cfg(test)]
mod tests {
    use super::status_after;

    #[test]
    fn only_some_events_give_a_status() {
        for (event, status) in [
            ("granular-admin-relationship-approved", Some("approved")),
            (
                "granular_admin_relationship_termination_requested",
                Some("terminationRequested"),
            ),
            ("granular_admin_relationship_terminated", Some("terminated")),
            ("Granular-Admin-Relationship-Expired", Some("expired")),
            ("granular-admin-relationship-activated", None),
            ("granular_admin_relationship_cleaned_up", None),
            ("granular-admin-access-assignment-deleted", None),
            ("subscription-updated", None),
            ("", None),
        ] {
            assert_eq!(status_after(event), status, "{event}");
        }
    }
}
