//! `csp transfers`: subscriptions that move between us and other partners.

mod import;
mod list;
mod plan;
mod record;

use crate::cli::transfers::{TransfersArgs, TransfersCommand};
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp transfers`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: &TransfersArgs) -> Result<Outcome> {
    match &args.command {
        TransfersCommand::List(args) => list::run(ctx, args),
        TransfersCommand::Show(args) => list::show(ctx, args),
        TransfersCommand::Plan(args) => plan::run(ctx, args),
        TransfersCommand::Record(args) => record::run(ctx, args),
        TransfersCommand::Import(args) => import::run(ctx, args),
    }
}
