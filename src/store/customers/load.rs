//! A customer out of its rows.

use rusqlite::{Row, params};

use super::{AGREEMENTS, AWAITED_RELATIONSHIPS, CUSTOMERS, Customers, RELATIONSHIPS, REQUESTS};
use crate::domain::agreement::Agreement;
use crate::domain::customer::{Customer, Record};
use crate::domain::market::KeptCountry;
use crate::domain::relationship::{Party, Relationship, RelationshipState, Stage as Held};
use crate::domain::request::{Request, RequestState, Stage};
use crate::store::column::Reader;
use crate::store::failure::StoreError;

impl Customers<'_, '_> {
    /// The customer with this domain key, as it is stored.
    pub(super) fn load(&self, key: &str) -> Result<Option<Customer>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND domain_key = ?",
            CUSTOMERS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, key])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        self.customer_of(row).map(Some)
    }

    /// The customer of a row of its table, with all that belongs to it.
    pub(super) fn customer_of(&self, row: &Row<'_>) -> Result<Customer, StoreError> {
        let key: String = row.get(1)?;
        let reader = Reader::verified(row, &CUSTOMERS)?;
        let record = Record {
            domain: reader.word(2)?,
            name: row.get(3)?,
            country: reader.word::<KeptCountry>(5)?.0,
            email: reader.email_if_any(6)?,
            tenant_id: reader.word_if_any(7)?,
            registration_id: reader.text(8)?,
            origin: reader.word_if_any(9)?,
            csp_tenant: reader.number::<u8>(10)? == 1,
        };
        let relationships = self.relationships(&key)?;
        let is_served = relationships
            .iter()
            .any(|it| it.party == Party::Us && it.is_active());
        let awaited_rights = match is_served {
            true => None,
            false => self.awaited_rights(&key)?,
        };
        Ok(Customer {
            record,
            created_at: reader.instant(11)?,
            relationships,
            awaited_rights,
            request: self.latest_request(&key)?.map(|(_, request)| request),
            agreement: self.agreement(&key)?,
        })
    }

    /// The admin rights of a relationship that waits for the account to be active, if one does.
    fn awaited_rights(&self, key: &str) -> Result<Option<bool>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND domain_key = ?",
            AWAITED_RELATIONSHIPS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, key])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let reader = Reader::verified(row, &AWAITED_RELATIONSHIPS)?;
        Ok(Some(reader.number::<u8>(2)? == 1))
    }

    fn relationships(&self, key: &str) -> Result<Vec<Relationship>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND domain_key = ?",
            RELATIONSHIPS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, key])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let reader = Reader::verified(row, &RELATIONSHIPS)?;
            let stage = match reader.word::<RelationshipState>(3)? {
                RelationshipState::Active => Held::Active {
                    admin_rights: reader.number::<u8>(4)? == 1,
                },
                RelationshipState::Removed => Held::Removed,
            };
            found.push(Relationship {
                party: party(&reader, 2)?,
                via: reader.word(6)?,
                won_as: reader.word(7)?,
                since: reader.instant(5)?,
                stage,
            });
        }
        found.sort_by(|a, b| a.party.cmp(&b.party));
        Ok(found)
    }

    /// The latest request with its number.
    pub(super) fn latest_request(&self, key: &str) -> Result<Option<(i64, Request)>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND domain_key = ? ORDER BY number DESC LIMIT 1",
            REQUESTS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, key])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let reader = Reader::verified(row, &REQUESTS)?;
        Ok(Some((reader.number(2)?, request_of(&reader)?)))
    }

    fn agreement(&self, key: &str) -> Result<Option<Agreement>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND domain_key = ?",
            AGREEMENTS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, key])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let reader = Reader::verified(row, &AGREEMENTS)?;
        let attested_by = match reader.text(2)? {
            None => None,
            Some(_) => Some(party(&reader, 2)?),
        };
        Ok(Some(Agreement {
            attested_by,
            accepted_on: reader.day(3)?,
            first_name: row.get(4)?,
            last_name: row.get(5)?,
            email: reader.email(6)?,
            phone: reader.text(7)?,
            recorded_at: reader.instant(8)?,
        }))
    }
}

fn party(reader: &Reader<'_>, at: usize) -> Result<Party, StoreError> {
    match reader.text(at)?.as_deref() {
        Some("self") => Ok(Party::Us),
        Some(_) | None => Ok(Party::Provider(reader.word(at)?)),
    }
}

fn request_of(reader: &Reader<'_>) -> Result<Request, StoreError> {
    let closed = || reader.instant(11);
    let reason = reader.text(12)?;
    let stage = match reader.word::<RequestState>(7)? {
        RequestState::Draft => Stage::Draft,
        RequestState::Sent => Stage::Sent {
            expires_at: reader.instant(10)?,
        },
        RequestState::Accepted => Stage::Accepted { at: closed()? },
        RequestState::Declined => Stage::Declined {
            at: closed()?,
            reason,
        },
        RequestState::Expired => Stage::Expired { at: closed()? },
        RequestState::Cancelled => Stage::Cancelled {
            at: closed()?,
            reason,
        },
    };
    let link = reader
        .text(5)?
        .ok_or_else(|| reader.contradiction("no link"))?;
    Ok(Request {
        provider: reader.word_if_any(3)?,
        token: reader.word(4)?,
        link,
        admin_rights: reader.number::<u8>(6)? == 1,
        created_at: reader.instant(8)?,
        sent_at: reader.instant_if_any(9)?,
        stage,
    })
}
