//! The dates of transfers that need a person, for `csp status`.

use crate::domain::calendar::{Instant, last_day};
use crate::domain::transfer::{TransferNeed, TransferNeeds};
use crate::report::views::status::ExpiringView;

/// Transfers that expire, as far as Microsoft shows it.
pub fn expiring(needs: &TransferNeeds, now: Instant) -> Vec<ExpiringView> {
    let view = |it: &TransferNeed| {
        let at = it.expires_at?;
        Some(ExpiringView {
            what: "transfer-expiry".to_owned(),
            subject: it.customer_shown(),
            on: last_day(at),
            overdue: at <= now,
        })
    };
    needs.all().iter().filter_map(view).collect()
}
