//! The accounts that the rows of results name, each read once.

use std::collections::HashMap;

use crate::diagnostic::{Diagnostic, Diagnostics, Kind, Result};
use crate::domain::Model;
use crate::domain::enrollment::{Check, CheckKind, CheckStateKind};
use crate::domain::role::Permission;
use crate::exchange::check_results::CheckResultRow;
use crate::session::transition::{AccountEnrollment, Subject as _};
use crate::session::{Actor, Context};
use crate::store::Tx;

/// So many unknown accounts are reported with the nearest name; to look for it all names are read.
const SUGGESTED: usize = 10;

/// The applications that the rows are about.
pub(super) struct ResultAccounts {
    enrollments: Vec<AccountEnrollment>,
    /// The place of the application of each row; `None` where it was not found.
    slots: Vec<Option<usize>>,
}

impl ResultAccounts {
    /// Finds the application of each row. `model` is that of rows that name none.
    ///
    /// # Errors
    /// If the store cannot be read.
    pub(super) fn find(
        ctx: &Context<'_>,
        tx: &Tx<'_>,
        rows: &[CheckResultRow],
        model: Option<Model>,
        mistakes: &mut Diagnostics,
    ) -> Result<Self> {
        let mut found = Self {
            enrollments: Vec::new(),
            slots: Vec::with_capacity(rows.len()),
        };
        // Two spellings of an account have one slot.
        let mut by_spelling: HashMap<(String, Option<Model>), Option<usize>> = HashMap::new();
        let mut by_place: HashMap<(i64, Option<usize>), usize> = HashMap::new();
        let mut unknown = 0;
        for row in rows {
            let model = row.model.or(model);
            let spelling = (row.account.to_lowercase(), model);
            let slot = if let Some(slot) = by_spelling.get(&spelling) {
                if slot.is_none() {
                    mistakes.push(not_found(row, None));
                }
                *slot
            } else {
                let slot = match find_enrollment(tx, row, model, mistakes)? {
                    Some(one) => {
                        let place = one.place().ok();
                        let slot = *by_place
                            .entry((one.account.id, place))
                            .or_insert(found.enrollments.len());
                        if slot == found.enrollments.len() {
                            found.enrollments.push(one);
                        }
                        Some(slot)
                    }
                    None => {
                        unknown += 1;
                        let near = unknown <= SUGGESTED;
                        let near = near.then(|| ctx.account_named(tx, &row.account).err());
                        mistakes.push(not_found(row, near.flatten()));
                        None
                    }
                };
                by_spelling.insert(spelling, slot);
                slot
            };
            found.slots.push(slot);
        }
        Ok(found)
    }

    /// The applications as they are before the import.
    pub(super) fn enrollments(&self) -> Vec<AccountEnrollment> {
        self.enrollments.clone()
    }

    /// The place of a row's application among them.
    pub(super) fn slot(&self, row: usize) -> Option<usize> {
        self.slots.get(row).copied().flatten()
    }

    /// Which rows are recorded already: all of a check whose last row is what the store has.
    ///
    /// # Errors
    /// If an account has no application.
    pub(super) fn find_recorded(&self, rows: &[CheckResultRow]) -> Result<Vec<bool>> {
        let mut is_recorded: HashMap<(usize, CheckKind), bool> = HashMap::new();
        for (row, slot) in rows.iter().zip(&self.slots) {
            let Some(slot) = *slot else { continue };
            let check = match self.enrollments.get(slot) {
                Some(one) if one.place().is_ok() => one.enrollment()?.check(row.check),
                Some(_) | None => None,
            };
            let is_it = check.is_some_and(|check| is_recorded_as(check, row));
            is_recorded.insert((slot, row.check), is_it);
        }
        let of_row = |(row, slot): (&CheckResultRow, &Option<usize>)| {
            slot.is_some_and(|slot| is_recorded.get(&(slot, row.check)) == Some(&true))
        };
        Ok(rows.iter().zip(&self.slots).map(of_row).collect())
    }

    /// Who acts in each account.
    ///
    /// # Errors
    /// That the acting user may not in one of them, or is not a user of it.
    pub(super) fn require_actors(&self, ctx: &Context<'_>, tx: &Tx<'_>) -> Result<Vec<Actor>> {
        let accounts = self.enrollments.iter().map(|one| &one.account);
        let actors = accounts.map(|account| {
            let actor = ctx.require_actor(tx, account, Permission::AccountManage);
            actor.map_err(|refusal| {
                if refusal.kind() != Kind::Forbidden {
                    return refusal;
                }
                let message = format!("{}: {}", account.slug, refusal.message());
                refusal.with_message(message)
            })
        });
        actors.collect()
    }
}

/// The application that a row names; `None` if there is no such account.
fn find_enrollment(
    tx: &Tx<'_>,
    row: &CheckResultRow,
    model: Option<Model>,
    mistakes: &mut Diagnostics,
) -> Result<Option<AccountEnrollment>> {
    let Some(account) = tx.accounts().find_named(&row.account)? else {
        return Ok(None);
    };
    match AccountEnrollment::find(tx, &account, &model) {
        Ok(found) => Ok(Some(found)),
        Err(_) => {
            let at = (row.at.line, row.at.account);
            let message = format!(
                "`{}` has two applications; name the model in the column `model` or with --model",
                row.account
            );
            mistakes.push(Diagnostic::in_field(at, "account", message));
            AccountEnrollment::find(tx, &account, &None).map_or(Ok(None), |found| Ok(Some(found)))
        }
    }
}

fn not_found(row: &CheckResultRow, near: Option<Diagnostic>) -> Diagnostic {
    let message = match &near {
        Some(near) => near.message().to_owned(),
        None => format!("account `{}` not found", row.account),
    };
    let help = near.as_ref().and_then(Diagnostic::own_help);
    let help = help.unwrap_or("To see the accounts of this store: `csp enroll list`");
    Diagnostic::in_field((row.at.line, row.at.account), "account", message).with_help(help)
}

/// Whether a check has the result of a row. A row without a day or a reason says nothing about it.
fn is_recorded_as(check: &Check, row: &CheckResultRow) -> bool {
    let state = if row.is_accepted {
        CheckStateKind::Accepted
    } else {
        CheckStateKind::Rejected
    };
    let has_day = row.on.is_none_or(|on| check.since().date_naive() == on);
    let reason = row.reason.as_deref().filter(|_| !row.is_accepted);
    let has_reason = reason.is_none_or(|reason| check.reason() == Some(reason));
    check.word() == state && has_day && has_reason
}
