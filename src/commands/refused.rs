//! Several refusals as one failure.

use crate::domain::Refusal;
use crate::error::{Failure, Kind, Mistake, Result};

/// Fails if anything speaks against it: all of it is told, the first reason leads.
///
/// # Errors
/// The refusals.
pub(super) fn unless_none(refusals: Vec<Refusal>) -> Result<()> {
    let Some(first) = refusals.first() else {
        return Ok(());
    };
    let remedy = first.remedy().to_owned();
    let mistakes = refusals
        .into_iter()
        .map(|refusal| Mistake::new(Kind::Refused, refusal.message).under(refusal.rule))
        .collect();
    Failure::of(mistakes).map_or(Ok(()), |failure| Err(failure.remedy(remedy)))
}

/// The failure of a decision that lists its refusals.
pub(super) fn failure(refusals: Vec<Refusal>) -> Failure {
    match unless_none(refusals) {
        Err(failure) => failure,
        Ok(()) => Failure::failed("a decision was refused without a reason; this is a bug"),
    }
}
