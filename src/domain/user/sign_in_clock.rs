//! The times used for a sign-in when the clock was set with `--now`.
//!
//! A set clock must not end a lock-out or make an expired password valid. A rehearsal, whose passwords were issued
//! under a set clock too, uses only that clock.

use super::{User, UserEvent, UserStep};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::Instant;

/// The times used for a sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignInClock {
    /// The recorded time of the sign-in.
    recorded: Instant,
    /// The time for starting and ending a lock-out after wrong passwords.
    lockout: Instant,
    /// The time for the expiry of a temporary password.
    expiry: Instant,
}

impl SignInClock {
    /// One clock for everything: the system's, or the set one for a password that was issued under a set clock.
    pub fn single(now: Instant) -> Self {
        Self {
            recorded: now,
            lockout: now,
            expiry: now,
        }
    }

    /// A set clock, for a password that was issued under the system's clock. Lock-outs use only the system's clock: a
    /// set clock far ahead would end one, or start one of years. The expiry of a temporary password uses the later of
    /// the two.
    pub fn given(given: Instant, system: Instant) -> Self {
        Self {
            recorded: given,
            lockout: system,
            expiry: given.max(system),
        }
    }

    /// The time for the expiry of a temporary password.
    pub fn expiry(self) -> Instant {
        self.expiry
    }

    /// Checks that sign-in is not locked for the user.
    ///
    /// # Errors
    /// `users.first-sign-in` with the time at which the lock-out ends.
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
    /// Checks that a password may be tried at all.
    ///
    /// # Errors
    /// `users.step` in a state without sign-in, `users.first-sign-in` during a lock-out.
    pub fn may_try_password(&self, clock: SignInClock) -> Result<(), Diagnostic> {
        self.state_after(UserStep::WrongPassword, clock.lockout)?;
        clock.open(self)
    }

    /// The user after an attempt to sign in.
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
