//! Planning a relationship: every rule is decided at once, and a draft comes out. Nothing is sent to Microsoft.

use std::collections::BTreeSet;

use super::id::{EntraRoleId, RelationshipId};
use super::relationship::{AdminRelationship, RelationshipCustomer, RelationshipOrigin};
use super::role::{role_name, role_tasks};
use super::sighting::SeenDays;
use super::state::AdminRelationshipStateKind;
use super::template::RoleTemplate;
use super::warnings::GdapWarning;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::customer::Customer;
use crate::domain::relationship::Party;
use crate::domain::rule::gdap as rule;
use crate::domain::standing::Standing;
use crate::domain::{TenantDomain, TenantId};

/// The most characters of a relationship's name.
pub const LONGEST_NAME: usize = 50;

/// The most days of a relationship.
pub const LONGEST_DAYS: u32 = 730;

/// By how many days the end moves where a relationship extends itself.
pub const EXTENSION_DAYS: u32 = 180;

/// What a person asks for. What is `None` is reported as missing elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct PlanRequest<'a> {
    /// The name.
    pub name: Option<&'a str>,
    /// How many days it lasts.
    pub duration_days: Option<u32>,
    /// Whether its end moves by itself.
    pub auto_extend: bool,
    /// All its roles, those of the template among them.
    pub roles: &'a BTreeSet<EntraRoleId>,
    /// The template that was chosen.
    pub template: Option<&'a RoleTemplate>,
    /// Whether a customer without a reseller relationship will do.
    pub without_relationship: bool,
}

/// What is known about the parties.
#[derive(Debug, Clone, Copy)]
pub struct PlanFacts<'a> {
    /// Our account.
    pub ours: &'a Standing,
    /// The customer on record; `None` if it was not found, which is reported elsewhere.
    pub customer: Option<&'a Customer>,
    /// The relationships of the account that have the name already, ignoring case, in any state.
    pub namesakes: &'a [AdminRelationship],
}

/// Every rule that a plan breaks, so far as its values are given.
pub fn plan_refusals(ask: &PlanRequest<'_>, facts: &PlanFacts<'_>) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    if let Some(customer) = facts.customer {
        refusals.extend(customer_refusal(ask, facts.ours, customer));
    }
    if let Some(name) = ask.name {
        refusals.extend(name_refusals(name, facts.namesakes));
    }
    refusals.extend(ask.duration_days.and_then(duration_refusal));
    let is_global = ask.roles.contains(&EntraRoleId::GLOBAL_ADMINISTRATOR);
    if ask.auto_extend && is_global {
        let message = "a relationship with Global Administrator cannot be extended automatically";
        let help = "Leave out `--auto-extend`.\nOr choose narrower roles. To see the narrowest role for each task: `csp gdap roles`";
        refusals.push(
            Diagnostic::refused(&rule::AUTO_EXTEND, message)
                .with_flag("--auto-extend")
                .with_help(help),
        );
    }
    refusals
}

/// A planned relationship, as a draft.
///
/// # Errors
/// Every rule that is broken.
pub fn plan(
    ask: &PlanRequest<'_>,
    facts: &PlanFacts<'_>,
    id: RelationshipId,
    now: Instant,
) -> Result<AdminRelationship, Vec<Diagnostic>> {
    let mut refusals = plan_refusals(ask, facts);
    if ask.roles.is_empty() {
        let message = "a relationship needs at least one role";
        refusals.push(Diagnostic::refused(&rule::ROLES, message).with_flag("--role"));
    }
    let (Some(name), Some(days), Some(customer), true) = (
        ask.name,
        ask.duration_days,
        facts.customer,
        refusals.is_empty(),
    ) else {
        return Err(refusals);
    };
    let extension = if ask.auto_extend { EXTENSION_DAYS } else { 0 };
    Ok(AdminRelationship {
        id,
        name: Some(name.trim().to_owned()),
        customer: RelationshipCustomer {
            domain: Some(customer.record.domain.clone()),
            tenant_id: customer.record.tenant_id,
            name: Some(customer.record.name.clone()),
        },
        state: AdminRelationshipStateKind::Draft,
        state_since: now,
        microsoft_status: None,
        origin: RelationshipOrigin::Own,
        provider: None,
        consent_pending: None,
        decision: None,
        duration: Some(SeenDays::Days(days)),
        auto_extend: Some(SeenDays::Days(extension)),
        roles: Some(ask.roles.clone()),
        created_at: None,
        modified_at: None,
        roles_as_of: None,
        activated_at: None,
        ends_at: None,
        last_seen_at: None,
        absence: None,
        note: None,
    })
}

