//! Partnerships between an account and the providers.

use std::collections::BTreeSet;

use rusqlite::{Row, ToSql, params};

use super::column::{Reader, seconds};
use super::failure::StoreError;
use super::table::table;
use super::tx::Tx;
use crate::domain::Slug;
use crate::domain::calendar::Day;
use crate::domain::link::Link;
use crate::domain::partnership::{Partnership, PartnershipState, Stage};
use crate::domain::word::Word;

table!(pub(super) PARTNERSHIPS = "partnerships", key 3, [
    "account_id", "provider", "number", "state", "link", "invited_at", "expires_at",
    "authorized_at", "ended_at", "admin_access", "reason",
]);

/// The partnerships of one account.
pub struct Partnerships<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

/// A partnership with its place in the history of one provider.
#[derive(Debug, Clone, PartialEq)]
pub struct Held {
    /// The provider.
    pub provider: Slug,
    /// Counts from 1, per provider.
    pub number: i64,
    /// The partnership, as of now.
    pub partnership: Partnership,
}

impl<'c> Tx<'c> {
    /// The partnerships of an account.
    pub fn partnerships(&self, account: i64) -> Partnerships<'_, 'c> {
        Partnerships { tx: self, account }
    }
}

impl Partnerships<'_, '_> {
    /// The latest partnership with each provider, by the provider's short name.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn latest_of_all(&self) -> Result<Vec<Held>, StoreError> {
        self.select(
            "AS it WHERE account_id = ?1 AND number = (SELECT max(number) FROM partnerships
             WHERE account_id = it.account_id AND provider = it.provider) ORDER BY provider",
            &[&self.account],
        )
    }

    /// Every partnership with a provider, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn history(&self, provider: &Slug) -> Result<Vec<Held>, StoreError> {
        self.select(
            "WHERE account_id = ?1 AND provider = ?2 ORDER BY number",
            &[&self.account, &provider.as_str()],
        )
    }

    /// The latest partnership with a provider.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn latest(&self, provider: &Slug) -> Result<Option<Held>, StoreError> {
        let found = self.select(
            "WHERE account_id = ?1 AND provider = ?2 ORDER BY number DESC LIMIT 1",
            &[&self.account, &provider.as_str()],
        )?;
        Ok(found.into_iter().next())
    }

    /// The providers that the account works with.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn partners(&self) -> Result<Vec<Slug>, StoreError> {
        let active = |held: Held| held.partnership.is_active().then_some(held.provider);
        Ok(self
            .latest_of_all()?
            .into_iter()
            .filter_map(active)
            .collect())
    }

    /// With how many providers the account worked on a day.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn partnered_on(&self, day: Day) -> Result<usize, StoreError> {
        let all = self.select("WHERE account_id = ?1", &[&self.account])?;
        let standing = all.iter().filter(|held| held.partnership.stood_on(day));
        Ok(standing
            .map(|held| &held.provider)
            .collect::<BTreeSet<_>>()
            .len())
    }

    /// Puts a new invitation on record.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&self, provider: &Slug, partnership: Partnership) -> Result<Held, StoreError> {
        let latest = self.latest(provider)?;
        let held = Held {
            provider: provider.clone(),
            number: latest.as_ref().map_or(1, |latest| latest.number + 1),
            partnership,
        };
        if let Some(latest) = latest {
            self.save(&latest)?;
        }
        self.save(&held)?;
        Ok(held)
    }

    /// Saves a partnership.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn save(&self, held: &Held) -> Result<(), StoreError> {
        let it = &held.partnership;
        let values: [&dyn ToSql; 11] = [
            &self.account,
            &held.provider.as_str(),
            &held.number,
            &it.state().word(),
            &it.link.as_str(),
            &seconds(it.invited_at),
            &it.expires_at().map(seconds),
            &it.authorized_at().map(seconds),
            &it.ended_at().map(seconds),
            &i64::from(it.admin_access()),
            &it.reason(),
        ];
        PARTNERSHIPS.put(self.tx, &values)
    }

    fn select(&self, rest: &str, values: &[&dyn ToSql]) -> Result<Vec<Held>, StoreError> {
        let sql = format!("{} {rest}", PARTNERSHIPS.all());
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let mut held = held_of(row)?;
            held.partnership = held.partnership.as_of(self.tx.now());
            found.push(held);
        }
        Ok(found)
    }

    /// The partnership with this number.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn numbered(&self, provider: &Slug, number: i64) -> Result<Option<Held>, StoreError> {
        let sql = format!(
            "{} WHERE account_id = ? AND provider = ? AND number = ?",
            PARTNERSHIPS.all()
        );
        let mut statement = self.tx.connection().prepare_cached(&sql)?;
        let mut rows = statement.query(params![self.account, provider.as_str(), number])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        let held = held_of(row)?;
        Ok(Some(Held {
            partnership: held.partnership.as_of(self.tx.now()),
            ..held
        }))
    }
}

fn held_of(row: &Row<'_>) -> Result<Held, StoreError> {
    let reader = Reader::verified(row, &PARTNERSHIPS)?;
    let reason = reader.text(10)?;
    let no_reason = || reader.contradiction("no reason");
    let stage = match reader.word::<PartnershipState>(3)? {
        PartnershipState::Invited => Stage::Invited {
            expires_at: reader.instant(6)?,
        },
        PartnershipState::Active => Stage::Active {
            authorized_at: reader.instant(7)?,
            admin_access: reader.number::<u8>(9)? == 1,
        },
        PartnershipState::Ended => Stage::Ended {
            authorized_at: reader.instant(7)?,
            ended_at: reader.instant(8)?,
            reason: reason.ok_or_else(no_reason)?,
        },
        PartnershipState::Declined => Stage::Declined {
            at: reader.instant(8)?,
            reason,
        },
        PartnershipState::Expired => Stage::Expired {
            at: reader.instant(8)?,
        },
    };
    let link: Link = reader.word(4)?;
    let partnership = Partnership {
        link,
        invited_at: reader.instant(5)?,
        stage,
    };
    Ok(Held {
        provider: reader.word(1)?,
        number: reader.number(2)?,
        partnership,
    })
}
