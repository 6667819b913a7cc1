//! What a person records of a transfer: the state that was seen, and Microsoft's id of a planned one.

use super::checks::{TransferCheck, creation_refusals};
use super::id::{MicrosoftTransferId, TransferId};
use super::record::Transfer;
use super::state::{ShownTransferStep as Step, TransferKind, TransferStateKind as State};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::rule::transfers as rule;
use crate::domain::sighting::check_day_of_state;
use crate::domain::word::Word as _;

/// A state that a person saw at Microsoft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SeenTransferState {
    /// The state.
    pub state: State,
    /// When it was reached.
    pub on: Instant,
}

impl Transfer {
    /// The transfer after a person saw a state of it at Microsoft. A state in `disputed` was shown by a file and is kept
    /// as a conflict: there the person decides.
    ///
    /// # Errors
    /// `transfers.step` for a state that does not follow, csp's own state, or an impossible day.
    pub fn record(
        &self,
        seen: SeenTransferState,
        disputed: &[State],
        now: Instant,
    ) -> Result<Self, Diagnostic> {
        let made = ("the transfer was created", self.created_at);
        check_day_of_state(&rule::STEP, seen.on, made, now)?;
        if seen.state == State::Planned && self.state != State::Planned {
            return Err(out_of_step(format!(
                "planned is csp's own state: {} is {} already",
                self.id, self.state
            )));
        }
        let is_disputed = disputed.contains(&seen.state) && self.state != State::Planned;
        match self.state.when_shown(seen.state, self.kind) {
            Step::Stays => Ok(self.clone()),
            Step::Conflict if !is_disputed => Err(self.conflict(seen.state)),
            Step::Conflict | Step::Forward => {
                let mut after = self.clone();
                after.state = seen.state;
                after.state_since = now;
                after.last_seen_at = Some(now);
                let is_created = self.state == State::Planned && seen.state != State::Cancelled;
                if is_created {
                    after.created_at = after.created_at.or(Some(seen.on));
                }
                after.completed_at = match seen.state {
                    State::Completed => after.completed_at.or(Some(seen.on)),
                    State::Planned
                    | State::Pending
                    | State::Cancelled
                    | State::Rejected
                    | State::Expired => None,
                };
                Ok(after)
            }
        }
    }

    /// Refuses the step from a plan to a transfer at Microsoft while something that must be true first is not.
    ///
    /// # Errors
    /// Every rule that is known not to be met.
    pub fn may_become(&self, state: State, checks: &[TransferCheck]) -> Result<(), Diagnostic> {
        let is_created = match state {
            State::Pending | State::Completed => self.state == State::Planned,
            State::Planned | State::Cancelled | State::Rejected | State::Expired => false,
        };
        if !is_created {
            return Ok(());
        }
        Diagnostic::unless_none(creation_refusals(checks))
    }

    /// The planned transfer with Microsoft's id. Where an import has seen the id already, what Microsoft shows stays and
    /// our plan joins it.
    ///
    /// # Errors
    /// `transfers.step` where it has an id, or where the id belongs to another plan or to a transfer of another kind or
    /// direction.
    pub fn tie(&self, id: MicrosoftTransferId, seen: Option<Self>) -> Result<Self, Diagnostic> {
        if let Some(known) = self.id.microsoft() {
            return if known == id {
                Ok(self.clone())
            } else {
                Err(
                    out_of_step(format!("the transfer has Microsoft's ID already: {known}"))
                        .with_flag("--id"),
                )
            };
        }
        let id = TransferId::Microsoft(id);
        let Some(seen) = seen else {
            return Ok(Self { id, ..self.clone() });
        };
        if seen.planned_at.is_some() {
            return Err(out_of_step(format!("{id} belongs to another plan")).with_flag("--id"));
        }
        if (seen.kind, seen.direction) != (self.kind, self.direction) {
            let words = |it: &Self| format!("{}, {}", it.kind, it.direction);
            return Err(out_of_step(format!(
                "{id} is another transfer: it is {}, and {} is {}",
                words(&seen),
                self.id,
                words(self)
            ))
            .with_flag("--id"));
        }
        let mut tied = Self {
            planned_at: self.planned_at,
            note: seen.note.or_else(|| self.note.clone()),
            customer: seen.customer.filled_from(self.customer.clone()),
            partner: seen.partner.filled_from(self.partner.clone()),
            ..seen
        };
        tied.take_items(&self.items, |known, ours| known.filled_from(ours));
        Ok(tied)
    }

