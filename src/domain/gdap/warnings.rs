//! What a person should know of a relationship: dates that come near, access that is missing, roles that are too wide, and
//! where Microsoft and the register do not agree. A warning never refuses anything.

mod grant;
mod ours;

#[cfg(test)]
mod tests;

use super::assignment::{AccessAssignment, AssignmentStateKind};
use super::deadlines::{END_NOTICE_DAYS, REQUEST_NOTICE_DAY, REQUEST_URGENT_DAY, days_left};
use super::reconcile::REQUEST_DAYS;
use super::relationship::AdminRelationship;
use super::role::role_name;
use super::state::AdminRelationshipStateKind as State;
use crate::domain::calendar::{Instant, last_day};
use crate::domain::counted_as;
use crate::domain::first_names;
use crate::domain::rule::{RuleRef, gdap};

/// The command that exports relationships with all that belongs to them.
pub const EXPORT_WHOLE: &str =
    "Get-MgTenantRelationshipDelegatedAdminRelationship -All | ConvertTo-Json -Depth 5";

/// Something to know of a relationship, and the rule behind it.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct GdapWarning {
    /// The rule.
    #[serde(serialize_with = "write_id")]
    pub rule: RuleRef,
    /// What a person should know, with what to do where there is something.
    pub message: String,
}

fn write_id<S: serde::Serializer>(rule: &RuleRef, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_str(rule.id)
}

/// What a person should know of a relationship at `now`; what cannot wait comes first.
pub fn warnings(
    it: &AdminRelationship,
    assignments: &[AccessAssignment],
    now: Instant,
) -> Vec<GdapWarning> {
    let mut all = Warnings(Vec::new());
    if it.is_current() {
        all.add_deadlines(it, now);
        all.add_access(it, assignments, now);
        all.add_decision(it);
        all.add_roles(it);
        all.add_days(it);
    }
    all.add_withdrawal(it, now);
    all.add_unknown_status(it);
    all.add_absence(it);
    all.0
}

/// The warnings as they are collected.
struct Warnings(Vec<GdapWarning>);

impl Warnings {
    fn push(&mut self, rule: RuleRef, message: impl Into<String>) {
        let message = message.into();
        self.0.push(GdapWarning { rule, message });
    }

    /// Ends, requests that lapse, and states that last too long.
    fn add_deadlines(&mut self, it: &AdminRelationship, now: Instant) {
        match it.state {
            State::Active => {
                if let Some(end) = it.expected_end() {
                    self.add_end(it, end, now);
                }
            }
            State::ApprovalPending => self.add_request(it, now),
            State::Approved | State::Activating => {
                if let Some(since) = it.stuck_since(now) {
                    let days = (now - since).num_days();
                    self.push(
                        &gdap::STEP,
                        format!(
                            "{} for {}: Microsoft needs minutes for this step. Export again; if nothing has changed, open a support ticket at Microsoft.",
                            capitalized(it.state),
                            days_text(days)
                        ),
                    );
                }
            }
            State::Expiring => self.push(
                &gdap::RENEWAL,
                "The end has passed and Microsoft is taking the access away. It cannot be revived: `csp gdap renewals` shows how to ask for a new one.",
            ),
            State::Draft
            | State::Created
            | State::TerminationRequested
            | State::Terminating
            | State::Expired
            | State::Terminated
            | State::Withdrawn => {}
        }
    }

    fn add_end(&mut self, it: &AdminRelationship, end: Instant, now: Instant) {
        let day = last_day(end);
        let left = days_left(end, now);
        let id = it.id;
        let counted = if it.ends_at.is_none() {
            ", counted from its activation"
        } else {
            ""
        };
        if end <= now {
            let guess = if it.extends_itself() {
                "Auto-extend has probably moved it: import a newer export.".to_owned()
            } else {
                format!(
                    "Microsoft has probably taken the access away: import a newer export, or record it: `csp gdap record {id} expired`"
                )
            };
            self.push(
                &gdap::RENEWAL,
                format!(
                    "The end ({day}{counted}) has passed, and the recorded state is still active. {guess}"
                ),
            );
            return;
        }
        if left > END_NOTICE_DAYS {
            return;
        }
        let when = in_days(left, &format!("{day}{counted}"));
        if it.extends_itself() {
            self.push(
                &gdap::RENEWAL,
                format!("Ends {when}; auto-extend then moves the end by 180 days."),
            );
            return;
        }
        let urgent = if left <= 7 { "Urgent: it ends" } else { "Ends" };
        let how = if it.auto_extend.is_none() {
            "csp does not know whether it is extended automatically"
        } else {
            "it is not extended automatically"
        };
        let after = if left <= 30 {
            " After the end it cannot be revived: a new relationship needs the customer's approval."
        } else {
            ""
        };
        self.push(
            &gdap::RENEWAL,
            format!("{urgent} {when}; {how}.{after} To plan the renewal: `csp gdap renewals`"),
        );
    }

