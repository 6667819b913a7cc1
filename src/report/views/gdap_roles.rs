//! Entra roles, and sets of them with a name.

use serde::Serialize;

use super::gdap::EntraRoleView;
use crate::domain::gdap::role::{is_confirmed, role_name};
use crate::domain::gdap::{EntraRoleFacts, EntraRoleTask, GroupId, RoleSetOrigin, RoleTemplate};
use crate::report::{ListRow, Narrow, Page, Step, TableCell, View, When, cells};

/// A role of the catalogue.
#[derive(Debug, Clone, Serialize)]
pub struct KnownRoleView {
    #[serde(flatten)]
    role: EntraRoleView,
    area: &'static str,
    confirmed: bool,
    purpose: &'static str,
    old_names: &'static [String],
}

impl From<&'static EntraRoleFacts> for KnownRoleView {
    fn from(facts: &'static EntraRoleFacts) -> Self {
        Self {
            role: facts.id.into(),
            area: &facts.area,
            confirmed: is_confirmed(facts.id),
            purpose: &facts.purpose,
            old_names: &facts.old_names,
        }
    }
}

const HEADER: &[&str] = &["role", "privileged", "area", "confirmed", "purpose", "id"];

impl ListRow for KnownRoleView {
    const HEADER: &'static [&'static str] = HEADER;
    const CSV: &'static [&'static str] = &[
        "id",
        "name",
        "privileged",
        "area",
        "confirmed",
        "purpose",
        "old_names",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("id", Narrow::Hides),
        ("area", Narrow::Hides),
        ("purpose", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("role", "roles"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.role.name.clone(),
            if self.role.privileged { "yes" } else { "" },
            self.area,
            if self.confirmed { "yes" } else { "no" },
            self.purpose,
            self.role.id.to_string(),
        ]
    }
}

/// The whole catalogue, for a person: the narrowest role for each task, then every role.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct RoleCatalogueView {
    roles: Vec<KnownRoleView>,
    #[serde(skip)]
    tasks: &'static [EntraRoleTask],
}

impl RoleCatalogueView {
    /// The roles and the tasks.
    pub fn new(roles: Vec<KnownRoleView>, tasks: &'static [EntraRoleTask]) -> Self {
        Self { roles, tasks }
    }
}

impl View for RoleCatalogueView {
    fn page(&self, page: &mut Page) {
        page.heading("The narrowest role for each task");
        let tasks = self.tasks.iter().map(|task| {
            let roles: Vec<String> = task.roles.iter().map(|id| role_name(*id)).collect();
            cells![roles.join(" or "), task.task.clone()]
        });
        page.table(&["role", "task"], tasks);
        page.heading("Entra roles");
        let rows = self.roles.iter().map(|it| {
            cells![
                it.role.name.clone(),
                if it.role.privileged { "yes" } else { "" },
                if it.confirmed { "yes" } else { "no" },
                it.purpose,
            ]
        });
        page.table(&["role", "privileged", "confirmed", "purpose"], rows);
        page.blank();
        page.prose(
            0,
            "Confirmed roles are in a list of Microsoft. Microsoft may refuse the others in a relationship.",
        );
    }
}

/// A template.
#[derive(Debug, Clone, Serialize)]
pub struct RoleTemplateView {
    name: String,
    origin: RoleSetOrigin,
    about: Option<&'static str>,
    roles: Vec<EntraRoleView>,
    groups: Vec<GroupId>,
}

impl From<RoleTemplate> for RoleTemplateView {
    fn from(template: RoleTemplate) -> Self {
        let mut roles: Vec<EntraRoleView> = template.roles.into_iter().map(Into::into).collect();
        roles.sort_by(|one, other| one.name.cmp(&other.name));
        Self {
            name: template.name,
            origin: template.origin,
            about: template.about,
            roles,
            groups: template.groups,
        }
    }
}

impl View for RoleTemplateView {
    const NESTED: &'static [&'static str] = &["roles"];

    fn page(&self, page: &mut Page) {
        page.heading(&self.name);
        page.fact("Origin", Some(&self.origin.to_string()));
        page.fact("About", self.about);
        page.heading("Roles");
        for role in &self.roles {
            let mark = if role.privileged { " (privileged)" } else { "" };
            page.item("  ", &format!("{}{mark}", role.name));
        }
        if !self.groups.is_empty() {
            page.heading("Groups");
            for group in &self.groups {
                page.item("  ", &group.to_string());
            }
        }
    }
}

impl ListRow for RoleTemplateView {
    const HEADER: &'static [&'static str] = &["name", "origin", "roles", "groups", "about"];
    const CSV: &'static [&'static str] = &["name", "origin", "about", "groups"];
    const NARROW: &'static [Step<'static>] = &[("about", Narrow::Wraps)];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("template", "templates"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.name.clone(),
            self.origin.to_string(),
            self.roles.len().to_string(),
            self.groups.len().to_string(),
            self.about.unwrap_or_default(),
        ]
    }
}
