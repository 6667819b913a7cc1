//! `csp customers`: customers, relationship requests, agreements, who may order.

mod accept;
mod add;
mod agreement;
mod answer;
mod edit;
mod extend;
mod groups;
mod import;
mod invite;
mod list;
mod order;
mod remove;
mod verification;

use crate::cli::customers::{CustomersArgs, CustomersCommand};
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
        CustomersCommand::Add(args) => add::run(ctx, &args),
        CustomersCommand::Edit(args) => edit::run(ctx, &args),
        CustomersCommand::Import(args) => import::run(ctx, &args),
        CustomersCommand::Template => Ok(Outcome::text(template())),
        CustomersCommand::List(args) => list::run(ctx, &args),
        CustomersCommand::Group(args) => groups::group(ctx, &args),
        CustomersCommand::Keeper(args) => groups::keeper(ctx, args),
        CustomersCommand::Show(args) => list::show(ctx, &args),
        CustomersCommand::Invite(args) => invite::run(ctx, args),
        CustomersCommand::Sent(args) => answer::sent(ctx, &args),
        CustomersCommand::Accept(args) => accept::run(ctx, &args),
        CustomersCommand::Decline(args) => answer::decline(ctx, &args),
        CustomersCommand::Cancel(args) => answer::cancel(ctx, &args),
        CustomersCommand::Agreement(args) => agreement::run(ctx, &args),
        CustomersCommand::AdminRights(args) => remove::admin_rights(ctx, &args),
        CustomersCommand::Extend(args) => extend::run(ctx, &args),
        CustomersCommand::CanOrder(args) => order::run(ctx, &args),
        CustomersCommand::Verification(args) => verification::run(ctx, &args),
        CustomersCommand::Remove(args) => remove::run(ctx, &args),
    }
}
