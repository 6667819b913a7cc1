//! Transfers as Partner Center's API and PowerShell print them, in both spellings, and the bodies of Microsoft's calls.
//! Files are recognised by their content.

mod reader;
mod request;
mod transfer;

pub use reader::{LARGEST, TransferFile};
pub use request::TransferCall;

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
                write!(f, "the status `{shown}` is unknown to csp and is kept as shown")
            }
        }
    }
}

#[cfg(test)]
mod tests;
