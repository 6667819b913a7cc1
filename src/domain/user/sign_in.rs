//! Refusals of a sign-in: no password recorded, a wrong one, one that changed meanwhile or has expired.

use super::{SignInClock, User};
use crate::diagnostic::Diagnostic;
use crate::domain::counted_as;
use crate::domain::quote::shell_word;
use crate::domain::rule::users as rules;

/// The refusal for a user without a stored password (`users.first-sign-in`).
pub fn no_password(user: &User) -> Diagnostic {
    let message = format!("{} does not have a password yet", user.email);
    Diagnostic::refused(&rules::FIRST_SIGN_IN, message).with_help(format!(
        "Have one issued: `csp users reset-password {}`",
        shell_word(user.email.as_str(), "ADDRESS")
    ))
}

/// Checks that the password is still the one that was verified.
///
/// # Errors
/// `users.first-sign-in` where `is_same` is false: somebody changed it between the check and the write.
pub fn check_password_unchanged(is_same: bool) -> Result<(), Diagnostic> {
    if is_same {
        return Ok(());
    }
    let message = "the password was changed at the same time by someone else";
    Err(Diagnostic::refused(&rules::FIRST_SIGN_IN, message)
        .with_help("Sign in again with the new password."))
}

/// The refusal of a wrong password, with the remaining attempts; `user` already includes this wrong attempt.
pub fn wrong_password(user: &User, clock: SignInClock) -> Diagnostic {
    match clock.open(user) {
        Err(closed) => {
            let message = format!("the password is wrong; {}", closed.message());
            closed.with_message(message)
        }
        Ok(()) => Diagnostic::refused(
            &rules::FIRST_SIGN_IN,
            format!(
                "the password is wrong; {} left before sign-in is closed",
                counted_as(user.tries.left(), "try is", "tries are")
            ),
        ),
    }
}

/// The refusal of a first sign-in with an expired temporary password, with the command that issues a new one.
pub fn expired_password(refusal: Diagnostic, user: &User) -> Diagnostic {
    refusal.with_help(format!(
        "Have a new one issued: `csp users reset-password {}`",
        shell_word(user.email.as_str(), "ADDRESS")
    ))
}
