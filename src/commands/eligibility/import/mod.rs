//! `csp eligibility revenue import`: read the rows, plan what becomes of each document, apply, answer.

mod answer;
mod apply;
mod groups;
mod notes;
mod plan;
mod rows;

use std::path::PathBuf;

use super::revenue::rows as known_rows;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::MpnId;
use crate::domain::calendar::Month;
use crate::domain::role::Permission;
use crate::exchange::revenue::{DateOrder, Reading, Whose};
use crate::report::Outcome;
use crate::report::views::eligibility::import::ImportView;
use crate::report::views::eligibility::revenue::RevenueView;
use crate::session::Context;
use crate::session::export_files::find_input_files;

/// What a document with other content than the recorded one is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Conflict {
    /// A mistake: nothing is replaced or added in silence.
    Refused,
    /// A further part of it.
    Added,
    /// What comes in its place.
    Replaced,
}

impl Conflict {
    /// What the flags ask for; only one of them is given.
    pub(super) fn from_flags(add: bool, replace: bool) -> Self {
        match (add, replace) {
            (true, _) => Self::Added,
            (false, true) => Self::Replaced,
            (false, false) => Self::Refused,
        }
    }
}

/// What was asked for besides the files.
#[derive(Debug)]
pub(super) struct ImportOptions {
    pub(super) reseller: Option<MpnId>,
    pub(super) conflict: Conflict,
    pub(super) dates: Option<DateOrder>,
    /// The sheet of a workbook.
    pub(super) sheet: Option<String>,
}

pub(super) fn run(
    ctx: &Context<'_>,
    paths: &[PathBuf],
    options: &ImportOptions,
) -> Result<Outcome> {
    if paths.is_empty() {
        return Err(Diagnostic::missing("The file", "FILE"));
    }
    // Without an account the mistakes of the files come first; the write below says that there is none.
    let (own, is_from_provider) = ctx
        .read(|tx| {
            let account = ctx.account(tx)?;
            Ok((account.application.mpn_id(), !account.was_direct_bill()))
        })
        .unwrap_or_default();
    let whose = match (&options.reseller, &own) {
        (Some(named), _) => Whose::Of(named),
        (None, Some(own)) => Whose::OwnInvoices(own),
        (None, None) => Whose::Everybodys,
    };
    ctx.takes_long();
    let reading = Reading {
        whose,
        dates: options.dates,
        is_from_provider,
        is_basic: false,
        may_be_empty: false,
        today: ctx.today(),
    };
    let inputs = find_input_files(paths)?;
    let files = rows::read_all(ctx, &inputs, reading, options.sheet.as_deref())?;
    notes::note_rows(ctx, &files);
    let (view, warnings) = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let store = tx.revenue(account.id);
        let documents = plan::plan_documents(&store, &files, options.conflict)?;
        let stated = plan::plan_stated(&store, &files)?;
        let warnings: Vec<String> = documents
            .iter()
            .filter_map(|one| one.warning.clone())
            .collect();
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        apply::apply_documents(&store, &documents)?;
        apply::apply_stated(&store, &stated)?;
        let view = answer::answer(&files, &documents, &stated);
        apply::log(tx, &account, &actor, &files, (&documents, &view))?;
        let not_counted = not_counted(known_rows(tx, &account, None)?, &answer::months(&files));
        let view = ImportView {
            not_counted,
            ..view
        };
        Ok((view, warnings))
    })?;
    for warning in &warnings {
        ctx.out.note(warning);
    }
    notes::note_not_counted(ctx, &view.not_counted);
    Ok(Outcome::thing(view))
}

/// Rows of the months that an import touched and that do not count.
fn not_counted(rows: Vec<RevenueView>, months: &[Month]) -> Vec<RevenueView> {
    let mut rows = rows;
    rows.retain(|row| !row.counted && months.contains(&row.month));
    rows
}

/// A mistake of a file as a whole.
fn refused(message: String, file: &str) -> Diagnostic {
    Diagnostic::usage(message).at(file)
}