/// The refusal of our own tenant as the customer, by the id or the domain that a person typed.
pub fn own_tenant_refusal(
    ours: &Standing,
    id: Option<TenantId>,
    domain: Option<&TenantDomain>,
) -> Option<Diagnostic> {
    if !ours.owns_tenant(id, domain) {
        return None;
    }
    let tenant = domain.map(ToString::to_string);
    let tenant = tenant.or_else(|| id.map(|id| id.to_string()))?;
    let message = format!("`{tenant}` is this account's own tenant and cannot be the customer");
    let help = "Name a customer. To see them: `csp customers list`";
    Some(
        Diagnostic::refused(&rule::CUSTOMER, message)
            .with_flag("CUSTOMER")
            .with_help(help),
    )
}

/// The refusal of an approval message where the roles or the duration are not on record.
pub fn incomplete_refusal(it: &AdminRelationship) -> Diagnostic {
    let message = format!(
        "the roles or the duration of {} are not on record",
        it.shown_name()
    );
    Diagnostic::refused(&rule::ROLES, message)
        .with_help("Import an export that has them: `csp gdap import FILE`")
}

/// The refusal of an approval message to a customer that is not on record.
pub fn unknown_customer_refusal(it: &AdminRelationship) -> Diagnostic {
    let message = format!("the customer of {} is not on record", it.shown_name());
    Diagnostic::refused(&rule::CUSTOMER, message).with_help(
        "Add it first: `csp customers add NAME --domain DOMAIN --country CC --email ADDRESS --tenant-id GUID`",
    )
}

fn customer_refusal(
    ask: &PlanRequest<'_>,
    ours: &Standing,
    customer: &Customer,
) -> Option<Diagnostic> {
    let record = &customer.record;
    let own = own_tenant_refusal(ours, record.tenant_id, Some(&record.domain));
    if own.is_some() || ask.without_relationship || customer.is_served_by(&Party::Us) {
        return own;
    }
    let message = format!(
        "{} ({}) does not have a reseller relationship with us",
        record.name, record.domain
    );
    let help = format!(
        "Ask the customer for one first: `csp customers invite {}`\nOr plan without it: add `--without-relationship`",
        record.domain
    );
    Some(
        Diagnostic::refused(&rule::CUSTOMER, message)
            .with_flag("CUSTOMER")
            .with_help(help),
    )
}

/// What is wrong with a name; `namesakes` are the relationships that have it.
pub fn name_refusals(name: &str, namesakes: &[AdminRelationship]) -> Vec<Diagnostic> {
    let refused = |message| Diagnostic::refused(&rule::NAME, message).with_flag("--name");
    let mut refusals = Vec::new();
    let length = name.trim().chars().count();
    if length == 0 {
        refusals.push(refused("the name is empty".to_owned()));
    }
    if name.trim().chars().any(char::is_control) {
        let message = "the name has a tab, a line break or another control character";
        refusals.push(refused(message.to_owned()));
    }
    if length > LONGEST_NAME {
        let message = format!("the name has {length} characters, at most {LONGEST_NAME} allowed");
        refusals.push(refused(message));
    }
    if let Some(taken) = namesakes.first() {
        let message = format!(
            "the name `{}` is taken by {} ({})",
            taken.shown_name(),
            taken.id,
            taken.state
        );
        refusals.push(refused(message));
    }
    refusals
}

