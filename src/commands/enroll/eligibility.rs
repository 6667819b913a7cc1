//! Whether a direct-bill application may be submitted: `enroll.direct-eligibility`.

use crate::cli::enroll::EvidenceArgs;
use crate::commands::Context;
use crate::commands::eligibility::{inputs, known};
use crate::domain::rule::enroll;
use crate::domain::{Account, Model, Refusal};
use crate::error::Result;
use crate::policy::{Facts, Purpose, Question, Verdict, evaluate, shipped};
use crate::store::Tx;

/// The verdict of the eligibility check for an application of today, on the evidence of the company's reseller account,
/// of the application, and of a facts file, each of which comes before the one named first.
pub(super) fn direct(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    evidence: &EvidenceArgs,
) -> Result<std::result::Result<(), Refusal>> {
    let stated = evidence
        .facts
        .as_deref()
        .map(|path| inputs::facts(ctx, path))
        .transpose()?;
    let as_of = ctx.today();
    let months = Some(known::window(as_of));
    let mut facts = match &evidence.evidence_account {
        Some(typed) => {
            let reseller = ctx.account_named(tx, typed)?;
            known::facts(tx, &reseller, Model::DirectBill, as_of, months)?
        }
        None => Facts::default(),
    };
    facts.overlay(known::facts(tx, account, Model::DirectBill, as_of, months)?);
    facts.overlay(stated.unwrap_or_default());
    if evidence.despite_eligibility.is_some() {
        return Ok(Ok(()));
    }
    let policy = shipped(Model::DirectBill);
    let edition = policy
        .in_force(as_of)
        .map_err(|error| inputs::before_first(&error))?;
    let question = Question {
        model: Model::DirectBill,
        purpose: Purpose::Enroll,
        as_of,
    };
    let verdict = evaluate(edition, question, &facts);
    Ok(if verdict.eligible {
        Ok(())
    } else {
        Err(refusal(&verdict))
    })
}

fn refusal(verdict: &Verdict) -> Refusal {
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
    Refusal::new(&enroll::DIRECT_ELIGIBILITY, message)
}
