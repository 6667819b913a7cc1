//! The roles in a record: as objects, as text that PowerShell made of objects, or lost.

use std::collections::BTreeSet;

use super::node::{Fields, Node, is_cut};
use crate::domain::gdap::{EntraRoleId, SeenRoles};

/// What a field shows of roles, or the text that should be a role's id and is not.
pub(super) type Roles<'n> = Result<SeenRoles, &'n str>;

/// The roles under `accessDetails`.
pub(super) fn roles_of_details<'n>(details: Option<&'n Node<'_>>) -> Roles<'n> {
    match details {
        None | Some(Node::Null) => Ok(SeenRoles::Unsaid),
        Some(Node::Object(fields)) => roles_of_list(fields.get("unifiedRoles")),
        Some(Node::Text(text)) => Ok(roles_in_text(text)),
        Some(Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::TooDeep) => {
            Ok(SeenRoles::Lost)
        }
    }
}

/// The roles of a list of objects with a `roleDefinitionId`, or of texts.
pub(super) fn roles_of_list<'n>(list: Option<&'n Node<'_>>) -> Roles<'n> {
    let values = match list {
        None | Some(Node::Null) => return Ok(SeenRoles::Unsaid),
        Some(Node::Text(text)) => return Ok(roles_in_text(text)),
        Some(list) => match list.list() {
            Some(values) => values,
            None => return Ok(SeenRoles::Lost),
        },
    };
    let mut roles = BTreeSet::new();
    for value in values {
        match value {
            Node::Object(fields) => match id_in(fields) {
                Some(id) => roles.insert(id.parse().map_err(|_| id)?),
                None => return Ok(SeenRoles::Lost),
            },
            Node::Text(text) => match roles_in_text(text) {
                SeenRoles::All(more) => {
                    roles.extend(more);
                    continue;
                }
                SeenRoles::Lost | SeenRoles::Unsaid if is_cut(text) => return Ok(SeenRoles::Lost),
                SeenRoles::Lost | SeenRoles::Unsaid => return Err(text.trim()),
            },
            Node::Null => continue,
            Node::Bool(_) | Node::Number(_) | Node::List(_) | Node::TooDeep => {
                return Ok(SeenRoles::Lost);
            }
        };
    }
    Ok(SeenRoles::All(roles))
}

fn id_in<'n>(fields: &'n Fields<'_>) -> Option<&'n str> {
    fields
        .text("roleDefinitionId")
        .or_else(|| fields.text("id"))
}

/// The role ids in a text such as `@{roleDefinitionId=…} @{roleDefinitionId=…}`. A text without an id is what is left of
/// roles that were cut off, for example `System.Object[]`.
pub(super) fn roles_in_text(text: &str) -> SeenRoles {
    let roles: BTreeSet<EntraRoleId> = text
        .split(|letter: char| !(letter.is_ascii_hexdigit() || letter == '-'))
        .filter(|part| part.len() == GUID)
        .filter_map(|part| part.parse().ok())
        .collect();
    if roles.is_empty() {
        SeenRoles::Lost
    } else {
        SeenRoles::All(roles)
    }
}

/// The length of a GUID with its hyphens.
const GUID: usize = 36;

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "f023fd81-a637-4b56-95fd-791ac0226033";
    const SECOND: &str = "4d6ac14f-3453-41d0-bef9-a3e0c569773a";

    fn all(ids: &[&str]) -> SeenRoles {
        SeenRoles::All(ids.iter().map(|id| id.parse().unwrap()).collect())
    }

    #[test]
    fn roles_are_recovered_from_text_or_lost() {
        for (json, expected) in [
            (
                format!(
                    r#"[{{"roleDefinitionId": "{FIRST}"}}, {{"RoleDefinitionId": "{SECOND}"}}]"#
                ),
                all(&[FIRST, SECOND]),
            ),
            (
                format!(r#"{{"value": [{{"RoleDefinitionId": "{FIRST}"}}], "Count": 1}}"#),
                all(&[FIRST]),
            ),
            (
                format!(r#"{{"RoleDefinitionId": "{FIRST}"}}"#),
                all(&[FIRST]),
            ),
            (
                format!(r#"["@{{roleDefinitionId={FIRST}}}", "{SECOND}"]"#),
                all(&[FIRST, SECOND]),
            ),
            (
                format!(r#""@{{roleDefinitionId={FIRST}}} @{{roleDefinitionId={SECOND}}}""#),
                all(&[FIRST, SECOND]),
            ),
            ("[]".to_owned(), all(&[])),
            ("null".to_owned(), SeenRoles::Unsaid),
            (r#""System.Object[]""#.to_owned(), SeenRoles::Lost),
            (r#""""#.to_owned(), SeenRoles::Lost),
            (
                r#"["Microsoft.Graph.PowerShell.Models.MicrosoftGraphUnifiedRole"]"#.to_owned(),
                SeenRoles::Lost,
            ),
            (r#"[{}]"#.to_owned(), SeenRoles::Lost),
            ("7".to_owned(), SeenRoles::Lost),
        ] {
            let node = Node::of(&json).unwrap();
            assert_eq!(roles_of_list(Some(&node)), Ok(expected), "{json}");
        }
        for details in [
            r#""@{unifiedRoles=System.Object[]}""#,
            r#""System.Collections.Hashtable""#,
        ] {
            let node = Node::of(details).unwrap();
            assert_eq!(roles_of_details(Some(&node)), Ok(SeenRoles::Lost));
        }
        assert_eq!(
            roles_of_details(Some(&Node::of("{}").unwrap())),
            Ok(SeenRoles::Unsaid)
        );
    }

    #[test]
    fn a_text_that_should_be_an_id_is_not_passed_over() {
        for (json, wrong) in [
            (
                r#"[{"roleDefinitionId": "1a7d78b6-429f-476b-8eb-35fb715fffd4"}]"#,
                "1a7d78b6-429f-476b-8eb-35fb715fffd4",
            ),
            (r#"["User Administrator"]"#, "User Administrator"),
        ] {
            let node = Node::of(json).unwrap();
            assert_eq!(roles_of_list(Some(&node)), Err(wrong));
        }
    }
}
