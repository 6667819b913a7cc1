//! The states of a transfer, who takes which step in which kind, and what a shown state makes of the recorded one.

use super::id::TransferId;
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::words;

words! {
    /// Which of Microsoft's two procedures a transfer follows.
    pub enum TransferKind: "kind of transfer" {
        /// The target partner creates it, the source partner submits the subscriptions.
        NewCommerce = "new-commerce",
        /// The source partner creates it, the target partner accepts or rejects it. Only for subscriptions from before
        /// new commerce.
        Legacy = "legacy",
    }
}

words! {
    /// Whether the subscriptions come to us or leave us.
    pub enum TransferDirection: "direction" {
        /// To us: we are the target partner.
        In = "in",
        /// To another partner: we are the source partner.
        Out = "out",
    }
}

words! {
    /// The state of a transfer.
    pub enum TransferStateKind: "state of a transfer" {
        /// Planned here; it does not exist at Microsoft yet.
        Planned = "planned",
        /// It exists at Microsoft, and a partner has to act.
        Pending = "pending",
        /// The subscriptions were moved.
        Completed = "completed",
        /// The partner that created it cancelled it, or we gave up the plan.
        Cancelled = "cancelled",
        /// The target partner rejected it. Only legacy transfers can be rejected.
        Rejected = "rejected",
        /// Nobody acted in time.
        Expired = "expired",
    }
}

words! {
    /// Who takes a step.
    pub enum TransferActor: "actor of a transfer" {
        /// We do.
        Us = "us",
        /// Our provider does: an indirect reseller acts through it.
        Provider = "provider",
        /// The other partner does.
        OtherPartner = "other-partner",
        /// Microsoft does.
        Microsoft = "microsoft",
    }
}

use TransferDirection as Direction;
use TransferKind as Kind;
use TransferStateKind as State;

/// What can happen to a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TransferEvent {
    /// It is created at Microsoft.
    Create,
    /// The source partner submits the subscriptions.
    Submit,
    /// The target partner accepts it.
    Accept,
    /// The target partner rejects it.
    Reject,
    /// It is cancelled, or the plan is given up.
    Cancel,
    /// Its time runs out.
    Expire,
}

/// What a state that was recorded or shown in a file makes of the present one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShownTransferStep {
    /// It is the present state.
    Stays,
    /// It follows from the present state.
    Forward,
    /// It does not follow: a person decides.
    Conflict,
}

impl TransferEvent {
    /// Every event.
    pub const ALL: [Self; 6] = [
        Self::Create,
        Self::Submit,
        Self::Accept,
        Self::Reject,
        Self::Cancel,
        Self::Expire,
    ];

    /// Who can cause it in a transfer of this kind and direction; `None` if the kind does not have it.
    pub fn actor(self, kind: Kind, direction: Direction) -> Option<TransferActor> {
        let target = match direction {
            Direction::In => TransferActor::Us,
            Direction::Out => TransferActor::OtherPartner,
        };
        let source = match direction {
            Direction::In => TransferActor::OtherPartner,
            Direction::Out => TransferActor::Us,
        };
        match (self, kind) {
            (Self::Create | Self::Cancel, Kind::NewCommerce) => Some(target),
            (Self::Submit, Kind::NewCommerce) => Some(source),
            (Self::Accept | Self::Reject, Kind::NewCommerce) => None,
            (Self::Create | Self::Cancel, Kind::Legacy) => Some(source),
            (Self::Accept | Self::Reject, Kind::Legacy) => Some(target),
            (Self::Submit, Kind::Legacy) => None,
            (Self::Expire, Kind::NewCommerce | Kind::Legacy) => Some(TransferActor::Microsoft),
        }
    }

    /// The state that it leads to.
    pub fn state(self) -> State {
        match self {
            Self::Create => State::Pending,
            Self::Submit | Self::Accept => State::Completed,
            Self::Reject => State::Rejected,
            Self::Cancel => State::Cancelled,
            Self::Expire => State::Expired,
        }
    }

    /// The command that records it.
    pub fn record_command(self, id: TransferId) -> String {
        let transfer_state = self.state();
        match self {
            Self::Create => format!("csp transfers record {id} {transfer_state} --id TRANSFER-ID"),
            Self::Submit | Self::Accept | Self::Reject | Self::Cancel | Self::Expire => {
                format!("csp transfers record {id} {transfer_state}")
            }
        }
    }

    /// The verb, for "the partner has to …".
    pub fn verb(self) -> &'static str {
        match self {
            Self::Create => "create",
            Self::Submit => "submit",
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Cancel => "cancel",
            Self::Expire => "expire",
        }
    }
}

impl TransferStateKind {
    /// Whether the event is possible in this state of a transfer of this kind.
    pub fn allows(self, event: TransferEvent, kind: Kind) -> bool {
        if event.actor(kind, Direction::In).is_none() {
            return false;
        }
        match self {
            // A plan is given up by cancelling it.
            Self::Planned => matches!(event, TransferEvent::Create | TransferEvent::Cancel),
            Self::Pending => event != TransferEvent::Create,
            Self::Completed | Self::Cancelled | Self::Rejected | Self::Expired => false,
        }
    }

