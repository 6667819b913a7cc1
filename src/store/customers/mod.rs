//! Customers of an account, with their relationships, requests and agreements.

mod agreements;
mod list;
mod load;
mod save;
mod verification;
mod waiting;

use std::ops::ControlFlow;

use super::column::{shown, vocabulary, written};
use super::engine::Value;
use super::record::record;
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::customer::{CspUse, Customer, CustomerOrigin, CustomerRecord};
use crate::domain::link::Token;
use crate::domain::market::KeptCountry;
use crate::domain::relationship::{Party, RelationshipStateKind, Via};
use crate::domain::request::RequestStateKind;
use crate::domain::{Email, Model, Slug, TenantDomain, TenantId};
pub(super) use agreements::{AGREEMENTS, ATTESTATIONS, EARLIER_AGREEMENTS, has_counting_agreement};
pub use list::CustomerFilter;
pub(super) use verification::CUSTOMER_VERIFICATIONS;
pub use waiting::Waiting;

vocabulary!(CustomerOrigin, RelationshipStateKind, Via, RequestStateKind);
written! { Token; Party }

record! {
    /// A customer: its names, domain and address.
    pub(super) struct CustomerRow in CUSTOMERS: "customers", key 2, chain Account {
        account_id: i64,
        domain_key: String,
        domain: TenantDomain,
        name: String,
        name_key: String,
        country: KeptCountry,
        email: Option<Email>,
        tenant_id: Option<TenantId>,
        registration_id: Option<String>,
        origin: Option<CustomerOrigin>,
        csp_tenant: bool,
        created_at: Instant,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes [
        "CREATE UNIQUE INDEX customers_tenant ON customers (account_id, tenant_id) WHERE tenant_id IS NOT NULL",
        "CREATE INDEX customers_name ON customers (account_id, name_key)",
        "CREATE INDEX customers_everywhere ON customers (domain_key, account_id)",
    ]
}

record! {
    /// A relationship of a customer with us or with a provider.
    pub(super) struct RelationshipRow in RELATIONSHIPS: "relationships", key 3, chain Account {
        account_id: i64,
        domain_key: String,
        party: Party,
        state: RelationshipStateKind,
        admin_rights: bool,
        since: Instant,
        via: Via,
        won_as: Model,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes [
        "CREATE INDEX relationships_of_party ON relationships (account_id, party, domain_key) WHERE state = 'active'",
    ]
}

record! {
    /// A request for a relationship, numbered per customer.
    pub(super) struct RequestRow in REQUESTS: "requests", key 3, chain Account {
        account_id: i64,
        domain_key: String,
        number: i64,
        provider: Option<Slug>,
        token: Token,
        link: String,
        admin_rights: bool,
        state: RequestStateKind,
        created_at: Instant,
        sent_at: Option<Instant>,
        expires_at: Option<Instant>,
        closed_at: Option<Instant>,
        reason: Option<String>,
    }
    constraints [
        "UNIQUE (token)",
        "FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)",
        "FOREIGN KEY (provider) REFERENCES providers (slug)",
    ]
    indexes [
        "CREATE INDEX requests_open ON requests (account_id, expires_at, domain_key) WHERE state IN ('draft', 'sent')",
    ]
}

record! {
    /// A relationship with us that another system reports, while the account is not active yet.
    pub(super) struct AwaitedRow in AWAITED_RELATIONSHIPS: "awaited_relationships", key 2, chain Account {
        account_id: i64,
        domain_key: String,
        admin_rights: bool,
    }
    constraints ["FOREIGN KEY (account_id, domain_key) REFERENCES customers (account_id, domain_key)"]
    indexes []
}

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
    /// The customer with this domain, as stored: requests that have expired since are still open.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_domain(&self, domain: &TenantDomain) -> Result<Option<Customer>, Diagnostic> {
        self.load(domain.key())
    }

    /// Every customer whose domain, tenant id or exact name is `typed`, as `(domain, name)`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn find_named(&self, typed: &str) -> Result<Vec<(TenantDomain, String)>, Diagnostic> {
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

