//! Reads CIPP's invitations, and the records that become notes.

use super::node::{Fields, Node};
use super::note::GdapNote;
use super::reader::{Around, Reader};
use super::record_kind::RecordKind;
use super::roles::roles_of_list;
use super::shape::{EXPORT_RELATIONSHIPS, GdapShape};
use super::sink::At;
use crate::domain::gdap::{RelationshipSighting, SeenRoles};

impl Reader<'_, '_, '_, '_> {
    /// An invitation of CIPP: its key is the relationship's id. The mappings of roles are a list, or JSON inside a text.
    pub(super) fn invitation(&mut self, fields: &Fields<'_>, at: At) {
        self.sink.shape(GdapShape::Cipp);
        let before = self.mistakes.count();
        let Some(id) = self.value(at, fields, "RowKey") else {
            return;
        };
        let mut seen = RelationshipSighting::of(id);
        let inside = match fields.get("RoleMappings") {
            Some(Node::Text(text)) => Node::of(text).ok(),
            Some(_) | None => None,
        };
        let mappings = inside.as_ref().or_else(|| fields.get("RoleMappings"));
        seen.roles = self.roles(at, "RoleMappings", roles_of_list(mappings));
        if seen.roles == SeenRoles::Lost {
            self.sink.found.exports.insert(EXPORT_RELATIONSHIPS);
        }
        let technician = self.shown_text(at, fields, "Technician");
        let reference = self.shown_text(at, fields, "Reference");
        seen.reference = match (technician, reference) {
            (Some(technician), Some(reference)) => Some(format!("{technician}: {reference}")),
            (one, other) => one.or(other),
        };
        if self.mistakes.count() == before {
            self.sink.relationship(at, seen, self.mistakes);
        }
    }

    /// Microsoft's error: its code and its message.
    pub(super) fn error_answer(&mut self, fields: &Fields<'_>, at: At) {
        self.sink.shape(GdapShape::ErrorAnswer);
        let (code, message) = match fields.get("error") {
            Some(Node::Object(error)) => (error.words("code"), error.words("message")),
            Some(Node::Text(text)) => (text.trim().to_owned(), fields.words("error_description")),
            Some(_) | None => (String::new(), String::new()),
        };
        let short = |text: String| text.chars().take(500).collect();
        let (code, message) = (short(code), short(message));
        self.note(at, GdapNote::ErrorAnswer { code, message });
    }

    /// A record that is not recorded.
    pub(super) fn other_record(
        &mut self,
        kind: RecordKind,
        fields: &Fields<'_>,
        at: At,
        around: Around,
    ) {
        let of = around.of;
        let status = fields.words("status");
        let note = match kind {
            RecordKind::Request => GdapNote::Request {
                of,
                action: fields.words("action"),
                status,
            },
            RecordKind::Operation => GdapNote::Operation {
                of,
                operation: fields.words("operationType"),
                status,
            },
            RecordKind::Service => GdapNote::Service {
                name: fields.words("serviceName"),
            },
            RecordKind::RoleGroup => {
                self.sink.shape(GdapShape::Cipp);
                let note = GdapNote::RoleGroup {
                    role: fields.words("roleName"),
                    group: fields.words("groupName"),
                };
                return self.note(at, note);
            }
            RecordKind::Customer => GdapNote::Customer {
                tenant: fields.text("tenantId").and_then(|id| id.parse().ok()),
                name: fields.words("displayName"),
            },
            RecordKind::Relationship
            | RecordKind::Assignment
            | RecordKind::Invitation
            | RecordKind::Webhook
            | RecordKind::Audit
            | RecordKind::ErrorAnswer
            | RecordKind::Foreign(_)
            | RecordKind::Unknown => return,
        };
        self.sink.shape(GdapShape::OtherOfGraph);
        self.note(at, note);
    }
}
