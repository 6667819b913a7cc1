//! `csp status`: one page with the state of every account, what is next and what is late.

mod account_status;
mod keeper_mail;

use account_status::account_status;

use crate::cli::records::StatusArgs;
use crate::diagnostic::Result;
use crate::domain::calendar::days_after;
use crate::domain::counted_as;
use crate::report::views::status::{StatusLine, StatusView, see_all};
use crate::report::{Outcome, OutputFormat, unwritable};
use crate::session::Context;
use crate::session::account_facts::{AccountFacts, Reach};
use crate::session::streamed_list::Streamed;
use crate::store::GroupFilter;

/// Without `--due-within`, things that end within so many days are shown.
const SHOWN_WITHIN: u32 = 30;

/// What a person reads where no account is in the groups, or of the keeper.
const NO_MATCH: &str = "No account matches. To see all: `csp status`";

/// What a person reads where there is no account.
const EMPTY: &str = "There are no accounts yet. To start one: `csp enroll --model indirect`";

/// Runs `csp status`.
///
/// # Errors
/// If the store cannot be read, or the answer not written.
pub fn run(ctx: &Context<'_>, args: &StatusArgs) -> Result<Outcome> {
    if args.check {
        ctx.needs_store()?;
    }
    let filter = GroupFilter::from(&args.accounts);
    if let Some(folder) = &args.mail {
        let is_late = args.check && each_status(ctx, args, &filter, |_| Ok(()))?;
        return Ok(keeper_mail::run(ctx, args, folder)?.answering(!is_late));
    }
    let mut answer = Answer::to(ctx);
    let is_late = each_status(ctx, args, &filter, |row| answer.push(row))?;
    let empty = if filter.is_empty() { EMPTY } else { NO_MATCH };
    Ok(answer.finish(empty)?.answering(!(args.check && is_late)))
}

/// Hands the status of each account that is covered to `each`. Whether something is late, or will be within the days
/// that were asked for.
fn each_status(
    ctx: &Context<'_>,
    args: &StatusArgs,
    filter: &GroupFilter,
    mut each: impl FnMut(StatusView) -> Result<()>,
) -> Result<bool> {
    let mut is_late = false;
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        if args.check {
            ctx.require_known_groups(tx, filter)?;
        } else {
            ctx.note_unknown_groups(tx, filter)?;
        }
        let today = ctx.today();
        let asked = days_after(today, args.due_within.unwrap_or(0));
        let shown = days_after(today, args.due_within.unwrap_or(SHOWN_WITHIN));
        let reach = Reach::until(shown, ctx.now());
        ctx.each_page_of_concerned_accounts(tx, filter, |accounts, concerns| {
            let facts = AccountFacts::read(ctx, tx, &accounts, reach)?;
            let ids: Vec<i64> = accounts.iter().map(|account| account.id).collect();
            let mut marks = tx.groups_of_accounts(&ids)?;
            for ((account, facts), concern) in accounts.iter().zip(facts).zip(&concerns) {
                let mut row = account_status(ctx, account, &facts, concern, shown)
                    .marked(marks.remove(&account.id).unwrap_or_default());
                row.showing.by_due_day = args.due_within.is_some();
                row.showing.is_named = ctx.account_flag.is_some();
                if !args.all {
                    row.hide_snoozed();
                }
                is_late |= row.expiring.iter().any(|one| {
                    let is_near = args.due_within.is_some() && one.on <= asked;
                    one.snoozed_until.is_none() && (one.overdue || is_near)
                });
                each(row)?;
            }
            Ok(())
        })
    })?;
    Ok(is_late)
}

/// The accounts on their way out: one line each in CSV; a page for a person where there is only one.
struct Answer<'c, 'h> {
    ctx: &'c Context<'h>,
    rows: Streamed<'c, 'h>,
    /// The first one, as long as it is the only one, where a page could become of it.
    only: Option<StatusView>,
    is_empty: bool,
    late: u64,
    hidden: u64,
}

impl<'c, 'h> Answer<'c, 'h> {
    fn to(ctx: &'c Context<'h>) -> Self {
        Self {
            ctx,
            rows: if ctx.out.format() == OutputFormat::Csv {
                Streamed::of::<StatusLine>(ctx)
            } else {
                Streamed::of::<StatusView>(ctx)
            },
            only: None,
            is_empty: true,
            late: 0,
            hidden: 0,
        }
    }

    fn push(&mut self, row: StatusView) -> Result<()> {
        self.late += u64::from(row.is_late());
        self.hidden += row.hidden() as u64;
        let is_first = std::mem::replace(&mut self.is_empty, false);
        match self.ctx.out.format() {
            OutputFormat::Csv => return self.rows.push(&StatusLine::from(&row)),
            OutputFormat::Table if is_first => {
                self.only = Some(row);
                return Ok(());
            }
            OutputFormat::Table | OutputFormat::Json | OutputFormat::Jsonl => {}
            OutputFormat::Junit | OutputFormat::Github | OutputFormat::Markdown => {}
        }
        if let Some(first) = self.only.take() {
            self.rows.push(&first)?;
        }
        self.rows.push(&row)
    }

    fn finish(mut self, empty: &str) -> Result<Outcome> {
        let Some(only) = self.only else {
            if self.hidden > 0 {
                let put_off = counted_as(self.hidden, "action is put off", "actions are put off");
                let remark = format!("{put_off}. To see all: `{}`", see_all(None));
                self.rows.remark(remark);
            }
            if self.late > 0 {
                let late = counted_as(self.late, "account is late.", "accounts are late.");
                self.rows.remark(late);
            }
            return self.rows.finish(empty);
        };
        let mut page = self.ctx.out.page();
        only.write(&mut page);
        self.ctx
            .out
            .write_long(&page.into_text())
            .map_err(|error| unwritable(&error))?;
        Ok(Outcome::written())
    }
}
