//! `csp status --mail`: one message for each keeper with what is theirs to do.

mod draft_files;
mod shares;

use std::path::Path;

use draft_files::DraftFiles;
use shares::Shares;

use crate::cli::records::StatusArgs;
use crate::diagnostic::Result;
use crate::exchange::mail::{KeeperMessage, TemplateName};
use crate::report::Outcome;
use crate::report::views::keeper_mails::{KeeperMailView, KeeperMailsView};
use crate::session::Context;

/// Writes the messages, all or none.
pub(super) fn run(ctx: &Context<'_>, args: &StatusArgs, folder: &Path) -> Result<Outcome> {
    let language = args.lang.unwrap_or(ctx.settings.language);
    let shares = Shares::read(ctx, &args.accounts)?;
    let mut files = DraftFiles::in_folder(ctx, folder)?;
    let mut messages = Vec::new();
    for share in &shares.with_work {
        let message = KeeperMessage {
            to: &share.keeper,
            today: ctx.today(),
            actions: &share.actions,
        };
        let message = ctx.message(TemplateName::Keeper, language, |own| {
            message.message(language, own)
        })?;
        messages.push(KeeperMailView {
            keeper: share.keeper.clone(),
            file: files.add(&message)?,
            actions: share.actions.len(),
            late: share.actions.iter().filter(|one| one.overdue).count(),
            accounts: share.accounts(),
        });
    }
    for idle in &shares.without_work {
        files.note_older(idle);
    }
    files.finish()?;
    Ok(Outcome::thing(KeeperMailsView {
        folder: folder.display().to_string(),
        messages,
        nothing_to_do: shares.without_work,
        without_keeper: shares.without_keeper,
    }))
}
