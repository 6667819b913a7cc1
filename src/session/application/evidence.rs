//! What evidence says against an application: an inactive membership (`enroll.mpn-country`), another company
//! (`enroll.evidence-company`), and the eligibility check of direct bill (`enroll.direct-eligibility`).

use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::Model;
use crate::policy::{
    EligibilityQuestion, Facts, Purpose, check_evidence_account, check_evidence_mpn_id,
    check_verdict, evaluate, find_membership_faults, names_mpn_id,
};
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::eligibility_files;
use crate::store::Tx;

/// Everything that evidence says against submitting an application today. The evidence is that of the company's
/// reseller account, of the application, and of a facts file, each of which comes before the one named first.
///
/// # Errors
/// If the facts file or the store cannot be read, or the other account is unknown.
pub fn against(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    model: Model,
    evidence: &EvidenceArgs,
) -> Result<Vec<Diagnostic>> {
    let stated = evidence
        .facts
        .as_deref()
        .map(|path| eligibility_files::facts(ctx, path))
        .transpose()?
        .unwrap_or_default();
    let other = match (&evidence.evidence_account, model) {
        (Some(typed), Model::DirectBill) => Some(ctx.account_named(tx, typed)?),
        (Some(_), Model::IndirectReseller) | (None, _) => None,
    };
    let today = ctx.today();
    let mut facts = match &other {
        Some(other) => eligibility_facts::facts(tx, other, model, today)?,
        None => Facts::default(),
    };
    facts.overlay(eligibility_facts::facts(tx, account, model, today)?);
    facts.overlay(stated);
    let mut mistakes = find_membership_faults(&facts);
    match model {
        Model::IndirectReseller => note_unused(ctx, evidence),
        Model::DirectBill => {
            if evidence.same_company.is_none() {
                mistakes
                    .extend(other.and_then(|other| check_evidence_account(account, &other).err()));
                mistakes.extend(foreign_mpn_id(tx, account, &facts)?);
            }
            if evidence.despite_eligibility.is_none() {
                mistakes.extend(not_eligible(ctx, &facts)?);
            }
        }
    }
    Ok(mistakes)
}

/// Evidence under an MPN ID that is not one of the company's.
fn foreign_mpn_id(tx: &Tx<'_>, account: &Account, facts: &Facts) -> Result<Option<Diagnostic>> {
    if !names_mpn_id(facts) {
        return Ok(None);
    }
    Ok(check_evidence_mpn_id(account, &tx.accounts().all()?, facts).err())
}

fn note_unused(ctx: &Context<'_>, evidence: &EvidenceArgs) {
    let despite = evidence.despite_eligibility.is_some();
    for (flag, is_given) in [
        ("--evidence-account", evidence.evidence_account.is_some()),
        ("--same-company", evidence.same_company.is_some()),
        ("--despite-eligibility", despite),
    ] {
        if is_given {
            ctx.out.note(&format!(
                "warning: {flag} is only for direct-bill applications and was ignored"
            ));
        }
    }
}

/// The verdict of the eligibility check for an application of today, unless it says yes.
fn not_eligible(ctx: &Context<'_>, facts: &Facts) -> Result<Option<Diagnostic>> {
    let as_of = ctx.today();
    let policy = ctx.policies().of(Model::DirectBill);
    let edition = policy
        .in_force(as_of)
        .map_err(|error| eligibility_files::before_first(&error))?;
    let question = EligibilityQuestion {
        model: Model::DirectBill,
        purpose: Purpose::Enroll,
        as_of,
    };
    let verdict = evaluate(edition, question, facts);
    Ok(check_verdict(&verdict).err())
}
