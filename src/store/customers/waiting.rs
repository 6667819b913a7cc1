//! Queries for next actions about the customers of up to `Accounts::PAGE` accounts at once.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use super::has_counting_agreement;
use crate::diagnostic::Diagnostic;
use crate::domain::agreement::CUSTOMER_AGREEMENT_FROM;
use crate::domain::calendar::Instant;
use crate::domain::{Model, TenantDomain};
use crate::store::among::{Among, by_account};
use crate::store::column::shown;
use crate::store::engine::Row;
use crate::store::tx::Tx;

/// A request that expires soon or has expired.
#[derive(Debug, Clone, PartialEq)]
pub struct Waiting {
    /// The customer's domain, as typed.
    pub domain: TenantDomain,
    /// When it expires.
    pub at: Instant,
}

impl Tx<'_> {
    /// The sent requests that expire between `since` and `until`, in the past or in the future. At most `most` per
    /// account, earliest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn requests_ending(
        &self,
        accounts: &[i64],
        since: Instant,
        until: Instant,
        most: u32,
    ) -> Result<BTreeMap<i64, Vec<Waiting>>, Diagnostic> {
        let mut among = Among::of("requests.account_id", accounts);
        let since = among.place(since.timestamp());
        let until = among.place(until.timestamp());
        let end = match accounts {
            [_] => format!(" LIMIT {}", among.place(i64::from(most))),
            _ => String::new(),
        };
        let sql = format!(
            "SELECT requests.account_id, customers.domain, requests.expires_at FROM requests
             JOIN customers ON customers.account_id = requests.account_id AND customers.domain_key = requests.domain_key
             WHERE {} AND requests.state IN ('draft', 'sent') AND requests.expires_at > {since}
               AND requests.expires_at <= {until}
             ORDER BY requests.account_id, requests.expires_at, requests.domain_key{end}",
            among.condition()
        );
        let mut found = Vec::new();
        self.each_row(&sql, among.values(), |row| {
            let waiting = Waiting {
                domain: shown("requests", row, 1)?,
                at: shown("requests", row, 2)?,
            };
            found.push((shown("requests", row, 0)?, waiting));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        let mut found = by_account(found);
        for of_one in found.values_mut() {
            of_one.truncate(most as usize);
        }
        Ok(found)
    }

    /// Customers that have an active relationship with us and no Microsoft Customer Agreement on record, by account: the
    /// first whose next action was not put off, then those whose action was. Each with its domain and the model of the
    /// relationship.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn without_agreement(
        &self,
        accounts: &[i64],
        has_snoozes: bool,
    ) -> Result<BTreeMap<i64, Vec<(String, Model)>>, Diagnostic> {
        let mut among = Among::of("accounts.id", accounts);
        let from = among.place(CUSTOMER_AGREEMENT_FROM.to_string());
        let of_it = ("it.account_id", "it.domain_key");
        let agreed = has_counting_agreement(of_it, &format!("given.accepted_on >= {from}"));
        let lacking = format!("it.party = 'self' AND it.state = 'active' AND NOT {agreed}");
        let put_off = if has_snoozes {
            let today = among.place(self.today().to_string());
            format!(
                "SELECT 1 FROM snoozes WHERE snoozes.account_id = it.account_id AND snoozes.subject = it.domain_key
                 AND snoozes.action = 'record-agreement' AND snoozes.until_day > {today}"
            )
        } else {
            "SELECT 1 WHERE FALSE".to_owned()
        };
        let first = format!(
            "SELECT accounts.id, found.domain_key, found.won_as FROM accounts JOIN relationships AS found
             ON found.account_id = accounts.id AND found.party = 'self' AND found.domain_key = (
               SELECT domain_key FROM relationships AS it
               WHERE it.account_id = accounts.id AND {lacking} AND NOT EXISTS ({put_off})
               ORDER BY domain_key LIMIT 1)
             WHERE {}",
            among.condition()
        );
        let mut found = Vec::new();
        let mut add = |row: Row<'_>| {
            let customer = (
                shown("relationships", row, 1)?,
                shown("relationships", row, 2)?,
            );
            found.push((shown("relationships", row, 0)?, customer));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        };
        self.each_row(&first, among.values(), &mut add)?;
        if has_snoozes {
            let rest = format!(
                "SELECT accounts.id, it.domain_key, it.won_as FROM accounts
                 JOIN relationships AS it ON it.account_id = accounts.id
                 WHERE {} AND {lacking} AND EXISTS ({put_off}) ORDER BY accounts.id, it.domain_key",
                among.condition()
            );
            self.each_row(&rest, among.values(), &mut add)?;
        }
        Ok(by_account(found))
    }

    /// For each account with customers that Microsoft blocks from new orders, their domains in their order. Customers that
    /// were removed are left out.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn blocked_customers(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Vec<String>>, Diagnostic> {
        let among = Among::of("it.account_id", accounts);
        let sql = format!(
            "SELECT it.account_id, it.domain_key FROM customer_verifications AS it
             WHERE {} AND it.status IN ('under-review', 'not-allowed', 'unknown')
               AND NOT EXISTS (SELECT 1 FROM relationships WHERE account_id = it.account_id
                               AND domain_key = it.domain_key AND party = 'self' AND state = 'removed')
             ORDER BY it.account_id, it.domain_key",
            among.condition()
        );
        let mut found: BTreeMap<i64, Vec<String>> = BTreeMap::new();
        self.each_row(&sql, among.values(), |row| {
            let account = shown("customer_verifications", row, 0)?;
            let domain = shown("customer_verifications", row, 1)?;
            found.entry(account).or_default().push(domain);
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }
}
