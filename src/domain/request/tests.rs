use super::*;
use chrono::{Days, TimeZone, Utc};
use proptest::prelude::*;

fn noon(day: u32) -> Instant {
    Utc.with_ymd_and_hms(2021, 3, day, 12, 0, 0).unwrap()
}

fn draft() -> Request {
    let token: Token = "ab-1".parse().unwrap();
    let link = crate::domain::link::provider_invitation(&token);
    Request::draft(None, token, link, true, noon(1))
}

fn events() -> [RequestEvent; 5] {
    [
        RequestEvent::Redraft {
            admin_rights: false,
            link: "https://elsewhere.example/#csp=ab-1".to_owned(),
        },
        RequestEvent::Send,
        RequestEvent::Accept,
        RequestEvent::Decline {
            reason: Some("too dear".into()),
        },
        RequestEvent::Cancel { reason: None },
    ]
}

fn every_state() -> Vec<Request> {
    let [_, send, accept, decline, cancel] = events();
    let sent = draft().apply(send, noon(2)).unwrap();
    vec![
        draft(),
        sent.clone(),
        sent.clone().apply(accept, noon(3)).unwrap(),
        sent.clone().apply(decline, noon(3)).unwrap(),
        sent.clone().as_of(noon(2) + Days::new(REQUEST_DAYS)),
        sent.apply(cancel, noon(3)).unwrap(),
    ]
}

#[test]
fn the_whole_table_of_states_and_events() {
    let mut table = String::new();
    for request in every_state() {
        for event in events() {
            let outcome = match request.clone().apply(event.clone(), noon(4)) {
                Ok(next) => next.state().to_string(),
                Err(refusal) => format!("{}: {refusal}", refusal.rule().unwrap().id),
            };
            let state = request.state();
            table.push_str(&format!("{state:10} {:16} {outcome}\n", event.verb()));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_sent_request_holds_ninety_days_and_a_draft_for_ever() {
    let sent = draft().apply(RequestEvent::Send, noon(2)).unwrap();
    let end = noon(2) + Days::new(90);
    assert_eq!(sent.expires_at(), Some(end));
    let just_before = end - chrono::Duration::seconds(1);
    assert_eq!(
        sent.clone().as_of(just_before).state(),
        RequestStateKind::Sent
    );
    assert_eq!(sent.clone().as_of(end).state(), RequestStateKind::Expired);
    assert_eq!(sent.as_of(end).closed_at(), Some(end));
    let old = noon(1) + Days::new(4000);
    assert_eq!(draft().as_of(old).state(), RequestStateKind::Draft);
    assert_eq!(draft().expires_at(), None);
}

#[test]
fn why_it_was_declined_or_cancelled_is_kept() {
    let reason = || Some("too dear".to_owned());
    for event in [
        RequestEvent::Decline { reason: reason() },
        RequestEvent::Cancel { reason: reason() },
    ] {
        let sent = draft().apply(RequestEvent::Send, noon(2)).unwrap();
        assert_eq!(sent.reason(), None);
        let closed = sent.apply(event, noon(3)).unwrap();
        assert_eq!(closed.reason(), Some("too dear"));
    }
}

#[test]
fn an_accepted_draft_counts_as_sent() {
    let accepted = draft().apply(RequestEvent::Accept, noon(5)).unwrap();
    assert_eq!(accepted.sent_at, Some(noon(5)));
    assert_eq!(accepted.state(), RequestStateKind::Accepted);
}

#[test]
fn a_draft_written_again_keeps_its_token_with_the_link_given() {
    let again = draft()
        .apply(
            RequestEvent::Redraft {
                admin_rights: false,
                link: "https://new.example/#csp=ab-1".to_owned(),
            },
            noon(6),
        )
        .unwrap();
    assert_eq!(again.link, "https://new.example/#csp=ab-1");
    assert_eq!(again.token, draft().token);
    assert_eq!(again.created_at, noon(1));
    assert!(!again.admin_rights);
}

#[test]
fn links_are_compared_by_token() {
    assert!(draft().has_link("https://anything.example/x#csp=ab-1"));
    assert!(!draft().has_link("https://anything.example/x#csp=AB-1"));
    assert!(!draft().has_link("ab-1"));
}

proptest! {
    #[test]
    fn random_lives_keep_what_must_hold(steps in prop::collection::vec((0..5usize, 0..60i64), 0..15)) {
        let mut now = noon(1);
        let mut request = draft();
        for (at, days) in steps {
            now += chrono::Duration::days(days);
            let before = request.clone().as_of(now);
            match request.clone().apply(events()[at].clone(), now) {
                Ok(next) => {
                    prop_assert!(before.is_open(), "what is over stays over");
                    prop_assert_eq!(next.is_open(), next.closed_at().is_none());
                    prop_assert!(next.state() != RequestStateKind::Accepted || next.sent_at.is_some());
                    prop_assert_eq!(&next.token, &request.token);
                    request = next;
                }
                Err(refusal) => prop_assert_eq!(refusal.rule().unwrap().id, "customers.step"),
            }
        }
    }
}
