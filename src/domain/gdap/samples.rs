//! Relationships and assignments for tests.

use super::{
    AccessAssignment, AdminRelationship, AdminRelationshipStateKind as State, AssignmentStateKind,
    EntraRoleId, GroupId, MicrosoftId, RelationshipSighting, SeenDays,
};
use crate::domain::calendar::{Instant, parse_day};

/// Nine o'clock on a day.
pub(crate) fn nine(day: &str) -> Instant {
    let day = parse_day(day).unwrap();
    day.and_hms_opt(9, 0, 0).unwrap().and_utc()
}

/// The id of the relationship with this number.
pub(crate) fn microsoft_id(number: u32) -> MicrosoftId {
    let guid = format!("00000000-0000-4000-8000-{number:012x}");
    format!("{guid}-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4")
        .parse()
        .unwrap()
}

/// The id of the group with this number.
pub(crate) fn group(number: u32) -> GroupId {
    format!("00000000-0000-4000-9000-{number:012x}")
        .parse()
        .unwrap()
}

/// The role with this name.
pub(crate) fn role(name: &str) -> EntraRoleId {
    super::role::role_named(name).unwrap()
}

/// A relationship in a state since a day, with one role, 730 days and no extension.
pub(crate) fn relationship(number: u32, state: State, since: &str) -> AdminRelationship {
    let seen = RelationshipSighting::of(microsoft_id(number));
    AdminRelationship {
        state,
        name: Some(format!("Support {number}")),
        duration: Some(SeenDays::Days(730)),
        auto_extend: Some(SeenDays::Days(0)),
        roles: Some([role("Service Support Administrator")].into()),
        created_at: Some(nine(since)),
        ..AdminRelationship::first_seen(&seen, nine(since))
    }
}

/// An assignment of that role to a group, in a state since a day.
pub(crate) fn assignment(number: u32, state: AssignmentStateKind, since: &str) -> AccessAssignment {
    AccessAssignment {
        id: None,
        group: Some(group(number)),
        group_name: None,
        roles: Some([role("Service Support Administrator")].into()),
        state,
        state_since: nine(since),
        modified_at: None,
    }
}
