//! Gathers what is next for an account from everything that the store knows.

use super::Context;
use super::account_facts::{AccountFacts, Reach};
use super::retention;
use crate::diagnostic::Result;
use crate::domain::calendar::Instant;
use crate::domain::connections::next_actions;
use crate::domain::next::{
    NextAction, in_order, of_enrollments, of_relationships, of_staff, of_transfers,
};
use crate::domain::{Account, Slug};
use crate::report::views::next::{NextView, views};
use crate::store::Tx;

/// The next actions of an account, overdue ones first and those that are put off last, from what was read of it.
pub fn actions_by(account: &Account, facts: &AccountFacts, now: Instant) -> Vec<NextAction> {
    let mut actions = of_enrollments(account, now.date_naive());
    actions.extend(next_actions(&facts.connections, &facts.snoozed, now));
    actions.extend(of_relationships(&facts.gdap, &facts.snoozed, now));
    // An agreement that is missing after a transfer may be an action of the customers already.
    let is_new = |next: &NextAction| !actions.iter().any(|known| known.command == next.command);
    let of_transfers = of_transfers(&facts.transfers, &facts.snoozed, now).into_iter();
    let of_transfers: Vec<NextAction> = of_transfers.filter(is_new).collect();
    actions.extend(of_transfers);
    actions.extend(retention::actions(&facts.verdicts));
    actions.extend(of_staff(account, &facts.staff, now));
    if !facts.is_default {
        for action in &mut actions {
            name_account_in(action, &account.slug);
        }
    }
    let mut actions = in_order(actions);
    actions.sort_by_key(|next| facts.snoozed.until(&next.cause).is_some());
    actions
}

/// Names the account in a command that would work on another one without it.
pub fn name_account(command: &mut String, account: &Account) {
    name(command, &account.slug);
}

/// The same for all commands of an action.
pub fn name_account_in(action: &mut NextAction, account: &Slug) {
    name(&mut action.command, account);
    if let Some(alternative) = &mut action.alternative {
        name(alternative, account);
    }
    if let Some(command) = action.hint.as_mut().and_then(|hint| hint.command.as_mut()) {
        name(command, account);
    }
}

fn name(command: &mut String, account: &Slug) {
    if command.starts_with("csp ") && !command.contains(" --account ") {
        command.push_str(" --account ");
        command.push_str(account.as_str());
    }
}

/// The same as answers about one account show them.
///
/// # Errors
/// If the store cannot be read.
pub fn load_views(ctx: &Context<'_>, tx: &Tx<'_>, account: &Account) -> Result<Vec<NextView>> {
    let one = std::slice::from_ref(account);
    let facts = AccountFacts::read(ctx, tx, one, Reach::next(ctx.now()))?;
    let shown = |facts: &AccountFacts| {
        let actions = actions_by(account, facts, ctx.now());
        views(&actions, &facts.snoozed)
    };
    Ok(facts.first().map(shown).unwrap_or_default())
}
