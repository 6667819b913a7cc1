use proptest::prelude::*;

use super::*;
use crate::domain::transfer::samples::{nine, seen_as, sighting};

const KIND: (TransferKind, TransferDirection) = (TransferKind::Legacy, TransferDirection::Out);

fn state_of(outcome: ReconciledTransfer) -> (&'static str, State) {
    match outcome {
        ReconciledTransfer::Taken(it) => ("taken", it.state),
        ReconciledTransfer::Older(it) => ("older", it.state),
        ReconciledTransfer::Conflict(it) => ("conflict", it.state),
    }
}

#[test]
fn a_shown_state_is_taken_kept_or_disputed() {
    let now = nine("2026-11-03");
    for (recorded, shown, expected) in [
        ("Active", "Completed", ("taken", State::Completed)),
        ("Active", "Expired", ("taken", State::Expired)),
        ("Active", "Cancel", ("taken", State::Cancelled)),
        ("Active", "Reject", ("conflict", State::Pending)),
        ("Active", "InProgress", ("taken", State::Pending)),
        ("Completed", "Active", ("conflict", State::Completed)),
        ("Completed", "Cancelled", ("conflict", State::Completed)),
        ("Cancelled", "Completed", ("conflict", State::Cancelled)),
        ("Complete", "COMPLETED", ("taken", State::Completed)),
        ("Paused", "Paused", ("taken", State::Pending)),
    ] {
        let outcome = seen_as(recorded).reconcile(&sighting(1, shown), now);
        assert_eq!(state_of(outcome), expected, "{recorded} {shown}");
    }
}

#[test]
fn a_file_from_before_the_last_change_disputes_nothing() {
    let mut done = sighting(1, "Completed");
    done.modified_at = Some(nine("2026-10-16"));
    let mut active = sighting(1, "Active");
    active.modified_at = Some(nine("2026-10-14"));
    active.customer_name = Some("Tulip".to_owned());
    let first = Transfer::first_seen(&done, KIND, nine("2026-11-01"));
    let ReconciledTransfer::Older(it) = first.reconcile(&active, nine("2026-11-02")) else {
        panic!("an older file");
    };
    assert_eq!(
        (it.state, it.microsoft_status.as_deref()),
        (State::Completed, Some("Completed"))
    );
    assert_eq!(it.customer.name.as_deref(), Some("Tulip"));
}

#[test]
fn an_older_file_does_not_reopen_a_settled_conflict() {
    let of_day = |status: &str, day: &str| {
        let mut seen = sighting(1, status);
        seen.modified_at = Some(nine(day));
        seen.completed_at = (status == "Completed").then(|| nine(day));
        seen
    };
    let (done, cancelled) = (
        of_day("Completed", "2026-10-16"),
        of_day("Cancelled", "2026-10-17"),
    );
    let settled = Transfer::first_seen(&cancelled, KIND, nine("2026-11-01"));
    let ReconciledTransfer::Older(it) = settled.reconcile(&done, nine("2026-11-02")) else {
        panic!("an older file");
    };
    assert_eq!((it.state, it.completed_at), (State::Cancelled, None));
    let newer = of_day("Completed", "2026-10-18");
    let ReconciledTransfer::Conflict(it) = settled.reconcile(&newer, nine("2026-11-02")) else {
        panic!("a newer file");
    };
    assert_eq!((it.state, it.completed_at), (State::Cancelled, None));
    let first = Transfer::first_seen(&done, KIND, nine("2026-11-01"));
    let ReconciledTransfer::Conflict(disputed) = first.reconcile(&cancelled, nine("2026-11-02"))
    else {
        panic!("a newer file");
    };
    assert_eq!(disputed.state, State::Completed);
    let decided = Transfer {
        state: State::Cancelled,
        completed_at: None,
        ..*disputed
    };
    let outcome = decided.reconcile(&done, nine("2026-11-03"));
    assert_eq!(state_of(outcome), ("older", State::Cancelled));
}

