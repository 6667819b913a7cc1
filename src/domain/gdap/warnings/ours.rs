//! Warnings where what we decided and what Microsoft shows do not agree.

use super::Warnings;
use crate::domain::calendar::{Instant, last_day};
use crate::domain::gdap::deadlines::days_left;
use crate::domain::gdap::relationship::{
    AbsenceKind, AdminRelationship, DecisionKind, RelationshipOrigin,
};
use crate::domain::gdap::state::AdminRelationshipStateKind as State;
use crate::domain::rule::gdap;

impl Warnings {
    /// Our decision on a provider-made relationship, beside Microsoft's flag.
    pub(super) fn add_decision(&mut self, it: &AdminRelationship) {
        if it.origin != RelationshipOrigin::ProviderMade {
            return;
        }
        let id = it.id;
        let is_pending = it.state == State::ApprovalPending;
        if it.awaits_our_decision() {
            self.push(
                &gdap::PROVIDER_MADE,
                format!(
                    "An indirect provider made this relationship, and it waits for our decision: `csp gdap decide {id} approve` or `csp gdap decide {id} reject`"
                ),
            );
        }
        let Some(decision) = &it.decision else {
            if is_pending && it.consent_pending == Some(false) {
                self.push(
                    &gdap::PROVIDER_MADE,
                    format!(
                        "Microsoft no longer waits for our decision, and none is recorded: it was made in Microsoft's own tools. Ask who decided, then record it: `csp gdap decide {id} approve` or `csp gdap decide {id} reject`"
                    ),
                );
            }
            return;
        };
        let (verb, day) = (decided(decision.kind), decision.at.date_naive());
        if it.consent_pending == Some(true) && is_pending {
            self.push(
                &gdap::PROVIDER_MADE,
                format!(
                    "We {verb} it on {day}, but Microsoft still waits: the decision was not carried out there, or the last imported file is older."
                ),
            );
        } else if decision.kind == DecisionKind::Reject && it.state == State::Active {
            self.push(
                &gdap::PROVIDER_MADE,
                format!(
                    "We {verb} it on {day}, but it is active: it was approved in Microsoft's own tools. To end it, terminate it at Microsoft."
                ),
            );
        }
    }

    /// What we gave up while Microsoft still has it.
    pub(super) fn add_withdrawal(&mut self, it: &AdminRelationship, now: Instant) {
        if it.state != State::Withdrawn || it.id.microsoft().is_none() || it.absence.is_some() {
            return;
        }
        let shown = it.microsoft_status.as_deref().and_then(State::shown_as);
        let is_approved = matches!(
            shown,
            Some(State::Approved | State::Activating | State::Active)
        );
        let lapse = it.request_lapses_at();
        if is_approved {
            self.push(
                &gdap::APPROVAL,
                "We gave it up, but the customer has approved it. To end it, terminate it at Microsoft.",
            );
        } else if days_left(lapse, now) >= 0 {
            self.push(
                &gdap::APPROVAL,
                format!(
                    "We gave it up, but the customer can approve it until {}: Microsoft does not let us withdraw a request.",
                    last_day(lapse)
                ),
            );
        }
    }

    /// A state of Microsoft's that csp does not know.
    pub(super) fn add_unknown_status(&mut self, it: &AdminRelationship) {
        let unknown = it.microsoft_status.as_deref();
        if let Some(status) = unknown.filter(|status| State::shown_as(status).is_none()) {
            let status: String = status.chars().take(80).collect();
            self.push(
                &gdap::STEP,
                format!(
                    "Microsoft shows the state `{status}`, which csp does not know. The recorded state stays {}.",
                    it.state
                ),
            );
        }
    }

    /// That a complete list of Microsoft's did not have it.
    pub(super) fn add_absence(&mut self, it: &AdminRelationship) {
        let Some(absence) = it.absence else {
            return;
        };
        let day = absence.since.date_naive();
        match absence.kind {
            AbsenceKind::Erased => self.push(
                &gdap::STEP,
                format!(
                    "Microsoft has not listed it since {day}: it erases requests after 90 days and ended relationships after a year. csp keeps the record."
                ),
            ),
            AbsenceKind::NotListed => self.push(
                &gdap::STEP,
                format!(
                    "It was not in the complete list imported on {day}. It may have been deleted at Microsoft. Check there, then record what you find: `csp gdap record {} STATE`",
                    it.id
                ),
            ),
        }
    }
}

fn decided(kind: DecisionKind) -> &'static str {
    match kind {
        DecisionKind::Approve => "approved",
        DecisionKind::Reject => "rejected",
    }
}
