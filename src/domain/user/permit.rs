//! Who may do what.

use super::{User, UserState};
use crate::diagnostic::{Diagnostic, Kind};
use crate::domain::quote::shell_word;
use crate::domain::role::{Permission, Role, RoleSet};
use crate::domain::word::Word;

/// What somebody wants to do to a user, as far as permissions tell it apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Touch {
    /// Give or take these roles (adding somebody gives roles).
    Roles(RoleSet),
    /// Block, unblock, remove or restore somebody with these roles, or reset the password.
    Power(RoleSet),
    /// Edit the names of somebody with these roles.
    Record(RoleSet),
}

impl Touch {
    /// What setting the names, roles and state of `before` to those of `after` is: three changes, of which each asks for
    /// what it would ask for alone.
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

/// Whether the user may do what needs the permission.
///
/// # Errors
/// The permission and who has it. The caller adds nothing but the rule that asks, where one does.
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

/// Whether the user may do this to another user (or to itself).
///
/// Whoever may not grant a role may not block, unblock, remove or restore somebody who has it, nor reset the password:
/// whoever resets a password can sign in as that person. Only global admins grant global-admin and compliance-admin; an
/// account admin who has no other managing role grants the roles outside the groups azure-ad-admin and agent. Names
/// give nobody power: an account admin edits those of people without such roles, every other manager those of anybody.
///
/// # Errors
/// The permission that is missing and who has it.
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