/// The refusal of a duration that Microsoft does not allow.
pub fn duration_refusal(days: u32) -> Option<Diagnostic> {
    if (1..=LONGEST_DAYS).contains(&days) {
        return None;
    }
    let message = format!("a duration of {days} days is not possible (1 to {LONGEST_DAYS} days)");
    Some(Diagnostic::refused(&rule::DURATION, message).with_flag("--duration"))
}

/// What the least privilege advises against in a plan: Global Administrator, and roles beyond the chosen template, with the
/// task that each is the narrowest role for. What holds for every relationship is in [`warnings`](super::warnings).
pub fn plan_warnings(
    roles: &BTreeSet<EntraRoleId>,
    template: Option<&RoleTemplate>,
) -> Vec<GdapWarning> {
    const SEE_TASKS: &str = "To see the narrowest role for each task: `csp gdap roles`";
    let warning = |message| GdapWarning {
        rule: &rule::LEAST_PRIVILEGE,
        message,
    };
    let mut warnings = Vec::new();
    if roles.contains(&EntraRoleId::GLOBAL_ADMINISTRATOR) {
        let message = format!(
            "Global Administrator may do everything in the customer's tenant and is rarely needed. {SEE_TASKS}"
        );
        warnings.push(warning(message));
    }
    if let Some(template) = template {
        let beyond = roles.difference(&template.roles);
        let mut beyond: Vec<String> = beyond.map(|id| describe_task(*id)).collect();
        beyond.sort_unstable();
        if !beyond.is_empty() {
            let message = format!(
                "Not in the template {}: {}. {SEE_TASKS}",
                template.name,
                beyond.join(", ")
            );
            warnings.push(warning(message));
        }
    }
    warnings
}

