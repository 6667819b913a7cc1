//! Delegated admin relationships.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::domain::calendar::Instant;
use crate::domain::gdap::role::{is_privileged, role_name};
use crate::domain::gdap::{
    AbsenceKind, AccessAssignment, AdminRelationship, AdminRelationshipStateKind, AssignmentId,
    AssignmentStateKind, DecisionKind, EntraRoleId, GdapWarning, GroupId, RelationshipCustomer,
    RelationshipId, RelationshipOrigin, warnings,
};
use crate::domain::provider::Provider;
use crate::domain::{Slug, TenantDomain, TenantId, counted_as};
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};
use crate::store::{GdapConflict, GdapRecord, NamedCustomer};

/// A delegated admin relationship.
#[derive(Debug, Clone, Serialize)]
pub struct AdminRelationshipView {
    id: RelationshipId,
    name: Option<String>,
    customer: Option<CustomerOfRelationshipView>,
    state: AdminRelationshipStateKind,
    state_since: ShownMoment,
    microsoft_status: Option<String>,
    origin: RelationshipOrigin,
    provider: Option<String>,
    duration_days: Option<u32>,
    auto_extend_days: Option<u32>,
    roles: Vec<EntraRoleView>,
    created_at: Option<ShownMoment>,
    activated_at: Option<ShownMoment>,
    ends_at: Option<ShownMoment>,
    last_seen_at: Option<ShownMoment>,
    absence: Option<AbsenceKind>,
    note: Option<String>,
    assignments: Vec<AssignmentView>,
    decision: Option<DecisionView>,
    approval_link: Option<String>,
    warnings: Vec<GdapWarning>,
    conflicts: Vec<GdapConflictView>,
}

/// The customer of a relationship, as far as it is known.
#[derive(Debug, Clone, Serialize)]
pub(super) struct CustomerOfRelationshipView {
    tenant_id: Option<TenantId>,
    name: Option<String>,
    domain: Option<TenantDomain>,
}

/// An Entra role.
#[derive(Debug, Clone, Serialize)]
pub struct EntraRoleView {
    pub(super) id: EntraRoleId,
    pub(super) name: String,
    pub(super) privileged: bool,
}

#[derive(Debug, Clone, Serialize)]
struct AssignmentView {
    id: Option<AssignmentId>,
    group: GroupView,
    roles: Vec<EntraRoleView>,
    state: AssignmentStateKind,
}

#[derive(Debug, Clone, Serialize)]
struct GroupView {
    id: Option<GroupId>,
    name: Option<String>,
}

/// Our decision on a relationship that a provider made.
#[derive(Debug, Clone, Serialize)]
struct DecisionView {
    state: &'static str,
    by: Option<String>,
    at: Option<ShownMoment>,
    reason: Option<String>,
}

/// What a file says against the register.
#[derive(Debug, Clone, Serialize)]
struct GdapConflictView {
    assignment: Option<String>,
    shown: String,
    recorded: String,
    seen_at: ShownMoment,
}

impl From<EntraRoleId> for EntraRoleView {
    fn from(id: EntraRoleId) -> Self {
        Self {
            id,
            name: role_name(id),
            privileged: is_privileged(id),
        }
    }
}

/// The roles in the order of their names.
fn named_roles(roles: Option<&BTreeSet<EntraRoleId>>) -> Vec<EntraRoleView> {
    let mut named: Vec<EntraRoleView> = roles
        .into_iter()
        .flatten()
        .copied()
        .map(Into::into)
        .collect();
    named.sort_by(|one, other| one.name.cmp(&other.name));
    named
}

impl AssignmentView {
    fn new(it: &AccessAssignment) -> Self {
        Self {
            id: it.id,
            group: GroupView {
                id: it.group,
                name: it.group_name.clone(),
            },
            roles: named_roles(it.roles.as_ref()),
            state: it.state,
        }
    }

    fn group_name(&self) -> String {
        let id = || self.group.id.map(|id| id.to_string());
        self.group.name.clone().or_else(id).unwrap_or_default()
    }
}

impl DecisionView {
    /// The decision; pending where a provider made the relationship and nobody has decided.
    fn of(it: &AdminRelationship) -> Option<Self> {
        let is_ours_to_decide = it.origin == RelationshipOrigin::ProviderMade;
        match &it.decision {
            Some(decision) => Some(Self {
                state: match decision.kind {
                    DecisionKind::Approve => "approved",
                    DecisionKind::Reject => "rejected",
                },
                by: Some(decision.by.clone()),
                at: Some(decision.at.into()),
                reason: decision.reason.clone(),
            }),
            None => is_ours_to_decide.then_some(Self {
                state: "pending",
                by: None,
                at: None,
                reason: None,
            }),
        }
    }
}

