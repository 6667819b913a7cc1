//! Partnerships between an account and the providers.

use std::collections::{BTreeMap, BTreeSet};

use super::among::{Among, by_account};
use super::column::{vocabulary, written};
use super::engine::Value;
use super::record::{Record as _, record};
use super::tx::Tx;
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::calendar::{Day, Instant};
use crate::domain::link::Link;
use crate::domain::partnership::{Partnership, PartnershipState, PartnershipStateKind};

vocabulary!(PartnershipStateKind);
written! { Link }

record! {
    /// A partnership with a provider, numbered per provider.
    pub(super) struct PartnershipRow in PARTNERSHIPS: "partnerships", key 3, chain Account {
        account_id: i64,
        provider: Slug,
        number: i64,
        state: PartnershipStateKind,
        link: Link,
        invited_at: Instant,
        expires_at: Option<Instant>,
        authorized_at: Option<Instant>,
        ended_at: Option<Instant>,
        admin_access: bool,
        reason: Option<String>,
    }
    constraints [
        "FOREIGN KEY (account_id) REFERENCES accounts (id)",
        "FOREIGN KEY (provider) REFERENCES providers (slug)",
    ]
    indexes ["CREATE INDEX partnerships_of_provider ON partnerships (provider, account_id, number)"]
}

/// The partnerships of one account.
pub struct Partnerships<'t, 'c> {
    tx: &'t Tx<'c>,
    account: i64,
}

/// A partnership with its number.
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
    pub fn latest_of_all(&self) -> Result<Vec<Held>, Diagnostic> {
        self.select(
            "AS it WHERE account_id = ?1 AND number = (SELECT max(number) FROM partnerships
             WHERE account_id = it.account_id AND provider = it.provider) ORDER BY provider",
            &[Value::Integer(self.account)],
        )
    }

    /// Every partnership with a provider, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn history(&self, provider: &Slug) -> Result<Vec<Held>, Diagnostic> {
        self.select(
            "WHERE account_id = ?1 AND provider = ?2 ORDER BY number",
            &[Value::Integer(self.account), provider.as_str().into()],
        )
    }

    /// The latest partnership with a provider.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn latest(&self, provider: &Slug) -> Result<Option<Held>, Diagnostic> {
        let found = self.select(
            "WHERE account_id = ?1 AND provider = ?2 ORDER BY number DESC LIMIT 1",
            &[Value::Integer(self.account), provider.as_str().into()],
        )?;
        Ok(found.into_iter().next())
    }

    /// The providers with which the account has an active partnership.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn partners(&self) -> Result<Vec<Slug>, Diagnostic> {
        let active = |held: Held| held.partnership.is_active().then_some(held.provider);
        Ok(self
            .latest_of_all()?
            .into_iter()
            .filter_map(active)
            .collect())
    }

    /// Saves a new invitation.
    ///
    /// # Errors
    /// If the store cannot be written.
    pub fn add(&self, provider: &Slug, partnership: Partnership) -> Result<Held, Diagnostic> {
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
    pub fn save(&self, held: &Held) -> Result<(), Diagnostic> {
        let it = &held.partnership;
        self.tx.put(&PartnershipRow {
            account_id: self.account,
            provider: held.provider.clone(),
            number: held.number,
            state: it.state(),
            link: it.link.clone(),
            invited_at: it.invited_at,
            expires_at: it.expires_at(),
            authorized_at: it.authorized_at(),
            ended_at: it.ended_at(),
            admin_access: it.admin_access(),
            reason: it.reason().map(str::to_owned),
        })
    }

    fn select(&self, rest: &str, values: &[Value<'_>]) -> Result<Vec<Held>, Diagnostic> {
        let rows: Vec<PartnershipRow> = self.tx.select(rest, values)?;
        rows.into_iter()
            .map(|row| self.tx.read_partnership(row))
            .collect()
    }

    /// The partnership with this number.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn numbered(&self, provider: &Slug, number: i64) -> Result<Option<Held>, Diagnostic> {
        let key = [
            Value::Integer(self.account),
            provider.as_str().into(),
            Value::Integer(number),
        ];
        let row = self.tx.find::<PartnershipRow>(&key)?;
        row.map(|row| self.tx.read_partnership(row)).transpose()
    }
}

