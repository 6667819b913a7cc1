//! Transfers for tests.

use super::{
    Transfer, TransferCustomer, TransferDirection, TransferId, TransferKind, TransferPartner,
    TransferSighting, TransferStateKind,
};
use crate::domain::calendar::{Instant, parse_day};

/// Nine o'clock on a day.
pub(crate) fn nine(day: &str) -> Instant {
    let day = parse_day(day).unwrap();
    day.and_hms_opt(9, 0, 0).unwrap().and_utc()
}

/// The sighting of a transfer in a state, without anything else.
pub(crate) fn sighting(number: u32, status: &str) -> TransferSighting {
    let id = format!("b81d7a60-4444-4f0e-9b2c-{number:012x}");
    TransferSighting::of(id.parse().unwrap(), status)
}

/// A new-commerce transfer to us, first seen on 2026-11-01 in a state.
pub(crate) fn seen_as(status: &str) -> Transfer {
    let kind = (TransferKind::NewCommerce, TransferDirection::In);
    Transfer::first_seen(&sighting(1, status), kind, nine("2026-11-01"))
}

/// A transfer planned on 2026-11-01.
pub(crate) fn planned(kind: TransferKind, direction: TransferDirection) -> Transfer {
    let now = nine("2026-11-01");
    Transfer {
        id: TransferId::Draft(1),
        state: TransferStateKind::Planned,
        planned_at: Some(now),
        last_seen_at: None,
        microsoft_status: None,
        customer: TransferCustomer {
            domain: Some("contoso.fr".parse().unwrap()),
            name: Some("Contoso".to_owned()),
            ..TransferCustomer::default()
        },
        partner: TransferPartner {
            name: Some("Pebble Lane".to_owned()),
            tenant_id: None,
        },
        ..Transfer::first_seen(&sighting(1, "Active"), (kind, direction), now)
    }
}
