//! `csp verify import`: the results of many checks, all or none.

mod accounts;
mod row_refusals;

use crate::cli::verify::VerifyImportArgs;
use crate::diagnostic::{Diagnostic, Diagnostics, Result};
use crate::domain::Model;
use crate::exchange::check_results::{self, CheckResultRow};
use crate::exchange::decode::Expected;
use crate::report::Outcome;
use crate::report::views::check_results::{CheckResultsView, RecordedResultView, ResultOutcome};
use crate::session::Context;
use crate::session::import::{self, RowImport};
use crate::session::input_file;
use crate::store::Tx;
use accounts::ResultAccounts;
use row_refusals::decide_row;

use super::result::RecordedResult;

/// No file of results is larger than this.
const LARGEST: u64 = 256 << 20;

/// Imports results, all or none.
pub(super) fn run(
    ctx: &Context<'_>,
    model: Option<Model>,
    args: &VerifyImportArgs,
) -> Result<Outcome> {
    if ctx.account_flag.is_some() {
        let message = "`--account` cannot be used here: each row names its account";
        return Err(Diagnostic::usage(message).with_flag("--account"));
    }
    let path = import::given_file(ctx, args.file.as_ref())?;
    ctx.takes_long();
    let opening = input_file::opening(Expected::Rows, args.sheet.as_deref());
    let document = input_file::document(ctx, &path, LARGEST, opening)?;
    let parsed = check_results::read(&document);
    drop(document);
    let (_, results) = import::carry_out(ctx, &path, parsed, &ResultImport { ctx, model })?;
    Ok(Outcome::thing(CheckResultsView::new(results)))
}

/// An import of results under way.
struct ResultImport<'a, 'h> {
    ctx: &'a Context<'h>,
    /// The model of rows that name none.
    model: Option<Model>,
}

/// The accounts of a file as they are, and which of its rows say what they have already.
struct Plan {
    accounts: ResultAccounts,
    is_recorded: Vec<bool>,
}

impl RowImport for ResultImport<'_, '_> {
    type File = Vec<CheckResultRow>;
    type Plan = Plan;
    type Done = Vec<RecordedResultView>;

    fn plan(&self, tx: &Tx<'_>, rows: &Vec<CheckResultRow>) -> Result<(Plan, Diagnostics)> {
        let mut mistakes = Diagnostics::default();
        let accounts = ResultAccounts::find(self.ctx, tx, rows, self.model, &mut mistakes)?;
        let is_recorded = accounts.find_recorded(rows)?;
        let mut present = accounts.enrollments();
        for (at, row) in rows.iter().enumerate() {
            let Some(slot) = accounts.slot(at).and_then(|slot| present.get_mut(slot)) else {
                continue;
            };
            if is_recorded.get(at) == Some(&true) {
                continue;
            }
            match decide_row(self.ctx, row, self.result(row), slot) {
                Ok(after) => *slot = after,
                Err(found) => mistakes.extend(found),
            }
            self.ctx.go_on()?;
        }
        let plan = Plan {
            accounts,
            is_recorded,
        };
        Ok((plan, mistakes))
    }

    fn apply(
        &self,
        tx: &Tx<'_>,
        rows: &Vec<CheckResultRow>,
        plan: Plan,
    ) -> Result<Vec<RecordedResultView>> {
        let Plan {
            accounts,
            is_recorded,
        } = plan;
        let actors = accounts.require_actors(self.ctx, tx)?;
        let mut present = accounts.enrollments();
        let progress = self.ctx.out.progress(rows.len() as u64, "writing");
        let mut results = Vec::with_capacity(rows.len());
        for (at, row) in rows.iter().enumerate() {
            let slot = accounts.slot(at).unwrap_or(usize::MAX);
            let (Some(before), Some(actor)) = (present.get_mut(slot), actors.get(slot)) else {
                return Err(crate::session::import_answer::vanished(&row.account));
            };
            let mut outcome = ResultOutcome::Unchanged;
            if is_recorded.get(at) != Some(&true) {
                let result = self.result(row);
                let decided = result.decide(before, self.ctx.now())?;
                let account = before.account.clone();
                let step = result.transition();
                step.keep(tx, &account, actor, before, &decided)?;
                result.void_code(tx, &decided.after)?;
                *before = decided.after;
                outcome = ResultOutcome::Recorded;
            }
            results.push(RecordedResultView::new(
                &before.account.slug,
                before.enrollment()?,
                row.check,
                outcome,
            ));
            progress.advance(1);
            self.ctx.go_on()?;
        }
        Ok(results)
    }
}

impl ResultImport<'_, '_> {
    fn result(&self, row: &CheckResultRow) -> RecordedResult {
        RecordedResult {
            check: row.check,
            is_accepted: row.is_accepted,
            reason: row.reason.clone(),
            on: row.on.unwrap_or_else(|| self.ctx.today()),
        }
    }
}
