//! A planned relationship, with what makes it at Microsoft.

use serde::Serialize;

use super::gdap::AdminRelationshipView;
use crate::domain::gdap::{GdapWarning, RelationshipId};
use crate::exchange::gdap::{CreationCommands, RelationshipCreation};
use crate::report::{Page, View};

/// A planned relationship.
#[derive(Debug, Clone, Serialize)]
pub struct PlannedRelationshipView {
    #[serde(flatten)]
    relationship: AdminRelationshipView,
    request: RelationshipCreation,
    #[serde(skip)]
    commands: CreationCommands,
    #[serde(skip)]
    draft: RelationshipId,
}

impl PlannedRelationshipView {
    /// A draft, with the body of Microsoft's call and the warnings about its roles.
    ///
    /// # Errors
    /// If the body cannot be written as JSON, which is a bug.
    pub fn new(
        draft: RelationshipId,
        relationship: AdminRelationshipView,
        request: RelationshipCreation,
        warnings: Vec<GdapWarning>,
    ) -> serde_json::Result<Self> {
        Ok(Self {
            relationship: relationship.with_warnings(warnings),
            commands: request.commands()?,
            request,
            draft,
        })
    }
}

impl View for PlannedRelationshipView {
    const NESTED: &'static [&'static str] = &[
        "customer",
        "roles",
        "assignments",
        "decision",
        "warnings",
        "conflicts",
        "request",
    ];

    fn page(&self, page: &mut Page) {
        self.relationship.page(page);
        let commands = &self.commands;
        page.heading("1. Make it at Microsoft, as a user with the role Admin agent");
        write_ways(
            page,
            &commands.create_by_powershell,
            &commands.create_by_azure_cli,
        );
        page.heading("2. Lock it for approval, with the id that Microsoft answered");
        write_ways(
            page,
            &commands.lock_by_powershell,
            &commands.lock_by_azure_cli,
        );
        page.heading("3. Record the id and the lock; csp then shows the approval link");
        page.line(&format!(
            "  csp gdap created {} --id RELATIONSHIP-ID",
            self.draft
        ));
        page.line("  csp gdap record RELATIONSHIP-ID approval-pending");
    }
}

/// The same job with Microsoft's PowerShell module and with the Azure CLI.
fn write_ways(page: &mut Page, powershell: &[String], azure_cli: &[String]) {
    for (title, commands) in [
        ("With Microsoft Graph PowerShell:", powershell),
        ("With the Azure CLI, in bash or PowerShell:", azure_cli),
    ] {
        page.line(title);
        for command in commands {
            page.line(&format!("  {command}"));
        }
    }
}
