//! `csp accounts group` and `keeper`: labels on accounts, and who looks after them.

use std::collections::BTreeSet;

use crate::cli::groups::{AccountGroupArgs, AccountKeeperArgs};
use crate::diagnostic::Result;
use crate::domain::role::Permission;
use crate::domain::{Account, GroupChange, GroupsAndKeeper};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::account_answer::account_view;
use crate::session::journal::{Form, GroupsChanged, KeeperChanged, account_entry};
use crate::session::needs::require_value;
use crate::store::Tx;

/// Adds accounts to groups and takes them out.
pub(super) fn group(ctx: &Context<'_>, args: &AccountGroupArgs) -> Result<Outcome> {
    let change = GroupChange::new(&args.add, &args.remove)?;
    let mut needs = ctx.needs();
    let mut typed = args.accounts.clone();
    if typed.is_empty() {
        typed.extend(needs.text(None, "The account", "ACCOUNT", None)?);
    }
    let asked = if args.add.is_empty() && args.remove.is_empty() {
        needs.value(None, "The group", "--add", None)?
    } else {
        None
    };
    needs.met()?;
    let change = match asked {
        Some(group) => GroupChange::new(&[group], &[])?,
        None => change,
    };
    let views = ctx.write(|tx| {
        let mut views = Vec::new();
        for account in named(ctx, tx, &typed)? {
            set(ctx, tx, &account, "account.grouped", |before| {
                let after = change.apply(before);
                let form = GroupsChanged::between(before, &after);
                (after, form)
            })?;
            views.push(account_view(ctx, tx, &account, None)?);
        }
        Ok(views)
    })?;
    if typed.len() == 1 {
        let only = views.into_iter().next();
        return Ok(Outcome::thing(require_value(only)?));
    }
    Ok(Outcome::list(List::new(views, "No account was named.")))
}

/// The accounts with these names, each once. All must exist before one is changed.
fn named(ctx: &Context<'_>, tx: &Tx<'_>, typed: &[String]) -> Result<Vec<Account>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for name in typed {
        let account = ctx.account_named(tx, name)?;
        if seen.insert(account.id) {
            found.push(account);
        }
    }
    Ok(found)
}

/// Says who looks after an account.
pub(super) fn keeper(ctx: &Context<'_>, args: AccountKeeperArgs) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needs.text(args.account.as_deref(), "The account", "ACCOUNT", None)?;
    let keeper = needs.value(args.keeper, "The keeper", "EMAIL", None)?;
    needs.met()?;
    let (typed, keeper) = (require_value(typed)?, require_value(keeper)?.email());
    let view = ctx.write(|tx| {
        let account = ctx.account_named(tx, &typed)?;
        set(ctx, tx, &account, "account.keeper-set", |before| {
            let after = GroupsAndKeeper {
                keeper: keeper.clone(),
                ..before.clone()
            };
            let form = KeeperChanged::between(before, &after);
            (after, form)
        })?;
        account_view(ctx, tx, &account, None)
    })?;
    Ok(Outcome::thing(view))
}

/// Saves and journals what `change` makes of the groups and the keeper; nothing where nothing differs.
fn set<F: Form>(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    action: &'static str,
    change: impl Fn(&GroupsAndKeeper) -> (GroupsAndKeeper, F),
) -> Result<()> {
    let actor = ctx.require_actor(tx, account, Permission::AccountManage)?;
    let before = tx.groups_of_account(account.id)?;
    let (after, form) = change(&before);
    if after == before {
        return Ok(());
    }
    tx.save_groups_of_account(account.id, &before, &after)?;
    tx.log(&account_entry(&account.slug, actor.name(), action, &form)?)?;
    Ok(())
}
