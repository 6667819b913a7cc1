//! `csp eligibility policies verify`, `install` and `remove`: policy packs. They use no store, so nothing is journalled.

mod install;
mod remove;
mod signed_file;
mod verify;

use crate::cli::policy_packs::PoliciesCommand;
use crate::diagnostic::Result;
use crate::report::Outcome;
use crate::session::Context;

pub(super) fn run(ctx: &Context<'_>, command: PoliciesCommand) -> Result<Outcome> {
    match command {
        PoliciesCommand::Verify { files, signature } => {
            verify::run(ctx, files, signature.as_deref())
        }
        PoliciesCommand::Install { file, signature } => {
            install::run(ctx, file, signature.as_deref())
        }
        PoliciesCommand::Remove { pack } => remove::run(ctx, pack),
    }
}
