//! What a sighting makes of the recorded transfer. A file and what a person records go through the same machine.

use super::id::TransferId;
use super::item::TransferItem;
use super::record::{Transfer, TransferCustomer, TransferPartner};
use super::sighting::TransferSighting;
use super::state::{
    ShownTransferStep as Step, TransferDirection, TransferKind, TransferStateKind as State,
};
use crate::domain::calendar::Instant;
use crate::domain::sighting::{is_older_change, whole_second};

/// What a sighting made of a recorded transfer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReconciledTransfer {
    /// It was taken over, or says nothing new; the transfer as it is now.
    Taken(Box<Transfer>),
    /// It shows the transfer as it was before the last known change: only what was not known is taken from it.
    Older(Box<Transfer>),
    /// Its state contradicts the recorded one: only what was not known is taken from it, and a person decides.
    Conflict(Box<Transfer>),
}

impl Transfer {
    /// A transfer that a file shows for the first time. A word that csp does not know counts as pending, and is kept as
    /// shown; nothing is assumed to be over.
    pub fn first_seen(
        sighting: &TransferSighting,
        (kind, direction): (TransferKind, TransferDirection),
        now: Instant,
    ) -> Self {
        let blank = Self {
            id: TransferId::Microsoft(sighting.id),
            kind,
            direction,
            customer: TransferCustomer::default(),
            partner: TransferPartner::default(),
            state: State::Pending,
            state_since: now,
            microsoft_status: None,
            partner_on_record: None,
            items: Vec::new(),
            planned_at: None,
            created_at: None,
            modified_at: None,
            completed_at: None,
            expires_at: None,
            last_seen_at: Some(now),
            note: None,
        };
        let shown = State::shown_as(&sighting.status);
        let state = shown.filter(|shown| State::Pending.when_shown(*shown, kind) != Step::Conflict);
        Self {
            state: state.unwrap_or(State::Pending),
            ..blank.take_over(sighting)
        }
    }

    /// The transfer as another sighting shows it. In whatever order the sightings of one transfer come, the outcome is
    /// the same.
    pub fn reconcile(&self, sighting: &TransferSighting, now: Instant) -> ReconciledTransfer {
        let shown = State::shown_as(&sighting.status);
        let step = shown.map_or(Step::Stays, |shown| self.state.when_shown(shown, self.kind));
        let is_older = is_older_change(sighting.modified_at, self.modified_at);
        match step {
            // What is on record was seen or decided later than what the file shows.
            Step::Conflict | Step::Stays if is_older => {
                return ReconciledTransfer::Older(Box::new(self.clone().fill_unknown(sighting)));
            }
            Step::Conflict => {
                let mut after = self.clone().fill_unknown(sighting);
                // Once a person decides, a file from before the disputed one does not dispute it again.
                after.modified_at = whole_second(sighting.modified_at).max(after.modified_at);
                return ReconciledTransfer::Conflict(Box::new(after));
            }
            Step::Stays | Step::Forward => {}
        }
        let mut after = self.clone().take_over(sighting);
        if let (Step::Forward, Some(shown)) = (step, shown) {
            after.state = shown;
            after.state_since = now;
        }
        if after != *self {
            after.last_seen_at = self.last_seen_at.max(Some(now));
        }
        ReconciledTransfer::Taken(Box::new(after))
    }

    /// The same with everything that the sighting says, but for the state. Nothing is erased.
    fn take_over(mut self, sighting: &TransferSighting) -> Self {
        let customer = TransferCustomer {
            domain: None,
            tenant_id: sighting.customer_tenant,
            name: sighting.customer_name.clone(),
            email: sighting.customer_email.clone(),
        };
        self.customer = customer.filled_from(self.customer);
        let partner = sighting.partner(self.direction);
        self.partner = partner.filled_from(self.partner);
        self.microsoft_status = Some(sighting.status.clone());
        let reseller = sighting.partner_on_record.clone();
        self.partner_on_record = reseller.or(self.partner_on_record.take());
        self.created_at = whole_second(sighting.created_at).or(self.created_at);
        self.modified_at = whole_second(sighting.modified_at).max(self.modified_at);
        self.completed_at = whole_second(sighting.completed_at).or(self.completed_at);
        self.expires_at = whole_second(sighting.expires_at).or(self.expires_at);
        let items = sighting.items.as_deref().unwrap_or_default();
        self.take_items(items, |known, seen| seen.filled_from(known));
        self
    }

    /// The same with what the sighting says of things that are not known yet. Only what is completed has a day of
    /// completion.
    fn fill_unknown(self, sighting: &TransferSighting) -> Self {
        let known = self.clone();
        let is_completed = known.state == State::Completed;
        let filled = self.take_over(sighting);
        let mut merged = Self {
            customer: known.customer.filled_from(filled.customer),
            partner: known.partner.filled_from(filled.partner),
            microsoft_status: known.microsoft_status.or(filled.microsoft_status),
            partner_on_record: known.partner_on_record.or(filled.partner_on_record),
            items: known.items,
            created_at: known.created_at.or(filled.created_at),
            modified_at: known.modified_at.or(filled.modified_at),
            completed_at: known
                .completed_at
                .or(filled.completed_at.filter(|_| is_completed)),
            expires_at: known.expires_at.or(filled.expires_at),
            ..filled
        };
        let items = sighting.items.as_deref().unwrap_or_default();
        merged.take_items(items, |known, seen| known.filled_from(seen));
        merged
    }
}

impl TransferItem {
    /// The same, with what it does not say from the other.
    pub(super) fn filled_from(&self, other: &Self) -> Self {
        let or = |own: &Option<String>, other: &Option<String>| own.clone().or(other.clone());
        Self {
            subscription: self.subscription.clone(),
            product_type: or(&self.product_type, &other.product_type),
            quantity: self.quantity.or(other.quantity),
            billing_cycle: or(&self.billing_cycle, &other.billing_cycle),
            status: or(&self.status, &other.status),
            error: or(&self.error, &other.error),
        }
    }
}

#[cfg(test)]
mod tests;
