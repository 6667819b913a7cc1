//! `csp customers`: customers, relationship requests, agreements, who may order.

mod accept;
mod add;
mod agreement;
mod answer;
mod edit;
mod extend;
mod import;
mod invite;
mod list;
mod order;
mod remove;

use crate::cli::customers::{CustomersArgs, CustomersCommand};
use crate::cli::later::Later;
use crate::diagnostic::Result;
use crate::exchange::customers::template;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp customers`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: CustomersArgs) -> Result<Outcome> {
    match args.command {
        CustomersCommand::Add(Later(args)) => add::run(ctx, &args),
        CustomersCommand::Edit(Later(args)) => edit::run(ctx, &args),
        CustomersCommand::Import(Later(args)) => import::run(ctx, &args),
        CustomersCommand::Template => Ok(Outcome::text(template())),
        CustomersCommand::List(Later(args)) => list::run(ctx, &args),
        CustomersCommand::Show(Later(args)) => list::show(ctx, &args),
        CustomersCommand::Invite(Later(args)) => invite::run(ctx, args),
        CustomersCommand::Sent(Later(args)) => answer::sent(ctx, &args),
        CustomersCommand::Accept(Later(args)) => accept::run(ctx, &args),
        CustomersCommand::Decline(Later(args)) => answer::decline(ctx, &args),
        CustomersCommand::Cancel(Later(args)) => answer::cancel(ctx, &args),
        CustomersCommand::Agreement(Later(args)) => agreement::run(ctx, &args),
        CustomersCommand::AdminRights(Later(args)) => remove::admin_rights(ctx, &args),
        CustomersCommand::Extend(Later(args)) => extend::run(ctx, &args),
        CustomersCommand::CanOrder(Later(args)) => order::run(ctx, &args),
        CustomersCommand::Remove(Later(args)) => remove::run(ctx, &args),
    }
}
