//! `csp status`: one page with the state of every account, what is next and what is late.

use crate::cli::records::StatusArgs;
use crate::diagnostic::Result;
use crate::domain::calendar::{Day, days_after};
use crate::domain::{Account, counted_as};
use crate::report::views::next::views;
use crate::report::views::status::{StandsView, StatusLine, StatusView};
use crate::report::{Outcome, OutputFormat, unwritable};
use crate::session::Context;
use crate::session::account_agenda::AccountAgenda;
use crate::session::account_facts::{AccountFacts, Reach};
use crate::session::streamed_list::Streamed;

/// Without `--due-within`, things that end within so many days are shown.
const SHOWN_WITHIN: u32 = 30;

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
    let mut answer = Answer::to(ctx);
    let mut is_late = false;
    ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let today = ctx.today();
        let asked = days_after(today, args.due_within.unwrap_or(0));
        let shown = days_after(today, args.due_within.unwrap_or(SHOWN_WITHIN));
        let reach = Reach::until(shown, ctx.now());
        ctx.each_page_of_accounts(tx, |accounts| {
            let facts = AccountFacts::read(ctx, tx, &accounts, reach)?;
            for (account, facts) in accounts.iter().zip(facts) {
                let row = view(ctx, account, &facts, shown);
                is_late |= row
                    .expiring
                    .iter()
                    .any(|one| one.overdue || one.on <= asked && args.due_within.is_some());
                answer.push(row)?;
            }
            Ok(())
        })
    })?;
    Ok(answer.finish()?.answering(!(args.check && is_late)))
}

/// The accounts on their way out: one line each in CSV; a page for a person where there is only one.
struct Answer<'c, 'h> {
    ctx: &'c Context<'h>,
    rows: Streamed<'c, 'h>,
    /// The first one, as long as it is the only one, where a page could become of it.
    only: Option<StatusView>,
    is_empty: bool,
    late: u64,
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
        }
    }

    fn push(&mut self, row: StatusView) -> Result<()> {
        self.late += u64::from(row.is_late());
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

    fn finish(mut self) -> Result<Outcome> {
        let Some(only) = self.only else {
            if self.late > 0 {
                let late = counted_as(self.late, "account is late.", "accounts are late.");
                self.rows.remark(late);
            }
            return self.rows.finish(EMPTY);
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

fn view(ctx: &Context<'_>, account: &Account, facts: &AccountFacts, horizon: Day) -> StatusView {
    let agenda = AccountAgenda::of(ctx, account, facts, horizon);
    StatusView {
        account: account.slug.clone(),
        legal_name: account.legal_name().to_owned(),
        enrollments: account
            .enrollments
            .iter()
            .map(|one| StandsView {
                model: one.model,
                state: one.stage(),
            })
            .collect(),
        next: views(&agenda.next),
        expiring: agenda.expiring,
    }
}
