//! Removing relationships and admin rights.

use super::Customer;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::relationship::{Party, RelationshipEvent};
use crate::domain::rule::customers as rule;

/// The customer without the relationship and the admin rights of `party`, or all refusals.
///
/// `suspended` confirms that active subscriptions are suspended, and reservations and software cancelled.
///
/// # Errors
/// `customers.subscriptions-suspended` without that confirmation; `customers.step` without an active relationship.
pub fn remove(
    customer: Customer,
    party: &Party,
    suspended: bool,
    now: Instant,
) -> Result<Customer, Vec<Diagnostic>> {
    let mut refusals = Vec::new();
    if !suspended {
        refusals.push(Diagnostic::refused(
            &rule::SUBSCRIPTIONS_SUSPENDED,
            "it is not confirmed that active subscriptions are suspended and that reservations and software are cancelled",
        ));
    }
    match change(customer, party, RelationshipEvent::Remove, now) {
        Ok(changed) if refusals.is_empty() => Ok(changed),
        Ok(_) => Err(refusals),
        Err(refusal) => {
            refusals.insert(0, refusal);
            Err(refusals)
        }
    }
}

/// The customer without the admin rights of `party`; the relationship is kept.
///
/// # Errors
/// `customers.step` if the party has no active relationship or no admin rights.
pub fn take_admin_rights(
    customer: Customer,
    party: &Party,
    now: Instant,
) -> Result<Customer, Diagnostic> {
    change(customer, party, RelationshipEvent::RightsOff, now)
}

fn change(
    customer: Customer,
    party: &Party,
    event: RelationshipEvent,
    now: Instant,
) -> Result<Customer, Diagnostic> {
    let mut customer = customer.as_of(now);
    let Some(at) = customer
        .relationships
        .iter()
        .position(|it| it.party == *party)
    else {
        let whom = match party {
            Party::Us => "us",
            Party::Provider(slug) => slug.as_str(),
        };
        return Err(Diagnostic::refused(
            &rule::STEP,
            format!(
                "{} does not have a relationship with {whom}",
                customer.record.name
            ),
        ));
    };
    let changed = customer.relationships.remove(at).apply(event, now)?;
    customer.relationships.insert(at, changed);
    Ok(customer)
}
