//! An account as every command that changes it answers it.

use super::{Context, next_actions};
use crate::diagnostic::Result;
use crate::domain::Account;
use crate::exchange::mail::Message;
use crate::report::views::account::AccountView;
use crate::store::Tx;

/// An account with what is next, and the message that the command made.
///
/// # Errors
/// If the store cannot be read.
pub fn account_view(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    message: Option<Message>,
) -> Result<AccountView> {
    let next = next_actions::load_views(ctx, tx, account)?;
    let marks = tx.groups_of_account(account.id)?;
    Ok(AccountView::listed(account, marks, ctx.today())
        .with_next(next)
        .with_message(message))
}
