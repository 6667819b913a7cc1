//! Evidence against an application: an inactive membership (`enroll.mpn-country`), evidence of another company
//! (`enroll.evidence-company`), and a verdict other than yes (`enroll.direct-eligibility`).

use super::evaluate::Verdict;
use super::facts::{FactKey, FactOrigin, Facts};
use crate::diagnostic::{Diagnostic, Place};
use crate::domain::Account;
use crate::domain::company::is_same_company;
use crate::domain::rule::enroll;

/// Evidence that the membership is not active, or that its country is not that of the tenant.
pub fn find_membership_faults(facts: &Facts) -> Vec<Diagnostic> {
    let mut refusals = Vec::new();
    if let Some((false, origin)) = facts.flag(FactKey::MembershipActive) {
        let message = format!(
            "the membership of the MPN ID is not active: {} is false ({origin})",
            FactKey::MembershipActive
        );
        let refusal = Diagnostic::refused(&enroll::MPN_COUNTRY, message);
        refusals.push(placed(refusal, origin));
    }
    if let (Some(country), Some(stated)) = (&facts.country, facts.get(FactKey::MembershipCountry)) {
        let named = stated.value.to_string();
        // The application's own values are checked with its other fields.
        let is_evidence = !matches!(stated.origin, FactOrigin::Known(_));
        if is_evidence && !named.eq_ignore_ascii_case(country) {
            let message = format!(
                "the MPN ID belongs to {named} ({}), but the tenant is in {country}",
                stated.origin
            );
            let refusal = Diagnostic::refused(&enroll::MPN_COUNTRY, message);
            refusals.push(placed(refusal, &stated.origin));
        }
    }
    refusals
}

/// Checks that another account can be evidence: it is of the same company, and is or was an indirect reseller.
///
/// # Errors
/// `enroll.evidence-company`.
pub fn check_evidence_account(account: &Account, other: &Account) -> Result<(), Diagnostic> {
    let message = if !is_same_company(&account.application, &other.application) {
        format!(
            "the account {} belongs to {}, not to {}: legal name and tax ID are different",
            other.slug,
            other.legal_name(),
            account.legal_name()
        )
    } else if !other.was_reseller() {
        format!(
            "the account {} is not an indirect reseller and never was, so it cannot be used as evidence",
            other.slug
        )
    } else {
        return Ok(());
    };
    Err(Diagnostic::refused(&enroll::EVIDENCE_COMPANY, message).with_flag("--evidence-account"))
}

/// Checks that the MPN ID in the evidence belongs to the company; `known` are the accounts of the store.
///
/// # Errors
/// `enroll.evidence-company`.
pub fn check_evidence_mpn_id(
    account: &Account,
    known: &[Account],
    facts: &Facts,
) -> Result<(), Diagnostic> {
    let Some(stated) = stated_mpn_id(facts) else {
        return Ok(());
    };
    let named = stated.value.to_string();
    let has_it = |account: &Account| {
        let own = account.application.mpn_id();
        own.is_some_and(|own| own.to_string() == named)
    };
    let is_ours = |other: &Account| is_same_company(&account.application, &other.application);
    if has_it(account) || known.iter().any(|other| has_it(other) && is_ours(other)) {
        return Ok(());
    }
    let message = format!(
        "the evidence is for MPN ID {named} ({}), which is not a known MPN ID of {}",
        stated.origin,
        account.legal_name()
    );
    let refusal = Diagnostic::refused(&enroll::EVIDENCE_COMPANY, message);
    Err(placed(refusal, &stated.origin))
}

/// Whether the evidence has an MPN ID, which [`check_evidence_mpn_id`] must check.
pub fn names_mpn_id(facts: &Facts) -> bool {
    stated_mpn_id(facts).is_some()
}

fn stated_mpn_id(facts: &Facts) -> Option<&super::facts::Stated> {
    facts
        .get(FactKey::MembershipMpnId)
        .filter(|stated| !matches!(stated.origin, FactOrigin::Known(_)))
}

/// Checks that a direct-bill application may be submitted with this verdict.
///
/// # Errors
/// `enroll.direct-eligibility`, with every requirement that is not met.
pub fn check_verdict(verdict: &Verdict) -> Result<(), Diagnostic> {
    if verdict.is_eligible() {
        return Ok(());
    }
    let open: Vec<String> = verdict
        .open()
        .map(|finding| {
            let found = finding
                .found
                .as_deref()
                .map_or_else(String::new, |found| format!(", found {found}"));
            let required = finding.required.as_deref().unwrap_or("-");
            format!(
                "{} is {} (required {required}{found})",
                finding.id, finding.status
            )
        })
        .collect();
    let message = format!(
        "the eligibility check under {} does not answer yes on {}: {}",
        verdict.edition_in_words(),
        verdict.question.as_of,
        open.join("; ")
    );
    Err(Diagnostic::refused(&enroll::DIRECT_ELIGIBILITY, message))
}

/// Adds the position in the facts file, if the evidence is in one.
fn placed(refusal: Diagnostic, origin: &FactOrigin) -> Diagnostic {
    match origin {
        FactOrigin::File { name, at } => refusal
            .with_flag("--facts")
            .at(Place::from(*at).in_file(name)),
        FactOrigin::Recorded { .. } | FactOrigin::Known(_) | FactOrigin::WhatIf => refusal,
    }
}
