//! Customers, requests, agreements.

use serde::Serialize;

use super::groups::write_groups;
use crate::domain::agreement::{Agreement, Method};
use crate::domain::calendar::Day;
use crate::domain::customer::{Customer, CustomerOrigin, CustomerStateKind};
use crate::domain::gdap::{AdminRelationship, AdminRelationshipStateKind, RelationshipId};
use crate::domain::relationship::{Party, Relationship, RelationshipStateKind, Via};
use crate::domain::request::{Request, RequestKind, RequestStateKind};
use crate::domain::{Country, Email, GroupName, Model, Slug, TenantDomain, TenantId};
use crate::report::views::account_verification::AccountVerificationView;
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};

/// A customer.
#[derive(Debug, Clone, Serialize)]
pub struct CustomerView {
    name: String,
    pub(super) domain: TenantDomain,
    country: Country,
    email: Option<Email>,
    tenant_id: Option<TenantId>,
    registration_id: Option<String>,
    origin: Option<CustomerOrigin>,
    csp_tenant: bool,
    state: CustomerStateKind,
    created_at: ShownMoment,
    groups: Vec<GroupName>,
    keeper: Option<Email>,
    relationships: Vec<RelationshipView>,
    request: Option<RequestView>,
    agreement: Option<AgreementView>,
    verification: Option<AccountVerificationView>,
    /// The acceptances that the present agreement replaced.
    earlier_agreements: Vec<AgreementView>,
    /// Its delegated admin relationships; `show` alone looks them up.
    #[serde(skip_serializing_if = "Option::is_none")]
    gdap: Option<Vec<CustomerGdapView>>,
}

#[derive(Debug, Clone, Serialize)]
struct CustomerGdapView {
    id: RelationshipId,
    name: Option<String>,
    state: AdminRelationshipStateKind,
    ends_at: Option<ShownMoment>,
}

#[derive(Debug, Clone, Serialize)]
struct RelationshipView {
    party: Party,
    state: RelationshipStateKind,
    admin_rights: bool,
    since: ShownMoment,
    via: Via,
    won_as: Model,
}

#[derive(Debug, Clone, Serialize)]
struct RequestView {
    state: RequestStateKind,
    kind: RequestKind,
    provider: Option<Slug>,
    link: String,
    created_at: ShownMoment,
    sent_at: Option<ShownMoment>,
    expires_at: Option<ShownMoment>,
    reason: Option<String>,
}

#[derive(Debug, Clone, Serialize)]
struct AgreementView {
    method: Method,
    accepted_on: Day,
    first_name: String,
    last_name: String,
    email: Email,
    phone: Option<String>,
    attested_by: Option<Party>,
    company_name: Option<String>,
    attestation_id: Option<String>,
    recorded_at: ShownMoment,
}

impl From<&Customer> for CustomerView {
    fn from(customer: &Customer) -> Self {
        let record = &customer.record;
        Self {
            name: record.name.clone(),
            domain: record.domain.clone(),
            country: record.country,
            email: record.email.clone(),
            tenant_id: record.tenant_id,
            registration_id: record.registration_id.clone(),
            origin: record.origin,
            csp_tenant: record.csp_tenant,
            state: customer.state(),
            created_at: customer.created_at.into(),
            groups: customer.marks.groups.iter().cloned().collect(),
            keeper: customer.marks.keeper.clone(),
            relationships: customer
                .relationships
                .iter()
                .map(RelationshipView::from)
                .collect(),
            request: customer.request.as_ref().map(RequestView::from),
            agreement: customer.agreement.as_ref().map(AgreementView::from),
            verification: customer
                .verification
                .as_ref()
                .map(AccountVerificationView::from),
            earlier_agreements: customer
                .earlier_agreements
                .iter()
                .map(AgreementView::from)
                .collect(),
            gdap: None,
        }
    }
}

