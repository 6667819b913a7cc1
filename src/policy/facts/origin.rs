//! Where evidence came from.

use std::fmt;

use crate::domain::calendar::Day;
use crate::policy::position::Position;

/// Where one piece of evidence came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactOrigin {
    /// A facts file, at this place.
    File {
        /// The file's name as it was given.
        name: String,
        /// Where in it.
        at: Position,
    },
    /// Evidence that somebody recorded for the account.
    Recorded {
        /// When.
        on: Day,
        /// What was noted beside it.
        note: Option<String>,
    },
    /// What the program knows itself, for example `the application` or `invoice G002297372`.
    Known(String),
    /// An assumption of the one who asks.
    WhatIf,
}

impl FactOrigin {
    /// Whether it is a place in a facts file.
    pub fn is_in_a_file(&self) -> bool {
        matches!(self, Self::File { .. })
    }
}

impl fmt::Display for FactOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File { name, at } => write!(f, "{name}:{at}"),
            Self::Recorded { on, note: None } => write!(f, "evidence recorded on {on}"),
            Self::Recorded {
                on,
                note: Some(note),
            } => {
                write!(f, "evidence recorded on {on} ({note})")
            }
            Self::Known(what) => f.write_str(what),
            Self::WhatIf => f.write_str("--what-if"),
        }
    }
}
