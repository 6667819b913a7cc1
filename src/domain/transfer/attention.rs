//! What needs a person among the transfers of an account: the kinds, how many there are of each, and the first ones.

use std::collections::BTreeMap;

use super::id::TransferId;
use super::orderer::TransferOrderer;
use super::state::{TransferActor, TransferDirection, TransferKind, TransferStateKind};
use crate::domain::calendar::Instant;
use crate::domain::standing::Standing;
use crate::domain::word::words;
use crate::domain::{Model, Slug, TenantDomain};

/// For how many days a completed transfer is followed up (csp's rule).
pub const FOLLOWED_UP_DAYS: i64 = 90;

words! {
    /// Why a transfer needs a person.
    pub enum TransferNeedKind: "reason for attention to a transfer" {
        /// It is open: a partner has to act.
        Open = "open",
        /// It is completed, and the relationship that it needs is not on record.
        Relationship = "relationship",
        /// It is completed, and no agreement of the customer is on record.
        Agreement = "agreement",
    }
}

/// A transfer that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransferNeed {
    /// Why.
    pub kind: TransferNeedKind,
    /// The transfer.
    pub transfer: TransferId,
    /// Its procedure.
    pub procedure: TransferKind,
    /// To us or away from us.
    pub direction: TransferDirection,
    /// Its state.
    pub state: TransferStateKind,
    /// Since when it is open; when it was completed.
    pub since: Instant,
    /// When it expires, if that is known.
    pub expires_at: Option<Instant>,
    /// The name of the customer, if known.
    pub customer: Option<String>,
    /// The domain of the customer on record.
    pub domain: Option<TenantDomain>,
    /// The name of the other partner, if known.
    pub partner: Option<String>,
    /// The other partner's short name in the directory; `None` if it is not known which entry it is.
    pub partner_slug: Option<Slug>,
    /// The model under which the customer was won; `None` without a relationship with us.
    pub won_as: Option<Model>,
    /// The only provider with a relationship to the customer; `None` if there is none or more than one.
    pub served_by: Option<Slug>,
    /// Who acts for our side.
    pub orderer: TransferOrderer<Slug>,
}

/// The transfers of an account that need a person, the oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransferNeeds {
    found: Vec<TransferNeed>,
}

impl TransferNeed {
    /// Who has to act; we do once it is completed.
    pub fn actor(&self) -> TransferActor {
        let event = self.state.next_event(self.procedure);
        let actor = event.and_then(|event| event.actor(self.procedure, self.direction));
        actor.map_or(TransferActor::Us, |actor| self.orderer.acts_as(actor))
    }

    /// The name of our provider, if it is known which one acts.
    pub fn provider_shown(&self) -> String {
        let provider = self.orderer.provider();
        provider.map_or("your provider".to_owned(), ToString::to_string)
    }

    /// The provider that orders for the customer after a transfer away from us, if it is known which one.
    pub fn next_provider(&self) -> Option<&Slug> {
        self.served_by.as_ref().or(self.partner_slug.as_ref())
    }

    /// The domain of the customer, in the form in which domains are compared.
    pub fn customer_key(&self) -> Option<String> {
        self.domain.as_ref().map(|domain| domain.key().to_owned())
    }

    /// The name of the customer, else its domain.
    pub fn customer_shown(&self) -> String {
        let domain = self.domain.as_ref().map(ToString::to_string);
        let name = self.customer.clone().or(domain);
        name.unwrap_or_else(|| "an unknown customer".to_owned())
    }

    /// The name of the other partner.
    pub fn partner_shown(&self) -> String {
        let name = self.partner.clone();
        name.unwrap_or_else(|| "the other partner".to_owned())
    }
}

impl TransferNeeds {
    /// Adds one.
    pub fn add(&mut self, one: TransferNeed) {
        let at = self
            .found
            .partition_point(|known| (known.since, known.transfer) <= (one.since, one.transfer));
        self.found.insert(at, one);
    }

    /// Decides for each who acts for our side. Before that, it is us.
    pub fn decide_orderers(&mut self, ours: &Standing, partners: &[Slug]) {
        for one in &mut self.found {
            let related = one.served_by.iter().cloned().collect();
            one.orderer = TransferOrderer::of(ours, one.won_as, related, partners);
        }
    }

    /// All of them, the oldest first.
    pub fn all(&self) -> &[TransferNeed] {
        &self.found
    }

    /// Those of one kind, of which the same partner has to act in the same state.
    pub fn groups(
        &self,
    ) -> BTreeMap<(TransferNeedKind, TransferStateKind, TransferActor), Vec<&TransferNeed>> {
        let mut groups: BTreeMap<_, Vec<&TransferNeed>> = BTreeMap::new();
        for one in &self.found {
            let key = (one.kind, one.state, one.actor());
            groups.entry(key).or_default().push(one);
        }
        groups
    }
}
