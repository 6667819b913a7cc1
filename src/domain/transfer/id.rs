//! Ids of transfers.

use std::fmt;

use uuid::Uuid;

/// Microsoft's id of a transfer: a GUID, kept in lower case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MicrosoftTransferId(Uuid);

/// What csp calls a transfer: Microsoft's id, or its own number until Microsoft has given one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TransferId {
    /// Planned here; counts from 1 in each account.
    Draft(u32),
    /// It exists at Microsoft.
    Microsoft(MicrosoftTransferId),
}

/// A text that is not the id of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a valid transfer ID (a GUID expected)")]
pub struct BadTransferId(String);

impl TransferId {
    /// Microsoft's id, if there is one.
    pub fn microsoft(self) -> Option<MicrosoftTransferId> {
        match self {
            Self::Draft(_) => None,
            Self::Microsoft(id) => Some(id),
        }
    }
}

impl std::str::FromStr for MicrosoftTransferId {
    type Err = BadTransferId;
    fn from_str(typed: &str) -> Result<Self, BadTransferId> {
        let bad = || BadTransferId(typed.chars().take(80).collect());
        Uuid::try_parse(typed.trim()).map(Self).map_err(|_| bad())
    }
}

impl std::str::FromStr for TransferId {
    type Err = BadTransferId;
    fn from_str(typed: &str) -> Result<Self, BadTransferId> {
        let draft = typed.trim().to_ascii_lowercase();
        match draft.strip_prefix("draft-").map(str::parse) {
            Some(Ok(number)) if number > 0 => Ok(Self::Draft(number)),
            _ => typed.parse().map(Self::Microsoft),
        }
    }
}

impl fmt::Display for MicrosoftTransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.0.hyphenated().encode_lower(&mut Uuid::encode_buffer()))
    }
}

impl fmt::Display for TransferId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Draft(number) => write!(f, "draft-{number}"),
            Self::Microsoft(id) => id.fmt(f),
        }
    }
}

impl serde::Serialize for MicrosoftTransferId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl serde::Serialize for TransferId {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transfer_is_named_by_either_id() {
        assert_eq!("Draft-7".parse(), Ok(TransferId::Draft(7)));
        let id: TransferId = "B81D7A60-4444-4F0E-9B2C-0000000000D1".parse().unwrap();
        assert_eq!(id.to_string(), "b81d7a60-4444-4f0e-9b2c-0000000000d1");
        assert_eq!(id.to_string().parse(), Ok(id));
        for wrong in ["draft-0", "draft-", "draft-x", "7", ""] {
            assert!(wrong.parse::<TransferId>().is_err(), "{wrong}");
        }
    }
}
