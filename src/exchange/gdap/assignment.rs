//! Reads access assignments as Graph, PowerShell and CIPP print them.

use super::node::Fields;
use super::note::GdapNote;
use super::reader::{Around, Reader, UnreadDates, Wrapping};
use super::record_kind::id_in_text;
use super::roles::{Roles, roles_of_details, roles_of_list};
use super::shape::{EXPORT_ASSIGNMENTS, GdapShape};
use super::sink::At;
use crate::domain::gdap::{AssignmentSighting, MicrosoftId, SeenRoles};

/// Assignments of one relationship.
pub(super) type AssignmentList = Vec<AssignmentSighting>;

impl Reader<'_, '_, '_, '_> {
    pub(super) fn assignment(&mut self, fields: &Fields<'_>, at: At, around: Around) {
        let is_of_cipp = around.wrapping == Wrapping::Results || fields.has_any(&["group"]);
        self.sink.shape(GdapShape::Assignments);
        if is_of_cipp {
            self.sink.shape(GdapShape::Cipp);
        }
        if let Some(seen) = self.read_assignment(fields, at, around.of) {
            self.sink.assignment(at, seen, self.mistakes);
        }
    }

    /// An assignment; `of` is its relationship, if what is around it says so.
    pub(super) fn read_assignment(
        &mut self,
        fields: &Fields<'_>,
        at: At,
        of: Option<MicrosoftId>,
    ) -> Option<AssignmentSighting> {
        let before = self.mistakes.count();
        let Some(id) = self.value(at, fields, "id") else {
            if self.mistakes.count() == before {
                let name = "access assignment".to_owned();
                self.note(at, GdapNote::WithoutId { name });
            }
            return None;
        };
        let mut dates = UnreadDates::default();
        let container = fields.object("accessContainer");
        let group = fields.object("group");
        let group_id = match (container, group) {
            (Some(container), _) => self.value(at, container, "accessContainerId"),
            (None, Some(group)) => self.value(at, group, "id"),
            (None, None) => None,
        };
        let roles = match fields.given("roles") {
            Some(list) => roles_of_list(Some(list)),
            None => roles_of_details(fields.get("accessDetails")),
        };
        let roles = self.roles(at, "unifiedRoles", roles);
        if roles == SeenRoles::Lost {
            self.sink.found.exports.insert(EXPORT_ASSIGNMENTS);
        }
        let modified = fields
            .given("lastModifiedDateTime")
            .or_else(|| fields.given("modifiedDateTime"));
        let seen = AssignmentSighting {
            relationship: of.or_else(|| id_in_text(fields.text("@odata.id")?)),
            id,
            status: self.shown_text(at, fields, "status"),
            group: group_id,
            group_name: group.and_then(|group| self.shown_text(at, group, "displayName")),
            roles,
            modified_at: dates.read("lastModifiedDateTime", modified),
        };
        if self.mistakes.count() > before {
            return None;
        }
        self.note_dates(at, dates);
        Some(seen)
    }

    /// The roles of a record. An id that is not a GUID is a mistake.
    pub(super) fn roles(&mut self, at: At, field: &str, roles: Roles<'_>) -> SeenRoles {
        match roles {
            Ok(roles) => roles,
            Err(wrong) => {
                let message = format!(
                    "`{}` is not a valid role id (a GUID expected)",
                    wrong.chars().take(80).collect::<String>()
                );
                self.wrong(at, Some(wrong), field, message);
                SeenRoles::Unsaid
            }
        }
    }
}
