//! The states of a delegated admin relationship, and the steps between them.

use crate::domain::tone::{Tone, Toned};
use crate::domain::word::{Word as _, words};

words! {
    /// The state of a delegated admin relationship: Microsoft's, and two of our own.
    pub enum AdminRelationshipStateKind: "state of a delegated admin relationship" {
        /// Planned here; it does not exist at Microsoft yet.
        Draft = "draft",
        /// Made at Microsoft, and still editable.
        Created = "created",
        /// Locked; the customer has to approve.
        ApprovalPending = "approval-pending",
        /// The customer approved.
        Approved = "approved",
        /// Microsoft sets the access up.
        Activating = "activating",
        /// Usable.
        Active = "active",
        /// Its end has passed; Microsoft takes the access away.
        Expiring = "expiring",
        /// It ended by its date.
        Expired = "expired",
        /// Partner or customer asked to end it.
        TerminationRequested = "termination-requested",
        /// Microsoft takes the access away.
        Terminating = "terminating",
        /// It ended by request.
        Terminated = "terminated",
        /// We gave it up before it was approved.
        Withdrawn = "withdrawn",
    }
}

use AdminRelationshipStateKind as State;

/// What a state that was recorded or shown in a file makes of the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownStep {
    /// It is the present state, or says nothing against it.
    Stays,
    /// A later state, perhaps over skipped ones.
    Forward,
    /// An earlier state, or another end: nothing is taken over, and a person decides.
    Conflict,
}

/// A step that csp records without Microsoft.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AdminRelationshipEvent {
    /// It was made at Microsoft and has an id there.
    Create,
    /// We give it up.
    Withdraw,
}

impl AdminRelationshipStateKind {
    /// The states that can follow, also over states that nobody saw. Microsoft publishes the single steps; a file shows
    /// only where a relationship is.
    pub fn later_states(self) -> &'static [Self] {
        use State::{
            Activating, Active, ApprovalPending, Approved, Created, Expired, Expiring, Terminated,
            Terminating, TerminationRequested, Withdrawn,
        };
        match self {
            State::Draft => &[Created, Withdrawn],
            State::Created => &[
                ApprovalPending,
                Approved,
                Activating,
                Active,
                Expiring,
                Expired,
                TerminationRequested,
                Terminating,
                Terminated,
                Withdrawn,
            ],
            State::ApprovalPending => &[
                Approved,
                Activating,
                Active,
                Expiring,
                Expired,
                TerminationRequested,
                Terminating,
                Terminated,
                Withdrawn,
            ],
            // The customer may approve what we gave up: Microsoft has no way to withdraw a request.
            State::Withdrawn => &[
                Approved,
                Activating,
                Active,
                Expiring,
                Expired,
                TerminationRequested,
                Terminating,
                Terminated,
            ],
            State::Approved => &[
                Activating,
                Active,
                Expiring,
                Expired,
                TerminationRequested,
                Terminating,
                Terminated,
            ],
            State::Activating => &[
                Active,
                Expiring,
                Expired,
                TerminationRequested,
                Terminating,
                Terminated,
            ],
            State::Active => &[
                Expiring,
                Expired,
                TerminationRequested,
                Terminating,
                Terminated,
            ],
            State::Expiring => &[Expired, Terminated],
            State::TerminationRequested => &[Terminating, Expired, Terminated],
            State::Terminating => &[Expired, Terminated],
            State::Expired | State::Terminated => &[],
        }
    }

    /// What it means that Microsoft shows `shown`.
    pub fn when_shown(self, shown: Self) -> ShownStep {
        let still_pending =
            self == Self::Withdrawn && matches!(shown, Self::Created | Self::ApprovalPending);
        if self == shown || still_pending {
            ShownStep::Stays
        } else if self.later_states().contains(&shown) && shown.is_microsofts() {
            ShownStep::Forward
        } else {
            ShownStep::Conflict
        }
    }

    /// The state after a step of ours; `None` where it is not available.
    pub fn after(self, event: AdminRelationshipEvent) -> Option<Self> {
        match event {
            AdminRelationshipEvent::Create => match self {
                Self::Draft => Some(Self::Created),
                Self::Created
                | Self::ApprovalPending
                | Self::Approved
                | Self::Activating
                | Self::Active
                | Self::Expiring
                | Self::Expired
                | Self::TerminationRequested
                | Self::Terminating
                | Self::Terminated
                | Self::Withdrawn => None,
            },
            AdminRelationshipEvent::Withdraw => match self {
                Self::Draft | Self::Created | Self::ApprovalPending => Some(Self::Withdrawn),
                Self::Approved
                | Self::Activating
                | Self::Active
                | Self::Expiring
                | Self::Expired
                | Self::TerminationRequested
                | Self::Terminating
                | Self::Terminated
                | Self::Withdrawn => None,
            },
        }
    }

    /// Whether Microsoft has this state too.
    pub fn is_microsofts(self) -> bool {
        !matches!(self, Self::Draft | Self::Withdrawn)
    }

    /// Microsoft's word as files have it: `approvalPending`, `approval-pending`, in any case. `None` for a word that is not
    /// one of Microsoft's known states.
    pub fn shown_as(word: &str) -> Option<Self> {
        let plain = |text: &str| -> String {
            text.chars()
                .filter(|c| !matches!(c, '-' | '_' | ' '))
                .flat_map(char::to_lowercase)
                .collect()
        };
        let wanted = plain(word.trim());
        Self::ALL
            .iter()
            .copied()
            .find(|state| state.is_microsofts() && plain(state.word()) == wanted)
    }

    /// Whether lists show it by default.
    pub fn is_current(self) -> bool {
        !matches!(self, Self::Expired | Self::Terminated | Self::Withdrawn)
    }

    /// Whether it ended; it cannot be revived.
    pub fn is_over(self) -> bool {
        matches!(self, Self::Expired | Self::Terminated)
    }

    /// Whether its roles can still be changed at Microsoft.
    pub fn is_editable(self) -> bool {
        matches!(self, Self::Draft | Self::Created)
    }
}

