//! Builds customers from their rows. Related rows of many customers are loaded at once.

use std::collections::BTreeMap;

use super::verification::{VerificationRow, verification_of};
use super::{AwaitedRow, CustomerRow, Customers, RelationshipRow, RequestRow};
use crate::diagnostic::Diagnostic;
use crate::domain::GroupsAndKeeper;
use crate::domain::customer::{AccountVerification, Customer, CustomerRecord};
use crate::domain::relationship::{
    Party, Relationship, RelationshipState as Held, RelationshipStateKind,
};
use crate::domain::request::{Request, RequestState, RequestStateKind};
use crate::store::engine::Value;
use crate::store::groups::{CustomerGroupRow, CustomerKeeperRow};
use crate::store::record::Record as _;
use crate::store::tx::Tx;

/// The number of customers loaded at once.
pub(super) const PAGE: usize = 128;

/// The key of a customer: the number of its account, and its domain in the form used for comparison.
pub(super) type Place = (i64, String);

impl Customers<'_, '_> {
    /// The customer with this domain key, as stored.
    pub(super) fn load(&self, key: &str) -> Result<Option<Customer>, Diagnostic> {
        let place = [Value::Integer(self.account), key.into()];
        let Some(row) = self.tx.find::<CustomerRow>(&place)? else {
            return Ok(None);
        };
        let of_one = "WHERE account_id = ?1 AND domain_key = ?2";
        Ok(self.tx.customers_of(vec![row], of_one, &place)?.pop())
    }

    /// The customers with these domain keys, in the order of the keys.
    pub(super) fn load_each(&self, keys: &[String]) -> Result<Vec<Customer>, Diagnostic> {
        let mut found = Vec::with_capacity(keys.len());
        for key in keys {
            found.extend(self.load(key)?);
        }
        Ok(found)
    }

    /// The latest request with its number.
    pub(super) fn latest_request(&self, key: &str) -> Result<Option<(i64, Request)>, Diagnostic> {
        let rest = "WHERE account_id = ?1 AND domain_key = ?2 ORDER BY number DESC LIMIT 1";
        let place = [Value::Integer(self.account), key.into()];
        let row = self.tx.select::<RequestRow>(rest, &place)?.pop();
        row.map(|row| Ok((row.number, request_of(row)?)))
            .transpose()
    }
}

impl Tx<'_> {
    /// Builds the customers of these rows. `of` selects the related rows from the other tables; rows of other customers
    /// are ignored.
    pub(super) fn customers_of(
        &self,
        rows: Vec<CustomerRow>,
        of: &str,
        values: &[Value<'_>],
    ) -> Result<Vec<Customer>, Diagnostic> {
        let mut relationships: BTreeMap<Place, Vec<Relationship>> = BTreeMap::new();
        for row in self.select::<RelationshipRow>(of, values)? {
            let place = (row.account_id, row.domain_key.clone());
            relationships
                .entry(place)
                .or_default()
                .push(relationship_of(row));
        }
        let mut requests: BTreeMap<Place, RequestRow> = BTreeMap::new();
        for row in self.select::<RequestRow>(of, values)? {
            let place = (row.account_id, row.domain_key.clone());
            if requests
                .get(&place)
                .is_none_or(|known| known.number < row.number)
            {
                requests.insert(place, row);
            }
        }
        let mut agreements = self.agreements_of(of, values)?;
        let mut awaited: BTreeMap<Place, bool> = BTreeMap::new();
        for row in self.select::<AwaitedRow>(of, values)? {
            awaited.insert((row.account_id, row.domain_key), row.admin_rights);
        }
        let mut verifications: BTreeMap<Place, AccountVerification> = BTreeMap::new();
        for row in self.select::<VerificationRow>(of, values)? {
            let verification = verification_of(&row);
            verifications.insert((row.account_id, row.domain_key), verification);
        }
        let mut marks = self.groups_of_customers(of, values)?;
        let mut customers = Vec::with_capacity(rows.len());
        for row in rows {
            let place = (row.account_id, row.domain_key.clone());
            let mut relationships = relationships.remove(&place).unwrap_or_default();
            relationships.sort_by(|a, b| a.party.cmp(&b.party));
            let is_served = relationships
                .iter()
                .any(|it| it.party == Party::Us && it.is_active());
            let (agreement, earlier_agreements) = agreements.take(&place);
            customers.push(Customer {
                created_at: row.created_at,
                record: record_of(row),
                awaited_rights: awaited.remove(&place).filter(|_| !is_served),
                relationships,
                request: requests.remove(&place).map(request_of).transpose()?,
                agreement,
                earlier_agreements,
                verification: verifications.remove(&place),
                marks: marks.remove(&place).unwrap_or_default(),
            });
        }
        Ok(customers)
    }
}

impl Tx<'_> {
    /// The groups and keepers of the customers that `of` selects.
    fn groups_of_customers(
        &self,
        of: &str,
        values: &[Value<'_>],
    ) -> Result<BTreeMap<Place, GroupsAndKeeper>, Diagnostic> {
        let mut marks: BTreeMap<Place, GroupsAndKeeper> = BTreeMap::new();
        for row in self.select::<CustomerGroupRow>(of, values)? {
            let of_one = marks.entry((row.account_id, row.domain_key)).or_default();
            of_one.groups.insert(row.name);
        }
        for row in self.select::<CustomerKeeperRow>(of, values)? {
            let of_one = marks.entry((row.account_id, row.domain_key)).or_default();
            of_one.keeper = Some(row.email);
        }
        Ok(marks)
    }
}

fn record_of(row: CustomerRow) -> CustomerRecord {
    CustomerRecord {
        domain: row.domain,
        name: row.name,
        country: row.country.0,
        email: row.email,
        tenant_id: row.tenant_id,
        registration_id: row.registration_id,
        origin: row.origin,
        csp_tenant: row.csp_tenant,
    }
}

fn relationship_of(row: RelationshipRow) -> Relationship {
    let stage = match row.state {
        RelationshipStateKind::Active => Held::Active {
            admin_rights: row.admin_rights,
        },
        RelationshipStateKind::Removed => Held::Removed,
    };
    Relationship {
        party: row.party,
        via: row.via,
        won_as: row.won_as,
        since: row.since,
        stage,
    }
}

fn request_of(row: RequestRow) -> Result<Request, Diagnostic> {
    let closed = || {
        row.closed_at
            .ok_or_else(|| row.contradiction("closed without a time"))
    };
    let reason = row.reason.clone();
    let stage = match row.state {
        RequestStateKind::Draft => RequestState::Draft,
        RequestStateKind::Sent => RequestState::Sent {
            expires_at: row
                .expires_at
                .ok_or_else(|| row.contradiction("sent without an expiry time"))?,
        },
        RequestStateKind::Accepted => RequestState::Accepted { at: closed()? },
        RequestStateKind::Declined => RequestState::Declined {
            at: closed()?,
            reason,
        },
        RequestStateKind::Expired => RequestState::Expired { at: closed()? },
        RequestStateKind::Cancelled => RequestState::Cancelled {
            at: closed()?,
            reason,
        },
    };
    Ok(Request {
        provider: row.provider,
        token: row.token,
        link: row.link,
        admin_rights: row.admin_rights,
        created_at: row.created_at,
        sent_at: row.sent_at,
        stage,
    })
}
