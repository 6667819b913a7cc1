//! Counts wrong passwords and locks sign-in for a growing time.

use chrono::TimeDelta;

use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Instant, rfc3339};
use crate::domain::rule::users as rules;

/// Wrong passwords since the last correct one, and how long sign-in is locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tries {
    /// The number of wrong passwords.
    pub wrong: u32,
    /// When the lock-out ends.
    pub closed_until: Option<Instant>,
}

impl Tries {
    /// After this many wrong passwords, sign-in is locked.
    pub const ALLOWED: u32 = 10;
    /// The longest lock-out, in minutes (a little over eleven days).
    const LONGEST_MINUTES: i64 = 1 << 14;

    /// One more wrong password: from the tenth on, sign-in is locked for one minute, then two, then four.
    #[must_use]
    pub fn one_more(self, now: Instant) -> Self {
        let wrong = self.wrong.saturating_add(1);
        let closed_until = wrong.checked_sub(Self::ALLOWED).map(|beyond| {
            let minutes = 1_i64
                .checked_shl(beyond)
                .filter(|minutes| (1..=Self::LONGEST_MINUTES).contains(minutes))
                .unwrap_or(Self::LONGEST_MINUTES);
            now + TimeDelta::minutes(minutes)
        });
        Self {
            wrong,
            closed_until,
        }
    }

    /// How many more wrong passwords are allowed before sign-in is locked.
    pub fn left(self) -> u32 {
        Self::ALLOWED.saturating_sub(self.wrong)
    }

    /// Checks that a password may be tried now.
    ///
    /// # Errors
    /// `users.first-sign-in` with the time at which the lock-out ends.
    pub fn open(self, now: Instant) -> Result<(), Diagnostic> {
        match self.closed_until {
            Some(until) if now < until => Err(Diagnostic::refused(
                &rules::FIRST_SIGN_IN,
                format!(
                    "sign-in is closed until {} after {} wrong passwords",
                    rfc3339(until),
                    self.wrong
                ),
            )
            .with_help(
                "Try again after that time, or have a new temporary password issued: `csp users reset-password ADDRESS`",
            )),
            Some(_) | None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;

    #[test]
    fn sign_in_closes_for_a_minute_then_two_then_four() {
        let now = DateTime::from_timestamp(1_600_000_000, 0).unwrap();
        let mut tries = Tries::default();
        for left in (1..10).rev() {
            tries = tries.one_more(now);
            assert_eq!(tries.left(), left);
            assert_eq!(tries.open(now), Ok(()));
        }
        for minutes in [1, 2, 4, 8] {
            tries = tries.one_more(now);
            let until = now + TimeDelta::minutes(minutes);
            assert_eq!(tries.closed_until, Some(until));
            let refusal = tries.open(until - TimeDelta::seconds(1)).unwrap_err();
            assert!(refusal.message().contains(&rfc3339(until)), "{refusal}");
            assert_eq!(tries.open(until), Ok(()));
        }
        for _ in 0..200 {
            tries = tries.one_more(now);
        }
        assert_eq!(
            tries.closed_until,
            Some(now + TimeDelta::minutes(Tries::LONGEST_MINUTES))
        );
    }
}
