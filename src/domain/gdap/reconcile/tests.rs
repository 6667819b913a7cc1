use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::domain::calendar::parse_instant;
use crate::domain::gdap::{EntraRoleId, MicrosoftId, SeenDays};

const ID: &str = "0a7c1e52-91b3-4d0e-8f26-5b6d7e8f9012-3b1f6f0e-52a4-4c1d-9a77-0d5c8e21a9b4";
const HELPDESK: &str = "729827e3-9c14-49f7-bb1b-9608f156bbb8";
const USERS: &str = "fe930be7-5e62-47db-91af-98c3a49a38b1";

fn moment(text: &str) -> Instant {
    parse_instant(text).unwrap()
}

fn now() -> Instant {
    moment("2026-11-28T09:00:00Z")
}

fn sighting(status: &str) -> RelationshipSighting {
    let mut sighting = RelationshipSighting::of(ID.parse::<MicrosoftId>().unwrap());
    sighting.status = Some(status.to_owned());
    sighting
}

fn roles(ids: &[&str]) -> SeenRoles {
    let ids = ids.iter().map(|id| id.parse::<EntraRoleId>().unwrap());
    SeenRoles::All(ids.collect())
}

fn taken(outcome: Reconciled) -> AdminRelationship {
    match outcome {
        Reconciled::Taken(after) | Reconciled::Older(after) => *after,
        Reconciled::Conflict { after, .. } => *after,
    }
}

#[test]
fn skipped_states_forward_are_taken_and_backward_ones_are_not() {
    let pending = AdminRelationship::first_seen(&sighting("approvalPending"), now());
    let active = taken(pending.reconcile(&sighting("active"), now()));
    assert_eq!(active.state, State::Active);
    assert!(matches!(
        active.reconcile(&sighting("approved"), now()),
        Reconciled::Conflict { after, status } if after.state == State::Active && status == "approved"
    ));
    let ended = taken(active.reconcile(&sighting("terminated"), now()));
    assert!(matches!(
        ended.reconcile(&sighting("expired"), now()),
        Reconciled::Conflict { after, .. } if after.state == State::Terminated
    ));
}

#[test]
fn an_unknown_state_is_kept_as_shown_and_changes_none() {
    let active = AdminRelationship::first_seen(&sighting("active"), now());
    let after = taken(active.reconcile(&sighting("paused"), now()));
    assert_eq!(after.state, State::Active);
    assert_eq!(after.microsoft_status.as_deref(), Some("paused"));
    let unknown = AdminRelationship::first_seen(&sighting("paused"), now());
    assert_eq!(unknown.state, State::Created);
}

#[test]
fn roles_that_were_cut_off_never_empty_what_is_recorded() {
    let mut whole = sighting("active");
    whole.roles = roles(&[HELPDESK]);
    let known = AdminRelationship::first_seen(&whole, now());
    for lost in [SeenRoles::Lost, SeenRoles::Unsaid, roles(&[])] {
        let mut later = sighting("active");
        later.roles = lost;
        later.ends_at = Some(now());
        let after = taken(known.reconcile(&later, now()));
        assert_eq!(
            (after.roles, after.ends_at),
            (known.roles.clone(), Some(now()))
        );
    }
}

#[test]
fn an_older_file_adds_only_what_was_missing() {
    let mut newer = sighting("active");
    newer.modified_at = Some(moment("2026-03-02T09:40:12.9Z"));
    newer.ends_at = Some(moment("2027-03-02T00:00:00Z"));
    let known = AdminRelationship::first_seen(&newer, now());
    let mut older = sighting("active");
    older.modified_at = Some(moment("2026-03-01T00:00:00Z"));
    older.ends_at = Some(moment("2026-09-01T00:00:00Z"));
    older.name = Some("Support".to_owned());
    let Reconciled::Older(after) = known.reconcile(&older, now()) else {
        panic!("not older");
    };
    assert_eq!(after.ends_at, known.ends_at);
    assert_eq!(after.name.as_deref(), Some("Support"));
}

#[test]
fn the_same_file_again_changes_nothing() {
    let mut seen = sighting("active");
    seen.created_at = Some(moment("2026-03-02T08:11:04.1234567Z"));
    seen.modified_at = Some(moment("2026-03-02T09:40:12.7654321Z"));
    let known = AdminRelationship::first_seen(&seen, now());
    assert_eq!(
        known.reconcile(&seen, now()),
        Reconciled::Taken(Box::new(known.clone()))
    );
    let later = now() + chrono::Days::new(1);
    let again = taken(known.reconcile(&seen, later));
    assert_eq!(again.last_seen_at, Some(later));
    assert_eq!(
        AdminRelationship {
            last_seen_at: known.last_seen_at,
            ..again
        },
        known
    );
}

