//! The state machine of a user.

use chrono::TimeDelta;

use super::{RESTORE_DAYS, TEMPORARY_PASSWORD_DAYS};
use crate::diagnostic::Diagnostic;
use crate::domain::calendar::{Instant, rfc3339};
use crate::domain::rule::users as rules;
use crate::domain::tone::{Tone, Toned};
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
pub enum UserState {
    /// A temporary password was issued; the user has not signed in yet.
    PasswordPending {
        /// When the temporary password expires.
        expires_at: Instant,
    },
    /// Has signed in and can act.
    Active,
    /// May neither sign in nor act.
    Blocked {
        /// The state after unblocking.
        before: Access,
    },
    /// Removed, but can be restored for thirty days.
    Removed {
        /// When.
        at: Instant,
        /// The state after restoring.
        before: BeforeRemoval,
    },
}

/// The two states of a user who is not blocked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// See [`UserState::PasswordPending`].
    PasswordPending {
        /// When the temporary password expires.
        expires_at: Instant,
    },
    /// See [`UserState::Active`].
    Active,
}

/// The states of somebody who has not been removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BeforeRemoval {
    /// Not blocked.
    Open(Access),
    /// Blocked.
    Blocked(Access),
}

/// A step of the state machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UserStep {
    /// Names or roles are changed.
    Change,
    /// A new temporary password is issued.
    Reset,
    /// A new temporary password is issued to a user who stays active.
    ResetActive,
    /// Made active again, from any state.
    Recover,
    /// The temporary password was correct and is replaced.
    FirstSignIn,
    /// The user's own password was correct.
    SignIn,
    /// A password was wrong.
    WrongPassword,
    /// Blocked.
    Block,
    /// Unblocked.
    Unblock,
    /// Removed.
    Remove,
    /// Restored.
    Restore,
}

words! {
    /// The names of the states, as stored, listed and used in filters.
    pub enum UserStateKind: "state of a user" {
        /// See [`UserState::PasswordPending`].
        PasswordPending = "password-pending",
        /// See [`UserState::Active`].
        Active = "active",
        /// See [`UserState::Blocked`].
        Blocked = "blocked",
        /// See [`UserState::Removed`].
        Removed = "removed",
    }
}

impl Toned for UserStateKind {
    fn tone(self) -> Tone {
        match self {
            Self::PasswordPending => Tone::Waiting,
            Self::Active => Tone::Good,
            Self::Blocked => Tone::Bad,
            Self::Removed => Tone::Over,
        }
    }
}

impl UserState {
    /// Waits for the first sign-in with a temporary password issued `now`.
    pub fn waiting_from(now: Instant) -> Self {
        Self::PasswordPending {
            expires_at: now + TimeDelta::days(TEMPORARY_PASSWORD_DAYS),
        }
    }

    /// The state's name.
    pub fn word(self) -> UserStateKind {
        match self {
            Self::PasswordPending { .. } => UserStateKind::PasswordPending,
            Self::Active => UserStateKind::Active,
            Self::Blocked { .. } => UserStateKind::Blocked,
            Self::Removed { .. } => UserStateKind::Removed,
        }
    }

    /// Whether the user was removed so long ago that the address can be used again.
    pub fn is_gone(self, now: Instant) -> bool {
        match self {
            Self::Removed { at, .. } => now >= at + TimeDelta::days(RESTORE_DAYS),
            Self::PasswordPending { .. } | Self::Active | Self::Blocked { .. } => false,
        }
    }

    /// When the temporary password expires; `None` if there is none.
    pub fn temporary_password_expires_at(self) -> Option<Instant> {
        match self {
            Self::PasswordPending { expires_at } => Some(expires_at),
            Self::Active => None,
            Self::Blocked { before } => before.expires_at(),
            Self::Removed { before, .. } => before.access().expires_at(),
        }
    }

    /// The refusal of an expired temporary password.
    pub(super) fn expired(at: Instant) -> Diagnostic {
        Diagnostic::refused(
            &rules::FIRST_SIGN_IN,
            format!("the temporary password expired on {}", rfc3339(at)),
        )
    }

    /// The state after a step.
    ///
    /// # Errors
    /// `users.step` if the step is not available in the state, `users.first-sign-in` if the temporary password has
    /// expired.
    pub fn apply(self, step: UserStep, now: Instant) -> Result<Self, Diagnostic> {
        match self {
            Self::PasswordPending { expires_at } => pending(expires_at, step, now),
            Self::Active => active(step, now),
            Self::Blocked { before } => blocked(before, step, now),
            Self::Removed { at, before } => removed(at, before, step, now),
        }
    }
}

