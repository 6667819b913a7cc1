//! Accounts and what they tell about themselves.

use rusqlite::{OptionalExtension, ToSql, params};

use super::column::{Reader, seconds};
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::application::{Application, Field};
use crate::domain::word::Word;
use crate::domain::{Account, MpnId, Slug, TenantDomain, TenantId};

table!(pub(super) ACCOUNTS = "accounts", key 1, [
    "id", "slug", "domain_key",
    "mpn_id", "mpn_country", "company_legal_name", "company_country", "company_tenant_domain",
    "company_tenant_id", "company_tax_id", "company_registration_id", "company_address_line1",
    "company_address_line2", "company_address_city", "company_address_region",
    "company_address_postal_code", "primary_contact_first_name", "primary_contact_last_name",
    "primary_contact_email", "primary_contact_phone", "support_contact_email",
    "support_contact_phone", "support_contact_website", "admin_first_name", "admin_last_name",
    "admin_email", "bank_holder", "bank_iban", "bank_account_number", "bank_bank_code", "bank_bic",
    "direct_billing_day", "declarations_authority_to_sign",
    "created_at",
]);

/// How many columns stand before the application's fields.
const BEFORE_FIELDS: usize = 3;

/// The accounts of the store.
pub struct Accounts<'t, 'c>(&'t Tx<'c>);

impl<'c> Tx<'c> {
    /// The accounts.
    pub fn accounts(&self) -> Accounts<'_, 'c> {
        Accounts(self)
    }
}

impl Accounts<'_, '_> {
    /// Every account, by short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn all(&self) -> Result<Vec<Account>, StoreError> {
        let mut statement = self
            .0
            .connection()
            .prepare_cached("SELECT id FROM accounts ORDER BY slug")?;
        let ids: Vec<i64> = statement
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        ids.into_iter()
            .filter_map(|id| self.get(id).transpose())
            .collect()
    }

    /// The short names of all accounts.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn slugs(&self) -> Result<Vec<String>, StoreError> {
        Ok(self.numbered()?.into_iter().map(|(_, slug)| slug).collect())
    }

    /// The numbers and short names of all accounts, by short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn numbered(&self) -> Result<Vec<(i64, String)>, StoreError> {
        let mut statement = self
            .0
            .connection()
            .prepare_cached("SELECT id, slug FROM accounts ORDER BY slug")?;
        let found = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
        Ok(found.collect::<Result<_, _>>()?)
    }

    /// The number of the account, where there is only one.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn only(&self) -> Result<Option<i64>, StoreError> {
        let mut statement = self
            .0
            .connection()
            .prepare_cached("SELECT id FROM accounts LIMIT 2")?;
        let found = statement.query_map([], |row| row.get(0))?;
        let found: Vec<i64> = found.collect::<Result<_, _>>()?;
        Ok(match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        })
    }

    /// The account that a person means by its short name, MPN ID or tenant domain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn meant(&self, typed: &str) -> Result<Option<Account>, StoreError> {
        let id = self.id_meant(typed)?;
        id.map_or(Ok(None), |id| self.get(id))
    }

    /// The number of that account.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn id_meant(&self, typed: &str) -> Result<Option<i64>, StoreError> {
        let typed = typed.trim();
        let domain = typed
            .parse::<TenantDomain>()
            .map(|domain| domain.key().to_owned())
            .ok();
        let id = self
            .0
            .connection()
            .prepare_cached(
                "SELECT id FROM accounts WHERE slug = ?1 OR mpn_id = ?2 OR domain_key = ?3 ORDER BY slug = ?1 DESC",
            )?
            .query_row(params![typed.to_lowercase(), typed, domain], |row| row.get(0))
            .optional()?;
        Ok(id)
    }

    /// The account with this MPN ID.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_mpn_id(&self, mpn_id: &MpnId) -> Result<Option<Account>, StoreError> {
        self.by("SELECT id FROM accounts WHERE mpn_id = ?", mpn_id.as_str())
    }

    /// The account with this tenant domain.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_domain(&self, domain: &TenantDomain) -> Result<Option<Account>, StoreError> {
        self.by("SELECT id FROM accounts WHERE domain_key = ?", domain.key())
    }

    /// The account with this tenant id, however it was typed.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_tenant_id(&self, tenant_id: &TenantId) -> Result<Option<Account>, StoreError> {
        let compact = tenant_id.to_string().replace('-', "");
        self.by(
            "SELECT id FROM accounts WHERE replace(replace(replace(replace(lower(company_tenant_id), 'urn:uuid:', ''), '-', ''), '{', ''), '}', '') = ?",
            &compact,
        )
    }

    /// The account with this short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn with_slug(&self, slug: &Slug) -> Result<Option<Account>, StoreError> {
        self.by("SELECT id FROM accounts WHERE slug = ?", slug.as_str())
    }

    fn by(&self, sql: &str, value: &str) -> Result<Option<Account>, StoreError> {
        let mut statement = self.0.connection().prepare_cached(sql)?;
        let id = statement.query_row([value], |row| row.get(0)).optional()?;
        id.map_or(Ok(None), |id| self.get(id))
    }

    /// The account with this number, with its enrollments.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn get(&self, id: i64) -> Result<Option<Account>, StoreError> {
        let sql = format!("{} WHERE id = ?", ACCOUNTS.all());
        let mut statement = self.0.connection().prepare_cached(&sql)?;
        let mut rows = statement.query([id])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let reader = Reader::verified(row, &ACCOUNTS)?;
        let mut application = Application::default();
        for (at, &field) in Field::ALL.iter().enumerate() {
            if let Some(value) = reader.text(BEFORE_FIELDS + at)? {
                application.set(field, &value);
            }
        }
        let mut account = Account {
            id,
            slug: reader.word(1)?,
            application,
            created_at: reader.instant(BEFORE_FIELDS + Field::ALL.len())?,
            enrollments: self.0.enrollments_of(id)?,
            former_owner: None,
        };
        if account.has_begun_anew() {
            account.former_owner = self.0.former_owner(&account)?;
        }
        Ok(Some(account))
    }

    /// The number for an account that is about to be saved for the first time.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn next_id(&self) -> Result<i64, StoreError> {
        let sql = "SELECT coalesce(max(id), 0) + 1 FROM accounts";
        Ok(self.0.connection().query_row(sql, [], |row| row.get(0))?)
    }

    /// Saves an account and its enrollments.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, account: &Account) -> Result<(), StoreError> {
        let application = &account.application;
        let domain_key = application
            .tenant_domain()
            .map(|domain| domain.key().to_owned());
        let fields: Vec<Option<&str>> = Field::ALL
            .iter()
            .map(|&field| application.get(field))
            .collect();
        let slug = account.slug.as_str();
        let created_at = seconds(account.created_at);
        let mut values: Vec<&dyn ToSql> = vec![&account.id, &slug, &domain_key];
        values.extend(fields.iter().map(|value| value as &dyn ToSql));
        values.push(&created_at);
        ACCOUNTS.put(self.0, &values)?;
        self.0.save_enrollments(account.id, &account.enrollments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_columns_are_the_fields_of_an_application_in_their_order() {
        let fields: Vec<String> = Field::ALL.iter().map(|field| field.column()).collect();
        let end = BEFORE_FIELDS + fields.len();
        assert_eq!(ACCOUNTS.columns[BEFORE_FIELDS..end], fields);
    }
}
