//! `csp snooze`: next actions that are put off until a day.

use std::collections::BTreeSet;

use crate::cli::snooze::{SnoozeArgs, SnoozeCommand, SnoozeStartArgs};
use crate::diagnostic::Result;
use crate::domain::next::{NextId, Snooze, check_snooze};
use crate::domain::role::Permission;
use crate::domain::{Account, counted_as};
use crate::report::Outcome;
use crate::report::views::snooze::SnoozeView;
use crate::session::account_facts::{AccountFacts, Reach};
use crate::session::find::next_action::{next_action_with_id, not_put_off, unknown_action};
use crate::session::group_filter::FilterScope;
use crate::session::journal::{SnoozeForm, entry};
use crate::session::needs::require_value;
use crate::session::next_actions::actions_by;
use crate::session::streamed_list::Streamed;
use crate::session::{Actor, Context};
use crate::store::{Entry, GroupFilter, Tx};

/// Runs `csp snooze`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: SnoozeArgs) -> Result<Outcome> {
    match args.command {
        None => put_off(ctx, &args.start),
        Some(SnoozeCommand::List { accounts, all }) => list(ctx, &(&accounts).into(), all),
        Some(SnoozeCommand::Wake { id }) => wake(ctx, id.as_deref()),
    }
}

/// Puts an action off.
fn put_off(ctx: &Context<'_>, args: &SnoozeStartArgs) -> Result<Outcome> {
    if let Some(until) = args.until {
        check_snooze(until.0, ctx.today())?;
    }
    let mut needs = ctx.needs();
    let typed = needs.text(args.id.as_deref(), "The next action", "NEXT-ID", None)?;
    let until = needs.value(args.until, "The day", "--until", None)?;
    let reason = needs.text(args.reason.as_deref(), "The reason", "--reason", None)?;
    needs.met()?;
    let (typed, until) = (require_value(typed)?, require_value(until)?.0);
    let reason = require_value(reason)?.trim().to_owned();
    let (view, others) = ctx.write(|tx| {
        check_snooze(until, ctx.today())?;
        let (account, action) = next_action_with_id(ctx, tx, &typed)?;
        let actor = ctx.require_actor(tx, &account, Permission::AccountManage)?;
        // One action for many things puts off those that there are now, and no later one.
        let mut views = Vec::new();
        for cause in action.causes() {
            let snooze = Snooze {
                id: cause.id(&account.slug),
                action: action.action,
                subject: cause.subject().to_owned(),
                until,
                reason: reason.clone(),
                by: actor.name().map(str::to_owned),
                at: ctx.now(),
            };
            keep(tx, &account, &actor, &snooze)?;
            views.push(SnoozeView::new(account.slug.clone(), &snooze, ctx.today()));
        }
        let others = views.len().saturating_sub(1) as u64;
        views.truncate(1);
        Ok((views.pop(), others))
    })?;
    if others > 0 {
        let others = counted_as(others, "other is put off", "others are put off");
        ctx.out.note(&format!(
            "{others} with it, each under its own ID. To see them: `csp snooze list`"
        ));
    }
    require_value(view).map(Outcome::thing)
}

/// Saves that something is put off, and writes the journal.
fn keep(tx: &Tx<'_>, account: &Account, actor: &Actor, snooze: &Snooze) -> Result<()> {
    let before = tx.accounts_of_snooze(&snooze.id)?;
    let before = before.into_iter().find(|(of, _)| *of == account.id);
    tx.save_snooze(account.id, snooze)?;
    let before = before.map(|(_, before)| before.until);
    let form = SnoozeForm::new(snooze, before, Some(snooze.until));
    let id = snooze.id.as_str();
    tx.log(&Entry {
        reason: Some(&snooze.reason),
        ..entry(&account.slug, actor.name(), "action.snoozed", id, &form)?
    })
}

/// Lists what is put off in the chosen account, or in all, as far as the filter selects it.
fn list(ctx: &Context<'_>, filter: &GroupFilter, all: bool) -> Result<Outcome> {
    let mut streamed = Streamed::of::<SnoozeView>(ctx);
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        ctx.note_unknown_groups(tx, filter)?;
        ctx.each_page_of_concerned_accounts(tx, filter, |accounts, scopes| {
            let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
            let mut snoozes = tx.snoozes(&ids, all)?;
            for (account, scope) in accounts.iter().zip(&scopes) {
                let covered = covered_ids(ctx, tx, account, scope)?;
                for snooze in snoozes.remove(&account.id).unwrap_or_default() {
                    if covered.as_ref().is_none_or(|ids| ids.contains(&snooze.id)) {
                        let slug = account.slug.clone();
                        streamed.push(&SnoozeView::new(slug, &snooze, ctx.today()))?;
                    }
                }
            }
            Ok(())
        })
    })?;
    streamed.finish(if filter.is_empty() {
        "No action is put off. To put one off: `csp snooze NEXT-ID --until DATE --reason REASON`"
    } else {
        "No action that is put off matches."
    })
}

/// The ids of the next actions about the customers that a filter selects; `None` for a whole account.
fn covered_ids(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    account: &Account,
    scope: &FilterScope,
) -> Result<Option<BTreeSet<NextId>>> {
    if *scope == FilterScope::Whole {
        return Ok(None);
    }
    let one = std::slice::from_ref(account);
    let facts = AccountFacts::read(ctx, tx, one, Reach::whole_next(ctx.now()))?;
    let actions = facts
        .first()
        .map(|facts| actions_by(account, facts, ctx.now()));
    let actions = actions.unwrap_or_default();
    let causes = actions
        .iter()
        .flat_map(|next| next.causes().zip(next.customers()));
    let covered = causes.filter(|(_, customer)| scope.covers(*customer));
    Ok(Some(
        covered.map(|(cause, _)| cause.id(&account.slug)).collect(),
    ))
}

/// Shows an action again before its day.
fn wake(ctx: &Context<'_>, id: Option<&str>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let typed = needs.text(id, "The next action", "NEXT-ID", None)?;
    needs.met()?;
    let typed = require_value(typed)?;
    let view = ctx.write(|tx| {
        let (number, snooze) = put_off_with_id(ctx, tx, &typed)?;
        let account = tx.accounts().get(number)?;
        let account = account.ok_or_else(|| unknown_action(&typed, ""))?;
        let actor = ctx.require_actor(tx, &account, Permission::AccountManage)?;
        tx.remove_snooze(number, &snooze.id)?;
        let form = SnoozeForm::new(&snooze, Some(snooze.until), None);
        let id = snooze.id.as_str();
        tx.log(&entry(
            &account.slug,
            actor.name(),
            "action.woken",
            id,
            &form,
        )?)?;
        Ok(SnoozeView::new(account.slug, &snooze, ctx.today()).woken())
    })?;
    Ok(Outcome::thing(view))
}

/// What was put off under this id, with the number of its account: of the chosen account, if one was chosen.
fn put_off_with_id(ctx: &Context<'_>, tx: &Tx<'_>, typed: &str) -> Result<(i64, Snooze)> {
    let chosen = match &ctx.account_flag {
        Some(typed) => Some(ctx.account_named(tx, typed)?.id),
        None => None,
    };
    let id = typed
        .parse::<NextId>()
        .map_err(|_| unknown_action(typed, ""))?;
    let found = tx.accounts_of_snooze(&id)?.into_iter();
    let mut of_chosen = found.filter(|(number, _)| chosen.is_none_or(|chosen| chosen == *number));
    if let Some(found) = of_chosen.next() {
        return Ok(found);
    }
    next_action_with_id(ctx, tx, typed)?;
    Err(not_put_off(&id))
}
