//! The directory of providers: one for the whole store.

use rusqlite::{OptionalExtension, Row, ToSql, params};

use super::column::Reader;
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::market::KeptCountry;
use crate::domain::provider::{Provider, Service, tidy_services};
use crate::domain::word::Word;
use crate::domain::{MpnId, Slug, TenantDomain, TenantId};

table!(pub(super) PROVIDERS = "providers", key 1, [
    "slug", "name", "name_key", "mpn_id", "country", "tenant_id", "domain_key", "tenant_domain",
    "email", "services",
]);

table!(pub(super) PROVIDER_NOTES = "provider_notes", key 1, ["provider", "notes"]);

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
    pub fn all(&self) -> Result<Vec<Provider>, StoreError> {
        self.select("ORDER BY slug", &[])
    }

    /// The entry with this short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_slug(&self, slug: &Slug) -> Result<Option<Provider>, StoreError> {
        Ok(self.select("WHERE slug = ?", &[&slug.as_str()])?.pop())
    }

    /// Every entry that a person may mean by its short name, MPN ID, tenant id, domain or exact name.
    ///
    /// What names one entry alone goes before a name, which several may share.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn meant(&self, typed: &str) -> Result<Vec<Provider>, StoreError> {
        let typed = typed.trim();
        let domain = typed
            .parse::<TenantDomain>()
            .map(|domain| domain.key().to_owned())
            .ok();
        let tenant = typed.parse::<TenantId>().map(|id| id.to_string()).ok();
        let sole = self.select(
            "WHERE slug = ?1 OR mpn_id = ?2 OR tenant_id = ?3 OR domain_key = ?4",
            &[&typed, &typed, &tenant, &domain],
        )?;
        if !sole.is_empty() {
            return Ok(sole);
        }
        let folded = typed.to_lowercase();
        let named = self.select("WHERE name_key = ? ORDER BY slug", &[&folded])?;
        let exact: Vec<Provider> = named
            .iter()
            .filter(|it| it.name == typed)
            .cloned()
            .collect();
        if !exact.is_empty() {
            return Ok(exact);
        }
        let slug = self.select("WHERE slug = ?", &[&folded])?;
        Ok(if slug.is_empty() { named } else { slug })
    }

    /// The entry that has this MPN ID, tenant id or tenant domain already.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn holding(
        &self,
        mpn_id: &MpnId,
        tenant_id: Option<TenantId>,
        domain: Option<&TenantDomain>,
    ) -> Result<Vec<Provider>, StoreError> {
        self.select(
            "WHERE mpn_id = ?1 OR tenant_id = ?2 OR domain_key = ?3 ORDER BY slug",
            &[
                &mpn_id.as_str(),
                &tenant_id.map(|id| id.to_string()),
                &domain.map(TenantDomain::key),
            ],
        )
    }

    /// A short name that is still free: `slug`, or `slug` with a number behind it.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn free_slug(&self, slug: Slug) -> Result<Slug, StoreError> {
        let mut statement = self
            .0
            .connection()
            .prepare_cached("SELECT 1 FROM providers WHERE slug = ?")?;
        let mut candidate = slug.clone();
        let mut number = 2;
        while statement
            .query_row([candidate.as_str()], |_| Ok(()))
            .optional()?
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
    pub fn save(&self, provider: &Provider) -> Result<(), StoreError> {
        let services: Vec<&str> = provider
            .services
            .iter()
            .map(|service| service.word())
            .collect();
        let values: [&dyn ToSql; 10] = [
            &provider.slug.as_str(),
            &provider.name,
            &provider.name.to_lowercase(),
            &provider.mpn_id.as_str(),
            &provider.country.as_str(),
            &provider.tenant_id.map(|id| id.to_string()),
            &provider.tenant_domain.as_ref().map(TenantDomain::key),
            &provider.tenant_domain.as_ref().map(TenantDomain::as_str),
            &provider.email.as_ref().map(|email| email.as_str()),
            &services.join(";"),
        ];
        PROVIDERS.put(self.0, &values)?;
        let slug = provider.slug.as_str();
        match &provider.notes {
            same if *same == self.notes(slug)? => Ok(()),
            Some(notes) => PROVIDER_NOTES.put(self.0, &[&slug, notes]),
            None => PROVIDER_NOTES.delete(self.0, &[&slug]),
        }
    }

    fn notes(&self, slug: &str) -> Result<Option<String>, StoreError> {
        let sql = format!("{} WHERE provider = ?", PROVIDER_NOTES.all());
        let mut statement = self.0.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([slug])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Reader::verified(row, &PROVIDER_NOTES)?.text(1)
    }

    fn select(&self, rest: &str, values: &[&dyn ToSql]) -> Result<Vec<Provider>, StoreError> {
        let sql = format!("{} {rest}", PROVIDERS.all());
        let mut statement = self.0.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let provider = provider_of(row)?;
            let notes = self.notes(provider.slug.as_str())?;
            found.push(Provider { notes, ..provider });
        }
        Ok(found)
    }

    /// The accounts that had a partnership with a provider, each with the number of its latest one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn resellers(&self, provider: &Slug) -> Result<Vec<(i64, i64)>, StoreError> {
        let mut statement = self.0.connection().prepare_cached(
            "SELECT account_id, max(number) FROM partnerships WHERE provider = ?1 GROUP BY account_id",
        )?;
        let rows = statement.query_map(params![provider.as_str()], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn provider_of(row: &Row<'_>) -> Result<Provider, StoreError> {
    let reader = Reader::verified(row, &PROVIDERS)?;
    let services: String = row.get(9)?;
    let services = services
        .split(';')
        .filter(|word| !word.is_empty())
        .map(|word| {
            word.parse::<Service>()
                .map_err(|error| reader.contradiction(&error.to_string()))
        })
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Provider {
        slug: reader.word(0)?,
        name: row.get(1)?,
        mpn_id: reader.word(3)?,
        country: reader.word::<KeptCountry>(4)?.0,
        tenant_id: reader.word_if_any(5)?,
        tenant_domain: reader.word_if_any(7)?,
        email: reader.email_if_any(8)?,
        services: tidy_services(&services),
        notes: None,
    })
}