    /// The step by which it goes on; `None` once it is over.
    pub fn next_event(self, kind: Kind) -> Option<TransferEvent> {
        match (self, kind) {
            (Self::Planned, Kind::NewCommerce | Kind::Legacy) => Some(TransferEvent::Create),
            (Self::Pending, Kind::NewCommerce) => Some(TransferEvent::Submit),
            (Self::Pending, Kind::Legacy) => Some(TransferEvent::Accept),
            (Self::Completed | Self::Cancelled | Self::Rejected | Self::Expired, _) => None,
        }
    }

    /// Whether a transfer of this kind can get into this state from this one, also over states that nobody saw.
    pub fn can_become(self, later: Self, kind: Kind) -> bool {
        let directly = |from: Self, to: Self| {
            let mut events = TransferEvent::ALL.into_iter();
            events.any(|event| from.allows(event, kind) && event.state() == to)
        };
        let over_pending = self == Self::Planned && directly(Self::Pending, later);
        directly(self, later) || over_pending
    }

    /// What it means that Microsoft shows `shown`.
    pub fn when_shown(self, shown: Self, kind: Kind) -> ShownTransferStep {
        if self == shown {
            ShownTransferStep::Stays
        } else if shown != Self::Planned && self.can_become(shown, kind) {
            ShownTransferStep::Forward
        } else {
            ShownTransferStep::Conflict
        }
    }

    /// Microsoft's word in every spelling that was seen, ignoring case. `None` for any other word: it is never guessed.
    pub fn shown_as(word: &str) -> Option<Self> {
        match word.trim().to_ascii_lowercase().as_str() {
            "active" | "pending" => Some(Self::Pending),
            "completed" | "complete" => Some(Self::Completed),
            "cancel" | "canceled" | "cancelled" => Some(Self::Cancelled),
            "reject" | "rejected" => Some(Self::Rejected),
            "expired" => Some(Self::Expired),
            _ => None,
        }
    }

    /// Whether it can still go on.
    pub fn is_open(self) -> bool {
        match self {
            Self::Planned | Self::Pending => true,
            Self::Completed | Self::Cancelled | Self::Rejected | Self::Expired => false,
        }
    }

    /// Whether lists show it by default: what was cancelled, rejected or has expired is left out.
    pub fn is_current(self) -> bool {
        match self {
            Self::Planned | Self::Pending | Self::Completed => true,
            Self::Cancelled | Self::Rejected | Self::Expired => false,
        }
    }
}

impl Toned for TransferStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Planned => Tone::NotBegun,
            Self::Pending => Tone::Waiting,
            Self::Completed => Tone::Good,
            Self::Rejected | Self::Expired => Tone::Bad,
            Self::Cancelled => Tone::Over,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::word::Word as _;

    #[test]
    fn the_whole_table_of_kinds_states_and_steps() {
        let mut table = String::new();
        for kind in Kind::ALL {
            for direction in Direction::ALL {
                table.push_str(&format!("{kind}, {direction}\n"));
                for event in TransferEvent::ALL {
                    let actor = event.actor(*kind, *direction);
                    let actor = actor.map_or("not possible".to_owned(), |who| who.to_string());
                    let name = event.verb();
                    table.push_str(&format!("  {name:8} by {actor}\n"));
                }
            }
            table.push_str(&format!("{kind}, either direction\n"));
            for state in State::ALL {
                for event in TransferEvent::ALL {
                    if state.allows(event, *kind) {
                        let (name, after) = (event.verb(), event.state());
                        table.push_str(&format!("  {state:10} {name:8} becomes {after}\n"));
                    }
                }
                for shown in State::ALL {
                    let step = state.when_shown(*shown, *kind);
                    table.push_str(&format!("  {state:10} shown as {shown:10} {step:?}\n"));
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_spelling_of_microsoft_is_read() {
        for (word, state) in [
            ("Active", Some(State::Pending)),
            (" pending ", Some(State::Pending)),
            ("COMPLETE", Some(State::Completed)),
            ("Completed", Some(State::Completed)),
            ("Cancel", Some(State::Cancelled)),
            ("canceled", Some(State::Cancelled)),
            ("Cancelled", Some(State::Cancelled)),
            ("reject", Some(State::Rejected)),
            ("Rejected", Some(State::Rejected)),
            ("Expired", Some(State::Expired)),
            ("planned", None),
            ("InProgress", None),
            ("", None),
        ] {
            assert_eq!(State::shown_as(word), state, "{word}");
        }
    }

    #[test]
    fn what_is_over_stays_as_it_is() {
        for kind in Kind::ALL {
            for state in State::ALL.iter().filter(|state| !state.is_open()) {
                for shown in State::ALL.iter().filter(|shown| *shown != state) {
                    let step = state.when_shown(*shown, *kind);
                    assert_eq!(step, ShownTransferStep::Conflict);
                }
            }
        }
    }
}
