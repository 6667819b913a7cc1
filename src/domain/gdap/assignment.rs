//! Access assignments: a group of our tenant gets some of a relationship's roles.

use std::collections::BTreeSet;

use super::id::{AssignmentId, EntraRoleId, GroupId};
use super::sighting::AssignmentSighting;
use super::state::ShownStep;
use crate::domain::calendar::Instant;
use crate::domain::sighting::{is_older_change, whole_second};
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::{Word as _, words};

words! {
    /// The state of an access assignment.
    pub enum AssignmentStateKind: "state of an access assignment" {
        /// Microsoft sets it up.
        Pending = "pending",
        /// The group has the roles.
        Active = "active",
        /// It failed; delete it at Microsoft and make it again.
        Error = "error",
        /// Microsoft takes the roles away.
        Deleting = "deleting",
        /// The group no longer has the roles.
        Deleted = "deleted",
    }
}

/// An access assignment as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccessAssignment {
    /// Microsoft's id of it; `None` where it was recorded by hand.
    pub id: Option<AssignmentId>,
    /// The group.
    pub group: Option<GroupId>,
    /// The name of the group, if known.
    pub group_name: Option<String>,
    /// Its roles; `None` where no file had them whole.
    pub roles: Option<BTreeSet<EntraRoleId>>,
    /// Its state.
    pub state: AssignmentStateKind,
    /// Since when csp knows this state.
    pub state_since: Instant,
    /// When it was last changed at Microsoft, as far as files say.
    pub modified_at: Option<Instant>,
}

impl AssignmentStateKind {
    /// The states that can follow.
    pub fn later_states(self) -> &'static [Self] {
        match self {
            Self::Pending => &[Self::Active, Self::Error, Self::Deleting, Self::Deleted],
            Self::Active | Self::Error => &[Self::Deleting, Self::Deleted],
            Self::Deleting => &[Self::Deleted],
            Self::Deleted => &[],
        }
    }

    /// What it means that Microsoft shows `shown`.
    pub fn when_shown(self, shown: Self) -> ShownStep {
        if self == shown {
            ShownStep::Stays
        } else if self.later_states().contains(&shown) {
            ShownStep::Forward
        } else {
            ShownStep::Conflict
        }
    }

    /// Microsoft's word, in any case; `None` for a word that is not known.
    pub fn shown_as(word: &str) -> Option<Self> {
        Self::from_word(word).ok()
    }

    /// Whether the group has the roles, or will have them.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Active)
    }
}

impl Toned for AssignmentStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::Pending | Self::Deleting => Tone::Waiting,
            Self::Active => Tone::Good,
            Self::Error => Tone::Bad,
            Self::Deleted => Tone::Over,
        }
    }
}

impl AccessAssignment {
    /// An assignment that a file shows for the first time. Without a state that csp knows it counts as pending: nobody is
    /// said to have access on its account.
    pub fn first_seen(sighting: &AssignmentSighting, now: Instant) -> Self {
        let state = sighting
            .status
            .as_deref()
            .and_then(AssignmentStateKind::shown_as);
        Self {
            id: Some(sighting.id),
            group: sighting.group,
            group_name: sighting.group_name.clone(),
            roles: sighting.roles.whole().cloned(),
            state: state.unwrap_or(AssignmentStateKind::Pending),
            state_since: now,
            modified_at: whole_second(sighting.modified_at),
        }
    }

    /// The assignment as a later file shows it, and whether the file contradicts what is recorded; then nothing is taken.
    #[must_use]
    pub fn seen(&self, sighting: &AssignmentSighting, now: Instant) -> (Self, ShownStep) {
        let shown = sighting
            .status
            .as_deref()
            .and_then(AssignmentStateKind::shown_as);
        let step = shown.map_or(ShownStep::Stays, |shown| self.state.when_shown(shown));
        let is_older = is_older_change(sighting.modified_at, self.modified_at);
        if step == ShownStep::Conflict || (is_older && step == ShownStep::Stays) {
            return (self.clone(), step);
        }
        let mut after = self.clone();
        after.id = Some(sighting.id);
        after.group = sighting.group.or(after.group);
        after.group_name = sighting.group_name.clone().or(after.group_name);
        after.roles = sighting.roles.whole().cloned().or(after.roles);
        after.modified_at = whole_second(sighting.modified_at).max(after.modified_at);
        if let (ShownStep::Forward, Some(shown)) = (step, shown) {
            after.state = shown;
            after.state_since = now;
        }
        (after, step)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_table_of_states() {
        let mut table = String::new();
        for state in AssignmentStateKind::ALL {
            for shown in AssignmentStateKind::ALL {
                let step = state.when_shown(*shown);
                table.push_str(&format!("{state:9} shown as {shown:9} {step:?}\n"));
            }
        }
        insta::assert_snapshot!(table);
    }
}
