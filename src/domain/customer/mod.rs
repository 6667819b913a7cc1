//! Customers: their records, relationships and agreements.

mod accept;
mod attest;
mod choices;
mod existing;
mod extend;
mod invite;
mod record;
mod remove;
mod unique;
mod verification;

use super::GroupsAndKeeper;
use super::agreement::Agreement;
use super::calendar::{Day, Instant};
use super::model::Model;
use super::provider::Provider;
use super::relationship::{Grant, Party, Relationship, RelationshipEvent, Via};
use super::request::Request;
use super::rule::customers as rule;
use super::slug::Slug;
use super::standing::Standing;
use super::tone::{Tone, Toned};
use super::word::words;
use crate::diagnostic::Diagnostic;
pub use accept::accept;
pub use attest::{Attester, may_record_agreement, repeated_person};
pub use choices::{attesters, request_choices};
pub use existing::{connect_existing, list_if_existing};
pub use extend::{extend, may_extend_any};
pub use invite::{Invitation, invite, may_send};
pub use record::{CustomerRecord, faults_of_record};
pub(crate) use record::{csp_tenant, registration, territory};
pub use remove::{remove, take_admin_rights};
pub use unique::{Holders, domain_listed, find_taken};
pub use verification::{AccountStatus, AccountVerification, older_verification, see_verification};

words! {
    /// How a customer was won.
    pub enum CustomerOrigin: "origin of a customer" {
        /// Our own marketing.
        Marketing = "marketing",
        /// A referral from Microsoft.
        Referral = "referral",
        /// An indirect provider.
        Provider = "provider",
        /// Already served through other portals.
        Existing = "existing",
    }
}

words! {
    /// The state of a customer, as far as our own account is concerned.
    pub enum CustomerStateKind: "state of a customer" {
        /// No relationship with us, no open request.
        New = "new",
        /// A request is open.
        Invited = "invited",
        /// It has a relationship with us.
        Active = "active",
        /// It had a relationship with us.
        Removed = "removed",
    }
}

impl Toned for CustomerStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::New => Tone::NotBegun,
            Self::Invited => Tone::Waiting,
            Self::Active => Tone::Good,
            Self::Removed => Tone::Over,
        }
    }
}

/// A customer of the account, with everything recorded about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// Its identity and contact data.
    pub record: CustomerRecord,
    /// When the record was made.
    pub created_at: Instant,
    /// Its relationships, at most one per party, ours first.
    pub relationships: Vec<Relationship>,
    /// Admin rights of a relationship that another system reports, until the account is active; `None` if there is
    /// none.
    pub awaited_rights: Option<bool>,
    /// The latest request, whatever its state.
    pub request: Option<Request>,
    /// The latest agreement that counts.
    pub agreement: Option<Agreement>,
    /// The acceptances that it replaced, in the order in which they were recorded.
    pub earlier_agreements: Vec<Agreement>,
    /// Microsoft's check of its business data, as last recorded.
    pub verification: Option<AccountVerification>,
    /// The groups that it is in, and who looks after it.
    pub marks: GroupsAndKeeper,
}

/// A provider and whether the account has an active partnership with it.
#[derive(Debug, Clone, Copy)]
pub struct Partner<'a> {
    /// The provider's entry in the directory.
    pub provider: &'a Provider,
    /// Whether the partnership is active.
    pub is_active: bool,
}

/// Why a tenant counts as used for CSP transactions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CspUse {
    /// The customer's record says so.
    Marked,
    /// It is the tenant of this account of the store.
    Account(String),
    /// It is the tenant of this provider of the directory.
    Provider(String),
}

impl std::fmt::Display for CspUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Marked => f.write_str("it is marked as a CSP tenant"),
            Self::Account(name) => write!(f, "it is the tenant of {name}, one of our accounts"),
            Self::Provider(name) => write!(f, "it is the tenant of {name}, an indirect provider"),
        }
    }
}

impl Customer {
    /// A new customer.
    pub fn new(record: CustomerRecord, now: Instant) -> Self {
        Self {
            record,
            created_at: now,
            relationships: Vec::new(),
            awaited_rights: None,
            request: None,
            agreement: None,
            earlier_agreements: Vec::new(),
            verification: None,
            marks: GroupsAndKeeper::default(),
        }
    }

    /// The customer as of `now`: an open request past its expiry is marked as expired.
    #[must_use]
    pub fn as_of(mut self, now: Instant) -> Self {
        self.request = self.request.map(|request| request.as_of(now));
        self
    }

    /// Its state.
    pub fn state(&self) -> CustomerStateKind {
        match self.relationship(&Party::Us) {
            Some(ours) if ours.is_active() => CustomerStateKind::Active,
            _ if self.open_request().is_some() => CustomerStateKind::Invited,
            Some(_) => CustomerStateKind::Removed,
            None => CustomerStateKind::New,
        }
    }

