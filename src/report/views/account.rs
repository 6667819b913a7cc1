//! Applications and accounts.

use serde::Serialize;

use super::groups::write_groups;
use super::next::{NextView, ShowIds, write as write_next};
use super::verification::{CheckView, write_message};
use crate::domain::application::{Application, Field};
use crate::domain::bank::BankShown;
use crate::domain::calendar::Day;
use crate::domain::enrollment::{Enrollment, EnrollmentStateKind, Membership, SupportPlan};
use crate::domain::market::Region;
use crate::domain::{Account, Email, GroupName, GroupsAndKeeper, Model, Slug};
use crate::exchange::mail::Message;
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};

#[derive(Debug, Serialize)]
struct AddressView {
    line1: Option<String>,
    line2: Option<String>,
    city: Option<String>,
    region: Option<String>,
    postal_code: Option<String>,
}

#[derive(Debug, Serialize)]
struct CompanyView {
    legal_name: Option<String>,
    country: Option<String>,
    tenant_domain: Option<String>,
    tenant_id: Option<String>,
    tax_id: Option<String>,
    registration_id: Option<String>,
    address: AddressView,
}

#[derive(Debug, Serialize)]
struct PersonView {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
    phone: Option<String>,
}

#[derive(Debug, Serialize)]
struct SupportView {
    email: Option<String>,
    phone: Option<String>,
    website: Option<String>,
}

#[derive(Debug, Serialize)]
struct AdminView {
    first_name: Option<String>,
    last_name: Option<String>,
    email: Option<String>,
}

#[derive(Debug, Serialize)]
struct BankView {
    holder: Option<String>,
    iban: Option<String>,
    account_number: Option<String>,
    bank_code: Option<String>,
    bic: Option<String>,
}

impl From<BankShown> for BankView {
    fn from(bank: BankShown) -> Self {
        let BankShown {
            holder,
            iban,
            account_number,
            bank_code,
            bic,
        } = bank;
        Self {
            holder: Some(holder).filter(|name| !name.is_empty()),
            iban,
            account_number,
            bank_code,
            bic,
        }
    }
}

/// An enrollment as answers show it.
#[derive(Debug, Serialize)]
pub struct EnrollmentView {
    model: Model,
    state: EnrollmentStateKind,
    submitted_at: Option<ShownMoment>,
    active_since: Option<ShownMoment>,
    mpa_signed_on: Option<Day>,
    reseller_agreement_signed_on: Option<Day>,
    support_plan: Option<SupportPlan>,
    support_plan_on: Option<Day>,
    reason: Option<String>,
    checks: Vec<CheckView>,
}

impl EnrollmentView {
    fn of(enrollment: &Enrollment, today: Day) -> Self {
        let membership = enrollment.membership();
        Self {
            model: enrollment.model,
            state: enrollment.stage(),
            submitted_at: enrollment.submitted_at.map(ShownMoment::from),
            active_since: membership.map(|one| one.since.into()),
            mpa_signed_on: membership.and_then(Membership::mpa_signed_on),
            reseller_agreement_signed_on: membership
                .and_then(Membership::reseller_agreement_signed_on),
            support_plan: enrollment.support_plan.map(|(plan, _)| plan),
            support_plan_on: enrollment.support_plan.map(|(_, on)| on),
            reason: enrollment.state.reason().map(str::to_owned),
            checks: CheckView::all(enrollment, today),
        }
    }
}

