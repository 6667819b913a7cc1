//! The customer that a row makes of what there is.

use crate::domain::calendar::Instant;
use crate::domain::customer::{Customer, CustomerRecord, connect_existing, list_if_existing};
use crate::domain::relationship::Party;
use crate::domain::standing::Standing;
use crate::exchange::customers::CustomerRow;

/// The customer that a row makes of what there is. What the row is silent about stays.
pub(super) fn outcome(
    row: &CustomerRow,
    before: Option<&Customer>,
    ours: &Standing,
    now: Instant,
) -> Customer {
    let record = record_of(row, before.map(|before| &before.record));
    let mut customer = match before {
        Some(before) => Customer {
            record,
            ..before.clone()
        },
        None => Customer::new(record, now),
    };
    if let Some(granted) = row.reseller
        && !customer.is_served_by(&Party::Us)
    {
        connect_existing(&mut customer, ours, granted.admin_rights, now);
    }
    list_if_existing(customer, ours, now)
}

fn record_of(row: &CustomerRow, before: Option<&CustomerRecord>) -> CustomerRecord {
    CustomerRecord {
        name: row.name.clone(),
        domain: before.map_or_else(|| row.domain.clone(), |before| before.domain.clone()),
        country: row.country,
        email: row
            .email
            .clone()
            .or_else(|| before.and_then(|before| before.email.clone())),
        tenant_id: row
            .tenant_id
            .or_else(|| before.and_then(|before| before.tenant_id)),
        registration_id: row
            .registration_id
            .clone()
            .or_else(|| before.and_then(|before| before.registration_id.clone())),
        origin: row
            .origin
            .or_else(|| before.and_then(|before| before.origin)),
        csp_tenant: row
            .csp_tenant
            .unwrap_or_else(|| before.is_some_and(|before| before.csp_tenant)),
    }
}
