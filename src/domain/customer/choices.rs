//! What a person may choose from where a flag is missing: with whom a request is made, and who attests an agreement.

use super::attest::{our_attestation, their_attestation};
use super::{Attester, Customer, Partner};
use crate::domain::partnership::own_entry;
use crate::domain::standing::Standing;

/// With whom a new request to the customer can be made: each provider of a joint request, then `None` for us alone. Empty
/// where there is nothing to choose: no provider could be named, or an open request settles it.
pub fn request_choices<'p>(
    customer: &Customer,
    ours: &Standing,
    partners: &[Partner<'p>],
) -> Vec<Option<Partner<'p>>> {
    let can_join =
        |partner: &&Partner<'_>| partner.is_active && own_entry(ours, partner.provider).is_none();
    if !ours.is_reseller() || customer.open_request().is_some() {
        return Vec::new();
    }
    let joint = partners.iter().filter(can_join).copied();
    let mut choices: Vec<Option<Partner<'p>>> = joint.map(Some).collect();
    if !choices.is_empty() && !ours.is_restricted() {
        choices.push(None);
    }
    choices
}

/// Who can be said to attest the agreement of the customer, the usual one first: we do for our own customers as a
/// direct-bill partner; else the customer accepted it itself.
pub fn attesters<'p>(
    customer: &Customer,
    ours: &Standing,
    partners: &[Partner<'p>],
) -> Vec<Attester<'p>> {
    let us = our_attestation(customer, ours).is_none();
    let theirs = partners
        .iter()
        .filter(|partner| their_attestation(customer, **partner).is_none())
        .map(|partner| Attester::Provider(*partner));
    us.then_some(Attester::Us)
        .into_iter()
        .chain([Attester::Customer])
        .chain(theirs)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::customer::samples::{active, customer};
    use crate::domain::provider::samples::provider;
    use crate::domain::standing::Footing;
    use crate::domain::standing::samples::{account, direct_bill, reseller, transitioned};

    #[test]
    fn providers_are_offered_only_where_a_joint_request_can_be_made() {
        let entry = provider("FR");
        let partner = |is_active| {
            [Partner {
                provider: &entry,
                is_active,
            }]
        };
        let restricted = account(Footing::Active, Footing::Restricted);
        for (ours, is_active, offered) in [
            (reseller(), true, &[true, false][..]),
            (transitioned(), true, &[true, false]),
            (restricted, true, &[true]),
            (reseller(), false, &[]),
            (direct_bill(), true, &[]),
        ] {
            let choices = request_choices(&customer("FR"), &ours, &partner(is_active));
            let offers: Vec<bool> = choices.iter().map(Option::is_some).collect();
            assert_eq!(offers, offered, "{ours:?}");
        }
    }

    #[test]
    fn a_reseller_is_never_offered_to_attest() {
        let entry = provider("FR");
        let partners = [active(&entry)];
        let offered = |ours: &Standing, partners: &[Partner<'_>]| -> Vec<&str> {
            let all = attesters(&customer("FR"), ours, partners);
            let name = |one: &Attester<'_>| match one {
                Attester::Us => "us",
                Attester::Customer => "customer",
                Attester::Provider(_) => "provider",
            };
            all.iter().map(name).collect()
        };
        assert_eq!(offered(&reseller(), &partners), ["customer", "provider"]);
        assert_eq!(offered(&reseller(), &[]), ["customer"]);
        assert_eq!(offered(&direct_bill(), &[]), ["us", "customer"]);
    }
}
