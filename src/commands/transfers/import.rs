//! `csp transfers import`: read the files, reconcile each sighting with the register, answer.

mod files;
mod register;
mod sightings;

use crate::cli::transfers::TransferImportArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::role::Permission;
use crate::domain::rule::transfers as rule;
use crate::report::Outcome;
use crate::report::views::transfer_import::TransferImportView;
use crate::session::Context;
use files::ReadTransfers;
use register::TransferRegister;

/// Imports files, all or none.
pub(super) fn run(ctx: &Context<'_>, args: &TransferImportArgs) -> Result<Outcome> {
    if args.files.is_empty() {
        return Err(Diagnostic::missing("The file", "FILE"));
    }
    ctx.takes_long();
    let files = ReadTransfers::read(ctx, &args.files)?;
    let seen = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let (permission, rule) = (Permission::TransfersManage, Some(&rule::ROLE));
        let actor = ctx.require_actor_under(tx, &account, permission, rule)?;
        tx.expect_bulk()?;
        let mut register = TransferRegister::new(ctx, tx, &account, &actor, args)?;
        for (place, sighting) in &files.transfers {
            register.see(place, sighting)?;
            ctx.go_on()?;
        }
        register.finish()
    })?;
    for note in &files.notes {
        ctx.out.note(&format!("warning: {note}"));
    }
    if files.transfers.is_empty() {
        ctx.out
            .note("The files do not contain a transfer. Nothing was changed.");
    }
    Ok(Outcome::thing(TransferImportView::new(seen, files.notes)))
}