/// An account in full.
#[derive(Debug, Serialize)]
pub struct AccountView {
    account: Slug,
    legal_name: Option<String>,
    mpn_id: Option<String>,
    mpn_country: Option<String>,
    country: Option<String>,
    region: Option<Region>,
    currency: Option<&'static str>,
    tenant_domain: Option<String>,
    tenant_id: Option<String>,
    company: CompanyView,
    primary_contact: PersonView,
    support_contact: SupportView,
    admin: AdminView,
    bank: BankView,
    billing_day: Option<u8>,
    authority_to_sign: bool,
    groups: Vec<GroupName>,
    keeper: Option<Email>,
    enrollments: Vec<EnrollmentView>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<Vec<NextView>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

impl AccountView {
    /// An account as lists show it, its bank details covered.
    pub fn listed(account: &Account, marks: GroupsAndKeeper, today: Day) -> Self {
        let application = &account.application;
        let text = |field| application.get(field).map(str::to_owned);
        let country = |field: Field| application.get(field).map(str::to_uppercase);
        let market = account.market();
        Self {
            account: account.slug.clone(),
            legal_name: text(Field::LegalName),
            mpn_id: text(Field::MpnId),
            mpn_country: country(Field::MpnCountry).or_else(|| country(Field::Country)),
            country: country(Field::Country),
            region: market.as_ref().map(|market| market.region),
            currency: market
                .and_then(|market| market.currency)
                .map(|currency| currency.code()),
            tenant_domain: text(Field::TenantDomain),
            tenant_id: application.tenant_id().map(|id| id.to_string()),
            company: company(application),
            primary_contact: PersonView {
                first_name: text(Field::ContactFirstName),
                last_name: text(Field::ContactLastName),
                email: text(Field::ContactEmail),
                phone: text(Field::ContactPhone),
            },
            support_contact: SupportView {
                email: text(Field::SupportEmail),
                phone: text(Field::SupportPhone),
                website: text(Field::SupportWebsite),
            },
            admin: AdminView {
                first_name: text(Field::AdminFirstName),
                last_name: text(Field::AdminLastName),
                email: text(Field::AdminEmail),
            },
            bank: application.bank(false).into(),
            billing_day: text(Field::BillingDay).and_then(|day| day.parse().ok()),
            authority_to_sign: application.may_sign(),
            groups: marks.groups.into_iter().collect(),
            keeper: marks.keeper,
            enrollments: account
                .enrollments
                .iter()
                .map(|one| EnrollmentView::of(one, today))
                .collect(),
            next: None,
            message: None,
        }
    }

    /// The same with what is next.
    #[must_use]
    pub fn with_next(mut self, next: Vec<NextView>) -> Self {
        self.next = Some(next);
        self
    }

    /// The same with bank details in full.
    #[must_use]
    pub fn with_bank(mut self, account: &Account) -> Self {
        self.bank = account.application.bank(true).into();
        self
    }

    /// The same with a message that was made on the way.
    #[must_use]
    pub fn with_message(mut self, message: Option<Message>) -> Self {
        self.message = message;
        self
    }
}

fn company(application: &Application) -> CompanyView {
    let text = |field| application.get(field).map(str::to_owned);
    CompanyView {
        legal_name: text(Field::LegalName),
        country: text(Field::Country).map(|country| country.to_uppercase()),
        tenant_domain: text(Field::TenantDomain),
        tenant_id: application.tenant_id().map(|id| id.to_string()),
        tax_id: text(Field::TaxId),
        registration_id: text(Field::RegistrationId),
        address: AddressView {
            line1: text(Field::Line1),
            line2: text(Field::Line2),
            city: text(Field::City),
            region: text(Field::Region),
            postal_code: text(Field::PostalCode),
        },
    }
}

impl View for AccountView {
    const NESTED: &'static [&'static str] = &[
        "company",
        "primary_contact",
        "support_contact",
        "admin",
        "bank",
        "enrollments",
        "next",
        "message",
    ];

