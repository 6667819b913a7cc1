//! Extending a direct relationship to a provider, during the transition from direct bill to indirect reseller.

use super::invite::provider_active;
use super::record::faults_of_buyer;
use super::{CspUse, Customer, Partner};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;
use crate::domain::model::Model;
use crate::domain::partnership::own_entry;
use crate::domain::relationship::{Grant, Party, Via};
use crate::domain::rule::customers as rule;
use crate::domain::standing::Standing;

/// The customer with its relationship extended to the partner, or all refusals.
///
/// The provider gets no admin rights. An attested agreement no longer counts: the provider must attest again.
///
/// # Errors
/// Every rule that is broken.
pub fn extend(
    customer: Customer,
    ours: &Standing,
    partner: Partner<'_>,
    csp_use: Option<&CspUse>,
    has_consent: bool,
    now: Instant,
) -> Result<Customer, Vec<Diagnostic>> {
    let mut customer = customer.as_of(now);
    let party = Party::Provider(partner.provider.slug.clone());
    let mut refusals = may_extend(&customer, ours);
    refusals.extend(provider_active(partner));
    refusals.extend(own_entry(ours, partner.provider));
    refusals.extend(faults_of_buyer(ours, &customer.record, csp_use));
    if customer.is_served_by(&party) {
        refusals.push(Diagnostic::refused(
            &rule::STEP,
            format!(
                "{} already has a relationship with {}",
                customer.record.name, partner.provider.name
            ),
        ));
    }
    if !has_consent {
        refusals.push(
            Diagnostic::refused(
                &rule::EXTENSION,
                format!("the consent of {} is not recorded", customer.record.name),
            )
            .with_help("Get the customer's consent, then confirm it with `--consent-obtained`."),
        );
    }
    if !refusals.is_empty() {
        return Err(refusals);
    }
    let grant = Grant {
        via: Via::Extension,
        won_as: ours.wins_as(),
        admin_rights: false,
    };
    let agreement = customer.agreement.as_ref();
    if agreement.is_some_and(|agreement| !agreement.survives_extension_to(&party)) {
        customer.end_agreement();
    }
    customer.grant(party, grant, now);
    Ok(customer)
}

/// Every reason in our account that prevents any extension.
pub fn may_extend_any(ours: &Standing) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    if !ours.is_active() {
        refusals.push(Diagnostic::refused(
            &rule::ACCOUNT_ACTIVE,
            "this account has no active enrollment",
        ));
    }
    if !ours.is_in_transition() {
        refusals.push(Diagnostic::refused(
            &rule::EXTENSION,
            "this account is not a direct-bill partner and an active indirect reseller at the same time",
        ));
    }
    refusals
}

fn may_extend(customer: &Customer, ours: &Standing) -> Vec<Diagnostic> {
    let mut refusals = may_extend_any(ours);
    let direct = customer
        .relationship(&Party::Us)
        .is_some_and(|it| it.is_active() && it.won_as == Model::DirectBill);
    if !direct {
        refusals.push(
            Diagnostic::refused(
                &rule::EXTENSION,
                format!(
                    "{} does not have an active relationship with us that we won as a direct-bill partner",
                    customer.record.name
                ),
            )
            .with_help(format!(
                "Ask for both relationships in one request: `csp customers invite {} --provider PROVIDER`",
                customer.record.domain
            )),
        );
    }
    refusals
}
