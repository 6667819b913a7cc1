//! Transfers.

use serde::Serialize;

use crate::diagnostic::join_lines;
use crate::domain::transfer::{
    TransferActor, TransferCheck, TransferCheckStatus, TransferDirection, TransferId, TransferItem,
    TransferKind, TransferNextStep, TransferStateKind,
};
use crate::domain::{Slug, TenantDomain, TenantId};
use crate::exchange::transfers::TransferCall;
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};
use crate::store::{TransferConflict, TransferRecord};

/// A transfer.
#[derive(Debug, Clone, Serialize)]
pub struct TransferView {
    id: TransferId,
    kind: TransferKind,
    direction: TransferDirection,
    customer: TransferCustomerView,
    partner: TransferPartnerView,
    state: TransferStateKind,
    state_since: ShownMoment,
    microsoft_status: Option<String>,
    partner_on_record: Option<String>,
    items: Vec<TransferItemView>,
    planned_at: Option<ShownMoment>,
    created_at: Option<ShownMoment>,
    completed_at: Option<ShownMoment>,
    expires_at: Option<ShownMoment>,
    last_seen_at: Option<ShownMoment>,
    note: Option<String>,
    conflicts: Vec<TransferConflictView>,
    #[serde(skip)]
    names: (String, String),
    #[serde(flatten, skip_serializing_if = "Option::is_none")]
    outlook: Option<OutlookView>,
}

/// What must be true first, and the call at Microsoft.
#[derive(Debug, Clone)]
pub struct TransferOutlook {
    /// The conditions.
    pub checks: Vec<TransferCheck>,
    /// What has to be done next.
    pub next_step: Option<TransferNextStep>,
    /// The call that is ours to make.
    pub call: Option<TransferCall>,
}

#[derive(Debug, Clone, Serialize)]
struct OutlookView {
    checklist: Vec<TransferCheckView>,
    next_step: Option<NextStepView>,
    request: Option<TransferCall>,
}

#[derive(Debug, Clone, Serialize)]
struct TransferCustomerView {
    tenant_id: Option<TenantId>,
    name: Option<String>,
    domain: Option<TenantDomain>,
    email: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct TransferPartnerView {
    name: Option<String>,
    tenant_id: Option<TenantId>,
}

#[derive(Debug, Clone, Serialize)]
struct TransferItemView {
    subscription: String,
    product_type: Option<String>,
    quantity: Option<i64>,
    billing_cycle: Option<String>,
    status: Option<String>,
    error: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct TransferConflictView {
    shown: String,
    recorded: String,
    seen_at: ShownMoment,
}

#[derive(Debug, Clone, Serialize)]
struct TransferCheckView {
    rule: &'static str,
    status: TransferCheckStatus,
    detail: String,
    remedy: Option<String>,
    #[serde(skip)]
    ways: String,
}

#[derive(Debug, Clone, Serialize)]
struct NextStepView {
    who: TransferActor,
    what: String,
    command: String,
}

impl From<&TransferItem> for TransferItemView {
    fn from(it: &TransferItem) -> Self {
        Self {
            subscription: it.subscription.clone(),
            product_type: it.product_type.clone(),
            quantity: it.quantity,
            billing_cycle: it.billing_cycle.clone(),
            status: it.status.clone(),
            error: it.error.clone(),
        }
    }
}

impl From<&TransferConflict> for TransferConflictView {
    fn from(it: &TransferConflict) -> Self {
        Self {
            shown: it.shown.clone(),
            recorded: it.recorded.clone(),
            seen_at: it.seen_at.into(),
        }
    }
}

impl From<TransferCheck> for TransferCheckView {
    fn from(it: TransferCheck) -> Self {
        Self {
            rule: it.rule.id,
            status: it.status,
            detail: it.detail,
            remedy: it.remedy.as_deref().map(join_lines),
            ways: it.remedy.unwrap_or_default(),
        }
    }
}

impl TransferView {
    /// A transfer of the register.
    pub fn new(record: &TransferRecord) -> Self {
        let it = &record.transfer;
        Self {
            id: it.id,
            kind: it.kind,
            direction: it.direction,
            customer: TransferCustomerView {
                tenant_id: it.customer.tenant_id,
                name: it.customer.name.clone(),
                domain: it.customer.domain.clone(),
                email: it.customer.email.clone(),
            },
            partner: TransferPartnerView {
                name: it.partner.name.clone(),
                tenant_id: it.partner.tenant_id,
            },
            state: it.state,
            state_since: it.state_since.into(),
            microsoft_status: it.microsoft_status.clone(),
            partner_on_record: it.partner_on_record.clone(),
            items: it.items.iter().map(Into::into).collect(),
            planned_at: it.planned_at.map(Into::into),
            created_at: it.created_at.map(Into::into),
            completed_at: it.completed_at.map(Into::into),
            expires_at: it.expires_at.map(Into::into),
            last_seen_at: it.last_seen_at.map(Into::into),
            note: it.note.clone(),
            conflicts: record.conflicts.iter().map(Into::into).collect(),
            names: (it.customer_shown(), it.partner_shown()),
            outlook: None,
        }
    }

    /// The same with what must be true first, who acts next, and the call at Microsoft.
    #[must_use]
    pub fn with_outlook(mut self, outlook: TransferOutlook) -> Self {
        let next_step = |it: TransferNextStep| NextStepView {
            who: it.who,
            what: it.what,
            command: it.command,
        };
        self.outlook = Some(OutlookView {
            checklist: outlook.checks.into_iter().map(Into::into).collect(),
            next_step: outlook.next_step.map(next_step),
            request: outlook.call,
        });
        self
    }

