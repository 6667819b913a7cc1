//! `users can`: whether a user has a permission, and why.

use crate::cli::users::Can;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::role::{Permission, Role};
use crate::domain::user::{User, UserState, permit};
use crate::domain::word::Word;
use crate::report::Outcome;
use crate::report::views::users::CanView;
use crate::session::Context;
use crate::session::find::users::{find_user, need_user};
use crate::session::needs::require_value;

/// Answers yes (exit 0) or no (exit 3).
pub(super) fn run(ctx: &Context<'_>, args: Can) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let email = need_user(&mut needs, args.email)?;
    let given = args.permission.filter(|typed| !typed.trim().is_empty());
    let permission = match given {
        None if ctx.prompter.can_ask() => {
            let all = || Ok(Permission::ALL.to_vec());
            let chosen = needs.word_among(None, ("The permission", "PERMISSION", None), all)?;
            chosen.map(|one: Permission| one.word().to_owned())
        }
        given => needs.text(given.as_deref(), "The permission", "PERMISSION", None)?,
    };
    needs.met()?;
    let (email, permission) = (require_value(email)?, require_value(permission)?);
    let permission = Permission::from_word(&permission).map_err(|unknown| {
        let known: Vec<&str> = Permission::ALL.iter().map(|one| one.word()).collect();
        Diagnostic::not_found(unknown.to_string())
            .with_help(format!("The permissions are: {}", known.join(", ")))
    })?;
    let user = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let record = find_user(tx, &account, &email)?;
        ctx.reading(tx, &account)?;
        Ok(record.user)
    })?;
    let allowed = permit(&user, permission).is_ok();
    let because = explain_permission(&user, permission);
    Ok(Outcome::thing(CanView {
        email: user.email,
        permission,
        allowed,
        because,
    })
    .answering(allowed))
}

fn explain_permission(user: &User, permission: Permission) -> String {
    if user.state != UserState::Active {
        return format!(
            "{} is {}, but only an active user can act",
            user.email,
            user.state.word()
        );
    }
    if permission == Permission::Read {
        return "every active user can read".to_owned();
    }
    let carrying: Vec<&str> = permission
        .roles()
        .iter()
        .filter(|role| user.roles.contains(**role))
        .map(|role| role.word())
        .collect();
    match carrying.as_slice() {
        [] => {
            let all: Vec<&str> = permission.roles().iter().map(|role| role.word()).collect();
            format!(
                "{permission} requires one of these roles: {}. {} has {}",
                all.join(", "),
                user.email,
                user.roles
            )
        }
        [only] if *only == Role::AccountAdmin.word() && permission == Permission::UsersManage => {
            format!(
                "the role {only} has this permission, but only for roles outside the groups azure-ad-admin and agent"
            )
        }
        [only] => format!("the role {only} has this permission"),
        several => format!("the roles {} have this permission", several.join(", ")),
    }
}