    fn conflict(&self, shown: State) -> Diagnostic {
        let help = format!("To see what is recorded: `csp transfers show {}`", self.id);
        if shown == State::Rejected && self.kind == TransferKind::NewCommerce {
            return out_of_step(
                "a new-commerce transfer cannot be rejected: the source partner leaves it pending, and the target partner cancels it",
            )
            .with_help(format!(
                "If it was cancelled: `csp transfers record {} cancelled`",
                self.id
            ));
        }
        out_of_step(format!(
            "a transfer that is {} cannot become {}",
            self.state,
            shown.word()
        ))
        .with_help(help)
    }
}

fn out_of_step(message: impl Into<String>) -> Diagnostic {
    Diagnostic::refused(&rule::STEP, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::transfer::TransferDirection as Direction;
    use crate::domain::transfer::samples::{nine, planned, seen_as};

    fn rule_of<T: std::fmt::Debug>(outcome: Result<T, Diagnostic>) -> &'static str {
        outcome.unwrap_err().rule().unwrap().id
    }

    fn seen(state: State) -> SeenTransferState {
        SeenTransferState {
            state,
            on: nine("2026-11-02"),
        }
    }

    #[test]
    fn a_person_and_a_file_use_the_same_machine() {
        let now = nine("2026-11-03");
        let plan = planned(TransferKind::NewCommerce, Direction::In);
        let pending = plan.record(seen(State::Pending), &[], now).unwrap();
        assert_eq!(pending.created_at, Some(nine("2026-11-02")));
        let done = pending.record(seen(State::Completed), &[], now).unwrap();
        assert_eq!(done.completed_at, Some(nine("2026-11-02")));
        for wrong in [State::Pending, State::Cancelled, State::Planned] {
            assert_eq!(
                rule_of(done.record(seen(wrong), &[], now)),
                "transfers.step"
            );
        }
        let rejected = pending.record(seen(State::Rejected), &[], now);
        assert_eq!(rule_of(rejected), "transfers.step");
        let legacy = planned(TransferKind::Legacy, Direction::In);
        let legacy = legacy.record(seen(State::Pending), &[], now).unwrap();
        assert!(legacy.record(seen(State::Rejected), &[], now).is_ok());
    }

    #[test]
    fn a_person_decides_what_a_file_disputes() {
        let now = nine("2026-11-03");
        let done = seen_as("Completed");
        let decided = done.record(seen(State::Cancelled), &[State::Cancelled], now);
        let decided = decided.unwrap();
        assert_eq!(
            (decided.state, decided.completed_at),
            (State::Cancelled, None)
        );
    }

    #[test]
    fn days_before_the_creation_and_after_today_are_refused() {
        let now = nine("2026-11-01");
        let plan = planned(TransferKind::NewCommerce, Direction::In);
        let refused = plan.record(seen(State::Pending), &[], now);
        assert_eq!(refused.unwrap_err().flag(), Some("--on"));
        let mut pending = seen_as("Active");
        pending.created_at = Some(nine("2026-11-03"));
        let refused = pending.record(seen(State::Completed), &[], nine("2026-11-04"));
        assert_eq!(refused.unwrap_err().flag(), Some("--on"));
    }

    #[test]
    fn a_plan_joins_what_an_import_has_seen() {
        let plan = planned(TransferKind::NewCommerce, Direction::In);
        let seen = seen_as("Completed");
        let id = seen.id.microsoft().unwrap();
        let tied = plan.tie(id, Some(seen.clone())).unwrap();
        assert_eq!((tied.id, tied.state), (seen.id, State::Completed));
        assert_eq!(tied.planned_at, plan.planned_at);
        assert_eq!(tied.customer.domain, plan.customer.domain);
        assert_eq!(rule_of(plan.tie(id, Some(tied.clone()))), "transfers.step");
        assert_eq!(tied.tie(id, None).unwrap(), tied);
        let out = planned(TransferKind::NewCommerce, Direction::Out);
        assert_eq!(rule_of(out.tie(id, Some(seen))), "transfers.step");
    }
}
