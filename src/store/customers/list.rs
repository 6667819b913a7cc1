//! Lists of customers, read page by page in the order of their domains, never all in memory.

use super::load::PAGE;
use super::{CustomerRow, Customers};
use crate::diagnostic::Diagnostic;
use crate::domain::customer::{Customer, CustomerStateKind};
use crate::domain::{Slug, TenantDomain};
use crate::store::among::Pairs;
use crate::store::engine::Value;
use crate::store::tx::Tx;
use crate::store::{GroupFilter, NamedCustomer};

/// Which customers to list.
#[derive(Debug, Clone, Default)]
pub struct CustomerFilter {
    /// Only in these states.
    pub states: Option<Vec<CustomerStateKind>>,
    /// Only those that have an active relationship with this provider.
    pub provider: Option<Slug>,
    /// Only those whose name, domain, address or tenant id contains this text, ignoring case.
    pub search: Option<String>,
    /// Only in one of these groups, and only those that a person looks after.
    pub marks: GroupFilter,
    /// Only domains after this one.
    pub after: Option<TenantDomain>,
    /// At most this many.
    pub limit: Option<u32>,
}

impl CustomerFilter {
    fn has_state(&self, customer: &Customer) -> bool {
        self.states
            .as_ref()
            .is_none_or(|states| states.contains(&customer.state()))
    }

    fn contains_text(&self, needle: &str, row: &CustomerRow) -> bool {
        let has = |text: &str| text.to_lowercase().contains(needle);
        let email = row.email.as_ref().map(|email| email.as_str());
        let tenant = row.tenant_id.map(|id| id.to_string());
        has(&row.name)
            || has(row.domain.as_str())
            || email.is_some_and(has)
            || tenant.as_deref().is_some_and(has)
    }
}

impl Customers<'_, '_> {
    /// Calls `each` with every customer that matches, as of now, in the order of their domains.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each<E: From<Diagnostic>>(
        &self,
        filter: &CustomerFilter,
        mut each: impl FnMut(Customer) -> Result<(), E>,
    ) -> Result<(), E> {
        self.tx
            .each_customer(Some(self.account), filter, |_, customer| each(customer))
    }
}

impl Customers<'_, '_> {
    /// The names, domains and tenants of the customers that match a condition.
    pub(in crate::store) fn names_where(
        &self,
        condition: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<NamedCustomer>, Diagnostic> {
        let rows: Vec<CustomerRow> = self.tx.select(&format!("WHERE {condition}"), values)?;
        let names = rows.into_iter().map(|row| NamedCustomer {
            name: row.name,
            domain: row.domain,
            tenant_id: row.tenant_id,
        });
        Ok(names.collect())
    }
}

impl Tx<'_> {
    /// Calls `each` with every customer that matches and the number of its account: those of one account, or of all
    /// accounts in the order of domains. A limit never separates customers with the same domain.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_customer<E: From<Diagnostic>>(
        &self,
        account: Option<i64>,
        filter: &CustomerFilter,
        mut each: impl FnMut(i64, Customer) -> Result<(), E>,
    ) -> Result<(), E> {
        if filter.limit == Some(0) {
            return Ok(());
        }
        let needle = filter
            .search
            .as_ref()
            .map(|text| text.trim().to_lowercase());
        let (mut given, mut last) = (0, String::new());
        let mut from = Behind {
            key: filter
                .after
                .as_ref()
                .map_or("", TenantDomain::key)
                .to_owned(),
            account: i64::MAX,
        };
        loop {
            let mut rows = self.page_of_customers(account, filter, &from)?;
            let is_last = rows.len() < PAGE;
            if let Some(end) = rows.last() {
                from = Behind {
                    key: end.domain_key.clone(),
                    account: end.account_id,
                };
            }
            if let Some(needle) = &needle {
                rows.retain(|row| filter.contains_text(needle, row));
            }
            let places: Vec<(i64, String)> = rows
                .iter()
                .map(|row| (row.account_id, row.domain_key.clone()))
                .collect();
            let customers = self.loaded(rows, account)?;
            for ((owner, key), customer) in places.into_iter().zip(customers) {
                if filter.limit.is_some_and(|limit| given >= limit) && key != last {
                    return Ok(());
                }
                let customer = customer.as_of(self.now());
                if filter.has_state(&customer) {
                    given += 1;
                    last = key;
                    each(owner, customer)?;
                }
            }
            if is_last {
                return Ok(());
            }
        }
    }

    /// The next page of a list.
    fn page_of_customers(
        &self,
        account: Option<i64>,
        filter: &CustomerFilter,
        from: &Behind,
    ) -> Result<Vec<CustomerRow>, Diagnostic> {
        let mut values = vec![
            from.key.as_str().into(),
            Value::Integer(account.unwrap_or(from.account)),
        ];
        let (place, order) = match account {
            Some(_) => (
                "account_id = ?2 AND domain_key > ?1",
                "account_id, domain_key",
            ),
            None => (
                "(domain_key, account_id) > (?1, ?2)",
                "domain_key, account_id",
            ),
        };
        let of_provider = match &filter.provider {
            None => "",
            Some(provider) => {
                values.push(provider.as_str().into());
                " AND EXISTS (SELECT 1 FROM relationships WHERE account_id = known.account_id
                  AND domain_key = known.domain_key AND party = ?3 AND state = 'active')"
            }
        };
        let marked = filter.marks.of_customers(&mut |value| {
            values.push(value);
            format!("?{}", values.len())
        });
        let rest =
            format!("AS known WHERE {place}{of_provider}{marked} ORDER BY {order} LIMIT {PAGE}");
        self.select(&rest, &values)
    }

    /// Loads the customers of some rows. Neighbouring rows are selected by a range of keys, others by a list of keys in
    /// one statement.
    fn loaded(
        &self,
        rows: Vec<CustomerRow>,
        account: Option<i64>,
    ) -> Result<Vec<Customer>, Diagnostic> {
        let (Some(first), Some(end)) = (rows.first(), rows.last()) else {
            return Ok(Vec::new());
        };
        if let Some(account) = account
            && rows.len() > PAGE / 4
        {
            let range = [
                Value::Integer(account),
                first.domain_key.clone().into(),
                end.domain_key.clone().into(),
            ];
            let of = "WHERE account_id = ?1 AND domain_key BETWEEN ?2 AND ?3";
            return self.customers_of(rows, of, &range);
        }
        let places = rows
            .iter()
            .map(|row| (row.account_id, row.domain_key.as_str()));
        let pairs = Pairs::of(["account_id", "domain_key"], places);
        self.customers_of(rows, pairs.rest(), pairs.values())
    }
}

/// Where the next page begins: after this domain, or for the same domain after this account.
struct Behind {
    key: String,
    account: i64,
}
