//! Providers and partnerships.

use serde::Serialize;

use crate::domain::market::{Country, Region, market_of};
use crate::domain::partnership::{PartnershipStateKind, ResellerValidation};
use crate::domain::provider::{Provider, Service};
use crate::domain::{Email, MpnId, Slug, TenantDomain, TenantId};
use crate::exchange::mail::Message;
use crate::report::views::reseller_validation::ResellerValidationView;
use crate::report::{ListRow, Narrow, Page, ShownMoment, Step, TableCell, View, When, cells};
use crate::store::Held;

/// An entry of the directory.
#[derive(Debug, Clone, Serialize)]
pub struct ProviderEntryView {
    provider: Slug,
    name: String,
    mpn_id: MpnId,
    country: Country,
    region: Option<Region>,
    tenant_id: Option<TenantId>,
    tenant_domain: Option<TenantDomain>,
    email: Option<Email>,
    services: Vec<Service>,
    notes: Option<String>,
}

impl From<&Provider> for ProviderEntryView {
    fn from(provider: &Provider) -> Self {
        Self {
            provider: provider.slug.clone(),
            name: provider.name.clone(),
            mpn_id: provider.mpn_id.clone(),
            country: provider.country,
            region: region_of(provider.country),
            tenant_id: provider.tenant_id,
            tenant_domain: provider.tenant_domain.clone(),
            email: provider.email.clone(),
            services: provider.services.clone(),
            notes: provider.notes.clone(),
        }
    }
}

fn region_of(country: Country) -> Option<Region> {
    market_of(country).map(|market| market.region)
}

fn services_line(services: &[Service]) -> String {
    services
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join(", ")
}

impl View for ProviderEntryView {
    fn page(&self, page: &mut Page) {
        page.heading(&format!("{} ({})", self.name, self.provider));
        page.fact("MPN ID", Some(self.mpn_id.as_str()));
        page.fact("Country", Some(self.country.as_str()));
        page.fact("Region", self.region.map(Region::title));
        page.fact(
            "Tenant ID",
            self.tenant_id.map(|id| id.to_string()).as_deref(),
        );
        page.fact(
            "Tenant domain",
            self.tenant_domain.as_ref().map(TenantDomain::as_str),
        );
        page.fact("Email", self.email.as_ref().map(Email::as_str));
        page.fact("Services", Some(&services_line(&self.services)));
        page.fact("Notes", self.notes.as_deref());
    }
}

/// An entry that a search found.
#[derive(Debug, Clone, Serialize)]
pub struct FoundView {
    #[serde(flatten)]
    entry: ProviderEntryView,
    region_fit: bool,
}

impl FoundView {
    /// An entry, and whether the account may work with it as far as regions go.
    pub fn new(provider: &Provider, region_fit: bool) -> Self {
        Self {
            entry: provider.into(),
            region_fit,
        }
    }
}

impl ListRow for FoundView {
    const HEADER: &'static [&'static str] =
        &["provider", "name", "country", "region", "fits", "services"];
    const CSV: &'static [&'static str] = &[
        "provider",
        "name",
        "mpn_id",
        "country",
        "region",
        "tenant_id",
        "tenant_domain",
        "email",
        "services",
        "notes",
        "region_fit",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("services", Narrow::Wraps),
        ("region", Narrow::Hides),
        ("name", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("provider", "providers"));
    fn cells(&self, _: When) -> Vec<TableCell> {
        let entry = &self.entry;
        cells![
            entry.provider.to_string(),
            entry.name.clone(),
            entry.country.to_string(),
            entry
                .region
                .map(|region| region.to_string())
                .unwrap_or_default(),
            if self.region_fit { "yes" } else { "no" }.to_owned(),
            services_line(&entry.services),
        ]
    }
}

/// A partnership.
#[derive(Debug, Clone, Serialize)]
pub struct PartnershipView {
    provider: Slug,
    provider_mpn_id: MpnId,
    country: Country,
    region: Option<Region>,
    state: PartnershipStateKind,
    admin_access: bool,
    invited_at: ShownMoment,
    expires_at: Option<ShownMoment>,
    authorized_at: Option<ShownMoment>,
    ended_at: Option<ShownMoment>,
    reason: Option<String>,
    link: String,
    #[serde(skip)]
    is_link_given: bool,
    #[serde(skip)]
    name: String,
    #[serde(skip)]
    message: Option<Message>,
}

impl PartnershipView {
    /// A partnership with a provider.
    pub fn new(provider: &Provider, held: &Held) -> Self {
        let it = &held.partnership;
        Self {
            provider: provider.slug.clone(),
            provider_mpn_id: provider.mpn_id.clone(),
            country: provider.country,
            region: region_of(provider.country),
            state: it.state(),
            admin_access: it.admin_access(),
            invited_at: it.invited_at.into(),
            expires_at: it.expires_at().map(ShownMoment::from),
            authorized_at: it.authorized_at().map(ShownMoment::from),
            ended_at: it.ended_at().map(ShownMoment::from),
            reason: it.reason().map(str::to_owned),
            link: it.link.to_string(),
            is_link_given: !it.link.is_reference(),
            name: provider.name.clone(),
            message: None,
        }
    }

    /// The same with the invitation's message, for a person to read.
    #[must_use]
    pub fn with_message(mut self, message: Option<Message>) -> Self {
        self.message = message;
        self
    }