fn pending(expires_at: Instant, step: UserStep, now: Instant) -> Result<UserState, Diagnostic> {
    let access = Access::PasswordPending { expires_at };
    match step {
        UserStep::Change | UserStep::WrongPassword => Ok(UserState::PasswordPending { expires_at }),
        UserStep::Reset | UserStep::ResetActive => Ok(UserState::waiting_from(now)),
        UserStep::Recover => Ok(UserState::Active),
        UserStep::FirstSignIn if now < expires_at => Ok(UserState::Active),
        UserStep::FirstSignIn => Err(UserState::expired(expires_at)),
        UserStep::SignIn => Err(Diagnostic::refused(
            &rules::FIRST_SIGN_IN,
            "the temporary password has not been replaced yet",
        )),
        UserStep::Block => Ok(UserState::Blocked { before: access }),
        UserStep::Unblock => Err(not_blocked()),
        UserStep::Remove => Ok(UserState::Removed {
            at: now,
            before: BeforeRemoval::Open(access),
        }),
        UserStep::Restore => Err(not_removed()),
    }
}

fn active(step: UserStep, now: Instant) -> Result<UserState, Diagnostic> {
    match step {
        // The first sign-in of a user who stayed active with a new temporary password.
        UserStep::Change
        | UserStep::SignIn
        | UserStep::WrongPassword
        | UserStep::FirstSignIn
        | UserStep::ResetActive
        | UserStep::Recover => Ok(UserState::Active),
        UserStep::Reset => Ok(UserState::waiting_from(now)),
        UserStep::Block => Ok(UserState::Blocked {
            before: Access::Active,
        }),
        UserStep::Unblock => Err(not_blocked()),
        UserStep::Remove => Ok(UserState::Removed {
            at: now,
            before: BeforeRemoval::Open(Access::Active),
        }),
        UserStep::Restore => Err(not_removed()),
    }
}

fn blocked(before: Access, step: UserStep, now: Instant) -> Result<UserState, Diagnostic> {
    match step {
        UserStep::Change => Ok(UserState::Blocked { before }),
        UserStep::Recover => Ok(UserState::Active),
        UserStep::Reset
        | UserStep::ResetActive
        | UserStep::FirstSignIn
        | UserStep::SignIn
        | UserStep::WrongPassword => Err(Diagnostic::refused(&rules::STEP, "the user is blocked")
            .with_help("Unblock the user first: `csp users unblock ADDRESS`")),
        UserStep::Block => Err(Diagnostic::refused(
            &rules::STEP,
            "the user is already blocked",
        )),
        UserStep::Unblock => Ok(before.into()),
        UserStep::Remove => Ok(UserState::Removed {
            at: now,
            before: BeforeRemoval::Blocked(before),
        }),
        UserStep::Restore => Err(not_removed()),
    }
}

fn removed(
    at: Instant,
    before: BeforeRemoval,
    step: UserStep,
    now: Instant,
) -> Result<UserState, Diagnostic> {
    let last = at + TimeDelta::days(RESTORE_DAYS);
    match step {
        UserStep::Restore if now < last => Ok(before.into()),
        UserStep::Restore => Err(Diagnostic::refused(
            &rules::STEP,
            format!(
                "the user was removed on {} and could only be restored until {}",
                rfc3339(at),
                rfc3339(last)
            ),
        )
        .with_help("Add the person as a new user: `csp users add ADDRESS`")),
        UserStep::Remove => Err(Diagnostic::refused(
            &rules::STEP,
            "the user has already been removed",
        )),
        UserStep::Recover => Ok(UserState::Active),
        UserStep::Change
        | UserStep::Reset
        | UserStep::ResetActive
        | UserStep::FirstSignIn
        | UserStep::SignIn
        | UserStep::WrongPassword
        | UserStep::Block
        | UserStep::Unblock => {
            let refusal = Diagnostic::refused(
                &rules::STEP,
                format!("the user was removed on {}", rfc3339(at)),
            );
            Err(if now < last {
                refusal.with_help("Restore the user first: `csp users restore ADDRESS`")
            } else {
                refusal.with_help("Add the person as a new user: `csp users add ADDRESS`")
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
    /// When the temporary password expires.
    pub fn expires_at(self) -> Option<Instant> {
        match self {
            Self::PasswordPending { expires_at } => Some(expires_at),
            Self::Active => None,
        }
    }
}

impl BeforeRemoval {
    /// The state without the block.
    pub fn access(self) -> Access {
        match self {
            Self::Open(access) | Self::Blocked(access) => access,
        }
    }
}

impl From<Access> for UserState {
    fn from(access: Access) -> Self {
        match access {
            Access::PasswordPending { expires_at } => Self::PasswordPending { expires_at },
            Access::Active => Self::Active,
        }
    }
}

impl From<BeforeRemoval> for UserState {
    fn from(standing: BeforeRemoval) -> Self {
        match standing {
            BeforeRemoval::Open(access) => access.into(),
            BeforeRemoval::Blocked(before) => Self::Blocked { before },
        }
    }
}
