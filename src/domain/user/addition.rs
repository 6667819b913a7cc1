//! Conditions for adding a user to an account.

use super::{User, UserState};
use crate::diagnostic::Diagnostic;
use crate::domain::quote::shell_word;
use crate::domain::rule::users as rules;
use crate::domain::{Account, Model};

/// Whether users other than the owner may be added yet.
///
/// # Errors
/// `users.account-ready` while no enrollment is in force.
pub fn check_account_ready(account: &Account) -> Result<(), Diagnostic> {
    let models = [Model::IndirectReseller, Model::DirectBill];
    if models
        .into_iter()
        .any(|model| account.in_force(model).is_some())
    {
        return Ok(());
    }
    let message = format!(
        "the account {} does not have an active enrollment yet",
        account.slug
    );
    Err(Diagnostic::refused(&rules::ACCOUNT_READY, message))
}

/// The refusal of an address that a user of the account already has (`users.unique-email`).
pub fn email_taken(user: &User) -> Diagnostic {
    let state = user.state.word();
    let refusal = Diagnostic::refused(
        &rules::UNIQUE_EMAIL,
        format!("{} is already a user of the account ({state})", user.email),
    );
    match user.state {
        UserState::Removed { .. } => refusal.with_help(format!(
            "Restore the user: `csp users restore {}`",
            shell_word(user.email.as_str(), "ADDRESS")
        )),
        UserState::PasswordPending { .. } | UserState::Active | UserState::Blocked { .. } => {
            refusal
        }
    }
}

/// The refusal of an imported row that would add a user without a role (`users.role-required`).
pub fn row_without_role(email: &str) -> Diagnostic {
    let message = format!("{email} is a new user, but the row does not have a role");
    Diagnostic::refused(&rules::ROLE_REQUIRED, message)
}
