//! Values that must be unique among the providers of the directory (`providers.unique`).

use super::Provider;
use crate::diagnostic::Diagnostic;
use crate::domain::quote::shell_word;
use crate::domain::rule::providers as rule;
use crate::domain::{MpnId, Slug};

/// A value that two entries share although it must be unique.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SharedId {
    /// The location identifier in the partner network.
    MpnId,
    /// The tenant id.
    TenantId,
    /// The tenant's domain.
    TenantDomain,
}

/// Why two entries cannot both be in the directory.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderClash {
    /// What they share.
    pub shared: SharedId,
    /// The refusal, which names the other entry.
    pub refusal: Diagnostic,
}

/// The conflicts of an entry with the entries that have its MPN ID, tenant id or tenant domain.
///
/// `known_as` is the entry's own short name, if it is already stored; an entry does not conflict with itself.
pub fn find_clashes(
    provider: &Provider,
    holders: &[Provider],
    known_as: Option<&Slug>,
) -> Vec<ProviderClash> {
    holders
        .iter()
        .filter(|other| Some(&other.slug) != known_as)
        .map(|other| clash(provider, other))
        .collect()
}

/// Whether an entry is about the same company as the entry with its short name in another store, which is called `store`
/// in messages.
///
/// # Errors
/// `providers.unique` if the MPN ID differs, or the tenant where both entries have one.
pub fn check_same_provider(
    provider: &Provider,
    there: &Provider,
    store: &str,
) -> Result<(), Diagnostic> {
    let tenants = provider.tenant_id.zip(there.tenant_id);
    let domains = provider.tenant_domain.as_ref();
    let domains = domains.zip(there.tenant_domain.as_ref());
    let what = if provider.mpn_id != there.mpn_id {
        "MPN ID"
    } else if tenants.is_some_and(|(one, two)| one != two) {
        "tenant ID"
    } else if domains.is_some_and(|(one, two)| one.key() != two.key()) {
        "tenant domain"
    } else {
        return Ok(());
    };
    let slug = &provider.slug;
    let message = format!("the provider {slug} has another {what} in {store}");
    let place = shell_word(store, "STORE");
    Err(
        Diagnostic::refused(&rule::UNIQUE, message).with_help(format!(
            "See the entry of this store: `csp providers show {slug}`\n\
             See the other one: `csp providers show {slug} --store {place}`"
        )),
    )
}

/// The refusal of an imported row whose MPN ID an entry already has, if existing entries must not be changed.
pub fn mpn_id_listed(mpn_id: &MpnId, holder: &Slug) -> Diagnostic {
    Diagnostic::refused(
        &rule::UNIQUE,
        format!("{mpn_id} is already in the directory as `{holder}`"),
    )
}

fn clash(provider: &Provider, other: &Provider) -> ProviderClash {
    let (shared, what) = if provider.mpn_id == other.mpn_id {
        (SharedId::MpnId, format!("MPN ID {}", provider.mpn_id))
    } else if provider.tenant_id.is_some() && provider.tenant_id == other.tenant_id {
        (SharedId::TenantId, "tenant ID".to_owned())
    } else {
        (SharedId::TenantDomain, "tenant domain".to_owned())
    };
    let refusal = Diagnostic::refused(
        &rule::UNIQUE,
        format!("`{}` already has this {what}", other.slug),
    )
    .with_help(format!(
        "See the provider that has it: `csp providers show {0}`",
        other.slug
    ));
    ProviderClash { shared, refusal }
}
