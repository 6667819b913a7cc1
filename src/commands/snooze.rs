//! `csp snooze`: next actions that are put off until a day.

use crate::cli::snooze::{SnoozeArgs, SnoozeCommand, SnoozeStartArgs};
use crate::diagnostic::Result;
use crate::domain::next::{NextId, Snooze, check_snooze};
use crate::domain::role::Permission;
use crate::domain::{Account, counted_as};
use crate::report::Outcome;
use crate::report::views::snooze::SnoozeView;
use crate::session::find::next_action::{next_action_with_id, not_put_off, unknown_action};
use crate::session::journal::{SnoozeForm, entry};
use crate::session::needs::require_value;
use crate::session::streamed_list::Streamed;
use crate::session::{Actor, Context};
use crate::store::{Entry, Tx};

/// Runs `csp snooze`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, args: SnoozeArgs) -> Result<Outcome> {
    match args.command {
        None => put_off(ctx, &args.start),
        Some(SnoozeCommand::List { all }) => list(ctx, all),
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

/// Lists what is put off in the chosen account, or in all.
fn list(ctx: &Context<'_>, all: bool) -> Result<Outcome> {
    let mut streamed = Streamed::of::<SnoozeView>(ctx);
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        ctx.each_page_of_accounts(tx, |accounts| {
            let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
            let mut snoozes = tx.snoozes(&ids, all)?;
            for account in accounts {
                for snooze in snoozes.remove(&account.id).unwrap_or_default() {
                    let slug = account.slug.clone();
                    streamed.push(&SnoozeView::new(slug, &snooze, ctx.today()))?;
                }
            }
            Ok(())
        })
    })?;
    streamed.finish(
        "No action is put off. To put one off: `csp snooze NEXT-ID --until DATE --reason REASON`",
    )
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
