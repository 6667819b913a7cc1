//! `csp transfers list` and `show`.

use crate::cli::transfers::{TransferArg, TransferListArgs};
use crate::diagnostic::{Diagnostic, Result};
use crate::report::Outcome;
use crate::report::views::transfers::{AccountTransferView, TransferView};
use crate::session::Context;
use crate::session::find::customers::{filtered_customer, if_found};
use crate::session::find::transfers::{need_transfer, transfer_named};
use crate::session::needs::require_value;
use crate::session::streamed_list::Streamed;
use crate::store::{GroupFilter, TransferFilter};

/// What a person reads where no transfer was found.
const EMPTY: &str =
    "No transfer matches. To plan one: `csp transfers plan CUSTOMER --direction in --partner NAME`";

/// Lists transfers in the order of their ids, streamed.
pub(super) fn run(ctx: &Context<'_>, args: &TransferListArgs) -> Result<Outcome> {
    if args.all_accounts {
        of_all_accounts(ctx, args)
    } else {
        of_one_account(ctx, args)
    }
}

fn of_one_account(ctx: &Context<'_>, args: &TransferListArgs) -> Result<Outcome> {
    let mut streamed = Streamed::of::<TransferView>(ctx);
    ctx.read_list(|tx, source| {
        let mut filter = filter(args);
        if args.customer.is_some() {
            let account = ctx.account(tx)?;
            filter.customer = filtered_customer(tx, &account, args.customer.as_deref())?;
        }
        ctx.note_unknown_groups(tx, &filter.marks)?;
        let transfers = tx.transfers(source.id);
        transfers.each_record(&filter, |record| streamed.push(&TransferView::new(&record)))
    })?;
    streamed.remark_on_limit(args.limit);
    streamed.finish(EMPTY)
}

fn of_all_accounts(ctx: &Context<'_>, args: &TransferListArgs) -> Result<Outcome> {
    let mut streamed = Streamed::of::<AccountTransferView>(ctx);
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let marks = filter(args).marks;
        ctx.note_unknown_groups(tx, &marks)?;
        ctx.each_page_of_accounts(tx, |accounts| {
            for account in accounts {
                let customer = filtered_customer(tx, &account, args.customer.as_deref());
                let Some(customer) = if_found(customer)? else {
                    continue;
                };
                let filter = TransferFilter {
                    customer,
                    ..filter(args)
                };
                let transfers = tx.transfers(account.id);
                transfers.each_record::<Diagnostic>(&filter, |record| {
                    let view = TransferView::new(&record);
                    streamed.push(&AccountTransferView::new(account.slug.clone(), view))
                })?;
            }
            Ok(())
        })
    })?;
    streamed.finish(EMPTY)
}

fn filter(args: &TransferListArgs) -> TransferFilter {
    TransferFilter {
        states: match (args.state.as_slice(), args.all) {
            ([], false) => None,
            ([], true) => Some(crate::domain::word::Word::ALL.to_vec()),
            (states, _) => Some(states.to_vec()),
        },
        customer: None,
        marks: GroupFilter {
            groups: args.groups.clone(),
            keeper: args.keeper.clone(),
        },
        direction: args.direction,
        after: args.after.clone(),
        limit: args.limit,
    }
}

/// Shows a transfer.
pub(super) fn show(ctx: &Context<'_>, arg: &TransferArg) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = need_transfer(&mut needs, arg)?;
    needs.met()?;
    let typed = require_value(typed)?;
    let view = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let found = transfer_named(tx, &account, &typed)?;
        ctx.reading(tx, &account)?;
        ctx.transfer_view(tx, &account, found.id)
    })?;
    Ok(Outcome::thing(view))
}
