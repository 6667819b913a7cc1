//! Forms of entries about groups, keepers and next actions that are put off.

use serde::Serialize;

use super::{FieldChange, Form};
use crate::domain::calendar::Day;
use crate::domain::next::{Action, Snooze};
use crate::domain::{Email, GroupName, GroupsAndKeeper};

/// Groups that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GroupsChanged {
    groups: FieldChange<Vec<GroupName>>,
}

/// A keeper that changed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeeperChanged {
    keeper: FieldChange<Option<Email>>,
}

/// A next action that was put off, or that comes back.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SnoozeForm {
    action: Action,
    about: String,
    until: FieldChange<Option<Day>>,
}

impl Form for GroupsChanged {}
impl Form for KeeperChanged {}
impl Form for SnoozeForm {}

impl GroupsChanged {
    /// Compares the groups of two records.
    pub fn between(before: &GroupsAndKeeper, after: &GroupsAndKeeper) -> Self {
        let names = |it: &GroupsAndKeeper| it.groups.iter().cloned().collect();
        Self {
            groups: FieldChange {
                from: names(before),
                to: names(after),
            },
        }
    }
}

impl KeeperChanged {
    /// Compares the keepers of two records.
    pub fn between(before: &GroupsAndKeeper, after: &GroupsAndKeeper) -> Self {
        Self {
            keeper: FieldChange {
                from: before.keeper.clone(),
                to: after.keeper.clone(),
            },
        }
    }
}

impl SnoozeForm {
    /// An action that was put off until a day before, and now until another.
    pub fn new(snooze: &Snooze, before: Option<Day>, after: Option<Day>) -> Self {
        Self {
            action: snooze.action,
            about: snooze.subject.clone(),
            until: FieldChange {
                from: before,
                to: after,
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::assert_json;
    use super::*;
    use crate::domain::next::NextCause;

    #[test]
    fn groups_and_keepers_are_journalled_with_both_values() {
        let before = GroupsAndKeeper::default();
        let after = GroupsAndKeeper {
            groups: ["north", "gold"].map(|name| name.parse().unwrap()).into(),
            keeper: "Ana@consult.fr".parse().ok(),
        };
        assert_json(
            &GroupsChanged::between(&before, &after),
            r#"{"groups":{"from":[],"to":["gold","north"]}}"#,
        );
        assert_json(
            &KeeperChanged::between(&before, &after),
            r#"{"keeper":{"from":null,"to":"Ana@consult.fr"}}"#,
        );
    }

    #[test]
    fn an_action_that_is_put_off_is_journalled_with_its_day() {
        let cause = NextCause::of(Action::RenewGdap, "draft-1", None);
        let until = crate::domain::calendar::parse_day("2026-12-01").unwrap();
        let snooze = Snooze {
            id: cause.id(&"contoso".parse().unwrap()),
            action: cause.matter(),
            subject: cause.subject().to_owned(),
            until,
            reason: "away".to_owned(),
            by: None,
            at: chrono::DateTime::UNIX_EPOCH,
        };
        assert_json(
            &SnoozeForm::new(&snooze, None, Some(until)),
            r#"{"action":"renew-gdap","about":"draft-1","until":{"from":null,"to":"2026-12-01"}}"#,
        );
    }
}
