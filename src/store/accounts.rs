//! Accounts, with their application fields as typed.

use std::collections::BTreeMap;
use std::ops::ControlFlow;

use sha2::{Digest as _, Sha256};

use super::account_moves::number_left;
use super::among::Among;
use super::chain::STORE;
use super::column::shown;
use super::engine::Value;
use super::enrollments::EnrollmentQueries;
use super::groups::GroupFilter;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::application::{Application, Field};
use crate::domain::calendar::Instant;
use crate::domain::word::Word as _;
use crate::domain::{Account, Email, MpnId, Slug, TenantDomain, TenantId};

record! {
    /// An account: its number, its names, and each field of its application as it was typed.
    pub(super) struct AccountRow in ACCOUNTS: "accounts", key 1, chain Account {
        id: i64,
        slug: Slug,
        domain_key: Option<String>,
        mpn_id: Option<String>,
        mpn_country: Option<String>,
        company_legal_name: Option<String>,
        company_country: Option<String>,
        company_tenant_domain: Option<String>,
        company_tenant_id: Option<String>,
        company_tax_id: Option<String>,
        company_registration_id: Option<String>,
        company_address_line1: Option<String>,
        company_address_line2: Option<String>,
        company_address_city: Option<String>,
        company_address_region: Option<String>,
        company_address_postal_code: Option<String>,
        primary_contact_first_name: Option<String>,
        primary_contact_last_name: Option<String>,
        primary_contact_email: Option<String>,
        primary_contact_phone: Option<String>,
        support_contact_email: Option<String>,
        support_contact_phone: Option<String>,
        support_contact_website: Option<String>,
        admin_first_name: Option<String>,
        admin_last_name: Option<String>,
        admin_email: Option<String>,
        bank_holder: Option<String>,
        bank_iban: Option<String>,
        bank_account_number: Option<String>,
        bank_bank_code: Option<String>,
        bank_bic: Option<String>,
        direct_billing_day: Option<String>,
        declarations_authority_to_sign: Option<String>,
        created_at: Instant,
    }
    constraints ["UNIQUE (slug)"]
    indexes [
        "CREATE UNIQUE INDEX accounts_mpn_id ON accounts (mpn_id) WHERE mpn_id IS NOT NULL",
        "CREATE UNIQUE INDEX accounts_domain_key ON accounts (domain_key) WHERE domain_key IS NOT NULL",
    ]
}

record! {
    /// The administrator named in an account's submitted application, kept while a draft names another one.
    pub(super) struct FormerOwnerRow in FORMER_OWNERS: "former_owners", key 1, chain Account {
        account_id: i64,
        email: Email,
    }
    constraints ["FOREIGN KEY (account_id) REFERENCES accounts (id)"]
    indexes []
}

/// The number of columns before the application's fields.
const BEFORE_FIELDS: usize = 3;

/// The numbers and short names of all accounts.
pub(super) const NUMBERED: &str = "SELECT id, slug FROM accounts ORDER BY slug";

/// The accounts of the store.
pub struct Accounts<'t, 'c>(&'t Tx<'c>);

impl<'c> Tx<'c> {
    /// The accounts.
    pub fn accounts(&self) -> Accounts<'_, 'c> {
        Accounts(self)
    }
}

impl Accounts<'_, '_> {
    /// The maximum number of accounts in one query.
    pub const PAGE: usize = Among::MOST;

