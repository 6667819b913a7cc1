//! What evidence says against an application: an inactive membership (`enroll.mpn-country`), another company
//! (`enroll.evidence-company`), and the eligibility check of direct bill (`enroll.direct-eligibility`).

use crate::cli::enroll::EvidenceArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Account;
use crate::domain::Model;
use crate::domain::company::is_same_company;
use crate::domain::evidence::FactKey;
use crate::domain::rule::enroll;
use crate::policy::{Facts, Origin, Purpose, Question, Verdict, evaluate, shipped};
use crate::session::Context;
use crate::session::eligibility_facts;
use crate::session::eligibility_files;
use crate::store::Tx;

/// Everything that evidence says against submitting an application today. The evidence is that of the company's
/// reseller account, of the application, and of a facts file, each of which comes before the one named first.
pub(super) fn against(
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
    let months = Some(eligibility_facts::window(today));
    let mut facts = match &other {
        Some(other) => eligibility_facts::facts(tx, other, model, today, months)?,
        None => Facts::default(),
    };
    facts.overlay(eligibility_facts::facts(tx, account, model, today, months)?);
    facts.overlay(stated);
    let mut mistakes = against_membership(&facts);
    match model {
        Model::IndirectReseller => note_unused(ctx, evidence),
        Model::DirectBill => {
            if evidence.same_company.is_none() {
                mistakes.extend(other.and_then(|other| of_another_company(account, &other)));
                mistakes.extend(foreign_mpn_id(tx, account, &facts)?);
            }
            if evidence.despite_eligibility.is_none() {
                mistakes.extend(not_eligible(ctx, &facts)?);
            }
        }
    }
    Ok(mistakes)
}

/// Evidence that the membership is not active, or that it is of another country than the tenant.
fn against_membership(facts: &Facts) -> Vec<Diagnostic> {
    let mut mistakes = Vec::new();
    if let Some((false, origin)) = facts.flag(FactKey::MembershipActive) {
        let message = format!(
            "the membership behind the MPN ID is not active: {} is false ({origin})",
            FactKey::MembershipActive
        );
        mistakes.push(placed(Diagnostic::new(Kind::Refused, message), origin));
    }
    if let (Some(country), Some(stated)) = (&facts.country, facts.get(FactKey::MembershipCountry)) {
        let named = stated.value.to_string();
        // What the application itself says is looked at with its other fields.
        let is_evidence = !matches!(stated.origin, Origin::Known(_));
        if is_evidence && !named.eq_ignore_ascii_case(country) {
            let message = format!(
                "the MPN ID belongs to {named} ({}), and the tenant to {country}",
                stated.origin
            );
            let mistake = Diagnostic::new(Kind::Refused, message);
            mistakes.push(placed(mistake, &stated.origin));
        }
    }
    mistakes
        .into_iter()
        .map(|mistake| mistake.under(&enroll::MPN_COUNTRY))
        .collect()
}

/// The mistake at its place, where the evidence stands in a facts file.
fn placed(mistake: Diagnostic, origin: &Origin) -> Diagnostic {
    if origin.is_in_a_file() {
        mistake.with_flag("--facts").at(origin.to_string())
    } else {
        mistake
    }
}

fn of_another_company(account: &Account, other: &Account) -> Option<Diagnostic> {
    let message = if !is_same_company(&account.application, &other.application) {
        format!(
            "the account {} is of {}, not of {}: neither legal name nor tax ID is the same",
            other.slug,
            other.legal_name(),
            account.legal_name()
        )
    } else if !other.was_reseller() {
        format!(
            "the account {} is not an indirect reseller and never was, so it is not evidence",
            other.slug
        )
    } else {
        return None;
    };
    let mistake = Diagnostic::new(Kind::Refused, message).under(&enroll::EVIDENCE_COMPANY);
    Some(mistake.with_flag("--evidence-account"))
}

/// Evidence under an MPN ID that is not one of the company's.
fn foreign_mpn_id(tx: &Tx<'_>, account: &Account, facts: &Facts) -> Result<Option<Diagnostic>> {
    let Some(stated) = facts.get(FactKey::MembershipMpnId) else {
        return Ok(None);
    };
    if matches!(stated.origin, Origin::Known(_)) {
        return Ok(None);
    }
    let named = stated.value.to_string();
    let has_it = |account: &Account| {
        let own = account.application.mpn_id();
        own.is_some_and(|own| own.to_string() == named)
    };
    let is_ours = |other: &Account| is_same_company(&account.application, &other.application);
    let all = tx.accounts().all()?;
    if has_it(account) || all.iter().any(|other| has_it(other) && is_ours(other)) {
        return Ok(None);
    }
    let message = format!(
        "the evidence is of MPN ID {named} ({}), which is not known as one of {}",
        stated.origin,
        account.legal_name()
    );
    let mistake = Diagnostic::new(Kind::Refused, message).under(&enroll::EVIDENCE_COMPANY);
    Ok(Some(placed(mistake, &stated.origin)))
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
                "warning: {flag} is for direct-bill applications and was not used"
            ));
        }
    }
}

/// The verdict of the eligibility check for an application of today, unless it says yes.
fn not_eligible(ctx: &Context<'_>, facts: &Facts) -> Result<Option<Diagnostic>> {
    let as_of = ctx.today();
    let policy = shipped(Model::DirectBill);
    let edition = policy
        .in_force(as_of)
        .map_err(|error| eligibility_files::before_first(&error))?;
    let question = Question {
        model: Model::DirectBill,
        purpose: Purpose::Enroll,
        as_of,
    };
    let verdict = evaluate(edition, question, facts);
    if verdict.is_eligible() {
        return Ok(None);
    }
    Ok(Some(refusal(&verdict)))
}

fn refusal(verdict: &Verdict) -> Diagnostic {
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
        "the eligibility check under {} does not say yes on {}: {}",
        verdict.policy,
        verdict.question.as_of,
        open.join("; ")
    );
    Diagnostic::refused(&enroll::DIRECT_ELIGIBILITY, message)
}
