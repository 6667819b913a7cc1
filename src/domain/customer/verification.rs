//! Microsoft's check of a customer's business data: its result, as last seen.

use crate::domain::calendar::{Day, Instant};
use crate::domain::word::words;

words! {
    /// Microsoft's status of a customer's account.
    pub enum AccountStatus: "status of a customer's account" {
        /// Checked; nothing is blocked.
        Allowed = "allowed",
        /// Microsoft checks the business data.
        UnderReview = "under-review",
        /// Microsoft refused the customer.
        NotAllowed = "not-allowed",
        /// Microsoft answers `Unknown`.
        Unknown = "unknown",
        /// Microsoft answers `Not Ready`; its meaning is not published.
        NotReady = "not-ready",
        /// Microsoft has no status for the customer, which blocks nothing.
        None = "none",
    }
}

/// A status and the day on which Microsoft showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountVerification {
    /// The status.
    pub status: AccountStatus,
    /// The day on which it was seen.
    pub on: Day,
    /// When it was recorded.
    pub recorded_at: Instant,
}
