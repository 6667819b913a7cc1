//! Customers who were there before the account was.

use super::{Customer, Origin};
use crate::domain::calendar::Instant;
use crate::domain::relationship::{Grant, Party, Via};
use crate::domain::standing::Standing;

/// The customer as it is listed once the indirect enrollment is active: one whom the reseller already serves
/// through other portals has a relationship with us and admin rights. Everyone else stays as they are.
#[must_use]
pub fn list_if_existing(mut customer: Customer, ours: &Standing, now: Instant) -> Customer {
    let known = customer.relationship(&Party::Us).is_some();
    if customer.record.origin == Some(Origin::Existing) && ours.is_reseller() && !known {
        connect_existing(&mut customer, ours, true, now);
    }
    customer
}

/// Puts a relationship with us on record that was there before.
pub fn connect_existing(
    customer: &mut Customer,
    ours: &Standing,
    admin_rights: bool,
    now: Instant,
) {
    let grant = Grant {
        via: Via::Existing,
        won_as: ours.wins_as(),
        admin_rights,
    };
    customer.grant(Party::Us, grant, now);
}
