//! Partnerships with indirect providers.

use serde_json::Value;

use super::{Journalled, Subject};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::partnership::{Partnership, no_partnership};
use crate::domain::provider::Provider;
use crate::session::find::providers::provider_named;
use crate::session::journal::{Form as _, PartnershipForm};
use crate::store::{Held, Tx};

/// A provider and the newest partnership with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderPartnership {
    /// The provider.
    pub provider: Provider,
    /// The newest partnership; `None` where the provider never invited the account.
    latest: Option<Held>,
}

impl ProviderPartnership {
    /// The newest partnership, if there is one.
    pub fn partnership(&self) -> Option<&Partnership> {
        self.latest.as_ref().map(|held| &held.partnership)
    }

    /// The newest partnership.
    ///
    /// # Errors
    /// `providers.step` where there is none.
    pub fn require_latest(&self) -> Result<&Held> {
        let none = || no_partnership(&self.provider);
        self.latest.as_ref().ok_or_else(none)
    }

    /// The same with the newest partnership as `change` makes it.
    ///
    /// # Errors
    /// As [`ProviderPartnership::require_latest`], or as `change` says.
    pub fn after(&self, change: impl FnOnce(Partnership) -> Result<Partnership>) -> Result<Self> {
        let held = self.require_latest()?.clone();
        let partnership = change(held.partnership)?;
        Ok(Self {
            provider: self.provider.clone(),
            latest: Some(Held {
                partnership,
                ..held
            }),
        })
    }
}

impl Subject for ProviderPartnership {
    /// A short name, MPN ID, tenant id, domain or exact name, as it was typed.
    type Key = String;

    fn find(tx: &Tx<'_>, account: &Account, typed: &String) -> Result<Self> {
        let provider = provider_named(tx, typed)?;
        let latest = tx.partnerships(account.id).latest(&provider.slug)?;
        Ok(Self { provider, latest })
    }
}

impl Journalled for ProviderPartnership {
    fn save(&self, tx: &Tx<'_>, account: &Account, before: &Self) -> Result<()> {
        self.require_latest()?
            .save(tx, account, before.require_latest()?)
    }

    fn name(&self) -> String {
        self.provider.slug.to_string()
    }

    fn changes_since(&self, before: &Self) -> Result<Value> {
        self.require_latest()?
            .changes_since(before.require_latest()?)
    }
}

impl Journalled for Held {
    fn save(&self, tx: &Tx<'_>, account: &Account, _: &Self) -> Result<()> {
        tx.partnerships(account.id).save(self)
    }

    fn name(&self) -> String {
        self.provider.to_string()
    }

    /// Where the partnership is now, whatever it was.
    fn changes_since(&self, _: &Self) -> Result<Value> {
        PartnershipForm::from(self).to_changes()
    }
}
