//! What happens: a file per verb, in four beats: gather, decide, commit, report.

pub mod accounts;
pub mod audit;
pub mod complete;
pub mod config;
pub mod customers;
pub mod doctor;
pub mod eligibility;
pub mod enroll;
pub mod explain;
pub mod gdap;
pub mod providers;
pub mod report;
pub mod shells;
pub mod snooze;
#[cfg(test)]
mod statement_counts;
pub mod status;
pub mod store;
pub mod transfers;
pub mod users;
pub mod verify;

use crate::cli::{Command, OutputPath};
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

/// Runs a command, unless one of its `outputs` would replace what must stay.
///
/// # Errors
/// As the command says.
pub fn dispatch(ctx: &Context<'_>, command: Command, outputs: &[OutputPath]) -> Result<Outcome> {
    crate::session::output_files::check(ctx, outputs)?;
    match command {
        Command::Enroll(args) => enroll::run(ctx, *args),
        Command::Providers(args) => providers::run(ctx, args),
        Command::Customers(args) => customers::run(ctx, args),
        Command::Verify(args) => verify::run(ctx, args),
        Command::Users(command) => users::run(ctx, command),
        Command::Gdap(args) => gdap::run(ctx, args),
        Command::Transfers(args) => transfers::run(ctx, &args),
        Command::Accounts(args) => accounts::run(ctx, args.command),
        Command::Eligibility(args) => eligibility::run(ctx, args),
        Command::Status(args) => status::run(ctx, &args),
        Command::Report(args) => report::run(ctx, args),
        Command::Snooze(args) => snooze::run(ctx, args),
        Command::Explain(args) => explain::run(&args),
        Command::Audit(args) => audit::run(ctx, args.command),
        Command::Store(args) => store::run(ctx, args.command),
        Command::Config(args) => config::run(ctx, args.command),
        Command::Doctor(_) => doctor::run(ctx),
        Command::Completions(args) => shells::completions(ctx, args.shell),
        Command::Man(args) => shells::man(ctx, args.out.as_deref()),
        Command::Help(args) => {
            crate::cli::help::page(&args.words, ctx.out.width()).map(Outcome::text)
        }
    }
}
