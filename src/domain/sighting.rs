//! Dated statements of Microsoft: a newer one replaces the one on record, an older one never does. How their moments are
//! kept and compared, and which days a person can give.

use super::calendar::{Day, Instant};
use super::rule::RuleRef;
use super::word::words;
use crate::diagnostic::Diagnostic;

words! {
    /// What a dated statement does to the one on record.
    pub enum SightingOutcome: "outcome of a statement" {
        /// It is the first, or replaces the one on record.
        Recorded = "recorded",
        /// It says what is on record, of the same day.
        Unchanged = "unchanged",
        /// The one on record is newer and stays.
        Older = "older",
    }
}

/// Compares a statement and its day with the one on record.
pub fn compare_sightings<T: PartialEq>(
    known: Option<(&T, Day)>,
    seen: (&T, Day),
) -> SightingOutcome {
    match known {
        Some((_, day)) if seen.1 < day => SightingOutcome::Older,
        Some(known) if known == seen => SightingOutcome::Unchanged,
        Some(_) | None => SightingOutcome::Recorded,
    }
}

/// A moment as it is kept. Microsoft shows up to seven decimals of a second; without this the same file would differ from
/// what is on record.
pub fn whole_second(at: Option<Instant>) -> Option<Instant> {
    use chrono::SubsecRound as _;
    at.map(|at| at.trunc_subsecs(0))
}

/// Whether what a file shows, last changed at `seen`, is older than the last change on record.
pub fn is_older_change(seen: Option<Instant>, known: Option<Instant>) -> bool {
    match (whole_second(seen), known) {
        (Some(seen), Some(known)) => seen < known,
        (None | Some(_), None) | (None, Some(_)) => false,
    }
}

/// Checks that the day on which something was seen is not in the future.
///
/// # Errors
/// The rule, if it is.
pub fn check_day(rule: RuleRef, on: Day, now: Instant) -> Result<(), Diagnostic> {
    if on <= now.date_naive() {
        return Ok(());
    }
    let message = format!("{on} is in the future: expected today or an earlier day");
    Err(Diagnostic::refused(rule, message))
}

/// Checks the day of a state that a person gives with `--on`: it is not in the future, and not before `made`, described
/// by `event`. A creation in the future comes from a wrong clock and refuses nothing.
///
/// # Errors
/// The rule, if it is.
pub fn check_day_of_state(
    rule: RuleRef,
    on: Instant,
    (event, made): (&str, Option<Instant>),
    now: Instant,
) -> Result<(), Diagnostic> {
    let day = on.date_naive();
    check_day(rule, day, now).map_err(|refusal| refusal.with_flag("--on"))?;
    let made = made
        .filter(|made| *made <= now)
        .map(|made| made.date_naive());
    match made.filter(|made| day < *made) {
        None => Ok(()),
        Some(made) => {
            let message = format!("{day} is before {event} ({made})");
            Err(Diagnostic::refused(rule, message).with_flag("--on"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::parse_day;

    #[test]
    fn an_older_statement_never_replaces_a_newer_one() {
        let day = |text| parse_day(text).unwrap();
        let (earlier, later) = (day("2026-11-03"), day("2026-11-04"));
        for (known, seen, expected) in [
            (None, (&1, earlier), SightingOutcome::Recorded),
            (
                Some((&1, earlier)),
                (&1, earlier),
                SightingOutcome::Unchanged,
            ),
            (
                Some((&1, earlier)),
                (&2, earlier),
                SightingOutcome::Recorded,
            ),
            (Some((&1, earlier)), (&1, later), SightingOutcome::Recorded),
            (Some((&1, later)), (&2, earlier), SightingOutcome::Older),
            (Some((&1, later)), (&1, earlier), SightingOutcome::Older),
        ] {
            assert_eq!(
                compare_sightings(known, seen),
                expected,
                "{known:?} {seen:?}"
            );
        }
    }
}
