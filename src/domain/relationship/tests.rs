use super::*;
use chrono::{TimeZone, Utc};

fn noon(day: u32) -> Instant {
    Utc.with_ymd_and_hms(2021, 3, day, 12, 0, 0).unwrap()
}

fn grant(admin_rights: bool) -> Grant {
    Grant {
        via: Via::Joint,
        won_as: Model::IndirectReseller,
        admin_rights,
    }
}

fn every_state() -> [(&'static str, Relationship); 3] {
    let with = Relationship::granted(
        Party::Us,
        Grant {
            via: Via::Direct,
            won_as: Model::DirectBill,
            admin_rights: true,
        },
        noon(1),
    );
    let without = with
        .clone()
        .apply(RelationshipEvent::RightsOff, noon(2))
        .unwrap();
    let removed = with
        .clone()
        .apply(RelationshipEvent::Remove, noon(2))
        .unwrap();
    [
        ("with rights", with),
        ("without rights", without),
        ("removed", removed),
    ]
}

#[test]
fn the_whole_table_of_states_and_events() {
    let events = [
        ("granted with rights", RelationshipEvent::Grant(grant(true))),
        ("granted without", RelationshipEvent::Grant(grant(false))),
        ("rights off", RelationshipEvent::RightsOff),
        ("removed", RelationshipEvent::Remove),
    ];
    let mut table = String::new();
    for (state, relationship) in every_state() {
        for (name, event) in events {
            let outcome = match relationship.clone().apply(event, noon(3)) {
                Ok(next) => format!(
                    "{}, rights {}, via {}, won as {}, since {}",
                    next.state(),
                    next.admin_rights(),
                    next.via,
                    next.won_as,
                    next.since.date_naive()
                ),
                Err(refusal) => format!("{}: {refusal}", refusal.rule().unwrap().id),
            };
            table.push_str(&format!("{state:15} {name:20} {outcome}\n"));
        }
    }
    insta::assert_snapshot!(table);
}

#[test]
fn parties_are_written_self_and_by_short_name() {
    assert_eq!(Party::Us.to_string(), "self");
    assert_eq!(
        Party::Provider("nordic".parse().unwrap()).to_string(),
        "nordic"
    );
    assert!(Party::Us < Party::Provider("a".parse().unwrap()));
}
