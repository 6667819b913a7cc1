//! What a sighting makes of the recorded relationship. A file and what a person records go through the same machine.

use super::id::RelationshipId;
use super::relationship::{
    AbsenceKind, AdminRelationship, ListAbsence, RelationshipCustomer, RelationshipOrigin,
};
use super::sighting::{RelationshipSighting, SeenRoles};
use super::state::{AdminRelationshipStateKind as State, ShownStep};
use crate::domain::calendar::Instant;
use crate::domain::sighting::{is_older_change, whole_second};

/// After how many days Microsoft erases a request that nobody approved.
pub const REQUEST_DAYS: i64 = 90;

/// After how many days Microsoft erases a relationship that ended.
pub const KEPT_DAYS: i64 = 365;

/// What a sighting made of a recorded relationship.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reconciled {
    /// It was taken over, or said nothing new; the relationship as it is now.
    Taken(Box<AdminRelationship>),
    /// It shows the relationship as it was before the last known change: only what was not known is taken from it.
    Older(Box<AdminRelationship>),
    /// It contradicts the recorded state: only what was not known is taken from it, and a person decides.
    Conflict {
        /// The relationship with what was not known.
        after: Box<AdminRelationship>,
        /// Microsoft's word in the file.
        status: String,
    },
}

impl AdminRelationship {
    /// A relationship that a file shows for the first time. One without a state that csp knows counts as `created`: no right
    /// is assumed.
    pub fn first_seen(sighting: &RelationshipSighting, now: Instant) -> Self {
        let shown = sighting.status.as_deref().and_then(State::shown_as);
        let blank = Self {
            id: RelationshipId::Microsoft(sighting.id),
            name: None,
            customer: RelationshipCustomer::default(),
            state: shown.unwrap_or(State::Created),
            state_since: now,
            microsoft_status: None,
            origin: origin_by_name(sighting.name.as_deref()),
            provider: None,
            consent_pending: None,
            decision: None,
            duration: None,
            auto_extend: None,
            roles: None,
            created_at: None,
            modified_at: None,
            roles_as_of: None,
            activated_at: None,
            ends_at: None,
            last_seen_at: Some(now),
            absence: None,
            note: None,
        };
        blank.take_over(sighting)
    }

    /// The relationship as a later sighting shows it.
    pub fn reconcile(&self, sighting: &RelationshipSighting, now: Instant) -> Reconciled {
        let shown = sighting.status.as_deref().and_then(State::shown_as);
        let step = shown.map_or(ShownStep::Stays, |shown| self.state.when_shown(shown));
        match step {
            ShownStep::Conflict => {
                let status = sighting.status.clone().unwrap_or_default();
                let after = Box::new(self.clone().fill_unknown(sighting));
                return Reconciled::Conflict { after, status };
            }
            ShownStep::Stays if is_older_change(sighting.modified_at, self.modified_at) => {
                return Reconciled::Older(Box::new(self.clone().fill_unknown(sighting)));
            }
            ShownStep::Stays | ShownStep::Forward => {}
        }
        let mut after = self.clone().take_over(sighting);
        if let (ShownStep::Forward, Some(shown)) = (step, shown) {
            after.state = shown;
            after.state_since = now;
        }
        after.absence = None;
        let is_later_day = self
            .last_seen_at
            .is_none_or(|seen| seen.date_naive() < now.date_naive());
        if is_later_day || after != *self {
            after.last_seen_at = self.last_seen_at.max(Some(now));
        }
        Reconciled::Taken(Box::new(after))
    }

    /// The relationship after a complete list of Microsoft's did not have it.
    #[must_use]
    pub fn not_listed(&self, now: Instant) -> Self {
        if self.id.microsoft().is_none() || self.absence.is_some() {
            return self.clone();
        }
        let aged = |moment: Option<Instant>, days: i64| {
            moment.is_some_and(|at| (now - at).num_days() >= days)
        };
        let erased = match self.state {
            State::ApprovalPending | State::Withdrawn => aged(self.created_at, REQUEST_DAYS),
            State::Expired | State::Terminated => aged(self.ends_at, KEPT_DAYS),
            State::Draft
            | State::Created
            | State::Approved
            | State::Activating
            | State::Active
            | State::Expiring
            | State::TerminationRequested
            | State::Terminating => false,
        };
        let kind = if erased {
            AbsenceKind::Erased
        } else {
            AbsenceKind::NotListed
        };
        Self {
            absence: Some(ListAbsence { kind, since: now }),
            ..self.clone()
        }
    }

