//! Microsoft's answer to a provider that asked whether our Partner ID is valid as reseller of record.

use crate::domain::calendar::{Day, Instant};

/// The last answer for our account and one provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResellerValidation {
    /// Whether Microsoft accepts the account as reseller of record.
    pub is_valid: bool,
    /// Microsoft's error code, as received. Its values are not published.
    pub code: Option<String>,
    /// Microsoft's description, as received.
    pub text: Option<String>,
    /// The day of the answer.
    pub on: Day,
    /// When it was recorded.
    pub recorded_at: Instant,
}
