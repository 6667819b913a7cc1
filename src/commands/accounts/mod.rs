//! `csp accounts`: accounts as a whole.

mod groups;
mod import;
mod moving;
mod template;

use crate::cli::accounts::AccountsCommand;
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

/// Runs `csp accounts`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, command: AccountsCommand) -> Result<Outcome> {
    match command {
        AccountsCommand::Import(args) => import::run(ctx, &args),
        AccountsCommand::Template(args) => template::run(ctx, &args),
        AccountsCommand::Group(args) => groups::group(ctx, &args),
        AccountsCommand::Keeper(args) => groups::keeper(ctx, args),
        AccountsCommand::Move { account, to } => {
            moving::run(ctx, account.as_deref(), to.as_deref())
        }
    }
}