    fn facts(&self, page: &mut Page) {
        let (customer, partner) = &self.names;
        page.fact("ID", Some(&self.id.to_string()));
        page.fact("Kind", Some(&self.kind.to_string()));
        page.fact("Customer", Some(customer));
        let side = match self.direction {
            TransferDirection::In => "From",
            TransferDirection::Out => "To",
        };
        page.fact(side, Some(partner));
        page.fact("Microsoft's state", self.microsoft_status.as_deref());
        page.fact("Partner on record", self.partner_on_record.as_deref());
        page.moment("Planned", self.planned_at);
        page.moment("Created", self.created_at);
        page.moment("Completed", self.completed_at);
        page.moment("Expires", self.expires_at);
        page.moment("Last seen", self.last_seen_at);
        page.fact("Note", self.note.as_deref());
    }
}

impl OutlookView {
    fn page(&self, page: &mut Page) {
        if !self.checklist.is_empty() {
            page.heading("What must be true first");
        }
        for one in &self.checklist {
            let status = one.status.to_string().replace('-', " ");
            page.item("- ", &format!("{status}: {} ({})", one.detail, one.rule));
            for way in one.ways.lines() {
                // A command alone stays in one line.
                match way.contains('`') {
                    true => page.item("    ", way),
                    false => page.line(&format!("    {way}")),
                }
            }
        }
        if let Some(next) = &self.next_step {
            page.heading("Next");
            page.item("  ", &next.what);
            page.line(&format!("    {}", next.command));
        }
        if let Some(call) = &self.request {
            page.heading("The call at Microsoft, as a user with the role Admin agent");
            page.line(&format!("  {} {}", call.method, call.path));
            if !call.body.is_null() {
                let body = serde_json::to_string_pretty(&call.body).unwrap_or_default();
                for line in body.lines() {
                    page.line(&format!("  {line}"));
                }
            }
        }
    }
}

const NESTED: &[&str] = &[
    "customer",
    "partner",
    "items",
    "conflicts",
    "checklist",
    "next_step",
    "request",
];

impl View for TransferView {
    const NESTED: &'static [&'static str] = NESTED;

    fn page(&self, page: &mut Page) {
        let (customer, partner) = &self.names;
        page.heading(&match self.direction {
            TransferDirection::In => format!("Transfer of {customer} from {partner} to us"),
            TransferDirection::Out => format!("Transfer of {customer} from us to {partner}"),
        });
        page.state("State", self.state);
        self.facts(page);
        if !self.items.is_empty() {
            page.heading("Items");
            let rows = self.items.iter().map(|it| {
                let shown = |text: &Option<String>| text.clone().unwrap_or_default();
                let status = it.error.clone().or_else(|| it.status.clone());
                cells![
                    it.subscription.clone(),
                    shown(&it.product_type),
                    it.quantity
                        .map(|number| number.to_string())
                        .unwrap_or_default(),
                    status.unwrap_or_default()
                ]
            });
            page.table(&["subscription", "type", "quantity", "status"], rows);
        }
        if let Some(outlook) = &self.outlook {
            outlook.page(page);
        }
        if !self.conflicts.is_empty() {
            page.heading("Conflicts");
        }
        for conflict in &self.conflicts {
            let (shown, recorded) = (&conflict.shown, &conflict.recorded);
            let text = format!(
                "A file shows it as {shown}; on record it was {recorded}. Record the state that is right:"
            );
            page.item("- ", &text);
            let shown = TransferStateKind::shown_as(shown);
            for state in [Some(self.state), shown].into_iter().flatten() {
                page.line(&format!("    csp transfers record {} {state}", self.id));
            }
        }
    }
}

const CSV: &[&str] = &[
    "id",
    "kind",
    "direction",
    "state",
    "state_since",
    "microsoft_status",
    "partner_on_record",
    "planned_at",
    "created_at",
    "completed_at",
    "expires_at",
    "last_seen_at",
    "note",
];

impl ListRow for TransferView {
    const HEADER: &'static [&'static str] =
        &["id", "customer", "partner", "direction", "state", "since"];
    const CSV: &'static [&'static str] = CSV;
    const NARROW: &'static [Step<'static>] = &[
        ("since", Narrow::Shortens),
        ("partner", Narrow::Wraps),
        ("customer", Narrow::Wraps),
        ("id", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("transfer", "transfers"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        let (customer, partner) = self.names.clone();
        let since = self.completed_at.or(self.created_at).or(self.planned_at);
        cells![
            self.id.to_string(),
            customer,
            partner,
            self.direction.to_string(),
            TableCell::state(self.state),
            when.date(since.unwrap_or(self.state_since)),
        ]
    }
}

/// A transfer in a list over all accounts.
#[derive(Debug, Clone, Serialize)]
pub struct AccountTransferView {
    account: Slug,
    #[serde(flatten)]
    transfer: TransferView,
}

impl AccountTransferView {
    /// A transfer with its account.
    pub fn new(account: Slug, transfer: TransferView) -> Self {
        Self { account, transfer }
    }
}

impl ListRow for AccountTransferView {
    const HEADER: &'static [&'static str] = &[
        "account",
        "id",
        "customer",
        "partner",
        "direction",
        "state",
        "since",
    ];
    const CSV: &'static [&'static str] = &[
        "account",
        "id",
        "kind",
        "direction",
        "state",
        "state_since",
        "microsoft_status",
        "partner_on_record",
        "planned_at",
        "created_at",
        "completed_at",
        "expires_at",
        "last_seen_at",
        "note",
    ];
    const NARROW: &'static [Step<'static>] = TransferView::NARROW;
    const COUNTED: Option<(&'static str, &'static str)> = TransferView::COUNTED;
    fn cells(&self, when: When) -> Vec<TableCell> {
        let mut cells = vec![TableCell::from(self.account.to_string())];
        cells.extend(self.transfer.cells(when));
        cells
    }
}
