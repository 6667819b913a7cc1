//! Finding the transfer that a person means.

use crate::cli::transfers::TransferArg;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::transfer::{Transfer, TransferId};
use crate::session::find::read_name::ask_again_if_unknown;
use crate::session::needs::Needs;
use crate::store::{TransferFilter, Tx};

/// The text that names the transfer, beside other things that a command needs; asked for where it is missing.
pub fn need_transfer(needs: &mut Needs<'_, '_>, arg: &TransferArg) -> Result<Option<String>> {
    let given = arg.transfer.as_deref();
    let is_given = given.is_some_and(|typed| !typed.trim().is_empty());
    let ctx = needs.ctx();
    if is_given || !ctx.prompter.can_ask() {
        return needs.text(given, "The transfer", "ID", None);
    }
    let account = ctx.read(|tx| ctx.account(tx))?;
    let read = |typed: &str| {
        let found = ctx.read(|tx| transfer_named(tx, &account, typed));
        ask_again_if_unknown(found, typed, |found| {
            let shown = format!("{} ({})", found.customer_shown(), found.state);
            (found.id.to_string(), shown)
        })
    };
    let question = ("The transfer", "ID", None);
    needs.answer(None, question, Some("Its ID, for example draft-1."), &read)
}

/// The transfer with this id.
///
/// # Errors
/// Not found.
pub fn transfer_named(tx: &Tx<'_>, account: &Account, typed: &str) -> Result<Transfer> {
    let transfers = tx.transfers(account.id);
    if let Ok(id) = typed.parse::<TransferId>()
        && let Some(found) = transfers.transfer(id)?
    {
        return Ok(found);
    }
    let message = format!(
        "transfer `{}` not found in the account {}",
        typed.trim(),
        account.slug
    );
    let mut is_empty = true;
    let first = TransferFilter {
        states: Some(crate::domain::word::Word::ALL.to_vec()),
        limit: Some(1),
        ..TransferFilter::default()
    };
    transfers.each_record::<Diagnostic>(&first, |_| {
        is_empty = false;
        Ok(())
    })?;
    let list = "To see the transfers: `csp transfers list --all`";
    let import = "To take them over from a file: `csp transfers import FILE`";
    let help = if is_empty {
        import.to_owned()
    } else {
        format!("{list}\n{import}")
    };
    Err(Diagnostic::not_found(message).with_help(help))
}
