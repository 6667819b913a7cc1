//! The moments that a sign-in is judged by, where the clock was given.
//!
//! A given clock must not end a lock-out or bring an expired password back. A rehearsal, whose passwords were issued
//! under a given clock too, is judged by that clock alone.

use super::{User, UserEvent, UserStep};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;

/// The moments that a sign-in is judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInClock {
    /// The moment of the sign-in, as it is recorded.
    recorded: Instant,
    /// Begins and ends a lock-out after wrong passwords.
    lockout: Instant,
    /// Ends a temporary password.
    expiry: Instant,
}

impl SignInClock {
    /// One clock for everything: the system's, or the given one for a password that was issued under a given clock.
    pub fn single(now: Instant) -> Self {
        Self {
            recorded: now,
            lockout: now,
            expiry: now,
        }
    }

    /// A given clock, for a password that was issued under the system's clock. Lock-outs are measured by the system's
    /// clock alone: a given clock far ahead would end one, or begin one of years. A temporary password ends by
    /// whichever clock is later.
    pub fn given(given: Instant, system: Instant) -> Self {
        Self {
            recorded: given,
            lockout: system,
            expiry: given.max(system),
        }
    }

    /// The moment that a temporary password ends by.
    pub fn expiry(self) -> Instant {
        self.expiry
    }

    /// Whether sign-in is open for the user.
    ///
    /// # Errors
    /// `users.first-sign-in` with the time at which it opens again.
    pub fn open(self, user: &User) -> Result<(), Diagnostic> {
        let refusal = match user.tries.open(self.lockout) {
            Ok(()) => return Ok(()),
            Err(refusal) => refusal,
        };
        if user.tries.open(self.recorded).is_err() {
            return Err(refusal);
        }
        let message = format!(
            "{}; this uses the system's clock, not --now",
            refusal.message()
        );
        Err(refusal.with_message(message))
    }
}

impl User {
    /// Whether a password may be tried at all.
    ///
    /// # Errors
    /// `users.step` in a state that lets nobody in, `users.first-sign-in` during a lock-out.
    pub fn may_try_password(&self, clock: SignInClock) -> Result<(), Diagnostic> {
        self.state_after(UserStep::WrongPassword, clock.lockout)?;
        clock.open(self)
    }

    /// The user after a password was tried.
    ///
    /// # Errors
    /// As [`User::apply`].
    pub fn after_password(self, event: UserEvent, clock: SignInClock) -> Result<Self, Diagnostic> {
        if event == UserEvent::WrongPassword {
            return self.apply(event, clock.lockout);
        }
        let mut after = self.apply(event, clock.expiry)?;
        after.last_sign_in_at = Some(clock.recorded);
        Ok(after)
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Tries, UserState};
    use super::*;
    use chrono::{DateTime, TimeDelta};

    fn at(minutes: i64) -> Instant {
        DateTime::from_timestamp(1_614_600_000, 0).unwrap() + TimeDelta::minutes(minutes)
    }

    fn locked(clock: SignInClock) -> User {
        let name = || "Ada".parse().unwrap();
        let mut user = User::owner("ada@contoso.fr".parse().unwrap(), name(), name(), at(0));
        for _ in 0..Tries::ALLOWED {
            user = user
                .after_password(UserEvent::WrongPassword, clock)
                .unwrap();
        }
        user
    }

    #[test]
    fn a_given_clock_neither_ends_nor_stretches_a_lock_out() {
        for given in [-1_000_000, -1, 0, 1, 2, 1_000_000] {
            let user = locked(SignInClock::given(at(given), at(0)));
            assert_eq!(user.tries.closed_until, Some(at(1)), "{given}");
            for later in [-1_000_000, 0, 1, 1_000_000] {
                let early = SignInClock::given(at(later), at(0));
                let refusal = user.may_try_password(early).unwrap_err();
                assert_eq!(refusal.message().contains("not --now"), later >= 1);
                let over = SignInClock::given(at(later), at(1));
                assert_eq!(user.may_try_password(over), Ok(()), "{given} {later}");
                let back = user
                    .clone()
                    .after_password(UserEvent::SignIn, over)
                    .unwrap();
                assert_eq!(back.last_sign_in_at, Some(at(later)));
                assert_eq!(back.tries, Tries::default());
            }
        }
    }

    #[test]
    fn a_temporary_password_ends_by_the_later_clock() {
        let mut user = locked(SignInClock::single(at(0)));
        user.tries = Tries::default();
        user.state = UserState::PasswordPending { expires_at: at(10) };
        for (given, system, is_good) in [
            (9, 9, true),
            (-1_000_000, 9, true),
            (9, 10, false),
            (-1_000_000, 10, false),
            (10, 9, false),
        ] {
            let clock = SignInClock::given(at(given), at(system));
            let signed_in = user.clone().after_password(UserEvent::FirstSignIn, clock);
            assert_eq!(signed_in.is_ok(), is_good, "{given} {system}");
        }
    }

    #[test]
    fn a_rehearsal_is_judged_by_its_own_clock() {
        let user = locked(SignInClock::single(at(0)));
        assert!(user.may_try_password(SignInClock::single(at(0))).is_err());
        assert_eq!(user.may_try_password(SignInClock::single(at(1))), Ok(()));
    }
}
