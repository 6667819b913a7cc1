//! When a relationship needs a person: the days on which requests lapse and relationships end, and how early csp says so.
//!
//! The 90 days of a request and the notices 30, 7 and 1 days before an end are Microsoft's; the other numbers are csp's.

use chrono::{NaiveTime, TimeDelta};

use super::assignment::{AccessAssignment, AssignmentStateKind};
use super::reconcile::REQUEST_DAYS;
use super::relationship::{AdminRelationship, RelationshipOrigin};
use super::state::AdminRelationshipStateKind as State;
use crate::domain::calendar::{Instant, days_after, last_day};

/// How many days before its end a relationship is pointed out for the first time (csp's rule).
pub const END_NOTICE_DAYS: i64 = 60;

/// On which day of its 90 a request that nobody approved is pointed out for the first time (csp's rule).
pub const REQUEST_NOTICE_DAY: i64 = 60;

/// From which day on that is urgent (csp's rule).
pub const REQUEST_URGENT_DAY: i64 = 80;

/// The moment `days` days after the beginning of a day.
fn midnight_after(moment: Instant, days: i64) -> Instant {
    let days = u32::try_from(days).unwrap_or(0);
    let day = days_after(moment.date_naive(), days);
    day.and_time(NaiveTime::MIN).and_utc()
}

/// How many days are left to do something until `end`: 0 on the last day, less than 0 when it is over.
pub fn days_left(end: Instant, now: Instant) -> i64 {
    (last_day(end) - now.date_naive()).num_days()
}

/// When Microsoft erases a request that was made at `created`.
pub fn lapse_of_request(created: Instant) -> Instant {
    midnight_after(created, REQUEST_DAYS + 1)
}

/// Requests that were made before this moment lapse by `horizon`.
pub fn created_before(horizon: Instant) -> Instant {
    let day = horizon.date_naive().and_time(NaiveTime::MIN).and_utc();
    day - TimeDelta::days(REQUEST_DAYS)
}

/// Until when relationships end that are pointed out at `now`.
pub fn end_notice_horizon(now: Instant) -> Instant {
    midnight_after(now, END_NOTICE_DAYS + 1)
}

/// Until when requests lapse that are pointed out at `now`.
pub fn request_notice_horizon(now: Instant) -> Instant {
    midnight_after(now, REQUEST_DAYS - REQUEST_NOTICE_DAY + 1)
}

/// Since when a state of a few minutes has lasted too long.
pub fn stuck_before(now: Instant) -> Instant {
    now - TimeDelta::days(1)
}

impl AdminRelationship {
    /// When Microsoft erases the request if nobody approves it: counted from its creation, else from the day on which csp
    /// first knew it.
    pub fn request_lapses_at(&self) -> Instant {
        lapse_of_request(self.created_at.unwrap_or(self.state_since))
    }

    /// Whether a provider made it for us and waits for our answer.
    pub fn awaits_our_decision(&self) -> bool {
        self.origin == RelationshipOrigin::ProviderMade
            && self.state == State::ApprovalPending
            && self.decision.is_none()
            && self.consent_pending != Some(false)
    }

    /// Since when Microsoft sets it up, if that takes longer than a day.
    pub fn stuck_since(&self, now: Instant) -> Option<Instant> {
        let is_short = matches!(self.state, State::Approved | State::Activating);
        let since = earlier(self.state_since, self.modified_at);
        (is_short && since <= stuck_before(now)).then_some(since)
    }

    /// Whether it is usable and, as far as is recorded, no group has a role.
    pub fn lacks_access(&self, assignments: &[AccessAssignment]) -> bool {
        self.state == State::Active && !assignments.iter().any(|one| one.state.is_live())
    }
}

impl AccessAssignment {
    /// Since when Microsoft sets it up, if that takes longer than an hour.
    pub fn stuck_since(&self, now: Instant) -> Option<Instant> {
        let since = earlier(self.state_since, self.modified_at);
        let is_stuck =
            self.state == AssignmentStateKind::Pending && since <= now - TimeDelta::hours(1);
        is_stuck.then_some(since)
    }
}

/// The earlier of what csp knows and what Microsoft shows.
fn earlier(known: Instant, shown: Option<Instant>) -> Instant {
    shown.map_or(known, |shown| shown.min(known))
}
