//! The dates of results and signatures.

use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};
use crate::domain::rule::enroll;

/// The refusal of a date before the step it belongs to; `what` describes what happened on the earliest day.
pub(super) fn too_early(on: Day, earliest: Day, what: &str) -> Diagnostic {
    let message = format!("{on} is before {earliest}, the day on which {what}");
    Diagnostic::refused(&enroll::STEP, message)
        .with_help(format!("Give {earliest} or a later day with `--on`."))
}

/// Checks that a date is not in the future.
///
/// # Errors
/// `enroll.step`.
pub fn not_in_the_future(on: Day, now: Instant) -> Result<(), Diagnostic> {
    let today = now.date_naive();
    if on <= today {
        return Ok(());
    }
    Err(
        Diagnostic::refused(&enroll::STEP, format!("{on} is in the future")).with_help(format!(
            "Give today, {today}, or an earlier day with `--on`."
        )),
    )
}
