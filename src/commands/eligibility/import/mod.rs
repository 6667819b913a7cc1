//! `csp eligibility revenue import`: read the rows, plan what becomes of each document, apply, answer.

mod answer;
mod apply;
mod groups;
mod plan;
mod rows;

use std::path::PathBuf;

use super::revenue::rows as known_rows;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::calendar::Month;
use crate::domain::revenue::SourceKind;
use crate::domain::role::Permission;
use crate::domain::{MpnId, counted};
use crate::exchange::revenue::{DateOrder, LeftOut, Reading, Whose};
use crate::report::Outcome;
use crate::report::views::eligibility::import::ImportView;
use crate::report::views::eligibility::revenue::RevenueView;
use crate::session::Context;
use rows::ReadFile;

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
    let own = ctx
        .read(|tx| Ok(ctx.account(tx)?.application.mpn_id()))
        .ok()
        .flatten();
    let whose = match (&options.reseller, &own) {
        (Some(named), _) => Whose::Of(named),
        (None, Some(own)) => Whose::OwnInvoices(own),
        (None, None) => Whose::Everybodys,
    };
    ctx.takes_long();
    let reading = Reading {
        whose,
        dates: options.dates,
        today: ctx.today(),
    };
    let files = rows::read_all(ctx, paths, reading, options.sheet.as_deref())?;
    note_left_out(ctx, &files);
    let view = ctx.write(|tx| {
        let account = ctx.account(tx)?;
        let store = tx.revenue(account.id);
        let documents = plan::plan_documents(&store, &files, options.conflict)?;
        let stated = plan::plan_stated(&store, &files)?;
        let actor = ctx.require_actor(tx, &account, Permission::RevenueManage)?;
        apply::apply_documents(&store, &documents)?;
        apply::apply_stated(&store, &stated)?;
        let view = answer::answer(&files, &documents, &stated);
        apply::log(tx, &account, &actor, &files, &view)?;
        let not_counted = not_counted(known_rows(tx, &account, None)?, &answer::months(&files));
        Ok(ImportView {
            not_counted,
            ..view
        })
    })?;
    note_not_counted(ctx, &view.not_counted);
    Ok(Outcome::thing(view))
}

/// Rows of the months that an import touched and that do not count.
fn not_counted(rows: Vec<RevenueView>, months: &[Month]) -> Vec<RevenueView> {
    let mut rows = rows;
    rows.retain(|row| !row.counted && months.contains(&row.month));
    rows
}

fn note_not_counted(ctx: &Context<'_>, rows: &[RevenueView]) {
    for kind in [SourceKind::Invoice, SourceKind::Export] {
        let mut months: Vec<Month> = rows
            .iter()
            .filter(|row| row.kind == kind)
            .map(|row| row.month)
            .collect();
        months.dedup();
        if !months.is_empty() {
            ctx.out.note(&format!(
                "not counted in {}: {}, because a stronger source is recorded for these months (stated totals count before invoices, invoices before exports)",
                crate::policy::month_list(&months),
                kind.plural()
            ));
        }
    }
}

fn note_left_out(ctx: &Context<'_>, files: &[ReadFile]) {
    let say = |file: &ReadFile, left_out: &LeftOut, what: &str, advice: &str| {
        if left_out.rows > 0 {
            let money: Vec<String> = left_out.money().iter().map(ToString::to_string).collect();
            ctx.out.note(&format!(
                "{}: left out {} {what} ({}){advice}",
                file.name,
                counted(left_out.rows, "row"),
                money.join(" and ")
            ));
        }
    };
    for file in files {
        say(
            file,
            &file.content.other_resellers,
            "of other resellers",
            "; choose whose rows count with `--reseller-mpn-id ID`",
        );
        say(
            file,
            &file.content.duplicates,
            "marked as duplicate by the export",
            "",
        );
        let what = if file.content.documents.is_empty() {
            "marked as not counted"
        } else {
            "of CPOR, DPOR or PAL revenue, which is not billed"
        };
        say(file, &file.content.not_billed, what, "");
    }
}

/// A mistake of a file as a whole.
fn refused(message: String, file: &str) -> Diagnostic {
    Diagnostic::usage(message).at(file)
}
