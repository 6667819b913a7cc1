//! Every warning, as a table of relationships with what is said of them.

use super::{AccessAssignment, AdminRelationship, GdapWarning, State, warnings};
use crate::domain::gdap::samples::{assignment, group, microsoft_id, nine, relationship, role};
use crate::domain::gdap::{
    AbsenceKind, AssignmentStateKind, DecisionKind, ListAbsence, RelationshipDecision,
    RelationshipId, RelationshipOrigin, SeenDays,
};
use crate::domain::word::Word as _;

/// Today.
const TODAY: &str = "2026-07-01";

fn active() -> AdminRelationship {
    AdminRelationship {
        activated_at: Some(nine("2026-01-02")),
        ends_at: Some(nine("2028-01-02")),
        ..relationship(1, State::Active, "2026-01-01")
    }
}

fn pending(created: &str) -> AdminRelationship {
    relationship(1, State::ApprovalPending, created)
}

fn provider_made(
    state: State,
    flag: Option<bool>,
    kind: Option<DecisionKind>,
) -> AdminRelationship {
    AdminRelationship {
        origin: RelationshipOrigin::ProviderMade,
        consent_pending: flag,
        decision: kind.map(|kind| RelationshipDecision {
            kind,
            by: "ada@contoso.fr".to_owned(),
            at: nine("2026-06-20"),
            reason: None,
        }),
        ..relationship(1, state, "2026-06-30")
    }
}

fn with_access() -> Vec<AccessAssignment> {
    vec![assignment(1, AssignmentStateKind::Active, "2026-01-03")]
}

fn table(cases: Vec<(&str, AdminRelationship, Vec<AccessAssignment>)>) -> String {
    let mut table = String::new();
    for (case, it, assignments) in cases {
        table.push_str(&format!("{case}\n"));
        let all = warnings(&it, &assignments, nine(TODAY));
        for GdapWarning { rule, message } in &all {
            table.push_str(&format!("  {}: {message}\n", rule.id));
        }
        if all.is_empty() {
            table.push_str("  (nothing)\n");
        }
    }
    table
}

#[test]
fn ends_are_warned_of_60_30_7_and_1_days_before() {
    let ending = |day: &str, extend: Option<SeenDays>| AdminRelationship {
        ends_at: Some(nine(day)),
        auto_extend: extend,
        ..active()
    };
    let off = || Some(SeenDays::Days(0));
    let mut cases: Vec<(&str, AdminRelationship, Vec<AccessAssignment>)> = Vec::new();
    for day in [
        "2026-08-31",
        "2026-08-30",
        "2026-08-01",
        "2026-07-31",
        "2026-07-08",
        "2026-07-02",
        "2026-06-30",
    ] {
        cases.push((day, ending(day, off()), with_access()));
    }
    let extended = Some(SeenDays::Days(180));
    cases.push((
        "extends itself",
        ending("2026-07-08", extended.clone()),
        with_access(),
    ));
    cases.push((
        "extended by now",
        ending("2026-06-30", extended),
        with_access(),
    ));
    cases.push(("unknown", ending("2026-07-20", None), with_access()));
    let by_duration = AdminRelationship {
        ends_at: None,
        activated_at: Some(nine("2024-07-15")),
        ..active()
    };
    cases.push(("no date shown", by_duration, with_access()));
    let today = AdminRelationship {
        ends_at: Some(nine(TODAY) + chrono::TimeDelta::hours(1)),
        ..active()
    };
    cases.push(("in an hour", today, with_access()));
    let expiring = relationship(1, State::Expiring, "2026-01-01");
    cases.push(("expiring", expiring, with_access()));
    insta::assert_snapshot!(table(cases));
}

#[test]
fn requests_are_warned_of_from_day_60_on() {
    let mut cases: Vec<(&str, AdminRelationship, Vec<AccessAssignment>)> = Vec::new();
    for created in [
        "2026-05-03",
        "2026-05-02",
        "2026-04-13",
        "2026-04-12",
        "2026-04-02",
        "2026-04-01",
    ] {
        cases.push((created, pending(created), Vec::new()));
    }
    let unknown = AdminRelationship {
        created_at: None,
        ..pending("2026-04-20")
    };
    cases.push(("creation unknown", unknown, Vec::new()));
    for state in [State::Approved, State::Activating] {
        let since = relationship(1, state, "2026-06-28");
        cases.push((state_name(state), since, Vec::new()));
    }
    let fresh = relationship(1, State::Approved, "2026-07-01");
    cases.push(("approved today", fresh.clone(), Vec::new()));
    let older_at_microsoft = AdminRelationship {
        modified_at: Some(nine("2026-06-20")),
        ..fresh
    };
    cases.push(("approved, changed long ago", older_at_microsoft, Vec::new()));
    insta::assert_snapshot!(table(cases));
}

fn state_name(state: State) -> &'static str {
    if state == State::Approved {
        "approved for three days"
    } else {
        "activating for three days"
    }
}

#[test]
fn access_that_is_missing_or_failed_is_warned_of() {
    let mut cases = vec![("nobody", active(), Vec::new())];
    for state in AssignmentStateKind::ALL.iter().copied() {
        let case = match state {
            AssignmentStateKind::Pending => "pending",
            AssignmentStateKind::Active => "active",
            AssignmentStateKind::Error => "error",
            AssignmentStateKind::Deleting => "deleting",
            AssignmentStateKind::Deleted => "deleted",
        };
        cases.push((case, active(), vec![assignment(1, state, "2026-06-30")]));
    }
    let just_now = assignment(1, AssignmentStateKind::Pending, TODAY);
    cases.push(("pending since now", active(), vec![just_now]));
    let wider = AccessAssignment {
        group_name: Some("Tier 1".to_owned()),
        roles: Some([role("User Administrator"), role("Helpdesk Administrator")].into()),
        ..assignment(1, AssignmentStateKind::Active, "2026-01-03")
    };
    cases.push(("wider roles", active(), vec![wider]));
    let nameless = AccessAssignment {
        group: None,
        ..assignment(1, AssignmentStateKind::Error, "2026-01-03")
    };
    cases.push(("unknown group", active(), vec![nameless]));
    insta::assert_snapshot!(table(cases));
}

