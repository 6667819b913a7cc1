//! Partnerships with indirect providers.

use serde_json::Value;

use super::Subject;
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::partnership::Partnership;
use crate::domain::provider::Provider;
use crate::session::find::providers::provider_named;
use crate::session::journal::{Form as _, NoChanges, PartnershipForm};
use crate::store::{Held, Tx};

/// A provider and the newest partnership with it.
#[derive(Debug, Clone, PartialEq)]
pub struct ProviderPartnership {
    /// The provider.
    pub provider: Provider,
    /// The newest partnership; `None` where the provider never invited the account.
    pub latest: Option<Held>,
}

impl ProviderPartnership {
    /// The newest partnership.
    pub fn partnership(&self) -> Option<&Partnership> {
        self.latest.as_ref().map(|held| &held.partnership)
    }

    /// The same with the newest partnership as it becomes.
    #[must_use]
    pub fn becoming(&self, partnership: Partnership) -> Self {
        let latest = self.latest.clone().map(|held| Held {
            partnership,
            ..held
        });
        Self {
            provider: self.provider.clone(),
            latest,
        }
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

    fn save(&self, tx: &Tx<'_>, account: &Account, _: &Self) -> Result<()> {
        match &self.latest {
            Some(held) => Ok(tx.partnerships(account.id).save(held)?),
            None => Ok(()),
        }
    }

    fn name(&self) -> String {
        self.provider.slug.to_string()
    }

    fn changes_since(&self, _: &Self) -> Result<Value> {
        match &self.latest {
            Some(held) => PartnershipForm::from(held).to_changes(),
            None => NoChanges {}.to_changes(),
        }
    }
}
