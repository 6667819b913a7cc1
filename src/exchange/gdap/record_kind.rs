//! What an object of JSON is, by its keys and by the address that the answer around it names.

use super::node::Fields;
use crate::domain::gdap::MicrosoftId;

/// What an answer's `@odata.context` says that it lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Hint {
    #[default]
    Unknown,
    Relationships,
    Assignments,
    Requests,
    Operations,
    Customers,
    Services,
}

impl Hint {
    pub(super) fn of_context(context: &str) -> Self {
        let path = context.rsplit('#').next().unwrap_or_default();
        let path = without_parentheses(path).to_ascii_lowercase();
        let path = path.trim_end_matches("/$entity");
        match path.rsplit('/').next().unwrap_or_default() {
            "delegatedadminrelationships" => Self::Relationships,
            "accessassignments" => Self::Assignments,
            "requests" => Self::Requests,
            "operations" => Self::Operations,
            "delegatedadmincustomers" => Self::Customers,
            "servicemanagementdetails" => Self::Services,
            _ => Self::Unknown,
        }
    }
}

/// The text without what is in parentheses: keys, and what was selected or expanded.
fn without_parentheses(text: &str) -> String {
    let mut depth = 0_usize;
    text.chars()
        .filter(|letter| {
            match letter {
                '(' => depth += 1,
                ')' => {
                    depth = depth.saturating_sub(1);
                    return false;
                }
                _ => {}
            }
            depth == 0
        })
        .collect()
}

/// The id of a relationship somewhere in a text, for example in an address.
pub(super) fn id_in_text(text: &str) -> Option<MicrosoftId> {
    text.split(|letter: char| !(letter.is_ascii_hexdigit() || letter == '-'))
        .find_map(|part| part.parse().ok())
}

/// What an object is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RecordKind {
    Relationship,
    Assignment,
    Request,
    Operation,
    Customer,
    Service,
    /// An invitation of CIPP.
    Invitation,
    /// CIPP's group for a role.
    RoleGroup,
    /// An event of Partner Center, as its webhook sends it.
    Webhook,
    /// An audit record of Partner Center.
    Audit,
    ErrorAnswer,
    /// Something that another command imports, and the words for it.
    Foreign(&'static str),
    Unknown,
}

/// A key that shows what other commands import, and what to say.
const FOREIGN: [(&str, &str); 6] = [
    (
        "companyProfile",
        "these are customers of Partner Center: import them with `csp customers import FILE`",
    ),
    (
        "defaultDomainName",
        "these are tenants or contracts: import them with `csp customers import FILE`",
    ),
    (
        "userPrincipalName",
        "these are users: import them with `csp users import FILE`",
    ),
    (
        "microsoft_status",
        "this is csp's own answer: import what Graph, PowerShell or CIPP exports",
    ),
    (
        "offerId",
        "these are subscriptions, not delegated admin relationships",
    ),
    (
        "mpnId",
        "these are partners, not delegated admin relationships",
    ),
];

/// Keys that only a relationship has.
const OF_RELATIONSHIPS: [&str; 7] = [
    "accessDetails",
    "duration",
    "autoExtendDuration",
    "activatedDateTime",
    "endDateTime",
    "indirectProviderTenantId",
    "isPartnerConsentPending",
];

