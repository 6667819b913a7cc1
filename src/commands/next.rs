//! Gathers what is next for an account from everything that the store knows.

use super::Context;
use crate::domain::Account;
use crate::domain::next::{NextAction, in_order, of_enrollments};
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
    Ok(in_order(actions))
}

/// The same as answers show them.
///
/// # Errors
/// If the store cannot be read.
pub fn shown(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<NextView>> {
    Ok(views(&actions(ctx, tx, account)?))
}
