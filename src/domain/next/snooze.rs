//! Next actions that are put off until a day.

use std::collections::BTreeMap;

use chrono::Months;

use super::{Action, NextCause, NextId};
use crate::diagnostic::Diagnostic;
use crate::domain::Slug;
use crate::domain::calendar::{Day, Instant};

/// For how many months a next action can be put off at most (csp's rule, not Microsoft's).
const MOST_MONTHS: u32 = 12;

/// A next action that was put off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snooze {
    /// The id of the action.
    pub id: NextId,
    /// What has to be done.
    pub action: Action,
    /// What it is about; empty where it is the account itself.
    pub subject: String,
    /// The day on which it comes back.
    pub until: Day,
    /// Why it was put off.
    pub reason: String,
    /// Who put it off.
    pub by: Option<String>,
    /// When it was put off.
    pub at: Instant,
}

impl Snooze {
    /// Whether the action is hidden on a day: until the day before the one on which it comes back.
    pub fn is_active(&self, today: Day) -> bool {
        today < self.until
    }
}

/// Checks the day until which a next action is put off.
///
/// # Errors
/// A usage failure for a day that is not in the future or more than a year away.
pub fn check_snooze(until: Day, today: Day) -> Result<(), Diagnostic> {
    let last = today.checked_add_months(Months::new(MOST_MONTHS));
    let wrong = if until <= today {
        format!("{until} is not in the future; an action is put off until tomorrow or later")
    } else if last.is_some_and(|last| until > last) {
        format!("{until} is more than a year away; an action can be put off for at most one year")
    } else {
        return Ok(());
    };
    Err(Diagnostic::usage(wrong).with_flag("--until"))
}

/// The actions of one account that are put off, each with the day on which it comes back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SnoozedActions {
    account: Slug,
    until: BTreeMap<NextId, Day>,
}

impl SnoozedActions {
    /// Those of an account.
    pub fn new(account: Slug, until: BTreeMap<NextId, Day>) -> Self {
        Self { account, until }
    }

    /// An account in which nothing is put off.
    pub fn none(account: Slug) -> Self {
        Self::new(account, BTreeMap::new())
    }

    /// The account.
    pub fn account(&self) -> &Slug {
        &self.account
    }

    /// Whether nothing is put off.
    pub fn is_empty(&self) -> bool {
        self.until.is_empty()
    }

    /// Whether a cause is put off.
    pub fn has_put_off(&self, cause: &NextCause) -> bool {
        self.until(cause).is_some()
    }

    /// Until when a cause is put off.
    pub fn until(&self, cause: &NextCause) -> Option<Day> {
        if self.is_empty() {
            return None;
        }
        self.until.get(&cause.id(&self.account)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;

    #[test]
    fn an_action_is_put_off_for_a_day_up_to_a_year() {
        let day = |text: &str| parse_day(text).unwrap();
        let today = day("2024-02-29");
        for (until, good) in [
            ("2024-02-28", false),
            ("2024-02-29", false),
            ("2024-03-01", true),
            ("2025-02-28", true),
            ("2025-03-01", false),
        ] {
            assert_eq!(check_snooze(day(until), today).is_ok(), good, "{until}");
        }
    }

    #[test]
    fn a_cause_is_put_off_by_its_own_id() {
        let account: Slug = "contoso".parse().unwrap();
        let day = parse_day("2026-12-01").unwrap();
        let [one, other] = ["a", "b"].map(|it| NextCause::of(Action::RenewGdap, it, None));
        let until = [(one.id(&account), day)].into();
        let snoozed = SnoozedActions::new(account, until);
        assert_eq!(
            (snoozed.until(&one), snoozed.until(&other)),
            (Some(day), None)
        );
        assert!(snoozed.has_put_off(&one) && !snoozed.has_put_off(&other));
    }
}
