//! `csp customers list` and `show`.

use std::collections::HashMap;

use crate::cli::customer_arg::CustomerArg;
use crate::cli::customers::CustomerListArgs;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::Slug;
use crate::domain::customer::CustomerStateKind;
use crate::domain::word::Word;
use crate::report::Outcome;
use crate::report::views::customer::{AccountCustomerView, CustomerView};
use crate::session::Context;
use crate::session::find::customers::{ask_customer, customer_named};
use crate::session::find::providers;
use crate::session::streamed_list::Streamed;
use crate::store::{CustomerFilter, GroupFilter, Tx};

/// Lists customers in the order of their domains, streamed.
pub(super) fn run(ctx: &Context<'_>, args: &CustomerListArgs) -> Result<Outcome> {
    if args.all_accounts {
        of_all_accounts(ctx, args)
    } else {
        of_one_account(ctx, args)
    }
}

fn of_one_account(ctx: &Context<'_>, args: &CustomerListArgs) -> Result<Outcome> {
    let mut streamed = Streamed::of::<CustomerView>(ctx);
    ctx.read_list(|tx, source| {
        let filter = filter(tx, args)?;
        ctx.note_unknown_groups(tx, &filter.marks)?;
        tx.customers(source.id)
            .each::<Diagnostic>(&filter, |customer| {
                streamed.push(&CustomerView::from(&customer))
            })
    })
    .map_err(|failure| {
        // An unknown provider is reported first.
        let unknown = (failure.kind() == Kind::Forbidden)
            .then(|| ctx.read(|tx| filter(tx, args)).err())
            .flatten();
        unknown.unwrap_or(failure)
    })?;
    streamed.remark_on_limit(args.limit);
    streamed.finish(EMPTY)
}

fn of_all_accounts(ctx: &Context<'_>, args: &CustomerListArgs) -> Result<Outcome> {
    let mut streamed = Streamed::of::<AccountCustomerView>(ctx);
    ctx.read(|tx| {
        let filter = filter(tx, args)?;
        let mut names: HashMap<i64, Slug> = HashMap::new();
        ctx.reading_records(tx)?;
        ctx.note_unknown_groups(tx, &filter.marks)?;
        ctx.each_page_of_accounts(tx, |accounts| {
            names.extend(
                accounts
                    .into_iter()
                    .map(|account| (account.id, account.slug)),
            );
            Ok(())
        })?;
        tx.each_customer::<Diagnostic>(None, &filter, |account, customer| {
            match names.get(&account) {
                Some(slug) => streamed.push(&AccountCustomerView::new(slug.clone(), &customer)),
                None => Ok(()),
            }
        })
    })?;
    streamed.finish(EMPTY)
}

fn filter(tx: &Tx<'_>, args: &CustomerListArgs) -> Result<CustomerFilter> {
    let states = match (args.state, args.all) {
        (Some(state), _) => Some(vec![state]),
        (None, true) => None,
        (None, false) => {
            let current = |state: &&CustomerStateKind| **state != CustomerStateKind::Removed;
            Some(
                CustomerStateKind::ALL
                    .iter()
                    .filter(current)
                    .copied()
                    .collect(),
            )
        }
    };
    Ok(CustomerFilter {
        states,
        provider: providers::find_provider(tx, args.provider.as_deref())?
            .map(|provider| provider.slug),
        search: args.search.clone(),
        marks: GroupFilter::from(&args.marks),
        after: args.after.clone(),
        limit: args.limit,
    })
}

/// What a person reads where no customer was found.
const EMPTY: &str = "No customer matches. To add one: `csp customers add NAME --domain DOMAIN --country CC --email ADDRESS`";

/// Shows a customer.
pub(super) fn show(ctx: &Context<'_>, arg: &CustomerArg) -> Result<Outcome> {
    let typed = ask_customer(ctx, arg)?;
    let view = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let customer = customer_named(tx, &account, &typed)?.as_of(ctx.now());
        ctx.reading(tx, &account)?;
        let record = &customer.record;
        let gdap = tx.gdap(account.id);
        let gdap = gdap.of_customer(record.domain.key(), record.tenant_id)?;
        Ok(CustomerView::from(&customer).with_gdap(&gdap))
    })?;
    Ok(Outcome::thing(view))
}
