//! The dates of delegated admin relationships that need a person, for `csp status`.

use crate::domain::calendar::Instant;
use crate::domain::gdap::{AttentionKind, GdapAttention, GdapNeeds};
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
        Some(ExpiringView {
            what: what.to_owned(),
            subject: it.shown_name(),
            on: it.last_day()?,
            overdue: it.is_overdue(now),
        })
    };
    needs.dates().filter_map(view).collect()
}
