//! Microsoft's check of a customer's business data: its result, as last seen.

use super::Customer;
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Day, Instant};
use crate::domain::rule::customers as rule;
use crate::domain::sighting::{SightingOutcome, check_day, compare_sightings};
use crate::domain::tone::{Tone, Toned};
use crate::domain::word::{UnknownWord, Word as _, words};

words! {
    /// Microsoft's status of a customer's account.
    pub enum AccountStatus: "status of a customer's account" {
        /// Checked; nothing is blocked.
        Allowed = "allowed",
        /// Microsoft checks the business data.
        UnderReview = "under-review",
        /// Microsoft refused the customer.
        NotAllowed = "not-allowed",
        /// Microsoft answers `Unknown`.
        Unknown = "unknown",
        /// Microsoft answers `Not Ready`; its meaning is not published.
        NotReady = "not-ready",
        /// Microsoft has no status for the customer, which blocks nothing.
        None = "none",
    }
}

impl AccountStatus {
    /// The status that Microsoft or a person writes. Case, blanks, `-` and `_` make no difference.
    ///
    /// # Errors
    /// That the word is unknown.
    pub fn read(written: &str) -> Result<Self, UnknownWord> {
        let letters = |text: &str| -> String {
            let ignored = |letter: &char| letter.is_whitespace() || ['-', '_'].contains(letter);
            let kept = text.chars().filter(|letter| !ignored(letter));
            kept.flat_map(char::to_lowercase).collect()
        };
        let written_letters = letters(written);
        let same = |known: &&Self| letters(known.word()) == written_letters;
        let known = Self::ALL.iter().find(same).copied();
        known.ok_or_else(|| UnknownWord::among::<Self>(written.trim()))
    }

    /// The status for people.
    pub fn title(self) -> &'static str {
        match self {
            Self::Allowed => "allowed",
            Self::UnderReview => "under review",
            Self::NotAllowed => "not allowed",
            Self::Unknown => "unknown",
            Self::NotReady => "not ready",
            Self::None => "no status at Microsoft",
        }
    }
}

impl Toned for AccountStatus {
    fn tone(self) -> Tone {
        match self {
            Self::Allowed | Self::None => Tone::Good,
            Self::UnderReview | Self::NotReady => Tone::Waiting,
            Self::NotAllowed | Self::Unknown => Tone::Bad,
        }
    }
}

/// A status and the day on which Microsoft showed it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountVerification {
    /// The status.
    pub status: AccountStatus,
    /// The day on which it was seen.
    pub on: Day,
    /// When it was recorded.
    pub recorded_at: Instant,
}

/// What Microsoft's status of a customer, seen on a day, does to the status on record.
///
/// # Errors
/// `customers.step` if the day is after today.
pub fn see_verification(
    customer: &Customer,
    seen: (AccountStatus, Day),
    now: Instant,
) -> Result<(SightingOutcome, Customer), Diagnostic> {
    let (status, on) = seen;
    check_day(&rule::STEP, on, now)?;
    let known = customer.verification.as_ref();
    let outcome = compare_sightings(known.map(|it| (&it.status, it.on)), (&status, on));
    let mut after = customer.clone();
    if outcome == SightingOutcome::Recorded {
        after.verification = Some(AccountVerification {
            status,
            on,
            recorded_at: now,
        });
    }
    Ok((outcome, after))
}

/// The refusal of a status that is older than the one on record.
pub fn older_verification(customer: &Customer, on: Day) -> Diagnostic {
    let name = &customer.record.name;
    let known = customer.verification.as_ref();
    let known = known.map_or_else(String::new, |it| format!(": {} on {}", it.status, it.on));
    let message = format!("the status of {name} on record is newer than {on}{known}");
    Diagnostic::refused(&rule::STEP, message).with_help(format!(
        "To correct the record, give the present status without `--on`: `csp customers verification {} STATUS`",
        customer.record.domain
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{parse_day, parse_instant};
    use crate::domain::customer::samples::customer;

    #[test]
    fn every_spelling_of_a_status_is_read() {
        for (expected, spellings) in [
            (
                AccountStatus::Allowed,
                &["Allowed", "allowed", " ALLOWED "][..],
            ),
            (
                AccountStatus::UnderReview,
                &[
                    "UnderReview",
                    "under-review",
                    "Under review",
                    "under_review",
                    "UNDERREVIEW",
                ],
            ),
            (
                AccountStatus::NotAllowed,
                &["NotAllowed", "not-allowed", "Not Allowed"],
            ),
            (AccountStatus::Unknown, &["Unknown", "unknown"]),
            (
                AccountStatus::NotReady,
                &["Not Ready", "NotReady", "not-ready", "Not\u{a0}Ready"],
            ),
            (AccountStatus::None, &["none", "None"]),
        ] {
            for spelling in spellings {
                assert_eq!(AccountStatus::read(spelling), Ok(expected), "{spelling}");
            }
        }
        for unknown in ["", " ", "Approved", "not", "review", "AllowedX", "null"] {
            assert!(AccountStatus::read(unknown).is_err(), "{unknown}");
        }
    }

    #[test]
    fn a_status_is_never_of_a_later_day_than_today() {
        let now = parse_instant("2026-11-28T09:00:00Z").unwrap();
        let day = |text| parse_day(text).unwrap();
        let seen = |text| (AccountStatus::Allowed, day(text));
        assert!(see_verification(&customer("FR"), seen("2026-11-29"), now).is_err());
        let (outcome, after) = see_verification(&customer("FR"), seen("2026-11-28"), now).unwrap();
        assert_eq!(outcome, SightingOutcome::Recorded);
        let again = see_verification(&after, seen("2026-11-28"), now).unwrap();
        assert_eq!(again, (SightingOutcome::Unchanged, after.clone()));
        let (older, same) = see_verification(&after, seen("2026-11-27"), now).unwrap();
        assert_eq!((older, same), (SightingOutcome::Older, after));
    }
}
