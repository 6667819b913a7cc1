use super::*;
use crate::domain::provider::samples::provider;
use crate::domain::rule::providers as rule;
use crate::domain::standing::samples::{direct_bill, reseller};
use chrono::{Days, TimeZone, Utc};
use proptest::prelude::*;

fn noon(day: u32) -> Instant {
    Utc.with_ymd_and_hms(2021, 3, day, 12, 0, 0).unwrap()
}

fn link(token: &str) -> Link {
    format!("https://partner.microsoft.com/dashboard#csp={token}")
        .parse()
        .unwrap()
}

fn events() -> [PartnershipEvent; 5] {
    [
        PartnershipEvent::Authorize,
        PartnershipEvent::Decline {
            reason: Some("other terms".into()),
        },
        PartnershipEvent::RevokeAdmin,
        PartnershipEvent::RestoreAdmin,
        PartnershipEvent::End {
            reason: "moved on".into(),
        },
    ]
}

fn invited() -> Partnership {
    Partnership::invited(link("a"), noon(1))
}

fn after(events: &[PartnershipEvent]) -> Partnership {
    events.iter().fold(invited(), |it, event| {
        it.apply(event.clone(), noon(2)).unwrap()
    })
}

/// Every state, with a partnership in it.
fn every_state() -> Vec<(&'static str, Partnership)> {
    let [authorize, decline, revoke, _, end] = events();
    vec![
        ("invited", invited()),
        ("active", after(std::slice::from_ref(&authorize))),
        (
            "active, no admin access",
            after(&[authorize.clone(), revoke]),
        ),
        ("ended", after(&[authorize, end])),
        ("declined", after(&[decline])),
        (
            "expired",
            invited().as_of(noon(1) + Days::new(INVITATION_DAYS)),
        ),
    ]
}

