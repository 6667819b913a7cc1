//! `users reset-password`: a new temporary password, shown once.

use super::credentials::{Credentials, unwritten, write_user};
use super::power::address;
use super::step::Step;
use crate::cli::users::{One, ResetPassword};
use crate::diagnostic::Result;
use crate::domain::password::{TemporaryHash, temporary_password};
use crate::domain::role::Permission;
use crate::domain::user::{Touch, User, UserEvent, reset_event};
use crate::report::Outcome;
use crate::report::views::users::NewUserView;
use crate::session::Context;
use crate::session::context::no_randomness;
use crate::session::transition::{Found, Transition};
use crate::store::{KeptPassword, UserRecord};

/// Gives a user a new temporary password; the old password, whichever it was, no longer works.
pub(super) fn run(ctx: &Context<'_>, args: ResetPassword) -> Result<Outcome> {
    let keep = !ctx.dry_run();
    let credentials = args
        .credentials
        .as_ref()
        .map(|place| Credentials::prepare(place, keep))
        .transpose()?;
    let email = address(ctx, One { email: args.email })?;
    let password = temporary_password(&ctx.host.random().map_err(no_randomness)?);
    let hash = KeptPassword::Temporary(TemporaryHash::of(&password));
    let touch = |user: &User, _: &UserEvent| Touch::Power(user.roles);
    let user = ctx.write(|tx| {
        let step = |event| Step {
            email: email.clone(),
            event,
            touch,
            action: "user.password-reset",
        };
        let transition = Transition::new(Permission::UsersManage, "user.password-reset");
        let changed = transition.apply(ctx, tx, &email, |tx, found: &Found<UserRecord>| {
            let admins = tx.users(found.account.id).active_global_admins()?;
            let after = step(reset_event(&found.before.user, admins)).decide(ctx, tx, found)?;
            Ok(UserRecord {
                password: hash.clone(),
                ..after
            })
        })?;
        let user = changed.after.user;
        if let Some(credentials) = &credentials {
            let expires_at = user
                .temporary_password_expires_at()
                .unwrap_or(user.created_at);
            credentials.fill(|rows| {
                write_user(rows, &user, &password, expires_at).map_err(|error| {
                    unwritten(std::path::Path::new("the credentials file"), &error)
                })
            })?;
        }
        Ok(user)
    })?;
    if let Some(credentials) = &credentials {
        credentials.place(1, &ctx.out)?;
    }
    let shown = (keep && credentials.is_none()).then_some(password);
    Ok(Outcome::thing(NewUserView::new(user, shown)))
}
