//! An account must keep an active global admin.

use super::{User, UserEvent};
use crate::diagnostic::Diagnostic;
use crate::domain::quote::shell_word;
use crate::domain::role::{Role, RoleSet};
use crate::domain::rule::users as rules;

/// The event for a new temporary password: the last active global admin stays active.
pub fn reset_event(user: &User, active_global_admins: u64) -> UserEvent {
    if user.is_active_global_admin() && active_global_admins <= 1 {
        UserEvent::ResetActive
    } else {
        UserEvent::Reset
    }
}

/// Checks that a user may be made an active global admin without permission: only if the account has none.
///
/// # Errors
/// `users.last-global-admin` if there is an active global admin.
pub fn only_without_global_admin(active_global_admins: &[String]) -> Result<(), Diagnostic> {
    let Some(first) = active_global_admins.first() else {
        return Ok(());
    };
    Err(Diagnostic::refused(
        &rules::LAST_GLOBAL_ADMIN,
        format!("{first} is an active global admin, so a recovery is not necessary"),
    )
    .with_help(format!(
        "Have that person make the change, for example: `csp users grant ADDRESS global-admin --as {}`",
        shell_word(first, "ADDRESS")
    )))
}

/// Whether the event is allowed, given the number of active global admins of the account.
///
/// A reset does not count: see [`reset_event`].
///
/// # Errors
/// `users.last-global-admin` when the event would block, remove or take the role from the last one.
pub fn keep_a_global_admin(
    user: &User,
    event: &UserEvent,
    active_global_admins: u64,
) -> Result<(), Diagnostic> {
    if !user.is_active_global_admin() || active_global_admins > 1 {
        return Ok(());
    }
    let stripped = |left: RoleSet| !left.contains(Role::GlobalAdmin);
    let what = match event {
        UserEvent::Block => "blocked",
        UserEvent::Remove => "removed",
        UserEvent::Revoke(roles) if stripped(user.roles.without(*roles)) => {
            "left without this role"
        }
        UserEvent::SetRoles(roles) if stripped(*roles) => "left without this role",
        UserEvent::Revoke(_)
        | UserEvent::SetRoles(_)
        | UserEvent::Rename { .. }
        | UserEvent::Grant(_)
        | UserEvent::Reset
        | UserEvent::ResetActive
        | UserEvent::Recover
        | UserEvent::FirstSignIn
        | UserEvent::SignIn
        | UserEvent::WrongPassword
        | UserEvent::Unblock
        | UserEvent::Restore => return Ok(()),
    };
    Err(Diagnostic::refused(
        &rules::LAST_GLOBAL_ADMIN,
        format!(
            "{} is the last active global admin and cannot be {what}",
            user.email
        ),
    ))
}