#[test]
fn the_whole_table_of_states_and_events() {
    let mut table = String::new();
    for (name, partnership) in every_state() {
        for event in events() {
            let outcome = match partnership.clone().apply(event.clone(), noon(3)) {
                Ok(next) if next.is_active() => {
                    format!("active, admin access {}", next.admin_access())
                }
                Ok(next) => next.state().to_string(),
                Err(refusal) => format!("{}: {refusal}", refusal.rule().unwrap().id),
            };
            table.push_str(&format!("{name:24} {:34} {outcome}\n", event.verb()));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn an_invitation_holds_until_the_thirtieth_day_and_not_longer() {
    let last_moment = noon(1) + Days::new(30) - chrono::Duration::seconds(1);
    assert_eq!(
        invited().as_of(last_moment).state(),
        PartnershipStateKind::Invited
    );
    let run_out = invited().as_of(noon(1) + Days::new(30));
    assert_eq!(run_out.state(), PartnershipStateKind::Expired);
    assert_eq!(run_out.ended_at(), Some(noon(1) + Days::new(30)));
    assert_eq!(run_out.expires_at(), run_out.ended_at());
    let late = invited()
        .apply(PartnershipEvent::Authorize, noon(1) + Days::new(31))
        .unwrap_err();
    assert_eq!(late.rule().unwrap().id, "providers.step");
}

#[test]
fn what_is_known_of_each_state() {
    let facts: Vec<_> = every_state()
        .into_iter()
        .map(|(name, it)| {
            (
                name,
                it.expires_at().is_some(),
                it.authorized_at().is_some(),
                it.ended_at().is_some(),
                it.reason().map(str::to_owned),
                it.since(),
            )
        })
        .collect();
    let end = noon(1) + Days::new(30);
    assert_eq!(
        facts,
        [
            ("invited", true, false, false, None, noon(1)),
            ("active", false, true, false, None, noon(2)),
            ("active, no admin access", false, true, false, None, noon(2)),
            (
                "ended",
                false,
                true,
                true,
                Some("moved on".to_owned()),
                noon(2)
            ),
            (
                "declined",
                false,
                false,
                true,
                Some("other terms".to_owned()),
                noon(2)
            ),
            ("expired", true, false, true, None, end),
        ]
    );
}

fn ids(refusals: &[Diagnostic]) -> Vec<&'static str> {
    refusals
        .iter()
        .map(|refusal| refusal.rule().unwrap().id)
        .collect()
}

#[test]
fn only_an_active_reseller_is_invited_and_only_in_its_region() {
    let (german, american) = (provider("DE"), provider("US"));
    assert!(may_be_invited(&reseller(), &german, None).is_empty());
    assert_eq!(
        ids(&may_be_invited(&direct_bill(), &american, None)),
        [rule::RESELLER_ACTIVE.id, rule::SAME_REGION.id]
    );
    assert_eq!(
        ids(&may_authorize(
            &direct_bill(),
            &american,
            Some(&invited()),
            None,
            true
        )),
        [rule::RESELLER_ACTIVE.id, rule::SAME_REGION.id]
    );
}

#[test]
fn a_new_invitation_follows_any_that_is_over() {
    for (name, partnership) in every_state() {
        let refusals = may_be_invited(&reseller(), &provider("DE"), Some(&partnership));
        let open = partnership.state().is_current();
        let expected: &[&str] = if open { &["providers.step"] } else { &[] };
        assert_eq!(ids(&refusals), expected, "{name}");
    }
}

#[test]
fn authorizing_takes_the_check_mark_and_the_right_link() {
    let ours = reseller();
    let entry = provider("DE");
    let right = "https://partner.microsoft.com/dashboard#csp=a";
    let wrong = "https://partner.microsoft.com/dashboard#csp=b";
    let ask = |it: Option<&Partnership>, link, accepted| {
        ids(&may_authorize(&ours, &entry, it, link, accepted))
    };
    let open = invited();
    assert!(ask(Some(&open), None, true).is_empty());
    assert!(ask(Some(&open), Some(right), true).is_empty());
    assert_eq!(ask(Some(&open), Some(wrong), true), ["providers.link"]);
    assert_eq!(ask(Some(&open), Some(right), false), ["providers.accept"]);
    assert_eq!(ask(None, None, true), ["providers.step"]);
    let (_, active) = every_state().remove(1);
    assert_eq!(
        ask(Some(&active), Some(right), true),
        ["providers.step", "providers.link"]
    );
}

fn any_event() -> impl Strategy<Value = PartnershipEvent> {
    (0..5usize).prop_map(|at| events()[at].clone())
}

proptest! {
    #[test]
    fn random_lives_keep_what_must_hold(steps in prop::collection::vec((any_event(), 0..20i64), 0..12)) {
        let mut now = noon(1);
        let mut it = invited();
        for (event, days) in steps {
            now += chrono::Duration::days(days);
            let before = it.clone().as_of(now);
            let asked = event.clone();
            match it.clone().apply(event, now) {
                Ok(next) => {
                    prop_assert!(!matches!(
                        before.state(),
                        PartnershipStateKind::Ended | PartnershipStateKind::Declined | PartnershipStateKind::Expired
                    ), "what is over stays over");
                    prop_assert!(!next.is_active() || next.authorized_at() >= Some(next.invited_at));
                    let gives = matches!(asked, PartnershipEvent::Authorize | PartnershipEvent::RestoreAdmin);
                    prop_assert!(!next.admin_access() || gives, "admin access is given, never left over");
                    prop_assert!(asked != PartnershipEvent::RestoreAdmin || before.is_active());
                    it = next;
                }
                Err(refusal) => prop_assert_eq!(refusal.rule().unwrap().id, "providers.step"),
            }
        }
    }
}

#[test]
fn a_partnership_is_active_until_the_day_before_its_end() {
    let day = |day: u32| noon(day).date_naive();
    let authorized = after(&[PartnershipEvent::Authorize]);
    let end = PartnershipEvent::End {
        reason: "moved on".into(),
    };
    let ended = authorized.clone().apply(end, noon(4)).unwrap();
    for (partnership, stood) in [
        (&invited(), [false; 5]),
        (&authorized, [false, true, true, true, true]),
        (&ended, [false, true, true, false, false]),
    ] {
        let found = [1, 2, 3, 4, 5].map(|at| partnership.stood_on(day(at)));
        assert_eq!(found, stood, "{partnership:?}");
    }
}

#[test]
fn an_account_is_not_its_own_provider() {
    let ours = reseller();
    let strange = provider("DE");
    let mut by_id = strange.clone();
    by_id.mpn_id = ours.mpn_id.clone().unwrap();
    let mut by_tenant = strange.clone();
    by_tenant.tenant_id = ours.tenant_id;
    let mut by_domain = strange.clone();
    by_domain.tenant_domain = ours.tenant_domain.clone();
    for (entry, what) in [
        (&by_id, "MPN ID"),
        (&by_tenant, "tenant id"),
        (&by_domain, "tenant domain"),
    ] {
        let refusals = may_be_invited(&ours, entry, None);
        assert_eq!(ids(&refusals), ["providers.not-self"]);
        assert!(refusals[0].message().contains(what));
        let open = invited();
        assert_eq!(
            ids(&may_authorize(&ours, entry, Some(&open), None, true)),
            ["providers.not-self"]
        );
    }
    assert!(may_be_invited(&ours, &strange, None).is_empty());
}

#[test]
fn admin_access_is_given_again_only_where_it_was_taken() {
    let [authorize, _, revoke, restore, _] = events();
    let taken = after(&[authorize.clone(), revoke]);
    assert!(!taken.admin_access());
    assert!(
        taken
            .apply(restore.clone(), noon(3))
            .unwrap()
            .admin_access()
    );
    let has_it = after(&[authorize]).apply(restore, noon(3));
    assert_eq!(has_it.unwrap_err().rule().unwrap().id, "providers.step");
}