/// The name of a role, and what the table of tasks says about it.
fn describe_task(id: EntraRoleId) -> String {
    let tasks: Vec<&str> = role_tasks()
        .iter()
        .filter(|task| task.roles.contains(&id))
        .map(|task| task.task.as_str())
        .collect();
    match tasks.as_slice() {
        [] => role_name(id),
        tasks => format!(
            "{} (the narrowest role to {})",
            role_name(id),
            tasks.join(", or to ")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::samples::{customer, noon};
    use crate::domain::gdap::role::role_named;
    use crate::domain::gdap::template::shipped_templates;
    use crate::domain::model::Model;
    use crate::domain::relationship::{Grant, Relationship, Via};
    use crate::domain::standing::samples::reseller;

    fn roles(names: &[&str]) -> BTreeSet<EntraRoleId> {
        names.iter().map(|name| role_named(name).unwrap()).collect()
    }

    fn served() -> Customer {
        let grant = Grant {
            via: Via::Direct,
            won_as: Model::IndirectReseller,
            admin_rights: false,
        };
        let mut served = customer("FR");
        served.relationships = vec![Relationship::granted(Party::Us, grant, noon(1))];
        served
    }

    fn asked<'a>(name: &'a str, days: u32, roles: &'a BTreeSet<EntraRoleId>) -> PlanRequest<'a> {
        PlanRequest {
            name: Some(name),
            duration_days: Some(days),
            auto_extend: false,
            roles,
            template: None,
            without_relationship: false,
        }
    }

    fn rules_broken(
        ask: &PlanRequest<'_>,
        customer: &Customer,
        namesakes: &[AdminRelationship],
    ) -> Vec<&'static str> {
        let ours = reseller();
        let facts = PlanFacts {
            ours: &ours,
            customer: Some(customer),
            namesakes,
        };
        match plan(ask, &facts, RelationshipId::Draft(1), noon(2)) {
            Ok(draft) => {
                assert_eq!(draft.state, AdminRelationshipStateKind::Draft);
                Vec::new()
            }
            Err(refusals) => refusals
                .iter()
                .filter_map(|refusal| refusal.rule().map(|rule| rule.id))
                .collect(),
        }
    }

    #[test]
    fn each_rule_of_a_plan_is_decided() {
        let (user, global) = (
            roles(&["User Administrator"]),
            roles(&["Global Administrator"]),
        );
        let none = BTreeSet::new();
        let (fifty, longer) = ("é".repeat(50), "x".repeat(51));
        let served = served();
        let extending = |ask| PlanRequest {
            auto_extend: true,
            ..ask
        };
        for (ask, broken) in [
            (asked(&fifty, 730, &user), vec![]),
            (asked("x", 1, &global), vec![]),
            (extending(asked("x", 1, &user)), vec![]),
            (asked("  ", 1, &user), vec!["gdap.name"]),
            (asked(&longer, 1, &user), vec!["gdap.name"]),
            (asked("x", 0, &user), vec!["gdap.duration"]),
            (asked("x", 731, &user), vec!["gdap.duration"]),
            (asked("x", 1, &none), vec!["gdap.roles"]),
            (extending(asked("x", 1, &global)), vec!["gdap.auto-extend"]),
            (
                extending(asked(&longer, 900, &global)),
                vec!["gdap.name", "gdap.duration", "gdap.auto-extend"],
            ),
        ] {
            assert_eq!(rules_broken(&ask, &served, &[]), broken, "{ask:?}");
        }
    }

    #[test]
    fn the_customer_has_a_reseller_relationship_and_is_not_us() {
        let user = roles(&["User Administrator"]);
        let ask = asked("x", 1, &user);
        assert_eq!(rules_broken(&ask, &customer("FR"), &[]), ["gdap.customer"]);
        let without = PlanRequest {
            without_relationship: true,
            ..ask
        };
        assert!(rules_broken(&without, &customer("FR"), &[]).is_empty());
        let mut us = served();
        us.record.domain = "contoso.fr".parse().unwrap();
        assert_eq!(rules_broken(&without, &us, &[]), ["gdap.customer"]);
        let mut us = served();
        us.record.tenant_id = reseller().tenant_id;
        assert_eq!(rules_broken(&without, &us, &[]), ["gdap.customer"]);
    }

    #[test]
    fn a_name_is_taken_by_a_relationship_in_any_state() {
        let user = roles(&["User Administrator"]);
        let ours = reseller();
        let served = served();
        let facts = PlanFacts {
            ours: &ours,
            customer: Some(&served),
            namesakes: &[],
        };
        let ask = asked("GDAP one", 30, &user);
        let mut taken = plan(&ask, &facts, RelationshipId::Draft(1), noon(2)).unwrap();
        taken.state = AdminRelationshipStateKind::Expired;
        assert_eq!(
            rules_broken(&asked("gdap ONE", 30, &user), &served, &[taken]),
            ["gdap.name"]
        );
    }

    #[test]
    fn wide_roles_are_warned_of_with_their_tasks() {
        let sets = shipped_templates();
        let template = sets.iter().find(|set| set.name == "ms-provider");
        let warned = |names: &[&str], template| -> Vec<String> {
            plan_warnings(&roles(names), template)
                .into_iter()
                .map(|warning| warning.message)
                .collect()
        };
        assert!(warned(&["User Administrator"], template).is_empty());
        assert!(warned(&["Groups Administrator"], None).is_empty());
        let see = "To see the narrowest role for each task: `csp gdap roles`";
        assert_eq!(
            warned(
                &["User Administrator", "Teams Administrator", "Guest Inviter"],
                template
            ),
            [format!(
                "Not in the template ms-provider: Guest Inviter (the narrowest role to invite a guest), Teams Administrator. {see}"
            )]
        );
        assert_eq!(
            warned(&["Global Administrator"], None),
            [format!(
                "Global Administrator may do everything in the customer's tenant and is rarely needed. {see}"
            )]
        );
    }
}
