//! Recording a customer's acceptance of the agreement.

use super::{Customer, Partner};
use crate::diagnostic::Diagnostic;
use crate::domain::agreement::PROGRAMME_FROM;
use crate::domain::calendar::Day;
use crate::domain::model::Model;
use crate::domain::relationship::Party;
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;

/// Who attests.
#[derive(Debug, Clone, Copy)]
pub enum Attester<'a> {
    /// Nobody: the customer accepted it directly.
    Customer,
    /// Our account.
    Us,
    /// A provider.
    Provider(Partner<'a>),
}

/// Every reason, on the day `today`, against recording an acceptance of `accepted_on`.
pub fn may_record_agreement(
    customer: &Customer,
    ours: &Standing,
    attester: Attester<'_>,
    accepted_on: Day,
    today: Day,
) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    match attester {
        Attester::Customer => {}
        Attester::Us => refusals.extend(our_attestation(customer, ours)),
        Attester::Provider(partner) => refusals.extend(their_attestation(customer, partner)),
    }
    if accepted_on > today {
        refusals.push(
            Diagnostic::refused(
                &rule::ATTESTATION,
                format!("the agreement cannot have been accepted on {accepted_on}: this day is in the future"),
            )
            .with_help("Give the day on which the customer accepted, with `--on DATE`."),
        );
    }
    if accepted_on < PROGRAMME_FROM {
        refusals.push(
            Diagnostic::refused(
                &rule::ATTESTATION,
                format!("the agreement cannot have been accepted on {accepted_on}: the programme began in July 2014"),
            )
            .with_help("Give the day on which the customer accepted, with `--on DATE`."),
        );
    }
    refusals
}

/// Why we cannot attest the customer's agreement.
pub(super) fn our_attestation(customer: &Customer, ours: &Standing) -> Option<Diagnostic> {
    let message = if !ours.is_direct_bill() && ours.wins_as() == Model::IndirectReseller {
        "an indirect reseller cannot attest an agreement".to_owned()
    } else if !ours.is_direct_bill() {
        "this account is not an active direct-bill partner".to_owned()
    } else if customer.won_as(ours) != Model::DirectBill {
        format!(
            "{} is not a customer won as a direct-bill partner",
            customer.record.name
        )
    } else {
        return None;
    };
    Some(Diagnostic::refused(&rule::ATTESTATION, message))
}

/// Why a provider cannot attest the customer's agreement.
pub(super) fn their_attestation(customer: &Customer, partner: Partner<'_>) -> Option<Diagnostic> {
    let provider = partner.provider;
    let party = Party::Provider(provider.slug.clone());
    if partner.is_active || customer.is_served_by(&party) {
        return None;
    }
    Some(
        Diagnostic::refused(
            &rule::ATTESTATION,
            format!(
                "{} has neither a partnership with this account nor a relationship with {}",
                provider.name, customer.record.name
            ),
        )
        .with_help("Name the provider that serves the customer with `--attested-by PROVIDER`."),
    )
}

/// The warning for an attestation by the same person as attestations of these other customers; `None` if there are none.
pub fn repeated_person(others: &[String]) -> Option<String> {
    let first = others.first()?;
    let more = match others.len() {
        1 => String::new(),
        2 => " and 1 other customer".to_owned(),
        count => format!(" and {} other customers", count - 1),
    };
    Some(format!(
        "warning: the attestation of {first}{more} has the same first name, last name, email address and phone number. \
         Microsoft may refuse this one (error 600061, PartnerConfirmedAgreementAlreadyExists)"
    ))
}
