//! A transfer as recorded.

use super::id::TransferId;
use super::item::TransferItem;
use super::state::{
    TransferActor, TransferDirection, TransferEvent, TransferKind, TransferStateKind,
};
use crate::domain::calendar::Instant;
use crate::domain::{TenantDomain, TenantId};

/// The customer whose subscriptions move, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransferCustomer {
    /// The domain of the customer on record.
    pub domain: Option<TenantDomain>,
    /// The tenant.
    pub tenant_id: Option<TenantId>,
    /// The name, as on record or as Microsoft shows it.
    pub name: Option<String>,
    /// The address to which Microsoft sends notices.
    pub email: Option<String>,
}

/// The other partner of a transfer, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TransferPartner {
    /// The name.
    pub name: Option<String>,
    /// The tenant.
    pub tenant_id: Option<TenantId>,
}

impl TransferCustomer {
    /// The same, with what it does not say from the other.
    pub(super) fn filled_from(self, other: Self) -> Self {
        Self {
            domain: self.domain.or(other.domain),
            tenant_id: self.tenant_id.or(other.tenant_id),
            name: self.name.or(other.name),
            email: self.email.or(other.email),
        }
    }
}

impl TransferPartner {
    /// The same, with what it does not say from the other.
    pub(super) fn filled_from(self, other: Self) -> Self {
        Self {
            name: self.name.or(other.name),
            tenant_id: self.tenant_id.or(other.tenant_id),
        }
    }
}

/// A transfer of a customer's subscriptions between us and another partner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transfer {
    /// Microsoft's id, or our own number of a planned one.
    pub id: TransferId,
    /// The procedure.
    pub kind: TransferKind,
    /// To us or away from us.
    pub direction: TransferDirection,
    /// Whose subscriptions move.
    pub customer: TransferCustomer,
    /// The other partner.
    pub partner: TransferPartner,
    /// Its state.
    pub state: TransferStateKind,
    /// Since when csp knows this state.
    pub state_since: Instant,
    /// Microsoft's word for the state as it was last shown, also one that csp does not know.
    pub microsoft_status: Option<String>,
    /// The reseller that an indirect provider names for the moved subscriptions.
    pub partner_on_record: Option<String>,
    /// What it moves, in the order of the subscriptions' ids.
    pub items: Vec<TransferItem>,
    /// When it was planned here; `None` for one that was first seen in a file.
    pub planned_at: Option<Instant>,
    /// When it was created at Microsoft.
    pub created_at: Option<Instant>,
    /// When it was last changed at Microsoft, as far as files say.
    pub modified_at: Option<Instant>,
    /// When it was completed.
    pub completed_at: Option<Instant>,
    /// When it expires, if a file says so. Microsoft does not publish how long a transfer stays open.
    pub expires_at: Option<Instant>,
    /// When a person or a file last said something new of it.
    pub last_seen_at: Option<Instant>,
    /// Why it was last recorded, in the words of the person.
    pub note: Option<String>,
}

impl Transfer {
    /// The step by which it goes on, and who takes it; `None` once it is over.
    pub fn next_step(&self) -> Option<(TransferEvent, TransferActor)> {
        let event = self.state.next_event(self.kind)?;
        Some((event, event.actor(self.kind, self.direction)?))
    }

    /// The customer's name, else its domain or its tenant.
    pub fn customer_shown(&self) -> String {
        let domain = || self.customer.domain.as_ref().map(ToString::to_string);
        let tenant = || self.customer.tenant_id.map(|id| id.to_string());
        let name = self.customer.name.clone().or_else(domain).or_else(tenant);
        name.unwrap_or_else(|| "an unknown customer".to_owned())
    }

    /// The other partner's name, else its tenant.
    pub fn partner_shown(&self) -> String {
        let tenant = || self.partner.tenant_id.map(|id| id.to_string());
        let name = self.partner.name.clone().or_else(tenant);
        name.unwrap_or_else(|| "the other partner".to_owned())
    }

    /// Since when it is what it is, for its age: created at Microsoft, else planned, else first recorded.
    pub fn open_since(&self) -> Instant {
        let made = self.created_at.or(self.planned_at);
        made.unwrap_or(self.state_since)
    }

    /// Takes over items; one that is known already is merged with it.
    pub(super) fn take_items(
        &mut self,
        items: &[TransferItem],
        merge: impl Fn(&TransferItem, &TransferItem) -> TransferItem,
    ) {
        for seen in items {
            let mut known = self.items.iter_mut();
            match known.find(|known| known.subscription == seen.subscription) {
                Some(known) => *known = merge(known, seen),
                None => self.items.push(seen.clone()),
            }
        }
        self.sort_items();
    }

    /// Puts the items in their order; an item that is there twice is merged.
    pub(super) fn sort_items(&mut self) {
        self.items.sort();
        self.items
            .dedup_by(|later, first| later.subscription == first.subscription);
    }
}
