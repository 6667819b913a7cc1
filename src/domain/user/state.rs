//! Where a user stands, and which steps lead from there.

use chrono::TimeDelta;

use super::{RESTORE_DAYS, TEMPORARY_PASSWORD_DAYS};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Instant, rfc3339};
use crate::domain::rule::users as rules;
use crate::domain::word::words;

/// The state of a user.
///
/// ```text
///            first sign-in
///  password-pending ─────────► active ⟲ sign-in
///      ▲  │  ▲ │   ◄─────────    │ ▲
///      │  │  │ │      reset      │ │ unblock
///      ╰──╯  │ │ block           │ │
///     reset  │ ▼           block ▼ │
///            blocked (remembers which of the two)
///
///  any of them ──remove──► removed ──restore, within 30 days──► the state before
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A temporary password was given; the first sign-in is awaited.
    PasswordPending {
        /// From this moment on the temporary password no longer works.
        expires_at: Instant,
    },
    /// Has signed in, and can act.
    Active,
    /// May neither sign in nor act.
    Blocked {
        /// What unblocking gives back.
        before: Access,
    },
    /// Gone, but can come back for thirty days.
    Removed {
        /// When.
        at: Instant,
        /// What restoring gives back.
        before: Standing,
    },
}

/// The two states of somebody who is let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// See [`State::PasswordPending`].
    PasswordPending {
        /// From this moment on the temporary password no longer works.
        expires_at: Instant,
    },
    /// See [`State::Active`].
    Active,
}

/// The states of somebody who has not been removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// Let in.
    Open(Access),
    /// Kept out.
    Blocked(Access),
}

/// What can be done to, or by, a user as far as the state is concerned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Names or roles are changed.
    Change,
    /// A new temporary password is given.
    Reset,
    /// A new temporary password is given to somebody who stays active.
    ResetActive,
    /// Made able to act again, whatever the state.
    Recover,
    /// The temporary password was right and is replaced.
    FirstSignIn,
    /// The user's own password was right.
    SignIn,
    /// A password was wrong.
    WrongPassword,
    /// Kept out.
    Block,
    /// Let in again.
    Unblock,
    /// Taken off the list.
    Remove,
    /// Brought back.
    Restore,
}

words! {
    /// The states by name, as they are stored, listed and asked for.
    pub enum StateWord: "state of a user" {
        /// See [`State::PasswordPending`].
        PasswordPending = "password-pending",
        /// See [`State::Active`].
        Active = "active",
        /// See [`State::Blocked`].
        Blocked = "blocked",
        /// See [`State::Removed`].
        Removed = "removed",
    }
}

impl State {
    /// Waiting for the first sign-in with a temporary password given `now`.
    pub fn waiting_from(now: Instant) -> Self {
        Self::PasswordPending {
            expires_at: now + TimeDelta::days(TEMPORARY_PASSWORD_DAYS),
        }
    }

    /// The state's name.
    pub fn word(self) -> StateWord {
        match self {
            Self::PasswordPending { .. } => StateWord::PasswordPending,
            Self::Active => StateWord::Active,
            Self::Blocked { .. } => StateWord::Blocked,
            Self::Removed { .. } => StateWord::Removed,
        }
    }

    /// Whether the user was removed so long ago that the address is free again.
    pub fn is_gone(self, now: Instant) -> bool {
        match self {
            Self::Removed { at, .. } => now >= at + TimeDelta::days(RESTORE_DAYS),
            Self::PasswordPending { .. } | Self::Active | Self::Blocked { .. } => false,
        }
    }

    /// When the temporary password stops working; `None` where there is none to use.
    pub fn temporary_password_expires_at(self) -> Option<Instant> {
        match self {
            Self::PasswordPending { expires_at } => Some(expires_at),
            Self::Active => None,
            Self::Blocked { before } => before.expires_at(),
            Self::Removed { before, .. } => before.access().expires_at(),
        }
    }

    /// The refusal of a temporary password that is too old.
    pub(super) fn expired(at: Instant) -> Diagnostic {
        Diagnostic::refused(
            &rules::FIRST_SIGN_IN,
            format!("the temporary password expired on {}", rfc3339(at)),
        )
    }

    /// The state after a step.
    ///
    /// # Errors
    /// `users.step` where the step does not belong to the state, `users.first-sign-in` where the temporary
    /// password has expired.
    pub fn apply(self, step: Step, now: Instant) -> Result<Self, Diagnostic> {
        match self {
            Self::PasswordPending { expires_at } => pending(expires_at, step, now),
            Self::Active => active(step, now),
            Self::Blocked { before } => blocked(before, step, now),
            Self::Removed { at, before } => removed(at, before, step, now),
        }
    }
}

