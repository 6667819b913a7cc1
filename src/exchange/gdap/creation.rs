//! How a planned relationship is made at Microsoft: the body of Microsoft Graph's call, and commands for people. csp itself
//! calls nothing.

use std::fmt::Write as _;

use serde::Serialize;

use crate::domain::TenantId;
use crate::domain::gdap::{AdminRelationship, EntraRoleId};

/// Where relationships are made.
const ADDRESS: &str =
    "https://graph.microsoft.com/v1.0/tenantRelationships/delegatedAdminRelationships";

/// The permission that the call needs.
const SCOPE: &str = "DelegatedAdminRelationship.ReadWrite.All";

/// The body of `POST /tenantRelationships/delegatedAdminRelationships`, with Microsoft's names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RelationshipCreation {
    display_name: String,
    duration: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    customer: Option<CreationCustomer>,
    access_details: AccessDetails,
    auto_extend_duration: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct CreationCustomer {
    tenant_id: TenantId,
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct AccessDetails {
    unified_roles: Vec<UnifiedRole>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
struct UnifiedRole {
    role_definition_id: EntraRoleId,
}

/// The commands that make a relationship and lock it for approval, as bash and PowerShell read them alike.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CreationCommands {
    /// With Microsoft's PowerShell module.
    pub create_by_powershell: Vec<String>,
    /// With the Azure CLI.
    pub create_by_azure_cli: Vec<String>,
    /// The lock, with Microsoft's PowerShell module.
    pub lock_by_powershell: Vec<String>,
    /// The lock, with the Azure CLI.
    pub lock_by_azure_cli: Vec<String>,
}

impl RelationshipCreation {
    /// The body for a relationship; `None` if its name, duration or roles are not known. Without a tenant ID the customer
    /// is left out, and Microsoft fills it in once somebody approves.
    pub fn of(relationship: &AdminRelationship) -> Option<Self> {
        let customer = &relationship.customer;
        let extension = relationship.auto_extend_days().unwrap_or(0);
        let roles = relationship.roles.as_ref()?.iter();
        Some(Self {
            display_name: relationship.name.clone()?,
            duration: format!("P{}D", relationship.duration_days()?),
            customer: customer.tenant_id.map(|tenant_id| CreationCustomer {
                tenant_id,
                display_name: customer.name.clone(),
            }),
            access_details: AccessDetails {
                unified_roles: roles
                    .map(|id| UnifiedRole {
                        role_definition_id: *id,
                    })
                    .collect(),
            },
            auto_extend_duration: match extension {
                0 => "PT0S".to_owned(),
                days => format!("P{days}D"),
            },
        })
    }

    /// The commands for people.
    ///
    /// # Errors
    /// If the body cannot be written as JSON, which is a bug.
    pub fn commands(&self) -> serde_json::Result<CreationCommands> {
        let body = quotable(&serde_json::to_string(self)?);
        let by_powershell = |address: &str, body: &str| {
            format!(
                "Invoke-MgGraphRequest -Method POST -Uri {address} -ContentType application/json -Body '{body}'"
            )
        };
        let by_azure_cli = |address: &str, file: &str, body: &str| {
            vec![
                format!("echo '{body}' > {file}"),
                format!("az rest --method POST --url {address} --body '@{file}'"),
            ]
        };
        let lock = r#"{"action":"lockForApproval"}"#;
        let lock_address = format!("{ADDRESS}/RELATIONSHIP-ID/requests");
        Ok(CreationCommands {
            create_by_powershell: vec![
                format!("Connect-MgGraph -Scopes {SCOPE}"),
                by_powershell(ADDRESS, &body),
            ],
            create_by_azure_cli: by_azure_cli(ADDRESS, "request.json", &body),
            lock_by_powershell: vec![by_powershell(&lock_address, lock)],
            lock_by_azure_cli: by_azure_cli(&lock_address, "lock.json", lock),
        })
    }
}

/// JSON that can be put between single quotes in any shell and encoding: only ASCII, and no apostrophe.
fn quotable(json: &str) -> String {
    let mut plain = String::with_capacity(json.len());
    for letter in json.chars() {
        if letter.is_ascii() && letter != '\'' {
            plain.push(letter);
        } else {
            for unit in letter.encode_utf16(&mut [0; 2]) {
                // Writing to a string cannot fail.
                let _ = write!(plain, "\\u{unit:04x}");
            }
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::gdap::{RelationshipSighting, SeenDays, SeenRoles};

    fn sample(name: &str, extension: u32) -> AdminRelationship {
        let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
        let sighting = RelationshipSighting {
            name: Some(name.to_owned()),
            customer_tenant: "11111111-2222-3333-4444-555555555555".parse().ok(),
            customer_name: Some("L’Été d'Anna 😀".to_owned()),
            duration: Some(SeenDays::Days(730)),
            auto_extend: Some(SeenDays::Days(extension)),
            roles: SeenRoles::All([EntraRoleId::GLOBAL_ADMINISTRATOR].into()),
            ..RelationshipSighting::of(id.parse().unwrap())
        };
        AdminRelationship::first_seen(&sighting, chrono::DateTime::UNIX_EPOCH)
    }

    #[test]
    fn the_body_is_the_one_of_microsoft_graph() {
        let body = RelationshipCreation::of(&sample("One", 180)).unwrap();
        assert_eq!(
            serde_json::to_string(&body).unwrap(),
            concat!(
                r#"{"displayName":"One","duration":"P730D","#,
                r#""customer":{"tenantId":"11111111-2222-3333-4444-555555555555","displayName":"L’Été d'Anna 😀"},"#,
                r#""accessDetails":{"unifiedRoles":[{"roleDefinitionId":"62e90394-69f5-4237-9190-012177145e10"}]},"#,
                r#""autoExtendDuration":"P180D"}"#
            )
        );
        let mut without = sample("One", 0);
        without.customer.tenant_id = None;
        let body = serde_json::to_value(RelationshipCreation::of(&without)).unwrap();
        assert_eq!(body["customer"], serde_json::Value::Null);
        assert_eq!(body["autoExtendDuration"], "PT0S");
        without.roles = None;
        assert_eq!(RelationshipCreation::of(&without), None);
    }

    #[test]
    fn commands_can_be_pasted_whatever_the_names_are() {
        let body = RelationshipCreation::of(&sample("d'Anna’s", 0)).unwrap();
        let commands = body.commands().unwrap();
        let all = [
            commands.create_by_powershell,
            commands.create_by_azure_cli,
            commands.lock_by_powershell,
            commands.lock_by_azure_cli,
        ]
        .concat();
        insta::assert_snapshot!(all.join("\n"));
        for command in all {
            assert_eq!(command.matches('\'').count() % 2, 0, "{command}");
            assert!(command.is_ascii(), "{command}");
        }
    }
}
