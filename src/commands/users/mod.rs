//! The people who work in an account.

mod account;
mod add;
mod can;
mod credentials;
mod draft;
mod edit;
mod export;
mod import;
mod list;
mod power;
mod recover;
mod reset_password;
mod roles;
mod sign_in;
mod step;

use crate::cli::later::Later;
use crate::cli::users::UsersCommand;
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp users …`.
///
/// # Errors
/// As the command says.
pub fn run(ctx: &Context<'_>, command: UsersCommand) -> Result<Outcome> {
    match command {
        UsersCommand::Add(Later(args)) => add::run(ctx, args),
        UsersCommand::Import(Later(args)) => import::run(ctx, &args),
        UsersCommand::List(Later(args)) => list::run(ctx, &args),
        UsersCommand::Show(Later(args)) => list::show(ctx, args),
        UsersCommand::Edit(Later(args)) => edit::run(ctx, args),
        UsersCommand::Grant(Later(args)) => roles::grant(ctx, args),
        UsersCommand::Revoke(Later(args)) => roles::revoke(ctx, args),
        UsersCommand::SignIn(Later(args)) => sign_in::run(ctx, args),
        UsersCommand::ResetPassword(Later(args)) => reset_password::run(ctx, args),
        UsersCommand::Block(Later(args)) => power::block(ctx, args),
        UsersCommand::Unblock(Later(args)) => power::unblock(ctx, args),
        UsersCommand::Remove(Later(args)) => power::remove(ctx, args),
        UsersCommand::Restore(Later(args)) => power::restore(ctx, args),
        UsersCommand::Recover(Later(args)) => recover::run(ctx, args),
        UsersCommand::Template(Later(args)) => Ok(export::template(&args)),
        UsersCommand::Roles => roles::catalogue(),
        UsersCommand::Can(Later(args)) => can::run(ctx, args),
        UsersCommand::Export(Later(args)) => export::run(ctx, &args),
    }
}
