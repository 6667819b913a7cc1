//! `csp gdap import`: read the files, reconcile each sighting with the register, answer.

mod answer;
mod assignments;
mod ending;
mod files;
mod register;
mod relationships;

use crate::cli::gdap::GdapImportArgs;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::gdap::RelationshipId;
use crate::domain::role::Permission;
use crate::report::Outcome;
use crate::session::Context;
use crate::session::find::gdap::relationship_named;
use crate::store::Tx;
use answer::ImportAnswer;
use files::ReadFiles;
use register::Register;

/// Imports files, all or none.
pub(super) fn run(ctx: &Context<'_>, args: &GdapImportArgs) -> Result<Outcome> {
    if args.files.is_empty() {
        return Err(Diagnostic::missing("The file", "FILE"));
    }
    ctx.takes_long();
    let files = ReadFiles::read(ctx, &args.files, args.sheet.as_deref())?;
    let answer = ctx.write(|tx| import(ctx, tx, args, &files))?;
    answer.note(ctx, &files);
    Ok(Outcome::thing(answer.into_view(&files)))
}

fn import(
    ctx: &Context<'_>,
    tx: &Tx<'_>,
    args: &GdapImportArgs,
    files: &ReadFiles,
) -> Result<ImportAnswer> {
    let account = ctx.account(tx)?;
    let actor = ctx.require_actor(tx, &account, Permission::GdapManage)?;
    let of = match args.of.as_deref() {
        Some(typed) => {
            let id = relationship_named(tx, &account, typed)?.id;
            Some(id.microsoft().ok_or_else(|| draft_refusal(id))?)
        }
        None => None,
    };
    tx.expect_bulk()?;
    let mut register = Register::load(ctx, tx, &account, &actor)?;
    let progress = ctx.out.progress(files.records(), "writing");
    files.each_relationship(|sighting| {
        register.see(sighting)?;
        progress.advance(1);
        ctx.go_on()
    })?;
    let mut mistakes = Vec::new();
    files.each_assignment(|place, sighting| {
        mistakes.extend(register.see_assignment(sighting, of, place)?);
        progress.advance(1);
        ctx.go_on()
    })?;
    Diagnostic::unless_none(mistakes)?;
    let is_complete = args.complete && files.gap().is_none();
    if is_complete {
        register.mark_absent()?;
    }
    register.finish(args.complete, is_complete)
}

/// A draft has no assignments at Microsoft that a file could show.
fn draft_refusal(id: RelationshipId) -> Diagnostic {
    Diagnostic::usage(format!(
        "{id} is a draft: it does not exist at Microsoft yet, so it has no assignments"
    ))
    .with_flag("--of")
    .with_help(format!(
        "When it was made there: `csp gdap created {id} --id RELATIONSHIP-ID`"
    ))
}
