//! What a person records of a relationship: the state that was seen, our decision, giving it up, its id, groups.

use std::collections::BTreeSet;

use super::assignment::{AccessAssignment, AssignmentStateKind};
use super::id::{AssignmentId, EntraRoleId, GroupId, MicrosoftId, RelationshipId};
use super::relationship::{
    AdminRelationship, DecisionKind, RelationshipCustomer, RelationshipDecision, RelationshipOrigin,
};
use super::role::role_name;
use super::state::{AdminRelationshipEvent, AdminRelationshipStateKind as State, ShownStep};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::rule::gdap as rule;
use crate::domain::sighting::check_day_of_state;
use crate::domain::word::Word as _;

/// A state that a person saw at Microsoft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenState {
    /// The state.
    pub state: State,
    /// When it was reached.
    pub on: Instant,
}

/// A group that gets roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAssignment {
    /// Microsoft's id of the assignment, if known.
    pub id: Option<AssignmentId>,
    /// The group.
    pub group: GroupId,
    /// Its name.
    pub group_name: Option<String>,
    /// The roles it gets.
    pub roles: BTreeSet<EntraRoleId>,
}

impl AdminRelationship {
    /// The relationship after a person saw a state of it at Microsoft.
    ///
    /// # Errors
    /// `gdap.step` for a state of our own, an earlier state, another end, a draft, or a day in the future.
    pub fn record(&self, seen: SeenState, now: Instant) -> Result<Self, Diagnostic> {
        let made = ("the relationship was made", self.created_at);
        check_day_of_state(&rule::STEP, seen.on, made, now)?;
        if self.id.microsoft().is_none() {
            return Err(out_of_step(format!(
                "{} is a draft: it does not exist at Microsoft yet",
                self.id
            ))
            .with_help(format!(
                "When it was made there: `csp gdap created {} --id RELATIONSHIP-ID`",
                self.id
            )));
        }
        if !seen.state.is_microsofts() {
            return Err(out_of_step(format!(
                "{} is csp's own state; Microsoft does not show it",
                seen.state
            ))
            .with_help(format!(
                "To give the relationship up: `csp gdap withdraw {} --reason REASON`",
                self.id
            )));
        }
        match self.state.when_shown(seen.state) {
            ShownStep::Conflict => Err(out_of_step(format!(
                "a relationship that is {} cannot become {}",
                self.state, seen.state
            ))
            .with_help(format!(
                "To see what is recorded: `csp gdap show {}`",
                self.id
            ))),
            // What is withdrawn here may still be shown as pending.
            ShownStep::Stays => Ok(self.clone()),
            ShownStep::Forward => {
                let mut after = self.clone();
                after.state = seen.state;
                after.state_since = now;
                after.microsoft_status = Some(seen.state.word().to_owned());
                after.last_seen_at = Some(now);
                after.absence = None;
                if seen.state == State::Active {
                    after.activated_at = after.activated_at.or(Some(seen.on));
                }
                if seen.state.is_over() {
                    // Microsoft sets the end to the moment of the termination.
                    after.ends_at = match (seen.state, after.ends_at) {
                        (State::Expired, Some(known)) => Some(known),
                        _ => Some(seen.on),
                    };
                }
                Ok(after)
            }
        }
    }

    /// The relationship with our decision on it.
    ///
    /// # Errors
    /// `gdap.provider-made` where no provider made it; `gdap.step` where the customer is no longer to approve.
    pub fn decide(&self, decision: RelationshipDecision) -> Result<Self, Diagnostic> {
        if self.origin != RelationshipOrigin::ProviderMade {
            return Err(Diagnostic::refused(
                &rule::PROVIDER_MADE,
                format!("{} was not made by a provider", self.shown_name()),
            )
            .with_help(format!(
                "To see where it comes from: `csp gdap show {}`",
                self.id
            )));
        }
        let is_open = matches!(
            self.state,
            State::Created | State::ApprovalPending | State::Approved | State::Activating
        );
        // What Microsoft shows as decided can still be noted, as long as it is approved.
        let notes_approval = decision.kind == DecisionKind::Approve && self.state == State::Active;
        if !is_open && !notes_approval {
            return Err(out_of_step(format!(
                "a relationship that is {} cannot be decided on",
                self.state
            )));
        }
        Ok(Self {
            decision: Some(decision),
            ..self.clone()
        })
    }

