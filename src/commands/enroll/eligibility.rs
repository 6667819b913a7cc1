//! Whether a direct-bill application may be submitted: `enroll.direct-eligibility`.

use crate::cli::enroll::EvidenceArgs;
use crate::commands::Context;
use crate::domain::rule::enroll;
use crate::domain::{Account, Refusal};
use crate::error::Result;
use crate::store::Tx;

/// The verdict of the eligibility check for an application of today.
pub(super) fn direct(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    evidence: &EvidenceArgs,
) -> Result<std::result::Result<(), Refusal>> {
    let _ = (ctx, tx, account);
    if evidence.despite_eligibility.is_some() {
        return Ok(Ok(()));
    }
    Ok(Err(Refusal::new(
        &enroll::DIRECT_ELIGIBILITY,
        "the eligibility check does not say yes: there is no evidence for it",
    )))
}