    /// The same with what the sighting says of things that are not known yet. So the order of files does not matter.
    fn fill_unknown(self, sighting: &RelationshipSighting) -> Self {
        let known = self.clone();
        let filled = self.take_over(sighting);
        Self {
            name: known.name.or(filled.name),
            customer: RelationshipCustomer {
                domain: known.customer.domain,
                tenant_id: known.customer.tenant_id.or(filled.customer.tenant_id),
                name: known.customer.name.or(filled.customer.name),
            },
            microsoft_status: known.microsoft_status.or(filled.microsoft_status),
            provider: known.provider.or(filled.provider),
            consent_pending: known.consent_pending.or(filled.consent_pending),
            duration: known.duration.or(filled.duration),
            auto_extend: known.auto_extend.or(filled.auto_extend),
            created_at: known.created_at.or(filled.created_at),
            activated_at: known.activated_at.or(filled.activated_at),
            ends_at: known.ends_at.or(filled.ends_at),
            note: known.note.or(filled.note),
            ..filled
        }
    }

    /// The same with the roles of the sighting, unless those on record are from a later moment.
    fn take_roles(mut self, sighting: &RelationshipSighting) -> Self {
        let seen = whole_second(sighting.modified_at);
        let is_later = self.roles.is_none()
            || match (seen, self.roles_as_of) {
                (Some(seen), Some(known)) => seen >= known,
                (None | Some(_), None) => true,
                // An invitation of a tool, for example, shows what was asked for once.
                (None, Some(_)) => false,
            };
        if let Some(roles) = sighting.roles.whole().filter(|_| is_later) {
            self.roles = Some(roles.clone());
            self.roles_as_of = seen.or(self.roles_as_of);
        }
        self
    }

    /// The same with everything that the sighting says, but for the state.
    fn take_over(mut self, sighting: &RelationshipSighting) -> Self {
        /// The new value where there is one.
        fn or_known<T: Clone>(seen: Option<&T>, known: Option<T>) -> Option<T> {
            seen.cloned().or(known)
        }
        self.name = or_known(sighting.name.as_ref(), self.name);
        let customer = &mut self.customer;
        customer.tenant_id = sighting.customer_tenant.or(customer.tenant_id);
        customer.name = or_known(sighting.customer_name.as_ref(), customer.name.take());
        self.microsoft_status = or_known(sighting.status.as_ref(), self.microsoft_status);
        self.duration = or_known(sighting.duration.as_ref(), self.duration);
        self.auto_extend = or_known(sighting.auto_extend.as_ref(), self.auto_extend);
        self = self.take_roles(sighting);
        self.created_at = whole_second(sighting.created_at).or(self.created_at);
        self.modified_at = whole_second(sighting.modified_at).max(self.modified_at);
        self.activated_at = whole_second(sighting.activated_at).or(self.activated_at);
        self.ends_at = whole_second(sighting.ends_at).or(self.ends_at);
        self.note = or_known(sighting.reference.as_ref(), self.note);
        if let Some(provider) = sighting.provider {
            self.origin = RelationshipOrigin::ProviderMade;
            self.provider = provider.tenant.or(self.provider);
            self.consent_pending = provider.consent_pending.or(self.consent_pending);
        }
        self
    }
}

impl RelationshipSighting {
    /// Whether the file had the roles and lost them on the way, or shows none at all.
    pub fn lacks_roles(&self) -> bool {
        match &self.roles {
            SeenRoles::Lost => true,
            SeenRoles::All(roles) => roles.is_empty(),
            SeenRoles::Unsaid => false,
        }
    }
}

/// Who made a relationship, as far as its name shows. Tools and Microsoft use prefixes.
fn origin_by_name(name: Option<&str>) -> RelationshipOrigin {
    match name {
        Some(name) if name.starts_with("MLT_") => RelationshipOrigin::MicrosoftLed,
        Some(_) | None => RelationshipOrigin::Imported,
    }
}

#[cfg(test)]
mod tests;