    fn facts(&self, page: &mut Page) {
        page.state("State", self.state);
        let access = match (self.state, self.admin_access) {
            (PartnershipStateKind::Active, true) => Some("granted"),
            (PartnershipStateKind::Active, false) => Some("revoked"),
            (
                PartnershipStateKind::Invited
                | PartnershipStateKind::Ended
                | PartnershipStateKind::Declined
                | PartnershipStateKind::Expired,
                _,
            ) => None,
        };
        page.fact("Admin access", access);
        page.moment("Invited", Some(self.invited_at));
        page.moment("Expires", self.expires_at);
        page.moment("Authorized", self.authorized_at);
        page.moment("Ended", self.ended_at);
        page.fact("Reason", self.reason.as_deref());
        if self.state == PartnershipStateKind::Invited {
            let link = match self.is_link_given {
                true => self.link.as_str(),
                false => "not recorded; the provider sends it",
            };
            page.fact("Link", Some(link));
        }
    }
}

impl View for PartnershipView {
    fn page(&self, page: &mut Page) {
        page.heading(&format!(
            "Partnership with {} ({})",
            self.name, self.provider
        ));
        self.facts(page);
        if let Some(message) = &self.message {
            super::verification::write_message(page, message);
        }
    }
}

impl ListRow for PartnershipView {
    const HEADER: &'static [&'static str] = &[
        "provider",
        "name",
        "country",
        "state",
        "since",
        "admin access",
    ];
    const CSV: &'static [&'static str] = &[
        "provider",
        "provider_mpn_id",
        "country",
        "region",
        "state",
        "admin_access",
        "invited_at",
        "expires_at",
        "authorized_at",
        "ended_at",
        "reason",
        "link",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("since", Narrow::Shortens),
        ("admin access", Narrow::Hides),
        ("country", Narrow::Hides),
        ("name", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("provider", "providers"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        let since = self
            .ended_at
            .or(self.authorized_at)
            .unwrap_or(self.invited_at);
        cells![
            self.provider.to_string(),
            self.name.clone(),
            self.country.to_string(),
            TableCell::state(self.state),
            when.date(since),
            if self.admin_access { "yes" } else { "no" }.to_owned(),
        ]
    }
}

/// A provider with what became of its invitations.
#[derive(Debug, Clone, Serialize)]
pub struct ProviderView {
    #[serde(flatten)]
    entry: ProviderEntryView,
    validation: Option<ResellerValidationView>,
    partnership: Option<PartnershipView>,
    history: Vec<PartnershipView>,
}

impl ProviderView {
    /// A provider and all partnerships with it, oldest first.
    pub fn new(provider: &Provider, history: &[Held]) -> Self {
        let history: Vec<_> = history
            .iter()
            .map(|held| PartnershipView::new(provider, held))
            .collect();
        let partnership = history.last().cloned();
        Self {
            entry: provider.into(),
            validation: None,
            partnership,
            history,
        }
    }

    /// The same with Microsoft's answer about the account as reseller of record.
    #[must_use]
    pub fn with_validation(mut self, answer: Option<&ResellerValidation>) -> Self {
        self.validation = answer.map(ResellerValidationView::from);
        self
    }
}

impl View for ProviderView {
    const NESTED: &'static [&'static str] = &["validation", "partnership", "history"];

    fn page(&self, page: &mut Page) {
        self.entry.page(page);
        match &self.partnership {
            None => page.item("  ", "No partnership with this account yet."),
            Some(partnership) => partnership.page(page),
        }
        if let Some(validation) = &self.validation {
            page.heading("Validation as reseller of record");
            validation.page(page);
        }
        if let [earlier @ .., _] = self.history.as_slice()
            && !earlier.is_empty()
        {
            page.heading("Earlier partnerships");
            let when = page.when();
            let rows = earlier.iter().map(|one| one.cells(when));
            page.table(PartnershipView::HEADER, rows);
        }
    }
}

/// An account that is a provider's reseller.
#[derive(Debug, Clone, Serialize)]
pub struct ResellerView {
    /// The account's short name.
    pub account: Slug,
    /// Its legal name.
    pub legal_name: String,
    /// Its location identifier.
    pub mpn_id: Option<MpnId>,
    /// Its country.
    pub country: Option<Country>,
    /// The state of the partnership.
    pub state: PartnershipStateKind,
    /// Since when.
    pub since: ShownMoment,
}

impl ListRow for ResellerView {
    const HEADER: &'static [&'static str] = &[
        "account",
        "legal name",
        "MPN ID",
        "country",
        "state",
        "since",
    ];
    const CSV: &'static [&'static str] = &[
        "account",
        "legal_name",
        "mpn_id",
        "country",
        "state",
        "since",
    ];
    const NARROW: &'static [Step<'static>] = &[
        ("since", Narrow::Shortens),
        ("country", Narrow::Hides),
        ("MPN ID", Narrow::Hides),
        ("legal name", Narrow::Wraps),
    ];
    const COUNTED: Option<(&'static str, &'static str)> = Some(("reseller", "resellers"));
    fn cells(&self, when: When) -> Vec<TableCell> {
        cells![
            self.account.to_string(),
            self.legal_name.clone(),
            self.mpn_id
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            self.country
                .map(|country| country.to_string())
                .unwrap_or_default(),
            TableCell::state(self.state),
            when.date(self.since),
        ]
    }
}
