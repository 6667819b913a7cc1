//! `csp gdap list` and `show`.

use std::collections::BTreeSet;

use chrono::Days;

use crate::cli::gdap::{GdapListArgs, RelationshipArg};
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::Account;
use crate::domain::gdap::GroupId;
use crate::domain::gdap::role::role_named;
use crate::report::Outcome;
use crate::report::views::gdap::{AccountRelationshipView, AdminRelationshipView};
use crate::session::Context;
use crate::session::find::customers::{filtered_customer, if_found};
use crate::session::find::gdap::{ask_relationship, relationship_named};
use crate::session::streamed_list::Streamed;
use crate::store::{GdapFilter, GdapRecord, GroupFilter, Tx};

/// Lists relationships in the order of their ids, streamed.
pub(super) fn run(ctx: &Context<'_>, args: &GdapListArgs) -> Result<Outcome> {
    if args.all_accounts {
        of_all_accounts(ctx, args)
    } else {
        of_one_account(ctx, args)
    }
}

fn of_one_account(ctx: &Context<'_>, args: &GdapListArgs) -> Result<Outcome> {
    let mut streamed = Streamed::of::<AdminRelationshipView>(ctx);
    let filter = filter(ctx, args)?;
    ctx.read_list(|tx, source| {
        let mut filter = filter.clone();
        if args.customer.is_some() {
            let account = ctx.account(tx)?;
            filter.customer = filtered_customer(tx, &account, args.customer.as_deref())?;
        }
        ctx.note_unknown_groups(tx, &filter.marks)?;
        let providers = tx.providers().all()?;
        each_of_group(tx, source.id, args, &filter, |record| {
            streamed.push(&AdminRelationshipView::new(&record, &providers, ctx.now()))
        })
    })?;
    streamed.remark_on_limit(args.limit);
    streamed.finish(EMPTY)
}

fn of_all_accounts(ctx: &Context<'_>, args: &GdapListArgs) -> Result<Outcome> {
    let mut streamed = Streamed::of::<AccountRelationshipView>(ctx);
    let filter = filter(ctx, args)?;
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        ctx.note_unknown_groups(tx, &filter.marks)?;
        let providers = tx.providers().all()?;
        ctx.each_page_of_accounts(tx, |accounts| {
            for account in accounts {
                let Some(filter) = filter_in_account(tx, &account, args, &filter)? else {
                    continue;
                };
                each_of_group(tx, account.id, args, &filter, |record| {
                    let view = AdminRelationshipView::new(&record, &providers, ctx.now());
                    streamed.push(&AccountRelationshipView::new(account.slug.clone(), view))
                })?;
            }
            Ok(())
        })
    })?;
    streamed.finish(EMPTY)
}

/// The filter for one of all accounts; `None` where the account does not have the customer.
fn filter_in_account(
    tx: &Tx<'_>,
    account: &Account,
    args: &GdapListArgs,
    filter: &GdapFilter,
) -> Result<Option<GdapFilter>> {
    let customer = if_found(filtered_customer(tx, account, args.customer.as_deref()))?;
    Ok(customer.map(|customer| GdapFilter {
        customer,
        ..filter.clone()
    }))
}

fn filter(ctx: &Context<'_>, args: &GdapListArgs) -> Result<GdapFilter> {
    let states = match (args.state.as_slice(), args.all) {
        ([], false) => None,
        ([], true) => Some(crate::domain::word::Word::ALL.to_vec()),
        (states, _) => Some(states.to_vec()),
    };
    let role = args.role.as_deref().map(role_named).transpose();
    let role = role.map_err(|unknown| {
        Diagnostic::usage(unknown.to_string())
            .with_flag("--role")
            .with_help("To search the roles: `csp gdap roles TEXT`")
    })?;
    let last = args.ends_within.map(|days| {
        let now = ctx.now();
        now.checked_add_days(Days::new(days.into())).unwrap_or(now)
    });
    Ok(GdapFilter {
        states,
        ends_by: last,
        without_auto_extend: args.without_auto_extend,
        role,
        marks: GroupFilter {
            groups: args.customer_group.clone(),
            keeper: args.keeper.clone(),
        },
        after: args.after.clone(),
        limit: args.limit,
        ..GdapFilter::default()
    })
}

/// Every matching relationship. A group may be given by its id or its name; a name selects every group that has it.
fn each_of_group(
    tx: &Tx<'_>,
    account: i64,
    args: &GdapListArgs,
    filter: &GdapFilter,
    mut each: impl FnMut(GdapRecord) -> Result<()>,
) -> Result<()> {
    let gdap = tx.gdap(account);
    let Some(typed) = args.group.as_deref() else {
        return gdap.each_record(filter, each);
    };
    let groups: Vec<GroupId> = match typed.parse() {
        Ok(id) => vec![id],
        Err(_) => gdap.groups_named(typed)?,
    };
    let mut shown = BTreeSet::new();
    for group in groups {
        let filter = GdapFilter {
            group: Some(group),
            ..filter.clone()
        };
        gdap.each_record::<Diagnostic>(&filter, |record| {
            if shown.insert(record.relationship.id) {
                each(record)
            } else {
                Ok(())
            }
        })?;
    }
    Ok(())
}

/// What a person reads where no relationship was found.
const EMPTY: &str =
    "No relationship matches. To take them over from an export: `csp gdap import FILE`";

/// Shows a relationship.
pub(super) fn show(ctx: &Context<'_>, arg: &RelationshipArg) -> Result<Outcome> {
    let typed = ask_relationship(ctx, arg)?;
    let view = ctx.read(|tx| {
        let account = ctx.account(tx)?;
        let found = relationship_named(tx, &account, &typed)?;
        ctx.reading(tx, &account)?;
        ctx.relationship_view(tx, &account, found.id)
    })?;
    Ok(Outcome::thing(view))
}
