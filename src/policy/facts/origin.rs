//! The origin of evidence.

use std::fmt;

use crate::domain::calendar::Day;
use crate::policy::position::Position;

/// The origin of one piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum FactOrigin {
    /// A facts file, at this place.
    File {
        /// The file name as given.
        name: String,
        /// The position.
        at: Position,
    },
    /// Evidence recorded for the account.
    Recorded {
        /// When.
        on: Day,
        /// Its note.
        note: Option<String>,
    },
    /// A record of csp, for example `the application` or `invoice G002297372`.
    Known(String),
    /// An assumption in the question.
    WhatIf,
}

impl FactOrigin {
    /// Whether it is a position in a facts file.
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