    /// The relationship after we gave it up.
    ///
    /// # Errors
    /// `gdap.step` once it was approved.
    pub fn withdraw(&self, reason: &str, now: Instant) -> Result<Self, Diagnostic> {
        let Some(state) = self.state.after(AdminRelationshipEvent::Withdraw) else {
            let message = if self.state == State::Withdrawn {
                "the relationship is withdrawn already".to_owned()
            } else {
                format!("a relationship that is {} cannot be withdrawn", self.state)
            };
            let refusal = out_of_step(message).with_help(format!(
                "To see what is recorded: `csp gdap show {}`",
                self.id
            ));
            if self.state != State::Active {
                return Err(refusal);
            }
            return Err(refusal.with_help(format!(
                "End it at Microsoft, then record it: `csp gdap record {} terminated`",
                self.id
            )));
        };
        Ok(Self {
            state,
            state_since: now,
            note: Some(reason.to_owned()),
            ..self.clone()
        })
    }

    /// The planned relationship after it was made at Microsoft.
    ///
    /// # Errors
    /// `gdap.step` where it is not a draft.
    pub fn create(&self, id: MicrosoftId, now: Instant) -> Result<Self, Diagnostic> {
        let Some(state) = self.state.after(AdminRelationshipEvent::Create) else {
            return Err(out_of_step(format!(
                "{} is {}: only a draft is given an id",
                self.shown_name(),
                self.state
            )));
        };
        Ok(Self {
            id: RelationshipId::Microsoft(id),
            state,
            state_since: now,
            created_at: Some(now),
            last_seen_at: Some(now),
            ..self.clone()
        })
    }

    /// The planned relationship where an import has seen its id already: what Microsoft shows stays, and our plan joins it.
    ///
    /// # Errors
    /// `gdap.step` where it is not a draft, or where what was seen is another relationship of ours.
    pub fn create_as_seen(
        &self,
        seen: Self,
        id: MicrosoftId,
        now: Instant,
    ) -> Result<Self, Diagnostic> {
        let made = self.create(id, now)?;
        if seen.origin != RelationshipOrigin::Imported {
            return Err(out_of_step(format!(
                "{id} is on record already, as {}",
                seen.shown_name()
            )));
        }
        Ok(Self {
            origin: RelationshipOrigin::Own,
            customer: RelationshipCustomer {
                domain: made.customer.domain,
                tenant_id: seen.customer.tenant_id.or(made.customer.tenant_id),
                name: seen.customer.name.clone().or(made.customer.name),
            },
            roles: seen.roles.clone().or(made.roles),
            duration: seen.duration.clone().or(made.duration),
            auto_extend: seen.auto_extend.clone().or(made.auto_extend),
            name: seen.name.clone().or(made.name),
            ..seen
        })
    }

    /// The assignment of roles to a group.
    ///
    /// # Errors
    /// `gdap.step` while the relationship is not active; `gdap.assignment` for roles that it does not have, no roles, or a
    /// group that has a live assignment.
    pub fn assign(
        &self,
        new: NewAssignment,
        existing: &[AccessAssignment],
        now: Instant,
    ) -> Result<AccessAssignment, Diagnostic> {
        if self.state != State::Active {
            return Err(out_of_step(format!(
                "groups get roles while a relationship is active; this one is {}",
                self.state
            )));
        }
        if new.roles.is_empty() {
            return Err(Diagnostic::refused(
                &rule::ASSIGNMENT,
                "an assignment needs at least one role",
            ));
        }
        if let Some(own) = &self.roles {
            let missing: Vec<String> = new
                .roles
                .difference(own)
                .map(|role| role_name(*role))
                .collect();
            if !missing.is_empty() {
                return Err(Diagnostic::refused(
                    &rule::ASSIGNMENT,
                    format!("the relationship does not have {}", missing.join(", ")),
                ));
            }
        }
        let is_taken = |it: &&AccessAssignment| it.group == Some(new.group) && it.state.is_live();
        if existing.iter().any(|it| is_taken(&it)) {
            return Err(Diagnostic::refused(
                &rule::ASSIGNMENT,
                format!("group {} already has roles of this relationship", new.group),
            )
            .with_help(format!(
                "To take them away first: `csp gdap unassign {} {}`",
                self.id, new.group
            )));
        }
        Ok(AccessAssignment {
            id: new.id,
            group: Some(new.group),
            group_name: new.group_name,
            roles: Some(new.roles),
            state: AssignmentStateKind::Active,
            state_since: now,
            modified_at: None,
        })
    }
}