impl CustomerView {
    /// The same with the customer's delegated admin relationships.
    #[must_use]
    pub fn with_gdap(mut self, all: &[AdminRelationship]) -> Self {
        let view = |it: &AdminRelationship| CustomerGdapView {
            id: it.id,
            name: it.name.clone(),
            state: it.state,
            ends_at: it.ends_at.map(ShownMoment::from),
        };
        self.gdap = Some(all.iter().map(view).collect());
        self
    }
}

impl From<&Relationship> for RelationshipView {
    fn from(it: &Relationship) -> Self {
        Self {
            party: it.party.clone(),
            state: it.state(),
            admin_rights: it.admin_rights(),
            since: it.since.into(),
            via: it.via,
            won_as: it.won_as,
        }
    }
}

impl From<&Request> for RequestView {
    fn from(it: &Request) -> Self {
        Self {
            state: it.state(),
            kind: it.kind(),
            provider: it.provider.clone(),
            link: it.link.clone(),
            created_at: it.created_at.into(),
            sent_at: it.sent_at.map(ShownMoment::from),
            expires_at: it.expires_at().map(ShownMoment::from),
            reason: it.reason().map(str::to_owned),
        }
    }
}

impl From<&Agreement> for AgreementView {
    fn from(it: &Agreement) -> Self {
        Self {
            method: it.method(),
            accepted_on: it.accepted_on,
            first_name: it.first_name.clone(),
            last_name: it.last_name.clone(),
            email: it.email.clone(),
            phone: it.phone.clone(),
            attested_by: it.attested_by.clone(),
            company_name: it.company_name.clone(),
            attestation_id: it.attestation_id.clone(),
            recorded_at: it.recorded_at.into(),
        }
    }
}

impl View for CustomerView {
    const NESTED: &'static [&'static str] = &[
        "relationships",
        "request",
        "agreement",
        "verification",
        "earlier_agreements",
        "gdap",
    ];

    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} ({})", self.name, self.domain));
        page.state("State", self.state);
        page.fact("Country", Some(self.country.as_str()));
        page.fact("Email", self.email.as_ref().map(Email::as_str));
        let tenant = self.tenant_id.map(|id| id.to_string());
        page.fact("Tenant ID", tenant.as_deref());
        page.fact("Registration ID", self.registration_id.as_deref());
        let origin = self.origin.map(|origin| origin.to_string());
        page.fact("Origin", origin.as_deref());
        page.fact("CSP tenant", self.csp_tenant.then_some("yes"));
        write_groups(page, &self.groups, self.keeper.as_ref());
        if !self.relationships.is_empty() {
            page.heading("Relationships");
            let header = ["with", "state", "admin rights", "since", "via", "won as"];
            let when = page.when();
            page.table(&header, self.relationships.iter().map(|it| it.cells(when)));
        }
        if let Some(gdap) = self.gdap.as_ref().filter(|all| !all.is_empty()) {
            page.heading("Delegated admin relationships (GDAP)");
            let when = page.when();
            page.table(
                &["name", "state", "ends"],
                gdap.iter().map(|it| it.cells(when)),
            );
        }
        if let Some(request) = &self.request {
            request.page(page);
        }
        self.agreements(page);
        if let Some(verification) = &self.verification {
            verification.page(page);
        }
    }
}

impl CustomerView {
    /// The present agreement, and the days of those before it, the newest first.
    fn agreements(&self, page: &mut Page) {
        if self.agreement.is_some() || !self.earlier_agreements.is_empty() {
            page.heading("Microsoft Customer Agreement");
        }
        if let Some(agreement) = &self.agreement {
            agreement.facts(page);
        }
        let earlier = self.earlier_agreements.iter();
        let mut earlier: Vec<Day> = earlier.map(|it| it.accepted_on).collect();
        earlier.sort_unstable();
        for day in earlier.into_iter().rev() {
            page.day("Earlier accepted on", Some(day));
        }
    }
}

