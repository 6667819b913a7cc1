//! The days that results and signatures are dated.

use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};
use crate::domain::rule::enroll;

/// The moment that a day stands for: now for today, else its beginning.
pub(super) fn moment_of(on: Day, now: Instant) -> Instant {
    if on == now.date_naive() {
        now
    } else {
        on.and_time(chrono::NaiveTime::MIN).and_utc()
    }
}

/// Nothing is dated before the step it belongs to; `what` says what happened on the earliest day.
pub(super) fn too_early(on: Day, earliest: Day, what: &str) -> Diagnostic {
    let message = format!("{on} is before {earliest}, the day on which {what}");
    Diagnostic::refused(&enroll::STEP, message)
        .with_help(format!("Give {earliest} or a later day with `--on`."))
}

/// Nothing is dated later than now.
///
/// # Errors
/// `enroll.step`.
pub(super) fn not_in_the_future(on: Day, now: Instant) -> Result<(), Diagnostic> {
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