    /// Every account, by short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<Account>, Diagnostic> {
        let mut all = Vec::new();
        self.each(|account| {
            all.push(account);
            Ok::<_, Diagnostic>(())
        })?;
        Ok(all)
    }

    /// Calls `each` with every account, by short name, without loading all of them into memory.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each<E: From<Diagnostic>>(
        &self,
        mut each: impl FnMut(Account) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_page(|page| page.into_iter().try_for_each(&mut each))
    }

    /// Calls `each` with pages of accounts, by short name, so that related rows can be loaded for a whole page at once.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_page<E: From<Diagnostic>>(
        &self,
        each: impl FnMut(Vec<Account>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_page_marked(&GroupFilter::default(), each)
    }

    /// The same with the accounts that are in one of some groups, or that a person looks after.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_page_marked<E: From<Diagnostic>>(
        &self,
        filter: &GroupFilter,
        each: impl FnMut(Vec<Account>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_page_where(&|place| filter.of_accounts(place), each)
    }

    /// The same with the accounts that match, or one of whose customers may match.
    ///
    /// # Errors
    /// If the store cannot be read, or as `each` says.
    pub fn each_page_concerned<E: From<Diagnostic>>(
        &self,
        filter: &GroupFilter,
        each: impl FnMut(Vec<Account>) -> Result<(), E>,
    ) -> Result<(), E> {
        self.each_page_where(&|place| filter.of_accounts_or_customers(place), each)
    }

    fn each_page_where<E: From<Diagnostic>>(
        &self,
        conditions: &Conditions<'_>,
        mut each: impl FnMut(Vec<Account>) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut after = String::new();
        loop {
            let mut values: Vec<Value<'_>> = vec![after.clone().into()];
            let marked = conditions(&mut |value| {
                values.push(value);
                format!("?{}", values.len())
            });
            let rest = format!(
                "AS it WHERE slug > ?1{marked} ORDER BY slug LIMIT {}",
                Among::MOST
            );
            let rows: Vec<AccountRow> = self.0.select(&rest, &values)?;
            let Some(last) = rows.last() else {
                return Ok(());
            };
            last.slug.as_str().clone_into(&mut after);
            let is_last = rows.len() < Among::MOST;
            each(self.with_enrollments(rows)?)?;
            if is_last {
                return Ok(());
            }
        }
    }

    /// The accounts of these rows, each with its enrollments, in the same order.
    fn with_enrollments(&self, rows: Vec<AccountRow>) -> Result<Vec<Account>, Diagnostic> {
        let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
        let mut enrollments = self.0.enrollments_of(&ids)?;
        let mut accounts = Vec::with_capacity(rows.len());
        for row in rows {
            self.0
                .numbers
                .borrow_mut()
                .insert(row.slug.to_string(), row.id);
            let enrollments = enrollments.remove(&row.id).unwrap_or_default();
            accounts.push(account_of(&row, enrollments));
        }
        let anew: Vec<i64> = accounts
            .iter()
            .filter(|account| account.has_begun_anew())
            .map(|account| account.id)
            .collect();
        let mut former = self.former_owners(&anew)?;
        for account in &mut accounts {
            account.former_owner = former.remove(&account.id);
        }
        Ok(accounts)
    }

    fn former_owners(&self, ids: &[i64]) -> Result<BTreeMap<i64, Email>, Diagnostic> {
        if ids.is_empty() {
            return Ok(BTreeMap::new());
        }
        if self.0.is_earlier() {
            return self.0.replaced_administrators(ids);
        }
        let among = Among::of("account_id", ids);
        let rows: Vec<FormerOwnerRow> = self
            .0
            .select(&format!("WHERE {}", among.condition()), among.values())?;
        Ok(rows
            .into_iter()
            .map(|row| (row.account_id, row.email))
            .collect())
    }

    /// The short names of all accounts.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn slugs(&self) -> Result<Vec<String>, Diagnostic> {
        Ok(self.numbered()?.into_iter().map(|(_, slug)| slug).collect())
    }

    /// The numbers and short names of all accounts, by short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn numbered(&self) -> Result<Vec<(i64, String)>, Diagnostic> {
        let mut found = Vec::new();
        self.0.each_row(NUMBERED, &[], |row| {
            found.push((shown("accounts", row, 0)?, shown("accounts", row, 1)?));
            Ok::<_, Diagnostic>(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The number of the account, if the store has exactly one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn only(&self) -> Result<Option<i64>, Diagnostic> {
        let mut found = Vec::new();
        self.0
            .each_row("SELECT id FROM accounts LIMIT 2", &[], |row| {
                found.push(shown("accounts", row, 0)?);
                Ok::<_, Diagnostic>(ControlFlow::Continue(()))
            })?;
        Ok(match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// The account whose short name, MPN ID or tenant domain is `typed`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn find_named(&self, typed: &str) -> Result<Option<Account>, Diagnostic> {
        let id = self.find_id_named(typed)?;
        id.map_or(Ok(None), |id| self.get(id))
    }

    /// The number of the account whose short name, MPN ID or tenant domain is `typed`.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn find_id_named(&self, typed: &str) -> Result<Option<i64>, Diagnostic> {
        let typed = typed.trim();
        let domain = typed
            .parse::<TenantDomain>()
            .map(|domain| domain.key().to_owned())
            .ok();
        let sql = "SELECT id FROM accounts WHERE slug = ?1 OR mpn_id = ?2 OR domain_key = ?3 ORDER BY slug = ?1 DESC";
        let values = [typed.to_lowercase().into(), typed.into(), domain.into()];
        self.0.first(sql, &values, |row| row.first()?.as_integer())
    }

    /// The account with this MPN ID.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_mpn_id(&self, mpn_id: &MpnId) -> Result<Option<Account>, Diagnostic> {
        self.by("SELECT id FROM accounts WHERE mpn_id = ?1", mpn_id.as_str())
    }

    /// The account with this tenant domain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_domain(&self, domain: &TenantDomain) -> Result<Option<Account>, Diagnostic> {
        self.by(
            "SELECT id FROM accounts WHERE domain_key = ?1",
            domain.key(),
        )
    }

    /// The account with this tenant id, however it was typed. In a write nobody else can take it until the end: no index
    /// keeps two accounts from having the same one, so this takes the lock on the store's chain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_tenant_id(&self, tenant_id: &TenantId) -> Result<Option<Account>, Diagnostic> {
        self.0.session().hold_chain(STORE)?;
        let compact = tenant_id.to_string().replace('-', "");
        self.by(
            "SELECT id FROM accounts WHERE replace(replace(replace(replace(lower(company_tenant_id), 'urn:uuid:', ''), '-', ''), '{', ''), '}', '') = ?1",
            &compact,
        )
    }

    /// The account with this short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_slug(&self, slug: &Slug) -> Result<Option<Account>, Diagnostic> {
        self.by("SELECT id FROM accounts WHERE slug = ?1", slug.as_str())
    }

    fn by(&self, sql: &str, value: &str) -> Result<Option<Account>, Diagnostic> {
        let id = self
            .0
            .first(sql, &[value.into()], |row| row.first()?.as_integer())?;
        id.map_or(Ok(None), |id| self.get(id))
    }

    /// The account with this number, with its enrollments.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn get(&self, id: i64) -> Result<Option<Account>, Diagnostic> {
        let key = [Value::Integer(id)];
        let of_account = EnrollmentQueries::of(&Among::of("account_id", &[id]));
        let mut queries: Vec<(&str, &[Value<'_>])> = vec![(ACCOUNTS.finding(), &key)];
        queries.extend(of_account.all().map(|sql| (sql, &key[..])));
        self.0.foresee(&queries)?;
        let row = self.0.find::<AccountRow>(&key)?;
        Ok(self.with_enrollments(row.into_iter().collect())?.pop())
    }

    /// The number for an account that is about to be saved for the first time. It follows from the short name, so that
    /// accounts of two stores have different numbers and can come together in one. Nobody else gets a number until this
    /// transaction ends: that takes the lock on the store's chain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn next_id(&self, slug: &Slug) -> Result<i64, Diagnostic> {
        self.0.session().hold_chain(STORE)?;
        // An account that was moved away can come back, so its number stays its own.
        let sql = "SELECT CAST(id AS TEXT) FROM accounts WHERE id = ?2 \
             UNION ALL SELECT changes FROM journal WHERE chain = ?1 AND action = 'account.left'";
        let mut attempt = 0;
        loop {
            let number = number_for(slug, attempt);
            let values = [Value::Integer(STORE), Value::Integer(number)];
            let taken = self.0.texts(sql, &values)?;
            let is_it =
                |text: &String| text.parse().ok().or_else(|| number_left(text)) == Some(number);
            if number != STORE && !taken.iter().any(is_it) {
                return Ok(number);
            }
            attempt += 1;
        }
    }

    /// Saves an account and its enrollments. If a draft replaces the administrator of the submitted application, the
    /// former one is saved too.
    ///
    /// # Errors
    /// If the store cannot be read or written.
    pub fn save(&self, account: &Account) -> Result<(), Diagnostic> {
        let before = if account.has_begun_anew() {
            self.get(account.id)?
        } else {
            None
        };
        let replaced = before.and_then(|before| account.owner_replaced_in(&before));
        self.0.put(&row_of(account)?)?;
        self.0.save_enrollments(account.id, &account.enrollments)?;
        let key = [Value::Integer(account.id)];
        match replaced {
            Some(email) => self.0.put(&FormerOwnerRow {
                account_id: account.id,
                email,
            }),
            None => self.0.delete::<FormerOwnerRow>(&key),
        }
    }
}

