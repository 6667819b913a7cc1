//! Lists of customers, streamed: page by page in the order of their domains, never whole in memory.

use crate::domain::agreement::CUSTOMER_AGREEMENT_FROM;
use crate::store::column::day_text;
use rusqlite::params;

use super::{CUSTOMERS, Customers};
use crate::domain::calendar::Instant;
use crate::domain::customer::{Customer, CustomerState};
use crate::domain::{Model, Slug, TenantDomain};
use crate::store::column::Reader;
use crate::store::failure::StoreError;
use crate::store::tx::Tx;

/// Which customers are wanted.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Only in these states.
    pub states: Option<Vec<CustomerState>>,
    /// Only those that have an active relationship with this provider.
    pub provider: Option<Slug>,
    /// Only those whose name, domain, address or tenant id has this text in it, whatever its case.
    pub search: Option<String>,
    /// Only domains behind this one.
    pub after: Option<TenantDomain>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// What runs out, or already did.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The customer's domain, as typed.
    pub domain: TenantDomain,
    /// When.
    pub at: Instant,
}

impl CustomerFilter {
    fn takes(&self, customer: &Customer) -> bool {
        self.states
            .as_ref()
            .is_none_or(|states| states.contains(&customer.state()))
    }

    fn finds(&self, needle: &str, texts: [Option<&str>; 4]) -> bool {
        texts
            .into_iter()
            .flatten()
            .any(|text| text.to_lowercase().contains(needle))
    }
}

impl Customers<'_, '_> {
    /// Hands the customers that are wanted to `each`, as of now, in the order of their domains.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each<E: From<StoreError>>(
        &self,
        filter: &CustomerFilter,
        mut each: impl FnMut(Customer) -> Result<(), E>,
    ) -> Result<(), E> {
        self.tx
            .each_customer(Some(self.account), filter, |_, customer| each(customer))
    }

    /// The sent requests that run out between `since` and `until`, whether or not they have yet; at most `most`,
    /// earliest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn requests_ending(
        &self,
        since: Instant,
        until: Instant,
        most: u32,
    ) -> Result<Vec<Waiting>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT customers.domain, requests.expires_at FROM requests JOIN customers USING (account_id, domain_key)
             WHERE account_id = ?1 AND requests.state IN ('draft', 'sent') AND requests.expires_at > ?2
               AND requests.expires_at <= ?3 ORDER BY requests.expires_at, domain_key LIMIT ?4",
        )?;
        let mut rows = statement.query(params![
            self.account,
            since.timestamp(),
            until.timestamp(),
            most
        ])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let reader =
                super::super::column::Reader::new(row, "requests", row.get::<_, String>(0)?);
            found.push(Waiting {
                domain: reader.word(0)?,
                at: reader.instant(1)?,
            });
        }
        Ok(found)
    }

    /// A customer that has an active relationship with us and no Microsoft Customer Agreement on record.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn without_agreement(&self) -> Result<Option<(String, Model)>, StoreError> {
        let mut statement = self.tx.connection().prepare_cached(
            "SELECT domain_key, won_as FROM relationships AS it
             WHERE account_id = ?1 AND party = 'self' AND state = 'active'
               AND NOT EXISTS (SELECT 1 FROM agreements WHERE account_id = it.account_id
                               AND domain_key = it.domain_key AND accepted_on >= ?2)
             ORDER BY domain_key LIMIT 1",
        )?;
        let mut rows = statement.query((self.account, day_text(CUSTOMER_AGREEMENT_FROM)))?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let domain: String = row.get(0)?;
        let won_as = Reader::new(row, "relationships", &domain).word(1)?;
        Ok(Some((domain, won_as)))
    }
}

impl Tx<'_> {
    /// Hands the customers that are wanted to `each` with the number of their account: of one account, or of all in
    /// the order of domains. A limit never parts customers of the same domain.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_customer<E: From<StoreError>>(
        &self,
        account: Option<i64>,
        filter: &CustomerFilter,
        mut each: impl FnMut(i64, Customer) -> Result<(), E>,
    ) -> Result<(), E> {
        if filter.limit == Some(0) {
            return Ok(());
        }
        let (of_account, order) = match account {
            Some(_) => ("account_id = ?1", "account_id, domain_key"),
            None => ("?1 IS NULL", "domain_key, account_id"),
        };
        let sql = format!(
            "{} AS it WHERE {of_account} AND domain_key > ?2
             AND (?3 IS NULL OR EXISTS (SELECT 1 FROM relationships WHERE account_id = it.account_id
                  AND domain_key = it.domain_key AND party = ?3 AND state = 'active'))
             ORDER BY {order}",
            CUSTOMERS.all()
        );
        let mut statement = self
            .connection()
            .prepare_cached(&sql)
            .map_err(StoreError::from)?;
        let after = filter.after.as_ref().map_or("", TenantDomain::key);
        let provider = filter.provider.as_ref().map(Slug::as_str);
        let mut rows = statement
            .query(params![account, after, provider])
            .map_err(StoreError::from)?;
        let needle = filter
            .search
            .as_ref()
            .map(|text| text.trim().to_lowercase());
        let (mut given, mut last) = (0, String::new());
        while let Some(row) = rows.next().map_err(StoreError::from)? {
            let text = |at: usize| row.get_ref(at).ok().and_then(|value| value.as_str().ok());
            let key = text(1).unwrap_or_default();
            if filter.limit.is_some_and(|limit| given >= limit) && key != last {
                break;
            }
            if let Some(needle) = &needle
                && !filter.finds(needle, [text(3), text(2), text(6), text(7)])
            {
                continue;
            }
            let owner: i64 = row.get(0).map_err(StoreError::from)?;
            let customer = self.customers(owner).customer_of(row)?.as_of(self.now());
            if filter.takes(&customer) {
                given += 1;
                last.clear();
                last.push_str(key);
                each(owner, customer)?;
            }
        }
        Ok(())
    }
}
