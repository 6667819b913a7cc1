//! What a record that exists at Microsoft is called, before and after it is made there.

use std::fmt;
use std::str::FromStr;

/// Microsoft's id, or csp's own number until Microsoft has given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordId<M> {
    /// Planned here; counts from 1 in each account.
    Draft(u32),
    /// It exists at Microsoft.
    Microsoft(M),
}

impl<M> RecordId<M> {
    /// Microsoft's id, if there is one.
    pub fn microsoft(self) -> Option<M> {
        match self {
            Self::Draft(_) => None,
            Self::Microsoft(id) => Some(id),
        }
    }
}

impl<M: FromStr> FromStr for RecordId<M> {
    type Err = M::Err;
    fn from_str(typed: &str) -> Result<Self, M::Err> {
        let draft = typed.trim().to_ascii_lowercase();
        match draft.strip_prefix("draft-").map(str::parse) {
            Some(Ok(number)) if number > 0 => Ok(Self::Draft(number)),
            _ => typed.parse().map(Self::Microsoft),
        }
    }
}

impl<M: fmt::Display> fmt::Display for RecordId<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft(number) => write!(f, "draft-{number}"),
            Self::Microsoft(id) => id.fmt(f),
        }
    }
}

impl<M: fmt::Display> serde::Serialize for RecordId<M> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