impl From<&GdapConflict> for GdapConflictView {
    fn from(it: &GdapConflict) -> Self {
        Self {
            assignment: it.assignment.clone(),
            shown: it.shown.clone(),
            recorded: it.recorded.clone(),
            seen_at: it.seen_at.into(),
        }
    }
}

impl AdminRelationshipView {
    /// A relationship of the register. A provider is named by its short name where the directory has its tenant.
    pub fn new(record: &GdapRecord, providers: &[Provider], now: Instant) -> Self {
        let it = &record.relationship;
        let waits = matches!(
            it.state,
            AdminRelationshipStateKind::Created | AdminRelationshipStateKind::ApprovalPending
        );
        Self {
            id: it.id,
            name: it.name.clone(),
            customer: customer_of(&it.customer, record.customer.as_ref()),
            state: it.state,
            state_since: it.state_since.into(),
            microsoft_status: it.microsoft_status.clone(),
            origin: it.origin,
            provider: it.provider.map(|tenant| provider_name(tenant, providers)),
            duration_days: it.duration_days(),
            auto_extend_days: it.auto_extend_days(),
            roles: named_roles(it.roles.as_ref()),
            created_at: it.created_at.map(ShownMoment::from),
            activated_at: it.activated_at.map(ShownMoment::from),
            ends_at: it.ends_at.map(ShownMoment::from),
            last_seen_at: it.last_seen_at.map(ShownMoment::from),
            absence: it.absence.map(|absence| absence.kind),
            note: it.note.clone(),
            assignments: record.assignments.iter().map(AssignmentView::new).collect(),
            decision: DecisionView::of(it),
            approval_link: it.approval_link().filter(|_| waits),
            warnings: warnings(it, &record.assignments, now),
            conflicts: record.conflicts.iter().map(Into::into).collect(),
        }
    }

    /// The same with more that a person should know.
    #[must_use]
    pub(super) fn with_warnings(mut self, more: Vec<GdapWarning>) -> Self {
        self.warnings.extend(more);
        self
    }

    fn customer_name(&self) -> String {
        let customer = self.customer.as_ref();
        customer
            .map(CustomerOfRelationshipView::shown_name)
            .unwrap_or_default()
    }

    fn shown_name(&self) -> String {
        self.name.clone().unwrap_or_else(|| self.id.to_string())
    }

    fn auto_extend_word(&self) -> &'static str {
        match self.auto_extend_days {
            Some(0) => "off",
            Some(_) => "on",
            None => "unknown",
        }
    }
}

impl CustomerOfRelationshipView {
    /// The name, else the domain or the tenant.
    pub(super) fn shown_name(&self) -> String {
        let domain = || self.domain.as_ref().map(ToString::to_string);
        let tenant = || self.tenant_id.map(|id| id.to_string());
        let name = self.name.clone();
        name.or_else(domain).or_else(tenant).unwrap_or_default()
    }
}

/// The customer, by the record where there is one, else as Microsoft shows it.
pub(super) fn customer_of(
    shown: &RelationshipCustomer,
    on_record: Option<&NamedCustomer>,
) -> Option<CustomerOfRelationshipView> {
    let view = CustomerOfRelationshipView {
        tenant_id: shown
            .tenant_id
            .or(on_record.and_then(|customer| customer.tenant_id)),
        name: on_record
            .map(|customer| customer.name.clone())
            .or_else(|| shown.name.clone()),
        domain: on_record
            .map(|customer| customer.domain.clone())
            .or_else(|| shown.domain.clone()),
    };
    let is_known = view.tenant_id.is_some() || view.name.is_some() || view.domain.is_some();
    is_known.then_some(view)
}

fn provider_name(tenant: TenantId, providers: &[Provider]) -> String {
    let with = providers.iter().find(|one| one.tenant_id == Some(tenant));
    with.map_or_else(|| tenant.to_string(), |one| one.slug.to_string())
}

impl View for AdminRelationshipView {
    const NESTED: &'static [&'static str] = &[
        "customer",
        "roles",
        "assignments",
        "decision",
        "warnings",
        "conflicts",
    ];

    fn page(&self, page: &mut Page) {
        let name = self.shown_name();
        page.heading(&name);
        page.state("State", self.state);
        self.facts(page);
        if !self.roles.is_empty() {
            page.heading("Roles");
            for role in &self.roles {
                let mark = if role.privileged { " (privileged)" } else { "" };
                page.item("  ", &format!("{}{mark}", role.name));
            }
        }
        if !self.assignments.is_empty() {
            page.heading("Access assignments");
            let rows = self.assignments.iter().map(|it| {
                let roles: Vec<&str> = it.roles.iter().map(|role| role.name.as_str()).collect();
                cells![
                    it.group_name(),
                    TableCell::state(it.state),
                    roles.join(", ")
                ]
            });
            page.table(&["group", "state", "roles"], rows);
        }
        self.remarks(page);
    }
}

