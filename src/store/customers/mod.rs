//! Customers of an account, with their relationships, requests and agreements.

mod list;
mod load;
mod save;

use rusqlite::{OptionalExtension, params};

use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::customer::{CspUse, Customer, Record};
use crate::domain::{Slug, TenantDomain, TenantId};
pub use list::{CustomerFilter, Waiting};

table!(pub(super) CUSTOMERS = "customers", key 2, [
    "account_id", "domain_key", "domain", "name", "name_key", "country", "email", "tenant_id",
    "registration_id", "origin", "csp_tenant", "created_at",
]);
table!(pub(super) RELATIONSHIPS = "relationships", key 3, [
    "account_id", "domain_key", "party", "state", "admin_rights", "since", "via", "won_as",
]);
table!(pub(super) REQUESTS = "requests", key 3, [
    "account_id", "domain_key", "number", "provider", "token", "link", "admin_rights", "state",
    "created_at", "sent_at", "expires_at", "closed_at", "reason",
]);
table!(pub(super) AGREEMENTS = "agreements", key 2, [
    "account_id", "domain_key", "attested_by", "accepted_on", "first_name", "last_name", "email",
    "phone", "recorded_at",
]);

table!(pub(super) AWAITED_RELATIONSHIPS = "awaited_relationships", key 2, [
    "account_id", "domain_key", "admin_rights",
]);

/// The customers of one account.
pub struct Customers<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

impl<'c> Tx<'c> {
    /// The customers of an account.
    pub fn customers(&self, account: i64) -> Customers<'_, 'c> {
        Customers { tx: self, account }
    }
}

impl Customers<'_, '_> {
    /// The customer with this domain, as it is stored: what has run out since is still open.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_domain(&self, domain: &TenantDomain) -> Result<Option<Customer>, StoreError> {
        self.load(domain.key())
    }

    /// Every customer that a person may mean by its domain, tenant id or exact name: `(domain, name)`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn meant(&self, typed: &str) -> Result<Vec<(TenantDomain, String)>, StoreError> {
        let typed = typed.trim();
        if let Ok(domain) = typed.parse::<TenantDomain>() {
            let found = self.named("domain_key", domain.key())?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        if let Ok(id) = typed.parse::<TenantId>() {
            let found = self.named("tenant_id", &id.to_string())?;
            if !found.is_empty() {
                return Ok(found);
            }
        }
        let named = self.named("name_key", &typed.to_lowercase())?;
        let exact: Vec<_> = named
            .iter()
            .filter(|(_, name)| name == typed)
            .cloned()
            .collect();
        Ok(if exact.is_empty() { named } else { exact })
    }

    fn named(&self, column: &str, value: &str) -> Result<Vec<(TenantDomain, String)>, StoreError> {
        let sql = format!(
            "SELECT domain, name FROM customers WHERE account_id = ?1 AND {column} = ?2 ORDER BY domain_key"
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, value])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = super::column::Reader::new(row, "customers", value);
            found.push((reader.word(0)?, row.get(1)?));
        }
        Ok(found)
    }

    /// Hands every domain and name to `each`, to look for what somebody may have meant.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn each_name(&self, mut each: impl FnMut(&str, &str)) -> Result<(), StoreError> {
        let mut statement = self
            .tx
            .connection()
            .prepare_cached("SELECT domain, name FROM customers WHERE account_id = ?1")?;
        let mut rows = statement.query([self.account])?;
        while let Some(row) = rows.next()? {
            let (domain, name) = (row.get_ref(0)?.as_str(), row.get_ref(1)?.as_str());
            if let (Ok(domain), Ok(name)) = (domain, name) {
                each(domain, name);
            }
        }
        Ok(())
    }

    /// The domain of the customer that has this tenant.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn holding_tenant(&self, id: TenantId) -> Result<Option<String>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT domain FROM customers WHERE account_id = ?1 AND tenant_id = ?2",
        )?;
        let found = statement
            .query_row(params![self.account, id.to_string()], |row| row.get(0))
            .optional()?;
        Ok(found)
    }

    /// What makes the tenant of a record one that is used for CSP transactions: the mark, another account of the
    /// store, a provider of the directory.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn csp_use(&self, record: &Record) -> Result<Option<CspUse>, StoreError> {
        if record.csp_tenant {
            return Ok(Some(CspUse::Marked));
        }
        let tenant = record.tenant_id.map(|id| id.to_string());
        let connection = self.tx.connection();
        let account: Option<String> = connection
            .prepare_cached(
                "SELECT coalesce(company_legal_name, slug) FROM accounts
                 WHERE id <> ?1 AND (domain_key = ?2 OR lower(company_tenant_id) = ?3)",
            )?
            .query_row(params![self.account, record.domain.key(), tenant], |row| {
                row.get(0)
            })
            .optional()?;
        if let Some(name) = account {
            return Ok(Some(CspUse::Account(name)));
        }
        let provider: Option<String> = connection
            .prepare_cached("SELECT name FROM providers WHERE domain_key = ?1 OR tenant_id = ?2")?
            .query_row(params![record.domain.key(), tenant], |row| row.get(0))
            .optional()?;
        Ok(provider.map(CspUse::Provider))
    }

    /// The customers whose open request is a joint one with this provider.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_open_joint_request(&self, provider: &Slug) -> Result<Vec<Customer>, StoreError> {
        self.with_open_requests(Some(provider))
    }

    /// The customers with an open request.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_open_request(&self) -> Result<Vec<Customer>, StoreError> {
        self.with_open_requests(None)
    }

    fn with_open_requests(&self, provider: Option<&Slug>) -> Result<Vec<Customer>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT domain_key FROM requests WHERE account_id = ?1 AND state IN ('draft', 'sent')
             AND (?2 IS NULL OR provider = ?2) AND (expires_at IS NULL OR expires_at > ?3)
             ORDER BY domain_key",
        )?;
        let now = self.tx.now().timestamp();
        let keys: Vec<String> = statement
            .query_map(
                params![self.account, provider.map(Slug::as_str), now],
                |row| row.get(0),
            )?
            .collect::<Result<_, _>>()?;
        keys.iter()
            .filter_map(|key| self.load(key).transpose())
            .collect()
    }

    /// The customers of origin `existing` that have no relationship with us yet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn existing_and_unlisted(&self) -> Result<Vec<Customer>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT domain_key FROM customers AS it WHERE account_id = ?1 AND (origin = 'existing'
             AND NOT EXISTS (SELECT 1 FROM relationships WHERE account_id = it.account_id
                             AND domain_key = it.domain_key AND party = 'self')
             OR EXISTS (SELECT 1 FROM awaited_relationships WHERE account_id = it.account_id
                        AND domain_key = it.domain_key))
             ORDER BY domain_key",
        )?;
        let keys: Vec<String> = statement
            .query_map([self.account], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        keys.iter()
            .filter_map(|key| self.load(key).transpose())
            .collect()
    }
}

#[cfg(test)]
mod tests;
