//! Somebody must be able to run the account.

use super::{User, UserEvent};
use crate::diagnostic::Diagnostic;
use crate::domain::quote::shell_word;
use crate::domain::role::{Role, RoleSet};
use crate::domain::rule::users as rules;

/// What giving a new temporary password is: the last active global admin stays able to act.
pub fn reset_event(user: &User, active_global_admins: u64) -> UserEvent {
    if user.is_active_global_admin() && active_global_admins <= 1 {
        UserEvent::ResetActive
    } else {
        UserEvent::Reset
    }
}

/// Whether somebody may be made an active global admin without anybody's permission: only where nobody can act.
///
/// # Errors
/// `users.last-global-admin` where an active global admin is there.
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

/// Whether the event may happen although the account has only so many active global admins.
///
/// A reset does not count: see [`reset_event`].
///
/// # Errors
/// `users.last-global-admin` when the event would block, remove or strip the last one.
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