#[test]
fn roles_and_days_that_microsoft_may_refuse_are_warned_of() {
    let with_roles = |names: &[&str]| AdminRelationship {
        roles: Some(names.iter().map(|name| role(name)).collect()),
        ..active()
    };
    let days = |duration: SeenDays, extend: SeenDays| AdminRelationship {
        duration: Some(duration),
        auto_extend: Some(extend),
        ..active()
    };
    let off = || SeenDays::Days(0);
    let shown = |text: &str| SeenDays::AsShown(text.to_owned());
    let global = with_roles(&["Global Administrator", "Global Reader"]);
    let draft = AdminRelationship {
        id: RelationshipId::Draft(1),
        state: State::Draft,
        ..global.clone()
    };
    let many = with_roles(&[
        "Application Administrator",
        "Cloud Application Administrator",
        "Helpdesk Administrator",
        "Privileged Authentication Administrator",
        "Privileged Role Administrator",
        "Security Administrator",
        "User Administrator",
        "00000000-0000-4000-8000-000000000001",
    ]);
    let unknown = AdminRelationship {
        roles: None,
        ..active()
    };
    let cases = vec![
        ("global administrator", global, with_access()),
        ("the same as a draft", draft, Vec::new()),
        ("many and an unknown one", many, Vec::new()),
        ("not known", unknown, with_access()),
        ("731 days", days(SeenDays::Days(731), off()), with_access()),
        ("no day", days(off(), off()), with_access()),
        ("months", days(shown("P1Y3M"), shown("P6M")), with_access()),
        (
            "90 more days",
            days(SeenDays::Days(730), SeenDays::Days(90)),
            with_access(),
        ),
        (
            "ordinary",
            days(SeenDays::Days(730), SeenDays::Days(180)),
            with_access(),
        ),
    ];
    insta::assert_snapshot!(table(cases));
}

#[test]
fn what_microsoft_and_the_register_say_is_compared() {
    let pending_state = State::ApprovalPending;
    let approve = Some(DecisionKind::Approve);
    let reject = Some(DecisionKind::Reject);
    let absent = |kind, state| AdminRelationship {
        absence: Some(ListAbsence {
            kind,
            since: nine("2026-06-25"),
        }),
        ..relationship(1, state, "2026-01-01")
    };
    let status = |status: &str, it: AdminRelationship| AdminRelationship {
        microsoft_status: Some(status.to_owned()),
        ..it
    };
    let withdrawn = |since| relationship(1, State::Withdrawn, since);
    let draft = AdminRelationship {
        id: RelationshipId::Draft(2),
        ..withdrawn("2026-06-01")
    };
    let cases = vec![
        (
            "waits",
            provider_made(pending_state, Some(true), None),
            Vec::new(),
        ),
        (
            "no flag",
            provider_made(pending_state, None, None),
            Vec::new(),
        ),
        (
            "decided there",
            provider_made(pending_state, Some(false), None),
            Vec::new(),
        ),
        (
            "not carried out",
            provider_made(pending_state, Some(true), approve),
            Vec::new(),
        ),
        (
            "approved",
            provider_made(pending_state, Some(false), approve),
            Vec::new(),
        ),
        (
            "active",
            provider_made(State::Active, Some(false), None),
            with_access(),
        ),
        (
            "active, rejected",
            provider_made(State::Active, Some(false), reject),
            with_access(),
        ),
        ("withdrawn", withdrawn("2026-06-01"), Vec::new()),
        ("withdrawn long ago", withdrawn("2026-03-01"), Vec::new()),
        ("withdrawn draft", draft, Vec::new()),
        (
            "withdrawn, approved",
            status("active", withdrawn("2026-06-01")),
            Vec::new(),
        ),
        ("unknown state", status("paused", active()), with_access()),
        ("known state", status("active", active()), with_access()),
        (
            "not listed",
            absent(AbsenceKind::NotListed, State::Created),
            Vec::new(),
        ),
        (
            "erased request",
            absent(AbsenceKind::Erased, pending_state),
            Vec::new(),
        ),
        (
            "erased end",
            absent(AbsenceKind::Erased, State::Expired),
            Vec::new(),
        ),
        (
            "expired",
            relationship(1, State::Expired, "2026-01-01"),
            Vec::new(),
        ),
    ];
    insta::assert_snapshot!(table(cases));
}

#[test]
fn a_warning_is_written_with_the_id_of_its_rule() {
    let all = warnings(&active(), &[], nine(TODAY));
    let json = serde_json::to_value(&all).unwrap();
    assert_eq!(json[0]["rule"], "gdap.assignment");
    let message = json[0]["message"].as_str().unwrap();
    let command = format!("csp gdap assign {} GROUP --role ROLE", microsoft_id(1));
    assert!(message.contains(&command), "{message}");
    let failed = [assignment(7, AssignmentStateKind::Error, TODAY)];
    let said = warnings(&active(), &failed, nine(TODAY));
    assert!(
        said.iter()
            .any(|one| one.message.contains(&group(7).to_string()))
    );
}
