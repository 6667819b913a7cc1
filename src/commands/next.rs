//! Gathers what is next for an account from everything that the store knows.

use super::Context;
use crate::domain::Account;
use crate::domain::next::{NextAction, Staff, expiry_horizon, in_order, of_enrollments, of_staff};
use crate::domain::role::{Permission, Role};
use crate::error::Result;
use crate::report::views::next::{NextView, views};
use crate::store::Tx;

/// The next actions of an account, overdue ones first.
///
/// # Errors
/// If the store cannot be read.
pub fn actions(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<NextAction>> {
    let mut actions = of_enrollments(account, ctx.today());
    actions.extend(super::connections::actions(ctx, tx, account)?);
    actions.extend(super::eligibility::retain::actions(ctx, tx, account)?);
    actions.extend(of_staff(account, &staff(tx, account)?, ctx.now()));
    if !is_meant_without_a_name(ctx, tx, account)? {
        for action in &mut actions {
            name_account(&mut action.command, account);
            if let Some(alternative) = &mut action.alternative {
                name_account(alternative, account);
            }
        }
    }
    Ok(in_order(actions))
}

/// Whether a command that names no account works on this one.
fn is_meant_without_a_name(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<bool> {
    let meant = match &ctx.settings.account_without_flag {
        Some(typed) => tx.accounts().id_meant(typed)?,
        None => tx.accounts().only()?,
    };
    Ok(meant == Some(account.id))
}

/// A command can be typed as it stands only if it names the account it works on, or works on that one anyway.
fn name_account(command: &mut String, account: &Account) {
    if command.starts_with("csp ") && !command.contains(" --account ") {
        command.push_str(" --account ");
        command.push_str(account.slug.as_str());
    }
}

/// The same as answers show them.
///
/// # Errors
/// If the store cannot be read.
pub fn shown(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<NextView>> {
    Ok(views(&actions(ctx, tx, account)?))
}

/// What the store knows of the account's people as far as next actions care.
fn staff(tx: &Tx<'_>, account: &Account) -> Result<Staff> {
    let users = tx.users(account.id);
    let owner = account
        .owner()
        .map(|email| users.find(&email))
        .transpose()?
        .flatten();
    let horizon = expiry_horizon(tx.now());
    Ok(Staff {
        owner,
        has_admin_agent: users.is_staffed(&[Role::AdminAgent])?,
        has_profile_admin: users.is_staffed(Permission::BusinessProfileManage.roles())?,
        has_business_profile: tx.business_profile(account.id)?.is_some(),
        expiring: users.count_expiring(horizon)?,
        first_to_expire: users.first_to_expire(horizon, 1)?.pop(),
    })
}