impl AdminRelationshipView {
    fn facts(&self, page: &mut Page) {
        let customer = self.customer_name();
        page.fact("Customer", (!customer.is_empty()).then_some(&*customer));
        page.fact("ID", Some(&self.id.to_string()));
        let told = self.microsoft_status.as_deref();
        page.fact("Microsoft's state", told);
        page.fact("Origin", Some(&self.origin.to_string()));
        page.fact("Provider", self.provider.as_deref());
        let duration = self
            .duration_days
            .map(|days| counted_as(u64::from(days), "day", "days"));
        page.fact("Duration", duration.as_deref());
        page.fact("Auto-extend", Some(self.auto_extend_word()));
        page.moment("Created", self.created_at);
        page.moment("Activated", self.activated_at);
        page.moment("Ends", self.ends_at);
        page.moment("Last seen", self.last_seen_at);
        let absence = self.absence.map(|absence| match absence {
            AbsenceKind::Erased => "erased by Microsoft",
            AbsenceKind::NotListed => "no longer in Microsoft's list",
        });
        page.fact("Listed", absence);
        if let Some(decision) = &self.decision {
            page.fact("Our decision", Some(decision.state));
            page.fact("Decided by", decision.by.as_deref());
            page.fact("Reason", decision.reason.as_deref());
        }
        page.fact("Note", self.note.as_deref());
        page.fact("Approval link", self.approval_link.as_deref());
    }

    fn remarks(&self, page: &mut Page) {
        if !self.warnings.is_empty() {
            page.heading("Warnings");
            for warning in &self.warnings {
                page.item("- ", &format!("{} ({})", warning.message, warning.rule.id));
            }
        }
        if !self.conflicts.is_empty() {
            page.heading("Conflicts");
            for conflict in &self.conflicts {
                let what = match &conflict.assignment {
                    Some(id) => format!("assignment {id}"),
                    None => "relationship".to_owned(),
                };
                page.item(
                    "- ",
                    &format!(
                        "A file shows the {what} as {}; on record it is {}.",
                        conflict.shown, conflict.recorded
                    ),
                );
            }
        }
    }
}

impl ListRow for AdminRelationshipView {
    const HEADER: &'static [&'static str] = &["name", "customer", "state", "ends", "auto-extend"];
    const CSV: &'static [&'static str] = &[
        "id",
        "name",
        "state",
        "state_since",
        "microsoft_status",
        "origin",
        "provider",
        "duration_days",
        "auto_extend_days",
        "created_at",
        "activated_at",
        "ends_at",
        "last_seen_at",
        "absence",
        "note",
        "approval_link",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("ends", Narrow::Shortens),
        ("auto-extend", Narrow::Hides),
        ("customer", Narrow::Wraps),
        ("name", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("relationship", "relationships"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.shown_name(),
            self.customer_name(),
            TableCell::state(self.state),
            self.ends_at.map(|at| when.date(at)).unwrap_or_default(),
            self.auto_extend_word().to_owned(),
        ]
    }
}

/// A relationship in a list over all accounts.
#[derive(Debug, Clone, Serialize)]
pub struct AccountRelationshipView {
    account: Slug,
    #[serde(flatten)]
    relationship: AdminRelationshipView,
}

impl AccountRelationshipView {
    /// A relationship with its account.
    pub fn new(account: Slug, relationship: AdminRelationshipView) -> Self {
        Self {
            account,
            relationship,
        }
    }
}

impl ListRow for AccountRelationshipView {
    const HEADER: &'static [&'static str] = &[
        "account",
        "name",
        "customer",
        "state",
        "ends",
        "auto-extend",
    ];
    const CSV: &'static [&'static str] = &[
        "account",
        "id",
        "name",
        "state",
        "state_since",
        "microsoft_status",
        "origin",
        "provider",
        "duration_days",
        "auto_extend_days",
        "created_at",
        "activated_at",
        "ends_at",
        "last_seen_at",
        "absence",
        "note",
        "approval_link",
    ];
    const NARROW: &'static [Step<'static>] = AdminRelationshipView::NARROW;
    const COUNTED: Option<(&'static str, &'static str)> = AdminRelationshipView::COUNTED;
    fn cells(&self, when: When) -> Vec<TableCell> {
        let mut cells = vec![TableCell::from(self.account.to_string())];
        cells.extend(self.relationship.cells(when));
        cells
    }
}