    fn add_request(&mut self, it: &AdminRelationship, now: Instant) {
        let lapse = it.request_lapses_at();
        let left = days_left(lapse, now);
        let age = REQUEST_DAYS - left;
        if age < REQUEST_NOTICE_DAY {
            return;
        }
        let day = last_day(lapse);
        let counted = if it.created_at.is_none() {
            " (counted from the day on which csp first saw it)"
        } else {
            ""
        };
        let message = if left < 0 {
            format!(
                "Nobody approved it within {REQUEST_DAYS} days{counted}: Microsoft erases such requests, the last day was {day}. Give it up with `csp gdap withdraw {} --reason REASON`, and plan a new one.",
                it.id
            )
        } else {
            let begin = if age >= REQUEST_URGENT_DAY {
                "Urgent: day"
            } else {
                "Day"
            };
            let rest = match left {
                0 => "this is the last day".to_owned(),
                left => format!("{} left, the last one is {day}", days_text(left)),
            };
            format!(
                "{begin} {age} of {REQUEST_DAYS} without the customer's approval{counted}: {rest}. Then Microsoft erases the request. Remind the customer and send the approval link again."
            )
        };
        self.push(&gdap::APPROVAL, message);
    }

    /// Who has access, and which assignments failed.
    fn add_access(
        &mut self,
        it: &AdminRelationship,
        assignments: &[AccessAssignment],
        now: Instant,
    ) {
        let id = it.id;
        if it.lacks_access(assignments) {
            self.push(
                &gdap::ASSIGNMENT,
                format!(
                    "Active, but no live access assignment is recorded: without one nobody has access. Import the assignments, or record one: `csp gdap assign {id} GROUP --role ROLE`"
                ),
            );
        }
        for one in assignments {
            let group = group_name(one);
            if one.state == AssignmentStateKind::Error {
                let remove = one.group.map_or_else(String::new, |group| {
                    format!(" Then record both, beginning with `csp gdap unassign {id} {group}`.")
                });
                self.push(
                    &gdap::ASSIGNMENT,
                    format!(
                        "The assignment of {group} failed at Microsoft. Delete it there and make it again.{remove}"
                    ),
                );
            }
            if one.stuck_since(now).is_some() {
                self.push(
                    &gdap::ASSIGNMENT,
                    format!(
                        "The assignment of {group} is pending for over an hour; Microsoft usually needs a minute. Export the assignments again."
                    ),
                );
            }
            if let (Some(given), Some(granted), true) = (&one.roles, &it.roles, one.state.is_live())
            {
                let more: Vec<String> = given.difference(granted).copied().map(role_name).collect();
                if !more.is_empty() {
                    self.push(
                        &gdap::ASSIGNMENT,
                        format!(
                            "The assignment of {group} has roles that the relationship does not have: {}.",
                            first_names(&more, NAMED)
                        ),
                    );
                }
            }
        }
    }
}

/// How an assignment's group is named in a sentence.
fn group_name(one: &AccessAssignment) -> String {
    match (&one.group_name, one.group) {
        (Some(name), _) => format!("group `{name}`"),
        (None, Some(id)) => format!("group {id}"),
        (None, None) => "an unknown group".to_owned(),
    }
}

/// How many names a warning lists.
const NAMED: usize = 5;

fn days_text(days: i64) -> String {
    counted_as(days.unsigned_abs(), "day", "days")
}

fn in_days(left: i64, day: &str) -> String {
    match left {
        0 => format!("today ({day})"),
        1 => format!("tomorrow ({day})"),
        left => format!("in {left} days ({day})"),
    }
}

fn capitalized(state: State) -> String {
    let word = state.to_string();
    let mut letters = word.chars();
    let first = letters.next().map(|letter| letter.to_ascii_uppercase());
    first.into_iter().chain(letters).collect()
}
