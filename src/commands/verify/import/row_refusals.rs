//! What is wrong with a row of results, each thing in its column.

use super::super::result::RecordedResult;
use crate::diagnostic::Diagnostic;
use crate::domain::enrollment::{missing_reason, not_in_the_future};
use crate::domain::quote::shell_word;
use crate::exchange::check_results::CheckResultRow;
use crate::session::Context;
use crate::session::transition::AccountEnrollment;

/// The application after the result of a row, or everything that is wrong with the row: each column by itself.
pub(super) fn decide_row(
    ctx: &Context<'_>,
    row: &CheckResultRow,
    mut result: RecordedResult,
    before: &AccountEnrollment,
) -> std::result::Result<AccountEnrollment, Vec<Diagnostic>> {
    let now = ctx.now();
    let mut found = Vec::new();
    let lacks_reason = result
        .reason
        .as_deref()
        .is_none_or(|it| it.trim().is_empty());
    if !row.is_accepted && lacks_reason {
        let mistake = place_refusal(row, Column::Reason, &missing_reason(row.check));
        found.push(mistake.with_help("Fill in the column reason."));
        // The check and the day are judged as they are with a reason.
        result.reason = Some("-".to_owned());
    }
    let of_day = match not_in_the_future(result.on, now) {
        Ok(()) => result.decide(before, now),
        Err(future) => Err(future),
    };
    let refusal = match of_day {
        Ok(decided) if found.is_empty() => return Ok(decided.after),
        Ok(_) => return Err(found),
        Err(refusal) => refusal,
    };
    let is_future = not_in_the_future(result.on, now).is_err();
    let today = RecordedResult {
        on: ctx.today(),
        ..result
    };
    match today.decide(before, now) {
        // With another day the same result could be recorded.
        Ok(_) => found.extend(place_refusals(row, Column::On, &refusal)),
        Err(of_check) => {
            if is_future {
                found.extend(place_refusals(row, Column::On, &refusal));
            }
            found.extend(place_refusals(row, Column::Check, &of_check));
        }
    }
    Err(found)
}

/// The column that a refusal is about.
#[derive(Clone, Copy)]
enum Column {
    Check,
    Reason,
    On,
}

/// The parts of a refusal as mistakes of the file.
fn place_refusals(
    row: &CheckResultRow,
    column: Column,
    refusal: &Diagnostic,
) -> impl Iterator<Item = Diagnostic> {
    let parts = refusal.parts().iter();
    parts.map(move |one| place_refusal(row, column, one))
}

/// A refusal as a mistake of the file.
fn place_refusal(row: &CheckResultRow, column: Column, refusal: &Diagnostic) -> Diagnostic {
    let (column, field) = match column {
        Column::Check => (row.at.check, "check"),
        Column::Reason => (row.at.reason, "reason"),
        Column::On => (row.at.on, "on"),
    };
    let mistake = Diagnostic::in_field((row.at.line, column), field, refusal.message());
    let mistake = mistake.under(refusal.rule());
    let account = shell_word(&row.account, "ACCOUNT");
    mistake.with_help(format!(
        "To see the checks of the account: `csp verify status --account {account}`"
    ))
}
