//! Somebody must be able to run the account.

use super::{Event, User};
use crate::diagnostic::Diagnostic;
use crate::domain::quote::shell_word;
use crate::domain::role::{Role, RoleSet};
use crate::domain::rule::users as rules;

/// What giving a new temporary password is: the last active global admin stays able to act.
pub fn reset_event(user: &User, active_global_admins: u64) -> Event {
    if user.is_active_global_admin() && active_global_admins <= 1 {
        Event::ResetActive
    } else {
        Event::Reset
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
        format!("{first} is an active global admin and can act, so nothing has to be recovered"),
    )
    .with_help(format!(
        "Let that person make the change, for instance `csp users grant ADDRESS global-admin --as {}`.",
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
    event: &Event,
    active_global_admins: u64,
) -> Result<(), Diagnostic> {
    if !user.is_active_global_admin() || active_global_admins > 1 {
        return Ok(());
    }
    let stripped = |left: RoleSet| !left.contains(Role::GlobalAdmin);
    let what = match event {
        Event::Block => "blocked",
        Event::Remove => "removed",
        Event::Revoke(roles) if stripped(user.roles.without(*roles)) => "stripped of that role",
        Event::SetRoles(roles) if stripped(*roles) => "stripped of that role",
        Event::Revoke(_)
        | Event::SetRoles(_)
        | Event::Rename { .. }
        | Event::Grant(_)
        | Event::Reset
        | Event::ResetActive
        | Event::Recover
        | Event::FirstSignIn
        | Event::SignIn
        | Event::WrongPassword
        | Event::Unblock
        | Event::Restore => return Ok(()),
    };
    Err(Diagnostic::refused(
        &rules::LAST_GLOBAL_ADMIN,
        format!(
            "{} is the last active global admin and cannot be {what}",
            user.email
        ),
    ))
}
