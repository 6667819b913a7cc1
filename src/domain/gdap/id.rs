//! Ids of delegated admin relationships, of Entra roles and of groups.

use std::fmt;

use uuid::Uuid;

use crate::domain::guid::guids;
use crate::domain::record_id::RecordId;

/// Microsoft's id of a delegated admin relationship: two GUIDs joined by `-`, kept in lower case. What the halves mean is
/// not published, so it is compared as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicrosoftId(Uuid, Uuid);

/// A text that is not Microsoft's id of a relationship.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadMicrosoftId {
    /// One GUID: a request, an assignment or a tenant has such an id.
    #[error(
        "`{0}` is one GUID. A relationship's id has two: FIRST-GUID-SECOND-GUID, 73 characters, without a change"
    )]
    OneGuid(String),
    /// Something else.
    #[error(
        "`{0}` is not a valid relationship id (two GUIDs joined by a hyphen expected, 73 characters)"
    )]
    Unreadable(String),
}

/// The length of a GUID with its hyphens.
const GUID: usize = 36;

impl std::str::FromStr for MicrosoftId {
    type Err = BadMicrosoftId;
    fn from_str(typed: &str) -> Result<Self, BadMicrosoftId> {
        let typed = typed.trim();
        let shown = || typed.chars().take(90).collect();
        if typed.len() == GUID && Uuid::try_parse(typed).is_ok() {
            return Err(BadMicrosoftId::OneGuid(shown()));
        }
        let parsed = typed
            .split_at_checked(GUID)
            .and_then(|(first, rest)| Some((first, rest.strip_prefix('-')?)))
            .filter(|(_, second)| second.len() == GUID)
            .and_then(|(first, second)| {
                Some(Self(
                    Uuid::try_parse(first).ok()?,
                    Uuid::try_parse(second).ok()?,
                ))
            });
        parsed.ok_or_else(|| BadMicrosoftId::Unreadable(shown()))
    }
}

impl fmt::Display for MicrosoftId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.0.hyphenated(), self.1.hyphenated())
    }
}

impl serde::Serialize for MicrosoftId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

guids! {
    /// An Entra built-in role: its template id, the same in every tenant.
    pub struct EntraRoleId, BadEntraRoleId: "role id";
    /// A security group of the partner's tenant: its object id.
    pub struct GroupId, BadGroupId: "group id";
    /// Microsoft's id of an access assignment.
    pub struct AssignmentId, BadAssignmentId: "assignment id";
}

impl EntraRoleId {
    /// Global Administrator. While it is among the roles, a relationship cannot be extended automatically.
    pub const GLOBAL_ADMINISTRATOR: Self =
        Self(Uuid::from_u128(0x62e9_0394_69f5_4237_9190_0121_7714_5e10));
}

/// What csp calls a relationship: Microsoft's id, or its own number until Microsoft has given one.
pub type RelationshipId = RecordId<MicrosoftId>;

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012";
    const SECOND: &str = "3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";

    #[test]
    fn an_id_of_microsoft_has_two_guids() {
        let id: MicrosoftId = format!(" {}-{} ", FIRST.to_uppercase(), SECOND)
            .parse()
            .unwrap();
        assert_eq!(id.to_string(), format!("{FIRST}-{SECOND}"));
        assert!(matches!(
            FIRST.parse::<MicrosoftId>(),
            Err(BadMicrosoftId::OneGuid(_))
        ));
        for wrong in [
            "",
            "x",
            &format!("{FIRST}{SECOND}"),
            &format!("{FIRST}-{SECOND}1"),
        ] {
            assert!(
                matches!(
                    wrong.parse::<MicrosoftId>(),
                    Err(BadMicrosoftId::Unreadable(_))
                ),
                "{wrong}"
            );
        }
    }

    #[test]
    fn a_relationship_is_named_by_either_id() {
        assert_eq!("Draft-7".parse(), Ok(RelationshipId::Draft(7)));
        let id: RelationshipId = format!("{FIRST}-{SECOND}").parse().unwrap();
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["draft-0", "draft-", "draft-x", "7"] {
            assert!(wrong.parse::<RelationshipId>().is_err(), "{wrong}");
        }
    }
}