impl Toned for AdminRelationshipStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Draft | Self::Created => Tone::NotBegun,
            Self::ApprovalPending
            | Self::Approved
            | Self::Activating
            | Self::TerminationRequested
            | Self::Terminating => Tone::Waiting,
            Self::Active => Tone::Good,
            Self::Expiring | Self::Expired => Tone::Bad,
            Self::Terminated | Self::Withdrawn => Tone::Over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_of_states_and_steps() {
        let mut table = String::new();
        for state in State::ALL {
            for shown in State::ALL.iter().filter(|shown| shown.is_microsofts()) {
                let step = state.when_shown(*shown);
                table.push_str(&format!("{state:22} shown as {shown:22} {step:?}\n"));
            }
            for event in [
                AdminRelationshipEvent::Create,
                AdminRelationshipEvent::Withdraw,
            ] {
                let after = state
                    .after(event)
                    .map_or("not available".to_owned(), |after| after.to_string());
                let event = format!("{event:?}");
                table.push_str(&format!("{state:22} {event:31} {after}\n"));
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn steps_lead_forward_only() {
        for state in State::ALL {
            for later in state.later_states() {
                let back = later.when_shown(*state);
                let pending_again = *later == State::Withdrawn;
                assert!(
                    back == ShownStep::Conflict || !state.is_microsofts() || pending_again,
                    "{state} {later}"
                );
                for skipped in later.later_states() {
                    assert!(
                        state.later_states().contains(skipped) || *state == State::Draft,
                        "{state} {later} {skipped}"
                    );
                }
            }
        }
    }

    #[test]
    fn microsofts_words_are_read_in_any_spelling() {
        for (word, state) in [
            ("approvalPending", Some(State::ApprovalPending)),
            ("Approval Pending", Some(State::ApprovalPending)),
            ("termination-requested", Some(State::TerminationRequested)),
            ("ACTIVE", Some(State::Active)),
            ("unknownFutureValue", None),
            ("paused", None),
            ("draft", None),
            ("withdrawn", None),
        ] {
            assert_eq!(State::shown_as(word), state, "{word}");
        }
    }
}