/// The latest partnership with each provider, from the partnerships of one account as [`Tx::partnerships_of`] returns
/// them.
pub fn latest_of_each(all: &[Held]) -> impl Iterator<Item = &Held> {
    all.chunk_by(|one, other| one.provider == other.provider)
        .filter_map(<[Held]>::last)
}

/// The number of providers with which an account with these partnerships worked on a day.
pub fn partnered_on(all: &[Held], day: Day) -> usize {
    all.iter()
        .filter(|held| held.partnership.stood_on(day))
        .map(|held| &held.provider)
        .collect::<BTreeSet<_>>()
        .len()
}

impl Tx<'_> {
    /// Every partnership of some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), sorted by the provider's
    /// short name, oldest first.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn partnerships_of(
        &self,
        accounts: &[i64],
    ) -> Result<BTreeMap<i64, Vec<Held>>, Diagnostic> {
        let among = Among::of("account_id", accounts);
        let rest = format!(
            "WHERE {} ORDER BY account_id, provider, number",
            among.condition()
        );
        let rows: Vec<PartnershipRow> = self.select(&rest, among.values())?;
        let held = rows
            .into_iter()
            .map(|row| Ok((row.account_id, self.read_partnership(row)?)));
        Ok(by_account(held.collect::<Result<Vec<_>, Diagnostic>>()?))
    }

    /// The latest partnership of some accounts, at most [`Accounts::PAGE`](super::Accounts::PAGE), with one provider.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub fn latest_with(
        &self,
        accounts: &[i64],
        provider: &Slug,
    ) -> Result<BTreeMap<i64, Held>, Diagnostic> {
        let mut among = Among::of("account_id", accounts);
        let of_provider = among.place(provider.to_string());
        let rest = format!(
            "WHERE {} AND provider = {of_provider} ORDER BY account_id, number",
            among.condition()
        );
        let rows: Vec<PartnershipRow> = self.select(&rest, among.values())?;
        rows.into_iter()
            .map(|row| Ok((row.account_id, self.read_partnership(row)?)))
            .collect()
    }

    /// Reads the partnership of a row, as of now.
    fn read_partnership(&self, row: PartnershipRow) -> Result<Held, Diagnostic> {
        let held = parse_partnership(row)?;
        Ok(Held {
            partnership: held.partnership.as_of(self.now()),
            ..held
        })
    }
}

fn parse_partnership(row: PartnershipRow) -> Result<Held, Diagnostic> {
    let moment = |at: Option<Instant>, what: &str| at.ok_or_else(|| row.contradiction(what));
    let stage = match row.state {
        PartnershipStateKind::Invited => PartnershipState::Invited {
            expires_at: moment(row.expires_at, "invited without an expiry time")?,
        },
        PartnershipStateKind::Active => PartnershipState::Active {
            authorized_at: moment(row.authorized_at, "active without a start time")?,
            admin_access: row.admin_access,
        },
        PartnershipStateKind::Ended => PartnershipState::Ended {
            authorized_at: moment(row.authorized_at, "ended without a start time")?,
            ended_at: moment(row.ended_at, "ended without an end time")?,
            reason: row
                .reason
                .clone()
                .ok_or_else(|| row.contradiction("the reason is missing"))?,
        },
        PartnershipStateKind::Declined => PartnershipState::Declined {
            at: moment(row.ended_at, "declined without a time")?,
            reason: row.reason.clone(),
        },
        PartnershipStateKind::Expired => PartnershipState::Expired {
            at: moment(row.ended_at, "expired without a time")?,
        },
    };
    Ok(Held {
        provider: row.provider,
        number: row.number,
        partnership: Partnership {
            link: row.link,
            invited_at: row.invited_at,
            stage,
        },
    })
}
