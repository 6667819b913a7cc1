//! `csp doctor`: what is wrong with this installation and what to do.

mod files;
mod policies;
mod records;
mod report;
mod server;
mod surroundings;

use crate::diagnostic::{Kind, Result};
use crate::report::views::finding::{Examined, FindingView, Severity};
use crate::report::{List, Outcome, OutputFormat, unwritable};
use crate::session::Context;
use files::{examine_permissions, examine_unfinished_files};
use policies::examine_policies;
use records::{examine_global_admins, examine_records};
use report::Report;
use server::examine_server;
use surroundings::{examine_configuration, examine_message_texts, examine_terminal};

/// Runs `csp doctor`.
///
/// # Errors
/// If the acting user may not read, or the answer cannot be written.
pub fn run(ctx: &Context<'_>) -> Result<Outcome> {
    let mut report = Report::default();
    examine_permissions(ctx, &mut report);
    examine_unfinished_files(ctx, &mut report);
    let database = examine_server(ctx, &mut report);
    if let Some(database) = &database {
        if let Err(failure) = ctx.needs_store()
            && failure.kind() == Kind::MissingStore
        {
            report.add_failure(Examined::Integrity, &failure);
        }
        // A store that was moved away is reported above.
        let is_elsewhere =
            matches!(ctx.store.absence(), Err(failure) if failure.kind() == Kind::MissingStore);
        if !is_elsewhere {
            examine_records(ctx, database, &mut report)?;
        }
        examine_global_admins(ctx, &mut report);
    }
    examine_configuration(ctx, database.is_some(), &mut report);
    examine_message_texts(ctx, &mut report);
    examine_terminal(ctx, &mut report);
    examine_policies(ctx, &mut report);
    let well = report
        .findings
        .iter()
        .all(|one| one.severity == Severity::Warning);
    let outcome = if ctx.out.format() == OutputFormat::Table {
        let mut page = ctx.out.page();
        FindingView::write(&mut page, &report.facts, &report.findings);
        ctx.out
            .write(page.into_text().as_bytes())
            .map_err(|error| unwritable(&error))?;
        Outcome::written()
    } else {
        Outcome::list(List::new(report.findings, ""))
    };
    Ok(outcome.answering(well))
}
