//! Next actions about delegated admin relationships. More than a few of one kind are one action.

use super::{Action, GroupedCause, Hint, NextAction, NextCause, SnoozedActions, Who};
use crate::domain::calendar::Instant;
use crate::domain::gdap::{AttentionKind, GdapAttention, GdapNeeds, REQUEST_URGENT_DAY, days_left};
use crate::domain::grouped;
use crate::domain::quote::shell_word;
use crate::domain::rule::{RuleRef, gdap as rules};

/// Up to how many of one kind are an action each (csp's rule).
const FEW: u64 = 3;

/// The command that takes over what Microsoft shows now.
const IMPORT: &str = "csp gdap import FILE";

/// The next actions about the delegated admin relationships of an account. One that was put off is an action of its own
/// and is not counted among many.
pub fn of_relationships(
    needs: &GdapNeeds,
    snoozed: &SnoozedActions,
    now: Instant,
) -> Vec<NextAction> {
    let mut actions = Vec::new();
    for (kind, overdue, need) in needs.kinds() {
        let due = need.first.iter().filter(|one| one.is_due(now));
        let (put_off, open): (Vec<_>, Vec<_>) =
            due.partition(|one| snoozed.has_put_off(&cause_of_attention(one)));
        let count = need.due.saturating_sub(put_off.len() as u64);
        if count <= FEW {
            actions.extend(open.iter().map(|one| of_one(one, overdue, now)));
        } else if let Some(first) = open.first() {
            let grouped = open.iter().map(|one| grouped_cause(one)).collect();
            actions.push(of_many(kind, overdue, count, first).grouping(grouped));
        }
        actions.extend(put_off.iter().map(|one| of_one(one, overdue, now)));
    }
    actions
}

/// The cause of the action about a relationship.
pub fn cause_of_attention(one: &GdapAttention) -> NextCause {
    let subject = match one.group {
        Some(group) => format!("{} {group}", one.relationship),
        None => one.relationship.to_string(),
    };
    NextCause::of(action_of(one.kind).0, subject, Some(one.at))
}

fn grouped_cause(one: &GdapAttention) -> GroupedCause {
    GroupedCause {
        cause: cause_of_attention(one),
        customer: customer_key(one),
    }
}

fn customer_key(one: &GdapAttention) -> Option<String> {
    one.customer.as_ref().map(|it| it.key().to_owned())
}

/// The action about one relationship.
fn of_one(one: &GdapAttention, overdue: bool, now: Instant) -> NextAction {
    let id = one.relationship;
    let name = one.shown_name();
    let (command, alternative, hint) = match one.kind {
        AttentionKind::Decision => (
            format!("csp gdap decide {id} approve"),
            Some(format!("csp gdap decide {id} reject")),
            seeing(
                format!("An indirect provider made `{name}`; to see it"),
                one,
            ),
        ),
        AttentionKind::Approval if overdue => (
            format!("csp gdap withdraw {id} --reason REASON"),
            Some(format!("csp gdap record {id} approved")),
            seeing(
                format!("`{name}` was not approved within 90 days; to see it"),
                one,
            ),
        ),
        AttentionKind::Approval => {
            let left = days_left(one.at, now);
            let age = 90 - left;
            let urgent = if age >= REQUEST_URGENT_DAY {
                "Urgent: day"
            } else {
                "Day"
            };
            (
                format!("csp gdap record {id} approved"),
                Some(format!("csp gdap withdraw {id} --reason REASON")),
                seeing(
                    format!("{urgent} {age} of 90 of `{name}`; to see the approval link"),
                    one,
                ),
            )
        }
        AttentionKind::End if overdue => (
            format!("csp gdap record {id} expired"),
            Some(IMPORT.to_owned()),
            seeing(format!("The end of `{name}` has passed; to see it"), one),
        ),
        AttentionKind::End => end(one, now),
        AttentionKind::NoAccess => (
            format!("csp gdap assign {id} GROUP --role ROLE"),
            Some(format!("csp gdap import FILE --of {id}")),
            seeing(
                format!(
                    "`{name}` is active and no group has access, as far as recorded; to see it"
                ),
                one,
            ),
        ),
        AttentionKind::FailedAssignment => {
            let group = one
                .group
                .map_or_else(|| "GROUP".to_owned(), |id| id.to_string());
            (
                format!("csp gdap unassign {id} {group}"),
                None,
                Hint::with_command(
                    format!(
                        "An assignment of `{name}` failed: delete it at Microsoft and make it again, then also record"
                    ),
                    format!("csp gdap assign {id} {group} --role ROLE"),
                ),
            )
        }
        AttentionKind::Delay => (
            format!("csp gdap record {id} active"),
            Some(IMPORT.to_owned()),
            Hint {
                words: format!(
                    "Microsoft has been setting up `{name}` since {}; open a support ticket there",
                    one.at.date_naive()
                ),
                command: None,
            },
        ),
    };
    NextAction {
        alternative,
        due: one.last_day(),
        overdue,
        customer: customer_key(one),
        ..action(one.kind, cause_of_attention(one), command).with_hint(hint)
    }
}

