//! The dates of transfers that need a person, for `csp status`.

use crate::domain::calendar::{Instant, last_day};
use crate::domain::next::cause_of_transfer;
use crate::domain::transfer::{TransferNeed, TransferNeedKind, TransferNeeds};
use crate::report::views::status::ExpiringView;

/// Open transfers that expire, as far as Microsoft shows it. A completed one no longer does.
pub fn expiring(needs: &TransferNeeds, now: Instant) -> Vec<ExpiringView> {
    let view = |it: &TransferNeed| {
        let at = it.expires_at?;
        let subject = it.customer_shown();
        let date = ExpiringView::new("transfer-expiry", subject, last_day(at), at <= now);
        Some(
            date.keyed(it.transfer)
                .tied_to([cause_of_transfer(it)])
                .about_customer(it.customer_key()),
        )
    };
    let open = needs
        .all()
        .iter()
        .filter(|it| it.kind == TransferNeedKind::Open);
    open.filter_map(view).collect()
}
