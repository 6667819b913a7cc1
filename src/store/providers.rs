//! The directory of providers, shared by all accounts of the store.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::column::{shown, written};
use super::engine::Value;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::market::KeptCountry;
use crate::domain::provider::{Provider, Service, tidy_services};
use crate::domain::word::Word;
use crate::domain::{Email, MpnId, Slug, TenantDomain, TenantId};

written! { KeptCountry }

record! {
    /// A provider of the directory. All services are in one column, separated by semicolons.
    pub(super) struct ProviderRow in PROVIDERS: "providers", key 1, chain Store {
        slug: Slug,
        name: String,
        name_key: String,
        mpn_id: MpnId,
        country: KeptCountry,
        tenant_id: Option<TenantId>,
        domain_key: Option<String>,
        tenant_domain: Option<TenantDomain>,
        email: Option<Email>,
        services: String,
    }
    constraints ["UNIQUE (mpn_id)", "UNIQUE (tenant_id)", "UNIQUE (domain_key)"]
    indexes ["CREATE INDEX providers_name ON providers (name_key)"]
}

record! {
    /// Free notes on a provider: programmes, support level, terms.
    pub(super) struct ProviderNoteRow in PROVIDER_NOTES: "provider_notes", key 1, chain Store {
        provider: Slug,
        notes: String,
    }
    constraints ["FOREIGN KEY (provider) REFERENCES providers (slug)"]
    indexes []
}

/// The directory.
pub struct Providers<'t, 'c>(&'t Tx<'c>);

impl<'c> Tx<'c> {
    /// The directory of providers.
    pub fn providers(&self) -> Providers<'_, 'c> {
        Providers(self)
    }
}