/// The number of an account with this short name: 48 bits, so that every reader of JSON can hold it. Two of 10,000 accounts
/// share a number once in five million stores; then the next attempt gives another.
pub(super) fn number_for(slug: &Slug, attempt: u32) -> i64 {
    let mut hasher = Sha256::new();
    hasher.update(slug.as_str());
    hasher.update([0]);
    hasher.update(attempt.to_le_bytes());
    let digest = hasher.finalize();
    digest
        .iter()
        .take(6)
        .fold(0, |number, byte| (number << 8) | i64::from(*byte))
}

/// The conditions on a row `it` of `accounts`, with the placeholder of each value.
type Conditions<'a> = dyn Fn(&mut dyn FnMut(Value<'static>) -> String) -> String + 'a;

/// The account of a row.
fn account_of(
    row: &AccountRow,
    enrollments: Vec<crate::domain::enrollment::Enrollment>,
) -> Account {
    let mut application = Application::default();
    let values = row.values();
    for (&field, value) in Field::ALL.iter().zip(values.iter().skip(BEFORE_FIELDS)) {
        if let Some(value) = value.as_text() {
            application.set(field, value);
        }
    }
    Account {
        id: row.id,
        slug: row.slug.clone(),
        application,
        created_at: row.created_at,
        enrollments,
        former_owner: None,
    }
}

/// The row of an account.
fn row_of(account: &Account) -> Result<AccountRow, Diagnostic> {
    let application = &account.application;
    let slug = account.slug.to_string();
    let mut values: Vec<Value<'_>> = vec![
        Value::Integer(account.id),
        slug.as_str().into(),
        application
            .tenant_domain()
            .map(|domain| domain.key().to_owned())
            .into(),
    ];
    values.extend(
        Field::ALL
            .iter()
            .map(|&field| application.get(field).into()),
    );
    values.push(Value::Integer(account.created_at.timestamp()));
    AccountRow::read(&mut super::fields::Fields::of(&ACCOUNTS, &values))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_the_fields_of_an_application_in_their_order() {
        let fields: Vec<String> = Field::ALL.iter().map(|field| field.column()).collect();
        let columns: Vec<&str> = ACCOUNTS.names().collect();
        assert_eq!(columns[BEFORE_FIELDS..columns.len() - 1], fields);
    }
}
