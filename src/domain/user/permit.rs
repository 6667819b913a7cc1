//! Permission checks.

use super::{User, UserState};
use crate::diagnostic::{Diagnostic, Kind};
use crate::domain::quote::shell_word;
use crate::domain::role::{Permission, Role, RoleSet};
use crate::domain::word::Word;

/// A change to a user, as far as it matters for permissions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// Grant or revoke these roles (adding a user grants roles).
    Roles(RoleSet),
    /// Block, unblock, remove or restore a user with these roles, or reset the password.
    Power(RoleSet),
    /// Edit the names of a user with these roles.
    Record(RoleSet),
}

impl Touch {
    /// The changes that lead from `before` to `after`, in names, roles and state. Each needs the same permission as it
    /// would alone.
    pub fn between(before: &User, after: &User) -> [Self; 3] {
        let taken = before.roles.without(after.roles);
        let given = after.roles.without(before.roles);
        let is_renamed = before.first_name != after.first_name
            || before.last_name != after.last_name
            || before.display_name != after.display_name;
        let of = |is_touched: bool| {
            if is_touched {
                before.roles
            } else {
                RoleSet::NONE
            }
        };
        [
            Self::Roles(taken.with(given)),
            Self::Power(of(before.state != after.state)),
            Self::Record(of(is_renamed)),
        ]
    }
}

/// Checks that the user has the permission.
///
/// # Errors
/// The permission and who has it. The caller only adds the rule that requires it, if there is one.
pub fn permit(actor: &User, permission: Permission) -> Result<(), Diagnostic> {
    must_be_active(actor, permission)?;
    if actor.roles.carry(permission) {
        return Ok(());
    }
    let message = format!(
        "{} is not allowed to do this: the permission {permission} is required",
        actor.email
    );
    Err(forbidden(permission, message).with_help(who_may(permission)))
}

/// Checks that the user may change another user (or itself) in this way.
///
/// A user who may not grant a role may not block, unblock, remove or restore somebody who has it, nor reset the
/// password: resetting a password allows signing in as that person. Only global admins grant global-admin and
/// compliance-admin. An account admin without another managing role grants the roles outside the groups azure-ad-admin
/// and agent. Editing names gives no power: an account admin edits those of people without such roles, every other
/// manager those of anybody.
///
/// # Errors
/// The missing permission and who has it.
pub fn permit_touch(actor: &User, touch: Touch) -> Result<(), Diagnostic> {
    permit(actor, Permission::UsersManage)?;
    let guarded = match touch {
        Touch::Roles(roles) | Touch::Power(roles) => roles.iter().any(Role::is_guarded),
        Touch::Record(_) => false,
    };
    if guarded {
        permit(actor, Permission::UsersManageGlobalAdmins)?;
    }
    let (Touch::Roles(roles) | Touch::Power(roles) | Touch::Record(roles)) = touch;
    match roles
        .iter()
        .find(|role| !role.may_be_granted_by_account_admin())
    {
        Some(role) if manages_as_account_admin_only(actor) => {
            let message = format!(
                "{} is not allowed to do this: an account admin has the permission {} only for roles outside the groups azure-ad-admin and agent, and {role} is in one of these groups",
                actor.email,
                Permission::UsersManage,
            );
            let who = who_may(Permission::UsersManage);
            Err(forbidden(Permission::UsersManage, message).with_help(who))
        }
        Some(_) | None => Ok(()),
    }
}

fn manages_as_account_admin_only(actor: &User) -> bool {
    let others = actor.roles.without(RoleSet::only(Role::AccountAdmin));
    !others.carry(Permission::UsersManage)
}

fn must_be_active(actor: &User, permission: Permission) -> Result<(), Diagnostic> {
    let email = &actor.email;
    let word = shell_word(email.as_str(), "ADDRESS");
    let remedy = match actor.state {
        UserState::Active => return Ok(()),
        UserState::PasswordPending { .. } => format!(
            "Sign in first: `csp users sign-in {word}`\nOr act as another user with `--as ADDRESS`."
        ),
        UserState::Blocked { .. } => {
            format!("Have another user unblock this one: `csp users unblock {word} --as ADDRESS`")
        }
        UserState::Removed { .. } => "Act as another user with `--as ADDRESS`.".to_owned(),
    };
    let message = format!(
        "{email} is {} and cannot act: only an active user can",
        actor.state.word()
    );
    Err(forbidden(permission, message).with_help(remedy))
}

fn forbidden(permission: Permission, message: String) -> Diagnostic {
    Diagnostic::new(Kind::Forbidden, message).with_permission(permission.word())
}

/// A sentence that says which roles carry the permission.
pub fn who_may(permission: Permission) -> String {
    let roles: Vec<&str> = permission.roles().iter().map(|role| role.word()).collect();
    if roles.is_empty() {
        return "Every active user is allowed to do this.".to_owned();
    }
    let mut names = roles.join(", ");
    if permission == Permission::UsersManage {
        names.push_str(" (for roles outside the groups azure-ad-admin and agent only)");
    }
    format!(
        "These roles have the permission {permission}: {names}.\nAct as a user with one of them: `--as ADDRESS`"
    )
}