fn pending(expires_at: Instant, step: Step, now: Instant) -> Result<State, Diagnostic> {
    let access = Access::PasswordPending { expires_at };
    match step {
        Step::Change | Step::WrongPassword => Ok(State::PasswordPending { expires_at }),
        Step::Reset | Step::ResetActive => Ok(State::waiting_from(now)),
        Step::Recover => Ok(State::Active),
        Step::FirstSignIn if now < expires_at => Ok(State::Active),
        Step::FirstSignIn => Err(State::expired(expires_at)),
        Step::SignIn => Err(Diagnostic::refused(
            &rules::FIRST_SIGN_IN,
            "the temporary password has not been replaced yet",
        )),
        Step::Block => Ok(State::Blocked { before: access }),
        Step::Unblock => Err(not_blocked()),
        Step::Remove => Ok(State::Removed {
            at: now,
            before: Standing::Open(access),
        }),
        Step::Restore => Err(not_removed()),
    }
}

fn active(step: Step, now: Instant) -> Result<State, Diagnostic> {
    match step {
        // The first sign-in with a temporary password that was given to somebody who stays active.
        Step::Change
        | Step::SignIn
        | Step::WrongPassword
        | Step::FirstSignIn
        | Step::ResetActive
        | Step::Recover => Ok(State::Active),
        Step::Reset => Ok(State::waiting_from(now)),
        Step::Block => Ok(State::Blocked {
            before: Access::Active,
        }),
        Step::Unblock => Err(not_blocked()),
        Step::Remove => Ok(State::Removed {
            at: now,
            before: Standing::Open(Access::Active),
        }),
        Step::Restore => Err(not_removed()),
    }
}

fn blocked(before: Access, step: Step, now: Instant) -> Result<State, Diagnostic> {
    match step {
        Step::Change => Ok(State::Blocked { before }),
        Step::Recover => Ok(State::Active),
        Step::Reset
        | Step::ResetActive
        | Step::FirstSignIn
        | Step::SignIn
        | Step::WrongPassword => Err(Diagnostic::refused(&rules::STEP, "the user is blocked")
            .with_help("Unblock the user first: `csp users unblock ADDRESS`.")),
        Step::Block => Err(Diagnostic::refused(
            &rules::STEP,
            "the user is blocked already",
        )),
        Step::Unblock => Ok(before.into()),
        Step::Remove => Ok(State::Removed {
            at: now,
            before: Standing::Blocked(before),
        }),
        Step::Restore => Err(not_removed()),
    }
}

fn removed(at: Instant, before: Standing, step: Step, now: Instant) -> Result<State, Diagnostic> {
    let last = at + TimeDelta::days(RESTORE_DAYS);
    match step {
        Step::Restore if now < last => Ok(before.into()),
        Step::Restore => Err(Diagnostic::refused(
            &rules::STEP,
            format!(
                "the user was removed on {} and could come back until {}",
                rfc3339(at),
                rfc3339(last)
            ),
        )
        .with_help("Add the person anew: `csp users add ADDRESS`.")),
        Step::Remove => Err(Diagnostic::refused(
            &rules::STEP,
            "the user is removed already",
        )),
        Step::Recover => Ok(State::Active),
        Step::Change
        | Step::Reset
        | Step::ResetActive
        | Step::FirstSignIn
        | Step::SignIn
        | Step::WrongPassword
        | Step::Block
        | Step::Unblock => {
            let refusal = Diagnostic::refused(
                &rules::STEP,
                format!("the user was removed on {}", rfc3339(at)),
            );
            Err(if now < last {
                refusal.with_help("Bring the user back first: `csp users restore ADDRESS`.")
            } else {
                refusal.with_help("Add the person anew: `csp users add ADDRESS`.")
            })
        }
    }
}

fn not_blocked() -> Diagnostic {
    Diagnostic::refused(&rules::STEP, "the user is not blocked")
}

fn not_removed() -> Diagnostic {
    Diagnostic::refused(&rules::STEP, "the user is not removed")
}

impl Access {
    /// When the temporary password stops working.
    pub fn expires_at(self) -> Option<Instant> {
        match self {
            Self::PasswordPending { expires_at } => Some(expires_at),
            Self::Active => None,
        }
    }
}

impl Standing {
    /// The state under the block, if any.
    pub fn access(self) -> Access {
        match self {
            Self::Open(access) | Self::Blocked(access) => access,
        }
    }
}

impl From<Access> for State {
    fn from(access: Access) -> Self {
        match access {
            Access::PasswordPending { expires_at } => Self::PasswordPending { expires_at },
            Access::Active => Self::Active,
        }
    }
}

impl From<Standing> for State {
    fn from(standing: Standing) -> Self {
        match standing {
            Standing::Open(access) => access.into(),
            Standing::Blocked(before) => Self::Blocked { before },
        }
    }
}
