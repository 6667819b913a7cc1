//! `csp providers customers` and `resellers`: what both sides see.

use crate::cli::providers::{ResellersArgs, SharedArgs};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::customer::CustomerStateKind;
use crate::domain::standing::Standing;
use crate::report::Outcome;
use crate::report::views::customer::CustomerView;
use crate::report::views::provider::ResellerView;
use crate::session::Context;
use crate::session::find::providers::{ask_provider, provider_named};
use crate::session::streamed_list::Streamed;
use crate::store::CustomerFilter;

/// Lists the customers that have an active relationship with us and with the provider.
pub(super) fn customers(ctx: &Context<'_>, args: &SharedArgs) -> Result<Outcome> {
    let typed = ask_provider(ctx, &args.provider)?;
    let mut streamed = Streamed::of::<CustomerView>(ctx);
    ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let provider = provider_named(tx, &typed)?;
        ctx.reading(tx, &account)?;
        let filter = CustomerFilter {
            states: Some(vec![CustomerStateKind::Active]),
            provider: Some(provider.slug),
            after: args.after.clone(),
            limit: args.limit,
            ..CustomerFilter::default()
        };
        tx.customers(account.id)
            .each::<Diagnostic>(&filter, |customer| {
                streamed.push(&CustomerView::from(&customer))
            })
    })?;
    streamed.finish("There are no customers shared with this provider.")
}

/// Lists the accounts of this store that are the provider's resellers.
pub(super) fn resellers(ctx: &Context<'_>, args: &ResellersArgs) -> Result<Outcome> {
    let typed = ask_provider(ctx, &args.provider)?;
    let mut streamed = Streamed::of::<ResellerView>(ctx);
    ctx.read(|tx| {
        let provider = provider_named(tx, &typed)?;
        ctx.reading_records(tx)?;
        ctx.each_page_of_accounts(tx, |accounts| {
            let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
            let latest = tx.latest_with(&ids, &provider.slug)?;
            for account in accounts {
                let Some(held) = latest.get(&account.id) else {
                    continue;
                };
                let state = held.partnership.state();
                if args.all || state.is_current() {
                    let ours = Standing::of(&account);
                    streamed.push(&ResellerView {
                        legal_name: account.legal_name().to_owned(),
                        account: account.slug,
                        mpn_id: ours.mpn_id,
                        country: ours.country,
                        state,
                        since: held.partnership.since().into(),
                    })?;
                }
            }
            Ok(())
        })
    })?;
    streamed.finish("None of the accounts in this store is a reseller of this provider.")
}