    /// The relationship with a party, active or removed.
    pub fn relationship(&self, party: &Party) -> Option<&Relationship> {
        self.relationships.iter().find(|it| it.party == *party)
    }

    /// Whether a party has an active relationship.
    pub fn is_served_by(&self, party: &Party) -> bool {
        self.relationship(party)
            .is_some_and(Relationship::is_active)
    }

    /// The request that is not final yet.
    pub fn open_request(&self) -> Option<&Request> {
        self.request.as_ref().filter(|request| request.is_open())
    }

    /// The latest request, for the steps of a request.
    ///
    /// # Errors
    /// `customers.step` if there was no request yet.
    pub fn latest_request(&self) -> Result<&Request, Diagnostic> {
        let never_asked = || {
            let message = format!("no request has been made to {} yet", self.record.name);
            Diagnostic::refused(&rule::STEP, message).with_help(format!(
                "Make a request: `csp customers invite {}`",
                self.record.domain
            ))
        };
        self.request.as_ref().ok_or_else(never_asked)
    }

    /// The model under which it was won; without a relationship with us, the model under which it would be won now.
    pub fn won_as(&self, ours: &Standing) -> Model {
        match self.relationship(&Party::Us) {
            Some(relationship) if relationship.is_active() => relationship.won_as,
            Some(_) | None => ours.wins_as(),
        }
    }

    /// The providers with a relationship to it.
    pub fn active_providers(&self) -> Vec<Slug> {
        let active = self.relationships.iter().filter(|it| it.is_active());
        let provider = |it: &Relationship| match &it.party {
            Party::Us => None,
            Party::Provider(slug) => Some(slug.clone()),
        };
        active.filter_map(provider).collect()
    }

    /// Records an acceptance of the agreement. The one before it is kept, unless it is of the same day and known in the
    /// same way: then the new record corrects it. An acceptance that is older than the present one goes among the earlier
    /// ones, once.
    pub fn record_agreement(&mut self, agreement: Agreement) {
        if self.has_newer_agreement(agreement.accepted_on) {
            let is_same = |known: &Agreement| {
                let recorded_at = agreement.recorded_at;
                let known = Agreement {
                    recorded_at,
                    ..known.clone()
                };
                known == agreement
            };
            if !self.earlier_agreements.iter().any(is_same) {
                self.earlier_agreements.push(agreement);
            }
            return;
        }
        let is_corrected = |before: &Agreement| {
            before.accepted_on == agreement.accepted_on
                && before.attested_by == agreement.attested_by
        };
        let replaced = self.agreement.take();
        let kept = replaced.filter(|before| !is_corrected(before));
        self.earlier_agreements.extend(kept);
        self.agreement = Some(agreement);
    }

    /// The acceptances that count, the newest first: the present one, and those before it that a provider or the customer
    /// gave and no extension ended. One of ours counts only while it is the present one.
    pub fn counting_agreements(&self) -> Vec<&Agreement> {
        let earlier = self.earlier_agreements.iter();
        let earlier = earlier.filter(|it| it.attested_by != Some(Party::Us) && !self.has_ended(it));
        let mut all: Vec<&Agreement> = self.agreement.iter().chain(earlier).collect();
        all.sort_by_key(|it| std::cmp::Reverse(it.accepted_on));
        all
    }

    /// Whether an extension ended an earlier acceptance.
    fn has_ended(&self, earlier: &Agreement) -> bool {
        let mut extensions = self.relationships.iter();
        extensions.any(|it| {
            it.via == Via::Extension
                && it.since >= earlier.recorded_at
                && !earlier.survives_extension_to(&it.party)
        })
    }

    /// Whether the agreement on record was accepted after this day.
    pub fn has_newer_agreement(&self, accepted_on: Day) -> bool {
        let present = self.agreement.as_ref();
        present.is_some_and(|present| accepted_on < present.accepted_on)
    }

    /// Ends the agreement on record, which is kept among the earlier ones.
    fn end_agreement(&mut self) {
        self.earlier_agreements.extend(self.agreement.take());
    }

    /// Records a relationship granted to a party.
    fn grant(&mut self, party: Party, grant: Grant, now: Instant) {
        let Some(at) = self.relationships.iter().position(|it| it.party == party) else {
            self.relationships
                .push(Relationship::granted(party, grant, now));
            self.relationships.sort_by(|a, b| a.party.cmp(&b.party));
            return;
        };
        let held = self.relationships.remove(at);
        let kept = held
            .clone()
            .apply(RelationshipEvent::Grant(grant), now)
            .unwrap_or(held);
        self.relationships.insert(at, kept);
    }
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
