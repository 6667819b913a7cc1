//! Somebody must be able to run the account.

use super::{Event, User};
use crate::domain::Refusal;
use crate::domain::role::{Role, RoleSet};
use crate::domain::rule::users as rules;

/// Whether the event may happen although the account has only so many active global admins.
///
/// A reset does not count: the person signs in with the new password and is active again.
///
/// # Errors
/// `users.last-global-admin` when the event would block, remove or strip the last one.
pub fn keep_a_global_admin(
    user: &User,
    event: &Event,
    active_global_admins: u64,
) -> Result<(), Refusal> {
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
        | Event::FirstSignIn
        | Event::SignIn
        | Event::WrongPassword
        | Event::Unblock
        | Event::Restore => return Ok(()),
    };
    Err(Refusal::new(
        &rules::LAST_GLOBAL_ADMIN,
        format!(
            "{} is the last active global admin and cannot be {what}",
            user.email
        ),
    ))
}
