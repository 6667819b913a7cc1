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
mod template;

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
        UsersCommand::Add(args) => add::run(ctx, args),
        UsersCommand::Import(args) => import::run(ctx, &args),
        UsersCommand::List(args) => list::run(ctx, &args),
        UsersCommand::Show(args) => list::show(ctx, args),
        UsersCommand::Edit(args) => edit::run(ctx, args),
        UsersCommand::Grant(args) => roles::grant(ctx, args),
        UsersCommand::Revoke(args) => roles::revoke(ctx, args),
        UsersCommand::SignIn(args) => sign_in::run(ctx, args),
        UsersCommand::ResetPassword(args) => reset_password::run(ctx, args),
        UsersCommand::Block(args) => power::block(ctx, args),
        UsersCommand::Unblock(args) => power::unblock(ctx, args),
        UsersCommand::Remove(args) => power::remove(ctx, args),
        UsersCommand::Restore(args) => power::restore(ctx, args),
        UsersCommand::Recover(args) => recover::run(ctx, args),
        UsersCommand::Template(args) => template::run(ctx, &args),
        UsersCommand::Roles => roles::catalogue(),
        UsersCommand::Can(args) => can::run(ctx, args),
        UsersCommand::Export(args) => export::run(ctx, &args),
    }
}
