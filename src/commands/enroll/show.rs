//! Showing applications.

use crate::diagnostic::Result;
use crate::domain::Account;
use crate::domain::role::Permission;
use crate::exchange::mail::Message;
use crate::report::Outcome;
use crate::report::views::account::AccountView;
use crate::session::Context;
use crate::session::journal::{NoChanges, account_entry};
use crate::session::next_actions;
use crate::session::streamed_list::Streamed;
use crate::store::Tx;

/// `csp enroll show`.
pub(super) fn run(ctx: &Context<'_>, reveal_bank: bool) -> Result<Outcome> {
    if !reveal_bank {
        return ctx.read(|tx| {
            let account = ctx.account(tx)?;
            ctx.reading(tx, &account)?;
            Ok(Outcome::thing(view(ctx, tx, &account, None)?))
        });
    }
    ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let actor = ctx.require_actor(tx, &account, Permission::BankReveal)?;
        tx.log(&account_entry(
            &account.slug,
            actor.name(),
            "bank.revealed",
            &NoChanges {},
        )?)?;
        let shown = view(ctx, tx, &account, None)?;
        if ctx.dry_run() {
            ctx.out.note(
                "The bank details stay masked: showing them must be recorded in the journal, and a dry run records nothing.",
            );
            return Ok(Outcome::thing(shown));
        }
        Ok(Outcome::thing(shown.with_bank(&account)))
    })
}

/// `csp enroll list`.
pub(super) fn list(ctx: &Context<'_>) -> Result<Outcome> {
    let mut streamed = Streamed::of::<AccountView>(ctx);
    ctx.read(|tx| {
        let today = ctx.today();
        ctx.reading_records(tx)?;
        ctx.each_page_of_accounts(tx, |accounts| {
            accounts
                .iter()
                .try_for_each(|account| streamed.push(&AccountView::listed(account, today)))
        })
    })?;
    streamed.finish("There are no accounts yet. To start one: `csp enroll --model indirect`")
}

/// An account as every command that changes it answers it.
pub(super) fn view(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    message: Option<Message>,
) -> Result<AccountView> {
    let next = next_actions::load_views(ctx, tx, account)?;
    Ok(AccountView::listed(account, ctx.today())
        .with_next(next)
        .with_message(message))
}
