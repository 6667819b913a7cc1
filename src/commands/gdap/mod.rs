//! `csp gdap`: the register of granular delegated admin relationships.

mod assign;
mod created;
mod decide;
mod import;
mod list;
mod plan;
mod record;
mod renewals;
mod roles;
mod templates;
mod withdraw;

use crate::cli::gdap::{GdapArgs, GdapCommand};
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp gdap`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: GdapArgs) -> Result<Outcome> {
    match args.command {
        GdapCommand::List(args) => list::run(ctx, &args),
        GdapCommand::Show(args) => list::show(ctx, &args),
        GdapCommand::Import(args) => import::run(ctx, &args),
        GdapCommand::Created(args) => created::run(ctx, &args),
        GdapCommand::Record(args) => record::run(ctx, &args),
        GdapCommand::Decide(args) => decide::run(ctx, &args),
        GdapCommand::Withdraw(args) => withdraw::run(ctx, &args),
        GdapCommand::Assign(args) => assign::run(ctx, &args),
        GdapCommand::Unassign(args) => assign::unassign(ctx, &args),
        GdapCommand::Plan(args) => plan::run(ctx, &args),
        GdapCommand::Renewals(args) => renewals::run(ctx, &args),
        GdapCommand::Roles { text } => roles::run(ctx, text.as_deref()),
        GdapCommand::Templates { command } => templates::run(ctx, command),
    }
}
