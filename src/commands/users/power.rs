//! Blocking, unblocking, removing, restoring.

use super::step::Step;
use crate::cli::users::One;
use crate::diagnostic::Result;
use crate::domain::Email;
use crate::domain::quote::shell_word;
use crate::domain::user::{Touch, UserEvent};
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::users::need_user;
use crate::session::needs::require_value;

/// `users block`: keeps a user out.
pub(super) fn block(ctx: &Context<'_>, args: One) -> Result<Outcome> {
    let (email, question) = ask_target(ctx, args, |who| format!("Block {who}?"))?;
    step(email, UserEvent::Block, "user.blocked").run_after_asking(ctx, &question)
}

/// `users unblock`: lets a blocked user in again.
pub(super) fn unblock(ctx: &Context<'_>, args: One) -> Result<Outcome> {
    step(address(ctx, args)?, UserEvent::Unblock, "user.unblocked").run(ctx)
}

/// `users remove`: takes a user off the list.
pub(super) fn remove(ctx: &Context<'_>, args: One) -> Result<Outcome> {
    let (email, question) = ask_target(ctx, args, |who| {
        let word = shell_word(who, "ADDRESS");
        format!("Remove {who}? For 30 days `csp users restore {word}` brings the user back.")
    })?;
    step(email, UserEvent::Remove, "user.removed").run_after_asking(ctx, &question)
}

/// `users restore`: brings a removed user back.
pub(super) fn restore(ctx: &Context<'_>, args: One) -> Result<Outcome> {
    step(address(ctx, args)?, UserEvent::Restore, "user.restored").run(ctx)
}

fn step(email: Email, event: UserEvent, action: &'static str) -> Step {
    let touch = |user: &crate::domain::user::User, event: &UserEvent| match event {
        UserEvent::Block
        | UserEvent::Unblock
        | UserEvent::Remove
        | UserEvent::Restore
        | UserEvent::Reset
        | UserEvent::ResetActive => Touch::Power(user.roles),
        UserEvent::Rename { .. }
        | UserEvent::Grant(_)
        | UserEvent::Revoke(_)
        | UserEvent::SetRoles(_)
        | UserEvent::FirstSignIn
        | UserEvent::SignIn
        | UserEvent::WrongPassword
        | UserEvent::Recover => Touch::Record(user.roles),
    };
    Step {
        email,
        event,
        touch,
        action,
    }
}

/// The address that the command is about, and what is asked before anything happens to it.
fn ask_target(
    ctx: &Context<'_>,
    args: One,
    question: impl Fn(&str) -> String,
) -> Result<(Email, String)> {
    let mut needs = ctx.needs();
    let email = need_user(&mut needs, args.email)?;
    let question = question(email.as_ref().map_or("EMAIL", Email::as_str));
    needs.confirmation(&question);
    needs.met()?;
    Ok((require_value(email)?, question))
}

/// The address that the command is about, asked for where it is missing.
pub(super) fn address(ctx: &Context<'_>, args: One) -> Result<Email> {
    let mut needs = ctx.needs();
    let email = need_user(&mut needs, args.email)?;
    needs.met()?;
    require_value(email)
}