impl Providers<'_, '_> {
    /// Every entry, by short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<Provider>, Diagnostic> {
        self.select("ORDER BY slug", &[])
    }

    /// The entry with this short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_slug(&self, slug: &Slug) -> Result<Option<Provider>, Diagnostic> {
        Ok(self
            .select("WHERE slug = ?1", &[slug.as_str().into()])?
            .pop())
    }

    /// Every entry whose short name, MPN ID, tenant id, domain or exact name is `typed`.
    ///
    /// A unique identifier takes precedence over a name, which several entries may share.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn find_named(&self, typed: &str) -> Result<Vec<Provider>, Diagnostic> {
        let typed = typed.trim();
        let domain = typed
            .parse::<TenantDomain>()
            .map(|domain| domain.key().to_owned())
            .ok();
        let tenant = typed.parse::<TenantId>().map(|id| id.to_string()).ok();
        let sole = self.select(
            "WHERE slug = ?1 OR mpn_id = ?2 OR tenant_id = ?3 OR domain_key = ?4",
            &[typed.into(), typed.into(), tenant.into(), domain.into()],
        )?;
        if !sole.is_empty() {
            return Ok(sole);
        }
        let folded = typed.to_lowercase();
        let named = self.select(
            "WHERE name_key = ?1 ORDER BY slug",
            &[folded.as_str().into()],
        )?;
        let exact: Vec<Provider> = named
            .iter()
            .filter(|it| it.name == typed)
            .cloned()
            .collect();
        if !exact.is_empty() {
            return Ok(exact);
        }
        let slug = self.select("WHERE slug = ?1", &[folded.as_str().into()])?;
        Ok(if slug.is_empty() { named } else { slug })
    }

    /// The entry that already has this MPN ID, tenant id or tenant domain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn holding(
        &self,
        mpn_id: &MpnId,
        tenant_id: Option<TenantId>,
        domain: Option<&TenantDomain>,
    ) -> Result<Vec<Provider>, Diagnostic> {
        self.select(
            "WHERE mpn_id = ?1 OR tenant_id = ?2 OR domain_key = ?3 ORDER BY slug",
            &[
                mpn_id.as_str().into(),
                tenant_id.map(|id| id.to_string()).into(),
                domain.map(TenantDomain::key).into(),
            ],
        )
    }

    /// The entries that an account names: in its partnerships, requests, relationships, agreements and
    /// validations.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn named_by(&self, account: i64) -> Result<Vec<Provider>, Diagnostic> {
        let named = [
            ("partnerships", "provider"),
            ("requests", "provider"),
            ("relationships", "party"),
            ("agreements", "attested_by"),
            ("reseller_validations", "provider"),
            ("earlier_agreements", "attested_by"),
        ];
        let parts = named
            .map(|(table, column)| format!("SELECT {column} FROM {table} WHERE account_id = ?1"));
        self.select(
            &format!("WHERE slug IN ({}) ORDER BY slug", parts.join(" UNION ")),
            &[Value::Integer(account)],
        )
    }

    /// A short name that is still free: `slug`, or `slug` with a number appended.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn free_slug(&self, slug: Slug) -> Result<Slug, Diagnostic> {
        let sql = "SELECT 1 FROM providers WHERE slug = ?1";
        let mut candidate = slug.clone();
        let mut number = 2;
        while self
            .0
            .first(sql, &[candidate.as_str().into()], |_| Some(()))?
            .is_some()
        {
            candidate = slug.numbered(number);
            number += 1;
        }
        Ok(candidate)
    }

    /// Saves an entry.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, provider: &Provider) -> Result<(), Diagnostic> {
        let services: Vec<&str> = provider
            .services
            .iter()
            .map(|service| service.word())
            .collect();
        self.0.put(&ProviderRow {
            slug: provider.slug.clone(),
            name: provider.name.clone(),
            name_key: provider.name.to_lowercase(),
            mpn_id: provider.mpn_id.clone(),
            country: KeptCountry(provider.country),
            tenant_id: provider.tenant_id,
            domain_key: provider
                .tenant_domain
                .as_ref()
                .map(|domain| domain.key().to_owned()),
            tenant_domain: provider.tenant_domain.clone(),
            email: provider.email.clone(),
            services: services.join(";"),
        })?;
        match &provider.notes {
            Some(notes) => self.0.put(&ProviderNoteRow {
                provider: provider.slug.clone(),
                notes: notes.clone(),
            }),
            None => self
                .0
                .delete::<ProviderNoteRow>(&[provider.slug.as_str().into()]),
        }
    }

    fn select(&self, rest: &str, values: &[Value<'_>]) -> Result<Vec<Provider>, Diagnostic> {
        let rows: Vec<ProviderRow> = self.0.select(rest, values)?;
        let mut notes: BTreeMap<Slug, String> = BTreeMap::new();
        match rows.as_slice() {
            [] => {}
            [only] => {
                let note = self
                    .0
                    .find::<ProviderNoteRow>(&[only.slug.as_str().into()])?;
                notes.extend(note.map(|note| (note.provider, note.notes)));
            }
            _ => {
                let all: Vec<ProviderNoteRow> = self.0.select("", &[])?;
                notes.extend(all.into_iter().map(|note| (note.provider, note.notes)));
            }
        }
        let provider = |row: ProviderRow| {
            let notes = notes.remove(&row.slug);
            provider_of(row, notes)
        };
        rows.into_iter().map(provider).collect()
    }

    /// The accounts that ever had a partnership with a provider, each with the number of its latest one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn resellers(&self, provider: &Slug) -> Result<Vec<(i64, i64)>, Diagnostic> {
        let sql = "SELECT account_id, max(number) FROM partnerships WHERE provider = ?1 GROUP BY account_id";
        let mut found = Vec::new();
        self.0.each_row(sql, &[provider.as_str().into()], |row| {
            found.push((
                shown("partnerships", row, 0)?,
                shown("partnerships", row, 1)?,
            ));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}

fn provider_of(row: ProviderRow, notes: Option<String>) -> Result<Provider, Diagnostic> {
    let words = row.services.split(';').filter(|word| !word.is_empty());
    let services = words
        .map(|word| {
            word.parse::<Service>()
                .map_err(|error| row.contradiction(error))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Provider {
        slug: row.slug,
        name: row.name,
        mpn_id: row.mpn_id,
        country: row.country.0,
        tenant_id: row.tenant_id,
        tenant_domain: row.tenant_domain,
        email: row.email,
        services: tidy_services(&services),
        notes,
    })
}
