//! What is wrong with a file, and what a person should know of it, each with its place.

use crate::diagnostic::{Diagnostic, Diagnostics, Place};

/// What a file has besides transfers that a person should know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TransferNote {
    /// PowerShell cut the items of a transfer to text.
    CutItems,
    /// A date cannot be read for certain and was left out.
    UnreadDate {
        /// The field.
        field: &'static str,
        /// What it shows.
        shown: String,
    },
    /// A quantity is not a whole number, 0 or greater, and was left out.
    UnreadQuantity {
        /// What it shows.
        shown: String,
    },
    /// A subscription is more than once in one transfer.
    RepeatedItem {
        /// The subscription.
        subscription: String,
    },
    /// A state that csp does not know.
    UnknownStatus {
        /// The word.
        shown: String,
    },
}

impl std::fmt::Display for TransferNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::CutItems => f.write_str(
                "the items were cut off, and those on record stay; export again with `ConvertTo-Json -Depth 5`",
            ),
            Self::UnreadDate { field, shown } => write!(
                f,
                "the date `{shown}` in {field} was left out: a date as 2026-10-14T09:30:00Z is expected"
            ),
            Self::UnknownStatus { shown } => {
                write!(
                    f,
                    "the status `{shown}` is unknown to csp and is kept as shown; a new transfer counts as pending until a state is recorded"
                )
            }
            Self::UnreadQuantity { shown } => write!(
                f,
                "the quantity `{shown}` of an item was left out: a whole number, 0 or greater, is expected"
            ),
            Self::RepeatedItem { subscription } => write!(
                f,
                "subscription {subscription} is in one transfer more than once; what is shown last was recorded"
            ),
        }
    }
}

/// What was found besides transfers.
pub(super) struct Findings<'m> {
    /// What is wrong.
    pub(super) mistakes: &'m mut Diagnostics,
    /// What a person should know.
    pub(super) notes: &'m mut Vec<((u64, usize), TransferNote)>,
}

impl Findings<'_> {
    /// Records a mistake in a record.
    pub(super) fn wrong(&mut self, at: (u64, usize), message: impl Into<String>) {
        let place = Place::at(at.0, at.1);
        self.mistakes.push(Diagnostic::usage(message).at(place));
    }

    /// Records a mistake in a field.
    pub(super) fn wrong_field(
        &mut self,
        at: (u64, usize),
        field: &str,
        message: impl std::fmt::Display,
    ) {
        self.mistakes.push(Diagnostic::in_field(at, field, message));
    }

    /// How many mistakes there are so far.
    pub(super) fn mistakes_so_far(&self) -> u64 {
        self.mistakes.count()
    }

    /// Records what a person should know.
    pub(super) fn note(&mut self, at: (u64, usize), note: TransferNote) {
        self.notes.push((at, note));
    }
}