#[test]
fn what_a_complete_list_does_not_have_is_erased_or_not_listed() {
    let absence = |status: &str, date: &str| {
        let mut seen = sighting(status);
        seen.created_at = Some(moment(date));
        seen.ends_at = Some(moment(date));
        let known = AdminRelationship::first_seen(&seen, now()).not_listed(now());
        assert_eq!(known.not_listed(now()), known);
        known.absence.unwrap().kind
    };
    for (status, date, kind) in [
        (
            "approvalPending",
            "2026-08-30T09:00:00Z",
            AbsenceKind::Erased,
        ),
        (
            "approvalPending",
            "2026-08-31T09:00:00Z",
            AbsenceKind::NotListed,
        ),
        ("expired", "2025-11-28T09:00:00Z", AbsenceKind::Erased),
        ("terminated", "2025-11-29T09:00:00Z", AbsenceKind::NotListed),
        ("active", "2020-01-01T00:00:00Z", AbsenceKind::NotListed),
        ("created", "2020-01-01T00:00:00Z", AbsenceKind::NotListed),
    ] {
        assert_eq!(absence(status, date), kind, "{status} {date}");
    }
    let mut back = AdminRelationship::first_seen(&sighting("active"), now()).not_listed(now());
    back = taken(back.reconcile(&sighting("active"), now()));
    assert_eq!(back.absence, None);
}

/// What Microsoft shows of one relationship, step by step: it is approved, extended, loses a role and ends.
fn history(ends_by_request: bool) -> Vec<RelationshipSighting> {
    let (ending, ended) = if ends_by_request {
        ("terminationRequested", "terminated")
    } else {
        ("expiring", "expired")
    };
    let steps = [
        ("created", 0, &[HELPDESK, USERS][..]),
        ("approvalPending", 0, &[HELPDESK, USERS]),
        ("approved", 0, &[HELPDESK, USERS]),
        ("active", 1, &[HELPDESK, USERS]),
        ("active", 2, &[HELPDESK, USERS]),
        ("active", 2, &[HELPDESK]),
        (ending, 2, &[HELPDESK]),
        (ended, 3, &[HELPDESK]),
    ];
    let moments = steps.iter().enumerate().map(|(step, (status, end, ids))| {
        let mut seen = sighting(status);
        seen.name = Some("Support".to_owned());
        seen.modified_at = Some(now() - chrono::Days::new(100 - step as u64));
        seen.created_at = Some(now() - chrono::Days::new(101));
        seen.duration = Some(SeenDays::Days(365));
        seen.auto_extend = Some(SeenDays::Days(if step > 4 { 180 } else { 0 }));
        seen.ends_at = Some(now() + chrono::Days::new(10 * end));
        seen.roles = roles(ids);
        seen
    });
    moments.collect()
}

proptest! {
    /// Whatever exports are handed over, in whatever order, whole or cut off: the register ends in the same place, and
    /// with everything that the latest of them shows.
    #[test]
    fn any_order_of_any_exports_ends_in_the_same_register(
        ends_by_request: bool,
        exports in proptest::collection::vec((0..8_usize, any::<bool>()), 1..10),
        order in proptest::collection::vec(any::<proptest::sample::Index>(), 10),
    ) {
        let history = history(ends_by_request);
        let files: Vec<RelationshipSighting> = exports
            .iter()
            .map(|(step, is_cut)| {
                let mut seen = history[*step].clone();
                if *is_cut {
                    seen.roles = SeenRoles::Lost;
                }
                seen
            })
            .collect();
        let import = |files: &[RelationshipSighting]| {
            let first = AdminRelationship::first_seen(&files[0], now());
            files[1..].iter().fold(first, |known, seen| taken(known.reconcile(seen, now())))
        };
        let mut shuffled = files.clone();
        for (at, place) in order.iter().enumerate().take(files.len()) {
            let other = place.index(files.len());
            shuffled.swap(at, other);
        }
        let (one, other) = (import(&files), import(&shuffled));
        prop_assert_eq!(&one, &other);
        let last = exports.iter().map(|(step, _)| *step).max().unwrap();
        let shown = State::shown_as(history[last].status.as_deref().unwrap()).unwrap();
        prop_assert_eq!(one.state, shown);
        prop_assert_eq!(one.ends_at, history[last].ends_at);
        let with_roles = exports.iter().filter(|(_, is_cut)| !is_cut).map(|(step, _)| *step).max();
        let expected: Option<BTreeSet<EntraRoleId>> =
            with_roles.and_then(|step| history[step].roles.whole().cloned());
        prop_assert_eq!(one.roles, expected);
        // Everything again changes nothing.
        for seen in &files {
            prop_assert_eq!(&taken(other.reconcile(seen, now())), &other);
        }
    }
}