impl CustomerGdapView {
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.name.clone().unwrap_or_else(|| self.id.to_string()),
            TableCell::state(self.state),
            self.ends_at.map(|at| when.date(at)).unwrap_or_default(),
        ]
    }
}

impl RelationshipView {
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.party.to_string(),
            TableCell::state(self.state),
            if self.admin_rights { "yes" } else { "no" }.to_owned(),
            when.date(self.since),
            self.via.to_string(),
            self.won_as.to_string(),
        ]
    }
}

impl RequestView {
    fn page(&self, page: &mut Page) {
        page.heading("Request");
        page.state("State", self.state);
        page.fact("Kind", Some(&self.kind.to_string()));
        page.fact("Provider", self.provider.as_ref().map(Slug::as_str));
        page.moment("Drafted", Some(self.created_at));
        page.moment("Sent", self.sent_at);
        page.moment("Expires", self.expires_at);
        page.fact("Reason", self.reason.as_deref());
        page.fact("Link", Some(&self.link));
    }
}

impl AgreementView {
    fn facts(&self, page: &mut Page) {
        page.day("Accepted on", Some(self.accepted_on));
        page.fact(
            "By",
            Some(&format!(
                "{} {} <{}>",
                self.first_name, self.last_name, self.email
            )),
        );
        page.fact("Phone", self.phone.as_deref());
        page.fact("Method", Some(&self.method.to_string()));
        page.fact("Attested by", self.attested_by.as_ref().map(Party::as_str));
        page.fact("Company", self.company_name.as_deref());
        page.fact("Attestation ID", self.attestation_id.as_deref());
    }
}

const HEADER: &[&str] = &["domain", "name", "country", "state", "request", "agreement"];
const CSV: &[&str] = &[
    "name",
    "domain",
    "country",
    "email",
    "tenant_id",
    "registration_id",
    "origin",
    "csp_tenant",
    "state",
    "created_at",
    "groups",
    "keeper",
];

impl ListRow for CustomerView {
    const HEADER: &'static [&'static str] = HEADER;
    const CSV: &'static [&'static str] = CSV;
    const NARROW: &'static [Step<'static>] = &[
        ("agreement", Narrow::Hides),
        ("country", Narrow::Hides),
        ("name", Narrow::Wraps),
        ("request", Narrow::Hides),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("customer", "customers"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        cells![
            self.domain.to_string(),
            self.name.clone(),
            self.country.to_string(),
            TableCell::state(self.state),
            self.request
                .as_ref()
                .map(|request| TableCell::state(request.state))
                .unwrap_or_default(),
            self.agreement
                .as_ref()
                .map(|agreement| agreement.accepted_on.to_string())
                .unwrap_or_default(),
        ]
    }
}

/// A customer with the account it belongs to.
#[derive(Debug, Clone, Serialize)]
pub struct AccountCustomerView {
    account: Slug,
    #[serde(flatten)]
    customer: CustomerView,
}

impl AccountCustomerView {
    /// A customer of an account.
    pub fn new(account: Slug, customer: &Customer) -> Self {
        Self {
            account,
            customer: customer.into(),
        }
    }
}

impl ListRow for AccountCustomerView {
    const HEADER: &'static [&'static str] = &[
        "account",
        "domain",
        "name",
        "country",
        "state",
        "request",
        "agreement",
    ];
    const CSV: &'static [&'static str] = &[
        "account",
        "name",
        "domain",
        "country",
        "email",
        "tenant_id",
        "registration_id",
        "origin",
        "csp_tenant",
        "state",
        "created_at",
        "groups",
        "keeper",
    ];
    const NARROW: &'static [Step<'static>] = CustomerView::NARROW;
    const COUNTED: Option<(&'static str, &'static str)> = CustomerView::COUNTED;
    fn cells(&self, when: When) -> Vec<TableCell> {
        std::iter::once(self.account.to_string().into())
            .chain(self.customer.cells(when))
            .collect()
    }
}