    fn named(&self, column: &str, value: &str) -> Result<Vec<(TenantDomain, String)>, Diagnostic> {
        let sql = format!(
            "SELECT domain, name FROM customers WHERE account_id = ?1 AND {column} = ?2 ORDER BY domain_key"
        );
        let mut found = Vec::new();
        let of = [Value::Integer(self.account), value.into()];
        self.tx.each_row(&sql, &of, |row| {
            found.push((shown("customers", row, 0)?, shown("customers", row, 1)?));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// Calls `each` with every domain and name, to find similar names.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn each_name(&self, mut each: impl FnMut(&str, &str)) -> Result<(), Diagnostic> {
        let sql = "SELECT domain, name FROM customers WHERE account_id = ?1";
        self.tx
            .each_row(sql, &[Value::Integer(self.account)], |row| {
                if let [domain, name] = row
                    && let (Some(domain), Some(name)) = (domain.as_text(), name.as_text())
                {
                    each(domain, name);
                }
                Ok(ControlFlow::Continue(()))
            })
    }

    /// The domain of the customer that has this tenant.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn holding_tenant(&self, id: TenantId) -> Result<Option<String>, Diagnostic> {
        let sql = "SELECT domain FROM customers WHERE account_id = ?1 AND tenant_id = ?2";
        let of = [Value::Integer(self.account), id.to_string().into()];
        Ok(self.tx.texts(sql, &of)?.pop())
    }

    /// Why the tenant of a record counts as used for CSP transactions: its own mark, another account of the store, or a
    /// provider of the directory.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn csp_use(&self, record: &CustomerRecord) -> Result<Option<CspUse>, Diagnostic> {
        if record.csp_tenant {
            return Ok(Some(CspUse::Marked));
        }
        let tenant = record.tenant_id.map(|id| id.to_string());
        let key = record.domain.key();
        let sql = "SELECT coalesce(company_legal_name, slug) FROM accounts
             WHERE id <> ?1 AND (domain_key = ?2 OR lower(company_tenant_id) = ?3)";
        let of = [
            Value::Integer(self.account),
            key.into(),
            tenant.as_deref().into(),
        ];
        if let Some(name) = self.tx.texts(sql, &of)?.into_iter().next() {
            return Ok(Some(CspUse::Account(name)));
        }
        let sql = "SELECT name FROM providers WHERE domain_key = ?1 OR tenant_id = ?2";
        let named = self.tx.texts(sql, &[key.into(), tenant.into()])?;
        Ok(named.into_iter().next().map(CspUse::Provider))
    }

    /// The customers whose open request is a joint one with this provider.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_open_joint_request(&self, provider: &Slug) -> Result<Vec<Customer>, Diagnostic> {
        self.with_open_requests(Some(provider))
    }

    /// The customers with an open request.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_open_request(&self) -> Result<Vec<Customer>, Diagnostic> {
        self.with_open_requests(None)
    }

    fn with_open_requests(&self, provider: Option<&Slug>) -> Result<Vec<Customer>, Diagnostic> {
        let mut of = vec![
            Value::Integer(self.account),
            Value::Integer(self.tx.now().timestamp()),
        ];
        of.extend(provider.map(|provider| Value::from(provider.as_str())));
        let joint = provider.map_or("", |_| " AND provider = ?3");
        let sql = format!(
            "SELECT domain_key FROM requests WHERE account_id = ?1 AND state IN ('draft', 'sent')
             AND (expires_at IS NULL OR expires_at > ?2){joint} ORDER BY domain_key"
        );
        let keys = self.tx.texts(&sql, &of)?;
        self.load_each(&keys)
    }

    /// The customers of origin `existing` that have no relationship with us yet.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn existing_and_unlisted(&self) -> Result<Vec<Customer>, Diagnostic> {
        let sql =
            "SELECT domain_key FROM customers AS it WHERE account_id = ?1 AND (origin = 'existing'
             AND NOT EXISTS (SELECT 1 FROM relationships WHERE account_id = it.account_id
                             AND domain_key = it.domain_key AND party = 'self')
             OR EXISTS (SELECT 1 FROM awaited_relationships WHERE account_id = it.account_id
                        AND domain_key = it.domain_key))
             ORDER BY domain_key";
        let keys = self.tx.texts(sql, &[Value::Integer(self.account)])?;
        self.load_each(&keys)
    }
}

#[cfg(test)]
mod tests;
