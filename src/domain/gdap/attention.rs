//! What needs a person among the relationships of an account: the kinds, how many there are of each, and the first ones.

use std::collections::BTreeMap;

use super::deadlines::{end_notice_horizon, request_notice_horizon};
use super::id::{GroupId, RelationshipId};
use super::relationship::AdminRelationship;
use super::state::AdminRelationshipStateKind as State;
use super::{AccessAssignment, AssignmentStateKind};
use crate::domain::TenantDomain;
use crate::domain::calendar::{Day, Instant, last_day};
use crate::domain::word::words;

words! {
    /// Why a relationship needs a person.
    pub enum AttentionKind: "reason for attention" {
        /// A provider made it for us and waits for our decision.
        Decision = "decision",
        /// The customer has not approved it, and the request will lapse.
        Approval = "approval",
        /// It ends, and its end does not move by itself as far as is known.
        End = "end",
        /// It is active and no group has access.
        NoAccess = "no-access",
        /// Microsoft did not carry out an access assignment.
        FailedAssignment = "failed-assignment",
        /// Microsoft takes too long to set it up.
        Delay = "delay",
    }
}

impl AttentionKind {
    /// Whether it has a last day on which something can be done.
    pub fn has_deadline(self) -> bool {
        match self {
            Self::Decision | Self::Approval | Self::End => true,
            Self::NoAccess | Self::FailedAssignment | Self::Delay => false,
        }
    }
}

/// A relationship that needs a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GdapAttention {
    /// Why.
    pub kind: AttentionKind,
    /// When it ends or lapses; since when it is so for kinds without a deadline.
    pub at: Instant,
    /// The relationship.
    pub relationship: RelationshipId,
    /// Its name, if known.
    pub name: Option<String>,
    /// The domain of its customer, if it is on record.
    pub customer: Option<TenantDomain>,
    /// The group of a failed assignment, if known.
    pub group: Option<GroupId>,
}

impl GdapAttention {
    /// The last day on which something can be done.
    pub fn last_day(&self) -> Option<Day> {
        self.kind.has_deadline().then(|| last_day(self.at))
    }

    /// Whether that is over.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.kind.has_deadline() && self.at <= now
    }

    /// Whether it is already something to do, and not only a date.
    pub fn is_due(&self, now: Instant) -> bool {
        match self.kind {
            AttentionKind::End => self.at <= end_notice_horizon(now),
            AttentionKind::Approval => self.at <= request_notice_horizon(now),
            AttentionKind::Decision
            | AttentionKind::NoAccess
            | AttentionKind::FailedAssignment
            | AttentionKind::Delay => true,
        }
    }

    /// Its name, else its id.
    pub fn shown_name(&self) -> String {
        let name = self.name.clone();
        name.unwrap_or_else(|| self.relationship.to_string())
    }
}

/// What needs a person among the relationships of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GdapNeeds {
    kinds: BTreeMap<(AttentionKind, bool), GdapNeed>,
    most: usize,
}

impl Default for GdapNeeds {
    fn default() -> Self {
        Self::keeping(Self::MOST)
    }
}

/// What needs a person for one reason, overdue or not.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GdapNeed {
    /// How many are something to do now.
    pub due: u64,
    /// The first of them and of those that follow, the earliest first; not all where there are many.
    pub first: Vec<GdapAttention>,
}

impl GdapNeeds {
    /// How many are usually kept of a kind that are overdue, and how many that are not.
    pub const MOST: usize = 100;

    /// Nothing yet, to keep so many of a kind that are overdue, and so many that are not.
    pub fn keeping(most: usize) -> Self {
        Self {
            kinds: BTreeMap::new(),
            most,
        }
    }

    /// Adds one; the order in which they are added does not matter.
    pub fn add(&mut self, one: GdapAttention, now: Instant) {
        let kind = (one.kind, one.is_overdue(now));
        let need = self.kinds.entry(kind).or_default();
        need.due += u64::from(one.is_due(now));
        let key = |it: &GdapAttention| (it.at, it.relationship, it.group);
        let at = need.first.partition_point(|it| key(it) <= key(&one));
        if at < self.most {
            need.first.insert(at, one);
            need.first.truncate(self.most);
        }
    }

    /// Each reason and whether it is overdue, with those that have it.
    pub fn kinds(&self) -> impl Iterator<Item = (AttentionKind, bool, &GdapNeed)> {
        let all = self.kinds.iter();
        all.map(|((kind, overdue), need)| (*kind, *overdue, need))
    }

    /// All that are kept and have a last day.
    pub fn dates(&self) -> impl Iterator<Item = &GdapAttention> {
        let all = self.kinds.values().flat_map(|need| &need.first);
        all.filter(|one| one.kind.has_deadline())
    }
}

/// Why a relationship needs a person at `now`, with dates up to `horizon`. The store answers the same for all
/// relationships of an account without reading those that need nobody.
pub fn attention(
    it: &AdminRelationship,
    assignments: &[AccessAssignment],
    now: Instant,
    horizon: Instant,
) -> Vec<GdapAttention> {
    let mut all = Vec::new();
    if !it.is_current() {
        return all;
    }
    let of = |kind, at| GdapAttention {
        kind,
        at,
        relationship: it.id,
        name: it.name.clone(),
        customer: it.customer.domain.clone(),
        group: None,
    };
    if it.awaits_our_decision() {
        all.push(of(AttentionKind::Decision, it.request_lapses_at()));
    } else if it.state == State::ApprovalPending
        && !it.is_rejected()
        && it.request_lapses_at() <= horizon
    {
        all.push(of(AttentionKind::Approval, it.request_lapses_at()));
    }
    if let (State::Active, false, Some(end)) = (it.state, it.extends_itself(), it.expected_end())
        && end <= horizon
    {
        all.push(of(AttentionKind::End, end));
    }
    if it.lacks_access(assignments) {
        all.push(of(AttentionKind::NoAccess, it.state_since));
    }
    for one in assignments {
        if one.state == AssignmentStateKind::Error && it.state == State::Active {
            all.push(GdapAttention {
                group: one.group,
                ..of(AttentionKind::FailedAssignment, one.state_since)
            });
        }
    }
    if let Some(since) = it.stuck_since(now) {
        all.push(of(AttentionKind::Delay, since));
    }
    all
}