impl RecordKind {
    pub(super) fn of(fields: &Fields<'_>, hint: Hint) -> Self {
        let has = |keys: &[&str]| fields.has_any(keys);
        if has(&["error"]) && !has(&["id"]) {
            return Self::ErrorAnswer;
        }
        if has(&["resourceNewValue", "resourceType", "operationStatus"]) {
            return Self::Audit;
        }
        if has(&["eventName"]) && has(&["resourceUri", "resourceName"]) {
            return Self::Webhook;
        }
        if has(&["rowKey"]) && has(&["inviteUrl", "onboardingUrl", "roleMappings"]) {
            return Self::Invitation;
        }
        if has(&["groupName"]) && has(&["roleName", "roleDefinitionId"]) {
            return Self::RoleGroup;
        }
        if has(&["accessContainer"]) || (has(&["group"]) && has(&["roles"])) {
            return Self::Assignment;
        }
        if has(&["operationType"]) {
            return Self::Operation;
        }
        if has(&["action"]) && !has(&OF_RELATIONSHIPS) {
            return Self::Request;
        }
        if has(&["serviceName", "serviceManagementUrl"]) {
            return Self::Service;
        }
        let foreign = FOREIGN.iter().find(|(key, _)| fields.get(key).is_some());
        if let Some((_, words)) = foreign {
            return Self::Foreign(words);
        }
        match hint {
            Hint::Unknown => {}
            Hint::Relationships => return Self::Relationship,
            Hint::Assignments => return Self::Assignment,
            Hint::Requests => return Self::Request,
            Hint::Operations => return Self::Operation,
            Hint::Customers => return Self::Customer,
            Hint::Services => return Self::Service,
        }
        Self::of_few_keys(fields)
    }

    /// The same for an object without a key of its own kind, as after a selection of columns.
    fn of_few_keys(fields: &Fields<'_>) -> Self {
        let has_two_guids = || {
            fields
                .text("id")
                .is_some_and(|id| id.parse::<MicrosoftId>().is_ok())
        };
        if fields.has_any(&OF_RELATIONSHIPS) || has_two_guids() {
            return Self::Relationship;
        }
        let of_customers = [
            "id",
            "tenantId",
            "displayName",
            "serviceManagementDetails",
            "additionalProperties",
        ];
        let is_customer = fields.has_any(&["tenantId"])
            && fields.0.iter().all(|(key, _)| {
                key.starts_with('@')
                    || of_customers
                        .iter()
                        .any(|known| known.eq_ignore_ascii_case(key))
            });
        if is_customer {
            return Self::Customer;
        }
        let is_named = fields.has_any(&["id", "displayName", "name", "customer"]);
        if fields.has_any(&["status"]) && is_named {
            return Self::Relationship;
        }
        Self::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_context_of_an_answer_says_what_it_lists() {
        let id = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
        let start = "https://graph.microsoft.com/v1.0/";
        for (rest, hint) in [
            (
                "$metadata#tenantRelationships/delegatedAdminRelationships".to_owned(),
                Hint::Relationships,
            ),
            (
                "$metadata#tenantRelationships/delegatedAdminRelationships/$entity".to_owned(),
                Hint::Relationships,
            ),
            (
                "tenantRelationships/$metadata#delegatedAdminRelationships/$entity".to_owned(),
                Hint::Relationships,
            ),
            (
                "$metadata#tenantRelationships/delegatedAdminRelationships(accessAssignments())"
                    .to_owned(),
                Hint::Relationships,
            ),
            (
                "$metadata#tenantRelationships/delegatedAdminRelationships(id,status)".to_owned(),
                Hint::Relationships,
            ),
            (
                format!(
                    "$metadata#tenantRelationships/delegatedAdminRelationships('{id}')/accessAssignments"
                ),
                Hint::Assignments,
            ),
            (
                format!(
                    "$metadata#tenantRelationships/delegatedAdminRelationships('{id}')/requests/$entity"
                ),
                Hint::Requests,
            ),
            (
                "$metadata#tenantRelationships/delegatedAdminCustomers".to_owned(),
                Hint::Customers,
            ),
            ("$metadata#users".to_owned(), Hint::Unknown),
            (String::new(), Hint::Unknown),
        ] {
            assert_eq!(Hint::of_context(&format!("{start}{rest}")), hint, "{rest}");
        }
        let found = id_in_text(&format!(
            "x/delegatedAdminRelationships('{id}')/accessAssignments"
        ));
        assert_eq!(found.map(|id| id.to_string()).as_deref(), Some(id));
        assert_eq!(id_in_text("0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012"), None);
    }
}
