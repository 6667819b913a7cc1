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
mod validation;

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
        ProvidersCommand::Add(args) => add::run(ctx, &args),
        ProvidersCommand::Edit(args) => edit::run(ctx, &args),
        ProvidersCommand::Import(args) => import::run(ctx, &args),
        ProvidersCommand::Search(args) => search::run(ctx, &args),
        ProvidersCommand::Invite(args) => invite::run(ctx, &args),
        ProvidersCommand::Authorize(args) => authorize::run(ctx, &args),
        ProvidersCommand::Decline(args) => answer::decline(ctx, &args),
        ProvidersCommand::List(args) => list::run(ctx, &args),
        ProvidersCommand::Show(args) => list::show(ctx, &args),
        ProvidersCommand::Customers(args) => shared::customers(ctx, &args),
        ProvidersCommand::Resellers(args) => shared::resellers(ctx, &args),
        ProvidersCommand::RevokeAdmin(args) => answer::revoke_admin(ctx, &args),
        ProvidersCommand::RestoreAdmin(args) => answer::restore_admin(ctx, &args),
        ProvidersCommand::Validation(args) => validation::run(ctx, &args),
        ProvidersCommand::End(args) => answer::end(ctx, &args),
    }
}
