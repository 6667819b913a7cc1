//! Customers that the reseller already served before the account existed.

use super::{Customer, CustomerOrigin};
use crate::domain::calendar::Instant;
use crate::domain::relationship::{Grant, Party, Via};
use crate::domain::standing::Standing;

/// The customer as listed once the indirect enrollment is active: a customer that the reseller already serves through
/// other portals gets a relationship with us, with admin rights unless the list of the other system denied them. Other
/// customers are unchanged.
#[must_use]
pub fn list_if_existing(mut customer: Customer, ours: &Standing, now: Instant) -> Customer {
    let is_new = customer.relationship(&Party::Us).is_none();
    let is_existing = customer.record.origin == Some(CustomerOrigin::Existing) && is_new;
    if ours.is_reseller() && (is_existing || customer.awaited_rights.is_some()) {
        let admin_rights = customer.awaited_rights.unwrap_or(true);
        connect_existing(&mut customer, ours, admin_rights, now);
    }
    customer
}

/// Records a relationship with us that existed before. If the account is not active yet, it is applied when the
/// indirect enrollment becomes active (`customers.existing`).
pub fn connect_existing(
    customer: &mut Customer,
    ours: &Standing,
    admin_rights: bool,
    now: Instant,
) {
    if !ours.is_active() {
        customer.awaited_rights = Some(admin_rights);
        customer
            .record
            .origin
            .get_or_insert(CustomerOrigin::Existing);
        return;
    }
    customer.awaited_rights = None;
    let grant = Grant {
        via: Via::Existing,
        won_as: ours.wins_as(),
        admin_rights,
    };
    customer.grant(Party::Us, grant, now);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::CustomerStateKind;
    use crate::domain::customer::samples::{customer, noon};
    use crate::domain::standing::Footing;
    use crate::domain::standing::samples::{account, direct_bill, reseller};

    #[test]
    fn a_relationship_waits_until_the_indirect_enrollment_is_active() {
        let not_yet = account(Footing::UnderWay, Footing::None);
        for admin_rights in [true, false] {
            let mut listed = customer("DE");
            connect_existing(&mut listed, &not_yet, admin_rights, noon(2));
            assert_eq!(listed.state(), CustomerStateKind::New);
            assert_eq!(listed.record.origin, Some(CustomerOrigin::Existing));
            let waiting = list_if_existing(listed, &not_yet, noon(3));
            assert_eq!(waiting.awaited_rights, Some(admin_rights));
            let direct = list_if_existing(waiting.clone(), &direct_bill(), noon(4));
            assert_eq!(direct.state(), CustomerStateKind::New);
            let active = list_if_existing(waiting, &reseller(), noon(5));
            assert_eq!(active.awaited_rights, None);
            let ours = active.relationship(&Party::Us).unwrap();
            assert!(ours.is_active());
            assert_eq!(ours.admin_rights(), admin_rights);
        }
    }

    #[test]
    fn in_an_active_account_nothing_waits() {
        for ours in [reseller(), direct_bill()] {
            let mut listed = customer("DE");
            connect_existing(&mut listed, &ours, false, noon(2));
            assert_eq!(listed.state(), CustomerStateKind::Active);
            assert_eq!(listed.record.origin, None);
            assert_eq!(listed.awaited_rights, None);
        }
    }
}
