//! Writes a customer into its rows. Only rows that differ are written.

use super::{AwaitedRow, CustomerRow, Customers, RelationshipRow, RequestRow};
use crate::diagnostic::Diagnostic;
use crate::domain::customer::Customer;
use crate::domain::market::KeptCountry;
use crate::domain::relationship::Relationship;
use crate::domain::request::Request;
use crate::domain::{Email, GroupsAndKeeper};
use crate::store::engine::Value;
use crate::store::groups::{CustomerGroupRow, CustomerKeeperRow};

impl Customers<'_, '_> {
    /// Saves a new customer.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&self, customer: &Customer) -> Result<(), Diagnostic> {
        self.put_record(customer, true)?;
        let key = customer.record.domain.key();
        for relationship in &customer.relationships {
            self.put_relationship(key, relationship)?;
        }
        self.save_awaited(key, None, customer.awaited_rights)?;
        if let Some(request) = &customer.request {
            self.put_request(key, 1, request)?;
        }
        self.save_verification(key, None, customer.verification.as_ref())?;
        let agreements = (
            customer.agreement.as_ref(),
            customer.earlier_agreements.as_slice(),
        );
        self.save_agreements(key, (None, &[]), agreements)
    }

    /// Saves what differs between `before`, as stored, and `after`.
    ///
    /// A request of `before` that has expired since is stored as expired.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, before: &Customer, after: &Customer) -> Result<(), Diagnostic> {
        let key = after.record.domain.key();
        if before.record != after.record {
            self.put_record(after, false)?;
        }
        for relationship in &after.relationships {
            if before.relationship(&relationship.party) != Some(relationship) {
                self.put_relationship(key, relationship)?;
            }
        }
        self.save_groups(key, &before.marks, &after.marks)?;
        self.save_awaited(key, before.awaited_rights, after.awaited_rights)?;
        self.save_verification(
            key,
            before.verification.as_ref(),
            after.verification.as_ref(),
        )?;
        self.save_request(key, before.request.as_ref(), after.request.as_ref())?;
        self.save_agreements(
            key,
            (before.agreement.as_ref(), &before.earlier_agreements),
            (after.agreement.as_ref(), &after.earlier_agreements),
        )
    }

    fn save_groups(
        &self,
        key: &str,
        before: &GroupsAndKeeper,
        after: &GroupsAndKeeper,
    ) -> Result<(), Diagnostic> {
        for gone in before.groups.difference(&after.groups) {
            let [account, domain] = self.place(key);
            let place = [account, domain, gone.as_str().into()];
            self.tx.delete::<CustomerGroupRow>(&place)?;
        }
        for name in after.groups.difference(&before.groups) {
            self.tx.put(&CustomerGroupRow {
                account_id: self.account,
                domain_key: key.to_owned(),
                name: name.clone(),
            })?;
        }
        if before.keeper.as_ref().map(Email::as_str) == after.keeper.as_ref().map(Email::as_str) {
            return Ok(());
        }
        match &after.keeper {
            Some(email) => self.tx.put(&CustomerKeeperRow {
                account_id: self.account,
                domain_key: key.to_owned(),
                email_key: email.key().to_owned(),
                email: email.clone(),
            }),
            None => self.tx.delete::<CustomerKeeperRow>(&self.place(key)),
        }
    }

    fn save_awaited(
        &self,
        key: &str,
        before: Option<bool>,
        after: Option<bool>,
    ) -> Result<(), Diagnostic> {
        match after {
            same if same == before => Ok(()),
            Some(admin_rights) => self.tx.put(&AwaitedRow {
                account_id: self.account,
                domain_key: key.to_owned(),
                admin_rights,
            }),
            None => self.tx.delete::<AwaitedRow>(&self.place(key)),
        }
    }

    fn save_request(
        &self,
        key: &str,
        before: Option<&Request>,
        after: Option<&Request>,
    ) -> Result<(), Diagnostic> {
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

    fn put_record(&self, customer: &Customer, is_new: bool) -> Result<(), Diagnostic> {
        let record = &customer.record;
        let row = CustomerRow {
            account_id: self.account,
            domain_key: record.domain.key().to_owned(),
            domain: record.domain.clone(),
            name: record.name.clone(),
            name_key: record.name.to_lowercase(),
            country: KeptCountry(record.country),
            email: record.email.clone(),
            tenant_id: record.tenant_id,
            registration_id: record.registration_id.clone(),
            origin: record.origin,
            csp_tenant: record.csp_tenant,
            created_at: customer.created_at,
        };
        if is_new {
            self.tx.insert(&row)
        } else {
            self.tx.put(&row)
        }
    }

    fn put_relationship(&self, key: &str, relationship: &Relationship) -> Result<(), Diagnostic> {
        self.tx.put(&RelationshipRow {
            account_id: self.account,
            domain_key: key.to_owned(),
            party: relationship.party.clone(),
            state: relationship.state(),
            admin_rights: relationship.admin_rights(),
            since: relationship.since,
            via: relationship.via,
            won_as: relationship.won_as,
        })
    }

    fn put_request(&self, key: &str, number: i64, request: &Request) -> Result<(), Diagnostic> {
        self.tx.put(&RequestRow {
            account_id: self.account,
            domain_key: key.to_owned(),
            number,
            provider: request.provider.clone(),
            token: request.token.clone(),
            link: request.link.clone(),
            admin_rights: request.admin_rights,
            state: request.state(),
            created_at: request.created_at,
            sent_at: request.sent_at,
            expires_at: request.expires_at(),
            closed_at: request.closed_at(),
            reason: request.reason().map(str::to_owned),
        })
    }

    /// The key of the customer's row.
    pub(super) fn place<'k>(&self, key: &'k str) -> [Value<'k>; 2] {
        [Value::Integer(self.account), key.into()]
    }
}
