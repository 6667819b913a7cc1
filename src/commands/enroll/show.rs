//! Showing applications.

use crate::cli::groups::AccountFilterArgs;
use crate::diagnostic::Result;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::report::views::account::AccountView;
use crate::session::Context;
pub(super) use crate::session::account_answer::account_view as view;
use crate::session::journal::{NoChanges, account_entry};
use crate::session::streamed_list::Streamed;
use crate::store::GroupFilter;

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
pub(super) fn list(ctx: &Context<'_>, args: &AccountFilterArgs) -> Result<Outcome> {
    let filter = GroupFilter::from(args);
    let mut streamed = Streamed::of::<AccountView>(ctx);
    ctx.read(|tx| {
        let today = ctx.today();
        ctx.reading_records(tx)?;
        ctx.note_unknown_groups(tx, &filter)?;
        ctx.each_page_of_marked_accounts(tx, &filter, |accounts| {
            let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
            let mut marks = tx.groups_of_accounts(&ids)?;
            accounts.iter().try_for_each(|account| {
                let marks = marks.remove(&account.id).unwrap_or_default();
                streamed.push(&AccountView::listed(account, marks, today))
            })
        })
    })?;
    streamed.finish(if filter.is_empty() {
        "There are no accounts yet. To start one: `csp enroll --model indirect`"
    } else {
        "No account matches."
    })
}
