//! Several refusals as one failure.

use crate::diagnostic::Diagnostic;

/// The failure of a decision that lists its refusals.
pub(super) fn failure(refusals: Vec<Diagnostic>) -> Diagnostic {
    match Diagnostic::unless_none(refusals) {
        Err(failure) => failure,
        Ok(()) => Diagnostic::failed("a decision was refused without a reason; this is a bug"),
    }
}
