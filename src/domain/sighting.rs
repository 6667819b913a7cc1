//! Dated statements of Microsoft: a newer one replaces the one on record, an older one never does.

use super::calendar::Day;
use super::word::words;

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