/// The renewal of a relationship that has not ended yet.
fn end(one: &GdapAttention, now: Instant) -> (String, Option<String>, Hint) {
    let left = days_left(one.at, now);
    let urgent = if left <= 7 { "Urgent: " } else { "" };
    let when = match left {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        left => format!("in {left} days"),
    };
    let after = if left <= 30 {
        " and cannot be revived after that"
    } else {
        ""
    };
    let renewals = "csp gdap renewals".to_owned();
    let (command, alternative) = match &one.customer {
        Some(domain) => {
            let customer = shell_word(domain.as_str(), "CUSTOMER");
            let plan =
                format!("csp gdap plan {customer} --name NAME --duration 730 --template TEMPLATE");
            (renewals, Some(plan))
        }
        None => (renewals, None),
    };
    let name = one.shown_name();
    let words = format!("{urgent}`{name}` ends {when}{after}; to see it");
    (command, alternative, seeing(words, one))
}

/// One action for many relationships; the first is the most urgent.
fn of_many(kind: AttentionKind, overdue: bool, count: u64, first: &GdapAttention) -> NextAction {
    let pending = "csp gdap list --state approval-pending";
    let (command, what) = match kind {
        AttentionKind::Decision => (
            pending,
            "relationships made by a provider wait for our decision",
        ),
        AttentionKind::Approval if overdue => (IMPORT, "requests were not approved within 90 days"),
        AttentionKind::Approval => (
            pending,
            "requests will lapse without the customer's approval",
        ),
        AttentionKind::End if overdue => (
            IMPORT,
            "relationships recorded as active have passed their end",
        ),
        AttentionKind::End => ("csp gdap renewals", "relationships end without auto-extend"),
        AttentionKind::NoAccess => (
            IMPORT,
            "active relationships have no access assignment on record",
        ),
        AttentionKind::FailedAssignment => (IMPORT, "access assignments failed at Microsoft"),
        AttentionKind::Delay => (IMPORT, "relationships have been set up for more than a day"),
    };
    let words = format!(
        "{} {what}; to see the first, `{}`",
        grouped(count),
        first.shown_name()
    );
    let cause = cause_of_attention(first);
    NextAction {
        due: first.last_day(),
        overdue,
        ..action(kind, cause, command.to_owned()).with_hint(seeing(words, first))
    }
}

fn action(kind: AttentionKind, cause: NextCause, command: String) -> NextAction {
    let (action, rule) = action_of(kind);
    NextAction::new(action, cause, Who::AdminAgent, command, rule)
}

