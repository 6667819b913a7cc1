//! A customer into its rows: only what differs is written.

use rusqlite::ToSql;

use super::{AGREEMENTS, AWAITED_RELATIONSHIPS, CUSTOMERS, Customers, RELATIONSHIPS, REQUESTS};
use crate::domain::agreement::Agreement;
use crate::domain::customer::Customer;
use crate::domain::relationship::{Party, Relationship};
use crate::domain::request::Request;
use crate::domain::word::Word;
use crate::store::column::{day_text, seconds};
use crate::store::failure::StoreError;

impl Customers<'_, '_> {
    /// Saves a customer that is new.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&self, customer: &Customer) -> Result<(), StoreError> {
        self.put_record(customer, true)?;
        let key = customer.record.domain.key();
        for relationship in &customer.relationships {
            self.put_relationship(key, relationship)?;
        }
        self.save_awaited(key, None, customer.awaited_rights)?;
        if let Some(request) = &customer.request {
            self.put_request(key, 1, request)?;
        }
        customer
            .agreement
            .iter()
            .try_for_each(|agreement| self.put_agreement(key, agreement))
    }

    /// Saves what differs between `before`, as it is stored, and `after`.
    ///
    /// A request of `before` that has run out since is stored as expired with it.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, before: &Customer, after: &Customer) -> Result<(), StoreError> {
        let key = after.record.domain.key();
        if before.record != after.record {
            self.put_record(after, false)?;
        }
        for relationship in &after.relationships {
            if before.relationship(&relationship.party) != Some(relationship) {
                self.put_relationship(key, relationship)?;
            }
        }
        self.save_awaited(key, before.awaited_rights, after.awaited_rights)?;
        self.save_request(key, before.request.as_ref(), after.request.as_ref())?;
        match &after.agreement {
            same if *same == before.agreement => Ok(()),
            Some(agreement) => self.put_agreement(key, agreement),
            None => AGREEMENTS.delete(self.tx, &[&self.account, &key]),
        }
    }

    fn save_awaited(
        &self,
        key: &str,
        before: Option<bool>,
        after: Option<bool>,
    ) -> Result<(), StoreError> {
        match after {
            same if same == before => Ok(()),
            Some(rights) => {
                AWAITED_RELATIONSHIPS.put(self.tx, &[&self.account, &key, &i64::from(rights)])
            }
            None => AWAITED_RELATIONSHIPS.delete(self.tx, &[&self.account, &key]),
        }
    }

    fn save_request(
        &self,
        key: &str,
        before: Option<&Request>,
        after: Option<&Request>,
    ) -> Result<(), StoreError> {
        let Some(after) = after else { return Ok(()) };
        let number = self.latest_request(key)?.map_or(0, |(number, _)| number);
        let Some(before) = before else {
            return self.put_request(key, number + 1, after);
        };
        if before.token == after.token {
            return if before == after {
                Ok(())
            } else {
                self.put_request(key, number, after)
            };
        }
        let run_out = before.clone().as_of(self.tx.now());
        if run_out != *before {
            self.put_request(key, number, &run_out)?;
        }
        self.put_request(key, number + 1, after)
    }

    fn put_record(&self, customer: &Customer, is_new: bool) -> Result<(), StoreError> {
        let record = &customer.record;
        let values: [&dyn ToSql; 12] = [
            &self.account,
            &record.domain.key(),
            &record.domain.as_str(),
            &record.name,
            &record.name.to_lowercase(),
            &record.country.as_str(),
            &record.email.as_ref().map(|email| email.as_str()),
            &record.tenant_id.map(|id| id.to_string()),
            &record.registration_id,
            &record.origin.map(Word::word),
            &i64::from(record.csp_tenant),
            &seconds(customer.created_at),
        ];
        if is_new {
            CUSTOMERS.insert(self.tx, &values)
        } else {
            CUSTOMERS.put(self.tx, &values)
        }
    }

    fn put_relationship(&self, key: &str, relationship: &Relationship) -> Result<(), StoreError> {
        let values: [&dyn ToSql; 8] = [
            &self.account,
            &key,
            &relationship.party.as_str(),
            &relationship.state().word(),
            &i64::from(relationship.admin_rights()),
            &seconds(relationship.since),
            &relationship.via.word(),
            &relationship.won_as.word(),
        ];
        RELATIONSHIPS.put(self.tx, &values)
    }

    fn put_request(&self, key: &str, number: i64, request: &Request) -> Result<(), StoreError> {
        let values: [&dyn ToSql; 13] = [
            &self.account,
            &key,
            &number,
            &request.provider.as_ref().map(|slug| slug.as_str()),
            &request.token.as_str(),
            &request.link,
            &i64::from(request.admin_rights),
            &request.state().word(),
            &seconds(request.created_at),
            &request.sent_at.map(seconds),
            &request.expires_at().map(seconds),
            &request.closed_at().map(seconds),
            &request.reason(),
        ];
        REQUESTS.put(self.tx, &values)
    }

    fn put_agreement(&self, key: &str, agreement: &Agreement) -> Result<(), StoreError> {
        let values: [&dyn ToSql; 9] = [
            &self.account,
            &key,
            &agreement.attested_by.as_ref().map(Party::as_str),
            &day_text(agreement.accepted_on),
            &agreement.first_name,
            &agreement.last_name,
            &agreement.email.as_str(),
            &agreement.phone,
            &seconds(agreement.recorded_at),
        ];
        AGREEMENTS.put(self.tx, &values)
    }
}
