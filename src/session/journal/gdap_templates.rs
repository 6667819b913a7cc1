//! Forms of `gdap.template-…` entries.

use serde::Serialize;

use super::{FieldChange, Form};
use crate::domain::gdap::{EntraRoleId, GroupId, RoleTemplate};

/// A template that was saved or removed: what it had, and what it has now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TemplateChanged {
    roles: FieldChange<Option<Vec<EntraRoleId>>>,
    groups: FieldChange<Option<Vec<GroupId>>>,
}

impl Form for TemplateChanged {}

impl TemplateChanged {
    /// The change between two; `None` is a template that does not exist.
    pub fn between(before: Option<&RoleTemplate>, after: Option<&RoleTemplate>) -> Self {
        let roles = |it: &RoleTemplate| it.roles.iter().copied().collect();
        let groups = |it: &RoleTemplate| it.groups.clone();
        Self {
            roles: FieldChange {
                from: before.map(roles),
                to: after.map(roles),
            },
            groups: FieldChange {
                from: before.map(groups),
                to: after.map(groups),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;
    use crate::domain::gdap::RoleSetOrigin;

    #[test]
    fn a_new_template_had_nothing() {
        let template = RoleTemplate {
            name: "own".to_owned(),
            origin: RoleSetOrigin::Own,
            about: None,
            roles: [EntraRoleId::GLOBAL_ADMINISTRATOR].into(),
            groups: vec!["8cf496da-193b-4586-87ae-d34567788990".parse().unwrap()],
        };
        assert_json(
            &TemplateChanged::between(None, Some(&template)),
            concat!(
                r#"{"roles":{"from":null,"to":["62e90394-69f5-4237-9190-012177145e10"]},"#,
                r#""groups":{"from":null,"to":["8cf496da-193b-4586-87ae-d34567788990"]}}"#
            ),
        );
    }
}