    fn page(&self, page: &mut Page) {
        let name = self.legal_name.as_deref().unwrap_or("(no legal name yet)");
        page.heading(&format!("{name} ({})", self.account));
        page.fact("MPN ID", self.mpn_id.as_deref());
        page.fact("Country", self.country.as_deref());
        page.fact("Region", self.region.map(|region| region.title()));
        page.fact("Currency", self.currency);
        page.fact("Tenant domain", self.tenant_domain.as_deref());
        page.fact("Tenant ID", self.tenant_id.as_deref());
        page.fact("Tax ID", self.company.tax_id.as_deref());
        page.fact("Registration ID", self.company.registration_id.as_deref());
        page.fact("Address", Some(&self.address_line()));
        page.fact("Primary contact", Some(&self.primary_contact.line()));
        page.fact(
            "Support contact",
            Some(&joined(&[
                &self.support_contact.email,
                &self.support_contact.phone,
            ])),
        );
        let admin = joined(&[
            &self.admin.first_name,
            &self.admin.last_name,
            &self.admin.email,
        ]);
        page.fact("Administrator", Some(&admin));
        page.fact("Bank", Some(&self.bank_line()));
        page.fact(
            "Billing day",
            self.billing_day.map(|day| day.to_string()).as_deref(),
        );
        write_groups(page, &self.groups, self.keeper.as_ref());
        for enrollment in &self.enrollments {
            enrollment.write(page);
        }
        if let Some(message) = &self.message {
            write_message(page, message);
        }
        if let Some(next) = &self.next {
            let stages: Vec<EnrollmentStateKind> =
                self.enrollments.iter().map(|one| one.state).collect();
            write_next(page, next, &stages, ShowIds::No);
        }
    }
}

impl AccountView {
    fn address_line(&self) -> String {
        let address = &self.company.address;
        let street = joined_by(", ", &[&address.line1, &address.line2]);
        let town = joined(&[&address.postal_code, &address.city]);
        joined_by(", ", &[&Some(street), &Some(town), &address.region])
    }

    fn bank_line(&self) -> String {
        let bank = &self.bank;
        joined_by(
            ", ",
            &[
                &bank.holder,
                &bank.iban,
                &bank.account_number,
                &bank.bank_code,
                &bank.bic,
            ],
        )
    }
}

impl PersonView {
    fn line(&self) -> String {
        joined(&[&self.first_name, &self.last_name, &self.email, &self.phone])
    }
}

fn joined(parts: &[&Option<String>]) -> String {
    joined_by(" ", parts)
}

fn joined_by(glue: &str, parts: &[&Option<String>]) -> String {
    let parts: Vec<&str> = parts
        .iter()
        .filter_map(|part| part.as_deref())
        .filter(|part| !part.is_empty())
        .collect();
    parts.join(glue)
}

impl EnrollmentView {
    fn write(&self, page: &mut Page) {
        page.state_heading(&format!("As {}", self.model.title()), self.state);
        page.moment("Submitted", self.submitted_at);
        page.day("Reseller agreement", self.reseller_agreement_signed_on);
        page.day("Partner Agreement", self.mpa_signed_on);
        page.moment("Active since", self.active_since);
        page.fact(
            "Support plan",
            self.support_plan.map(|plan| plan.to_string()).as_deref(),
        );
        page.fact("Reason", self.reason.as_deref());
        if self.submitted_at.is_some() {
            page.blank();
            CheckView::write(page, &self.checks);
        }
    }
}

impl ListRow for AccountView {
    const HEADER: &'static [&'static str] = &[
        "account",
        "legal name",
        "MPN ID",
        "country",
        "model",
        "state",
    ];
    const CSV: &'static [&'static str] = &[
        "account",
        "legal_name",
        "mpn_id",
        "mpn_country",
        "country",
        "region",
        "currency",
        "tenant_domain",
        "tenant_id",
        "billing_day",
        "authority_to_sign",
        "groups",
        "keeper",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("country", Narrow::Hides),
        ("MPN ID", Narrow::Hides),
        ("model", Narrow::Hides),
        ("legal name", Narrow::Wraps),
        ("state", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("account", "accounts"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let enrollments = self.enrollments.iter();
        let models: Vec<&str> = enrollments.clone().map(|one| one.model.short()).collect();
        let states: Vec<EnrollmentStateKind> = enrollments.map(|one| one.state).collect();
        cells![
            self.account.to_string(),
            text(&self.legal_name),
            text(&self.mpn_id),
            text(&self.country),
            models.join(", "),
            TableCell::states(&states),
        ]
    }
}
