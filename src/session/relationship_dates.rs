//! The dates of delegated admin relationships that need a person, for `csp status`.

use crate::domain::calendar::Instant;
use crate::domain::gdap::{AttentionKind, GdapAttention, GdapNeeds};
use crate::domain::next::cause_of_attention;
use crate::report::views::status::ExpiringView;

/// Relationships that end and are not extended automatically, and requests that lapse.
pub fn expiring(needs: &GdapNeeds, now: Instant) -> Vec<ExpiringView> {
    let view = |it: &GdapAttention| {
        let what = match it.kind {
            AttentionKind::End => "gdap-end",
            AttentionKind::Decision | AttentionKind::Approval => "gdap-approval",
            AttentionKind::NoAccess | AttentionKind::FailedAssignment | AttentionKind::Delay => {
                return None;
            }
        };
        let date = ExpiringView::new(what, it.shown_name(), it.last_day()?, it.is_overdue(now));
        let customer = it.customer.as_ref().map(|domain| domain.key().to_owned());
        Some(
            date.keyed(it.relationship)
                .tied_to([cause_of_attention(it)])
                .about_customer(customer),
        )
    };
    needs.dates().filter_map(view).collect()
}
