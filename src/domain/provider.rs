//! Indirect providers (distributors): the entries of the directory.

mod clash;

use super::word::words;
use super::{Country, Email, MpnId, Slug, TenantDomain, TenantId};
pub use clash::{ProviderClash, SharedId, check_same_provider, find_clashes, mpn_id_listed};

words! {
    /// What a provider does for its resellers.
    pub enum Service: "service of a provider" {
        /// Trains the reseller's people.
        Training = "training",
        /// Helps the reseller market its offers.
        Marketing = "marketing",
        /// Arranges credit and financing.
        Financing = "financing",
        /// Supports the reseller and its customers.
        Support = "support",
        /// Bills the customers.
        Billing = "billing",
        /// Buys what the reseller sells.
        Purchasing = "purchasing",
        /// Sends customers to the reseller.
        Referrals = "referrals",
    }
}

/// One provider of the directory, whether or not an account works with it.
#[derive(Debug, Clone, PartialEq)]
pub struct Provider {
    /// The short name. It is never `self`, which means our own account in relationships.
    pub slug: Slug,
    /// The company's name.
    pub name: String,
    /// Its location identifier in the partner network.
    pub mpn_id: MpnId,
    /// The country of its tenant.
    pub country: Country,
    /// Its tenant, where known; the link of a joint request needs it.
    pub tenant_id: Option<TenantId>,
    /// The tenant's domain, where known.
    pub tenant_domain: Option<TenantDomain>,
    /// The email address, if known.
    pub email: Option<Email>,
    /// Its services, without duplicates, in the order of the vocabulary.
    pub services: Vec<Service>,
    /// Free notes: programmes, support level, terms.
    pub notes: Option<String>,
}

/// The short name made from a provider's name: never `self`; `provider` with the name's digits if the name has no
/// usable letter.
pub fn slug_for(name: &str) -> Slug {
    let slug = Slug::from_name(name, "provider");
    if slug.as_str() == "self" {
        return "self-provider".parse().unwrap_or(slug);
    }
    slug
}

/// Services without duplicates, in the order of the vocabulary.
pub fn tidy_services(named: &[Service]) -> Vec<Service> {
    let mut services = named.to_vec();
    services.sort();
    services.dedup();
    services
}

/// Trimmed notes; `None` if they are blank.
pub fn tidy_notes(typed: Option<&str>) -> Option<String> {
    typed
        .map(str::trim)
        .filter(|text| !text.is_empty())
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_provider_is_never_called_self() {
        assert_eq!(slug_for("Self").as_str(), "self-provider");
        assert_eq!(slug_for("株式会社").as_str(), "provider");
        assert_eq!(slug_for("7000002").as_str(), "provider-7000002");
        assert_eq!(slug_for("Account").as_str(), "account");
        assert_eq!(
            slug_for("Nordic Distribution AB").as_str(),
            "nordic-distribution-ab"
        );
    }

    #[test]
    fn services_are_kept_once_and_in_order() {
        assert_eq!(
            tidy_services(&[Service::Billing, Service::Training, Service::Billing]),
            [Service::Training, Service::Billing]
        );
    }
}

/// Entries for tests of the rules.
#[cfg(test)]
pub(crate) mod samples {
    use super::Provider;

    /// A provider of a country, with a tenant.
    pub(crate) fn provider(country: &str) -> Provider {
        Provider {
            slug: "nordic".parse().unwrap(),
            name: "Nordic Distribution".into(),
            mpn_id: "5550001".parse().unwrap(),
            country: country.parse().unwrap(),
            tenant_id: Some("11111111-2222-3333-4444-555555555555".parse().unwrap()),
            tenant_domain: Some("nordic.example".parse().unwrap()),
            email: None,
            services: Vec::new(),
            notes: None,
        }
    }
}