/// What is to be done, and the rule behind it.
fn action_of(kind: AttentionKind) -> (Action, RuleRef) {
    match kind {
        AttentionKind::Decision => (Action::DecideGdap, &rules::PROVIDER_MADE),
        AttentionKind::Approval => (Action::ObtainGdapApproval, &rules::APPROVAL),
        AttentionKind::End => (Action::RenewGdap, &rules::RENEWAL),
        AttentionKind::NoAccess => (Action::AssignGdapGroup, &rules::ASSIGNMENT),
        AttentionKind::FailedAssignment => (Action::RepairGdapAssignment, &rules::ASSIGNMENT),
        AttentionKind::Delay => (Action::ReportGdapDelay, &rules::STEP),
    }
}

/// Words that introduce the command which shows the relationship.
fn seeing(words: String, one: &GdapAttention) -> Hint {
    Hint::with_command(words, format!("csp gdap show {}", one.relationship))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::domain::gdap::samples::{assignment, nine, relationship};
    use crate::domain::gdap::{
        AdminRelationship, AdminRelationshipStateKind as State, AssignmentStateKind,
        RelationshipOrigin, attention,
    };

    const TODAY: &str = "2026-07-01";

    fn nothing_put_off() -> SnoozedActions {
        SnoozedActions::new("contoso".parse().unwrap(), Default::default())
    }

    #[test]
    fn one_that_was_put_off_is_not_counted_among_many() {
        let ends: Vec<_> = (1..=5).map(|at| ending(at, "2026-07-20")).collect();
        let needs = needs(&ends);
        let first = needs.dates().next().unwrap().clone();
        let id = cause_of_attention(&first).id(nothing_put_off().account());
        let until = [(id, nine("2026-08-01").date_naive())].into();
        let snoozed = SnoozedActions::new("contoso".parse().unwrap(), until);
        let actions = of_relationships(&needs, &snoozed, nine(TODAY));
        assert_eq!(actions.len(), 2);
        let hint = actions[0].hint.clone().unwrap().words;
        assert!(hint.starts_with("4 relationships end"), "{hint}");
        assert_eq!(snoozed.until(&actions[0].cause), None);
        assert!(snoozed.until(&actions[1].cause).is_some());
    }

    #[test]
    fn many_that_are_put_off_do_not_cover_later_ones() {
        let now = nine(TODAY);
        let ends: Vec<_> = (1..=150).map(|at| ending(at, "2026-07-20")).collect();
        let actions = of_relationships(&needs_keeping(150, &ends), &nothing_put_off(), now);
        let account = nothing_put_off().account().clone();
        let until = nine("2026-08-01").date_naive();
        let causes = actions[0].causes();
        let put_off: BTreeMap<_, _> = causes.map(|one| (one.id(&account), until)).collect();
        assert_eq!((actions.len(), put_off.len()), (1, 150));
        let snoozed = SnoozedActions::new(account, put_off);
        let later: Vec<_> = (1..=152).map(|at| ending(at, "2026-07-20")).collect();
        let needs = needs_keeping(GdapNeeds::MOST + 150, &later);
        let actions = of_relationships(&needs, &snoozed, now);
        let is_open = |one: &&NextAction| snoozed.until(&one.cause).is_none();
        assert_eq!(actions.iter().filter(is_open).count(), 2);
    }

    #[test]
    fn a_relationship_keeps_its_id_until_its_end_moves() {
        let id_at = |end: &str, now: &str| {
            let needs_at = needs(&[ending(1, end)]);
            let actions = of_relationships(&needs_at, &nothing_put_off(), nine(now));
            actions[0].cause.id(nothing_put_off().account())
        };
        assert_eq!(
            id_at("2026-07-20", TODAY),
            id_at("2026-07-20", "2026-07-19")
        );
        assert_ne!(id_at("2026-07-20", TODAY), id_at("2026-07-21", TODAY));
    }

    fn needs(all: &[AdminRelationship]) -> GdapNeeds {
        needs_keeping(GdapNeeds::MOST, all)
    }

    fn needs_keeping(most: usize, all: &[AdminRelationship]) -> GdapNeeds {
        let now = nine(TODAY);
        let access = [assignment(1, AssignmentStateKind::Active, "2026-01-01")];
        let mut needs = GdapNeeds::keeping(most);
        for it in all {
            let assignments = if it.name.as_deref() == Some("alone") {
                &[][..]
            } else {
                &access[..]
            };
            for one in attention(it, assignments, now, now + chrono::TimeDelta::days(400)) {
                needs.add(one, now);
            }
        }
        needs
    }

    fn written(all: &[AdminRelationship]) -> String {
        let mut text = String::new();
        for next in super::super::in_order(of_relationships(
            &needs(all),
            &nothing_put_off(),
            nine(TODAY),
        )) {
            let due = next.due.map(|day| day.to_string());
            let late = if next.overdue { " LATE" } else { "" };
            text.push_str(&format!(
                "{} {}{late}\n",
                next.action,
                due.unwrap_or_default()
            ));
            text.push_str(&format!("  {}\n", next.command));
            if let Some(alternative) = next.alternative {
                text.push_str(&format!("  or {alternative}\n"));
            }
            if let Some(hint) = next.hint {
                text.push_str(&format!("  {} {:?}\n", hint.words, hint.command));
            }
        }
        text
    }

    fn ending(number: u32, day: &str) -> AdminRelationship {
        AdminRelationship {
            ends_at: Some(nine(day)),
            ..relationship(number, State::Active, "2026-01-01")
        }
    }

    fn one_of_each() -> Vec<AdminRelationship> {
        let mut planned = ending(2, "2026-07-08");
        planned.customer.domain = Some("contoso.fr".parse().unwrap());
        vec![
            ending(1, "2026-08-30"),
            planned,
            ending(3, "2026-06-30"),
            ending(4, "2026-08-31"),
            relationship(5, State::ApprovalPending, "2026-05-02"),
            relationship(6, State::ApprovalPending, "2026-04-12"),
            relationship(7, State::ApprovalPending, "2026-04-01"),
            relationship(8, State::ApprovalPending, "2026-05-03"),
            AdminRelationship {
                origin: RelationshipOrigin::ProviderMade,
                ..relationship(9, State::ApprovalPending, "2026-06-01")
            },
            AdminRelationship {
                name: Some("alone".to_owned()),
                ..relationship(10, State::Active, "2026-06-01")
            },
            relationship(11, State::Activating, "2026-06-28"),
            relationship(12, State::Expired, "2026-06-28"),
        ]
    }

    #[test]
    fn each_kind_is_an_action_with_its_commands() {
        insta::assert_snapshot!(written(&one_of_each()));
    }

    #[test]
    fn more_than_a_few_of_a_kind_are_one_action() {
        let mut many = Vec::new();
        for at in 0..4 {
            for it in one_of_each() {
                let id = crate::domain::gdap::samples::microsoft_id(100 + many.len() as u32);
                let id = crate::domain::gdap::RelationshipId::Microsoft(id);
                let name = it.name.clone().filter(|name| name == "alone" || at > 0);
                many.push(AdminRelationship { id, name, ..it });
            }
        }
        insta::assert_snapshot!(written(&many));
    }

    #[test]
    fn thousands_are_counted_and_the_first_are_kept() {
        let many: Vec<_> = (0..1_500)
            .map(|at| ending(9_999 - at, "2026-07-20"))
            .collect();
        let needs = needs(&many);
        let (_, _, need) = needs.kinds().next().unwrap();
        assert_eq!((need.due, need.first.len()), (1_500, GdapNeeds::MOST));
        assert_eq!(need.first[0].relationship, ending(8_500, TODAY).id);
        let actions = of_relationships(&needs, &nothing_put_off(), nine(TODAY));
        assert_eq!(actions.len(), 1);
        let hint = actions[0].hint.clone().unwrap().words;
        assert!(hint.starts_with("1,500 relationships end"), "{hint}");
    }
}
