//! `csp providers`: indirect providers (distributors): directory, invitations, partnerships.

mod add;
mod answer;
mod authorize;
mod edit;
mod import;
mod invite;
mod list;
mod search;
mod shared;

use crate::cli::later::Later;
use crate::cli::providers::{ProvidersArgs, ProvidersCommand};
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp providers`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: ProvidersArgs) -> Result<Outcome> {
    match args.command {
        ProvidersCommand::Add(Later(args)) => add::run(ctx, &args),
        ProvidersCommand::Edit(Later(args)) => edit::run(ctx, &args),
        ProvidersCommand::Import(Later(args)) => import::run(ctx, &args),
        ProvidersCommand::Search(Later(args)) => search::run(ctx, &args),
        ProvidersCommand::Invite(Later(args)) => invite::run(ctx, &args),
        ProvidersCommand::Authorize(Later(args)) => authorize::run(ctx, &args),
        ProvidersCommand::Decline(Later(args)) => answer::decline(ctx, &args),
        ProvidersCommand::List(Later(args)) => list::run(ctx, &args),
        ProvidersCommand::Show(Later(args)) => list::show(ctx, &args),
        ProvidersCommand::Customers(Later(args)) => shared::customers(ctx, &args),
        ProvidersCommand::Resellers(Later(args)) => shared::resellers(ctx, &args),
        ProvidersCommand::RevokeAdmin(Later(args)) => answer::revoke_admin(ctx, &args),
        ProvidersCommand::RestoreAdmin(Later(args)) => answer::restore_admin(ctx, &args),
        ProvidersCommand::End(Later(args)) => answer::end(ctx, &args),
    }
}