#[test]
fn a_file_without_items_erases_none() {
    let mut full = sighting(1, "Active");
    full.items = Some(vec![TransferItem {
        subscription: "one".to_owned(),
        quantity: Some(14),
        ..TransferItem::default()
    }]);
    let first = Transfer::first_seen(&full, KIND, nine("2026-11-01"));
    let mut empty = sighting(1, "Completed");
    empty.items = Some(Vec::new());
    for later in [sighting(1, "Completed"), empty] {
        let ReconciledTransfer::Taken(it) = first.reconcile(&later, nine("2026-11-02")) else {
            panic!("a later state");
        };
        assert_eq!(it.items, first.items);
    }
}

/// The sightings of one transfer: each shows some of its fields; of several days each its state then.
fn history() -> impl Strategy<Value = Vec<TransferSighting>> {
    let end = prop::sample::select(vec!["Active", "Completed", "Cancel", "Reject", "Expired"]);
    let masks = prop::collection::vec((0_u8..64, prop::bool::ANY), 1..6);
    (end, masks, any::<bool>()).prop_map(|(end, masks, is_late)| {
        let one = |(mask, is_over): (u8, bool)| {
            let has = |bit: u8| mask & (1 << bit) != 0;
            let status = if is_over || is_late { end } else { "Active" };
            let mut seen = sighting(1, status);
            let day = if status == end {
                "2026-10-16"
            } else {
                "2026-10-14"
            };
            seen.modified_at = Some(nine(day));
            seen.customer_name = has(0).then(|| "Tulip Harbor".to_owned());
            seen.customer_tenant =
                has(1).then(|| "9f3b6a40-2222-4d17-8e55-0000000000c1".parse().unwrap());
            seen.target.name = has(2).then(|| "Heron Quay".to_owned());
            seen.created_at = has(3).then(|| nine("2026-10-14"));
            seen.items = has(4).then(|| {
                let item = |name: &str| TransferItem {
                    subscription: name.to_owned(),
                    quantity: has(5).then_some(14),
                    status: (status == end).then(|| "Complete".to_owned()),
                    ..TransferItem::default()
                };
                vec![item("one"), item("two")]
            });
            seen.completed_at = (status == "Completed").then(|| nine("2026-10-16"));
            seen
        };
        masks.into_iter().map(one).collect()
    })
}

/// What is recorded after these sightings, in their order.
fn recorded(all: &[TransferSighting]) -> Transfer {
    let now = nine("2026-11-01");
    let (first, rest) = all.split_first().unwrap();
    rest.iter()
        .fold(
            Transfer::first_seen(first, KIND, now),
            |it, seen| match it.reconcile(seen, now) {
                ReconciledTransfer::Taken(it) | ReconciledTransfer::Older(it) => *it,
                ReconciledTransfer::Conflict(_) => panic!("one history has no conflict"),
            },
        )
}

proptest! {
    #[test]
    fn the_order_of_imports_changes_nothing(
        (all, shuffled) in history().prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle()))
    ) {
        let expected = recorded(&all);
        prop_assert_eq!(recorded(&shuffled), expected.clone());
        let mut twice = shuffled.clone();
        twice.extend(all);
        prop_assert_eq!(recorded(&twice), expected);
    }

    #[test]
    fn no_import_erases_what_is_known(all in history()) {
        for known in 1..=all.len() {
            let (before, after) = (recorded(&all[..known]), recorded(&all));
            prop_assert!(before.customer.name.is_none() || after.customer.name.is_some());
            prop_assert!(before.customer.tenant_id.is_none() || after.customer.tenant_id.is_some());
            prop_assert!(before.created_at.is_none() || after.created_at.is_some());
            prop_assert!(before.items.len() <= after.items.len());
            prop_assert!(before.state.is_open() || before.state == after.state);
        }
    }
}
