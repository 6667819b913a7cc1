//! Transfers as Partner Center's API and PowerShell print them, in both spellings, and the bodies of Microsoft's calls.
//! Files are recognised by their content.

mod findings;
mod reader;
mod request;
mod transfer;

pub use findings::TransferNote;
pub use reader::{LARGEST, TransferFile};
pub use request::TransferCall;

#[cfg(test)]
mod tests;