impl AccessAssignment {
    /// The assignment after the group lost its roles.
    ///
    /// # Errors
    /// `gdap.assignment` where that is recorded already.
    pub fn unassign(&self, now: Instant) -> Result<Self, Diagnostic> {
        if self.state == AssignmentStateKind::Deleted {
            return Err(Diagnostic::refused(
                &rule::ASSIGNMENT,
                "the group has no roles of this relationship any more",
            ));
        }
        Ok(Self {
            state: AssignmentStateKind::Deleted,
            state_since: now,
            ..self.clone()
        })
    }
}

fn out_of_step(message: String) -> Diagnostic {
    Diagnostic::refused(&rule::STEP, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::gdap::{RelationshipSighting, SeenRoles};

    const ID: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
    const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";

    fn now() -> Instant {
        chrono::DateTime::UNIX_EPOCH
    }

    fn relationship(status: &str) -> AdminRelationship {
        let mut sighting = RelationshipSighting::of(ID.parse().unwrap());
        sighting.status = Some(status.to_owned());
        sighting.roles = SeenRoles::All(BTreeSet::from([HELPDESK.parse().unwrap()]));
        AdminRelationship::first_seen(&sighting, now())
    }

    fn refusal<T: std::fmt::Debug>(outcome: Result<T, Diagnostic>) -> &'static str {
        outcome.unwrap_err().rule().unwrap().id
    }

    fn seen(state: State) -> SeenState {
        SeenState { state, on: now() }
    }

    fn helpdesk() -> NewAssignment {
        NewAssignment {
            id: None,
            group: "8cf496da-193b-4586-87ae-d34567788990".parse().unwrap(),
            group_name: None,
            roles: BTreeSet::from([HELPDESK.parse().unwrap()]),
        }
    }

    #[test]
    fn a_person_and_a_file_use_the_same_machine() {
        let active = relationship("approvalPending")
            .record(seen(State::Active), now())
            .unwrap();
        assert_eq!(
            (active.state, active.activated_at),
            (State::Active, Some(now()))
        );
        assert_eq!(
            refusal(active.record(seen(State::Approved), now())),
            "gdap.step"
        );
        assert_eq!(
            refusal(active.record(seen(State::Draft), now())),
            "gdap.step"
        );
        let ended = active.record(seen(State::Terminated), now()).unwrap();
        assert_eq!(
            refusal(ended.record(seen(State::Expired), now())),
            "gdap.step"
        );
    }

    #[test]
    fn only_what_a_provider_made_is_decided_on() {
        let decision = |kind| RelationshipDecision {
            kind,
            by: "ada@contoso.fr".to_owned(),
            at: now(),
            reason: None,
        };
        let own = relationship("approvalPending");
        assert_eq!(
            refusal(own.decide(decision(DecisionKind::Approve))),
            "gdap.provider-made"
        );
        let made = |status| AdminRelationship {
            origin: RelationshipOrigin::ProviderMade,
            ..relationship(status)
        };
        assert!(
            made("approvalPending")
                .decide(decision(DecisionKind::Reject))
                .is_ok()
        );
        assert!(
            made("active")
                .decide(decision(DecisionKind::Approve))
                .is_ok()
        );
        assert_eq!(
            refusal(made("active").decide(decision(DecisionKind::Reject))),
            "gdap.step"
        );
        assert_eq!(
            refusal(made("expired").decide(decision(DecisionKind::Approve))),
            "gdap.step"
        );
    }

    #[test]
    fn what_is_active_cannot_be_withdrawn() {
        assert_eq!(
            relationship("approvalPending")
                .withdraw("why", now())
                .unwrap()
                .state,
            State::Withdrawn
        );
        assert_eq!(
            refusal(relationship("active").withdraw("why", now())),
            "gdap.step"
        );
    }

    #[test]
    fn a_group_gets_roles_of_an_active_relationship_once() {
        let active = relationship("active");
        let first = active.assign(helpdesk(), &[], now()).unwrap();
        assert_eq!(
            refusal(active.assign(helpdesk(), std::slice::from_ref(&first), now())),
            "gdap.assignment"
        );
        let gone = first.unassign(now()).unwrap();
        assert!(
            active
                .assign(helpdesk(), std::slice::from_ref(&gone), now())
                .is_ok()
        );
        assert_eq!(refusal(gone.unassign(now())), "gdap.assignment");
        let mut other = helpdesk();
        other.roles = BTreeSet::from([EntraRoleId::GLOBAL_ADMINISTRATOR]);
        assert_eq!(refusal(active.assign(other, &[], now())), "gdap.assignment");
        assert_eq!(
            refusal(relationship("expired").assign(helpdesk(), &[], now())),
            "gdap.step"
        );
    }
}
