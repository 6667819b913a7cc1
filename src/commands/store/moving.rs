//! `csp store move`: the whole store to another file or database.

use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, Result};
use crate::host::files::{cannot_write, folder_of};
use crate::report::Outcome;
use crate::report::views::moved::MovedView;
use crate::session::Context;
use crate::session::needs::require_value;
use crate::store::{Clock as _, MoveStep, Moving, Origin, Store, StorePlace};

/// Runs `csp store move`.
///
/// # Errors
/// As [`Store::move_to`] says, and if the target is not named or is the store itself.
pub(super) fn run(ctx: &Context<'_>, to: Option<&Path>, keep: bool) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let given = to.map(|to| to.to_string_lossy().into_owned());
    let name = needs.text(
        given.as_deref(),
        "The new place (a file or a URL)",
        "--to",
        None,
    )?;
    let question = question(ctx, name.as_deref().unwrap_or("STORE"));
    if !keep {
        needs.confirmation(&question);
    }
    needs.met()?;
    let name = to.map_or_else(|| name.map(PathBuf::from), |to| Some(to.to_owned()));
    let flagged = |mistake: Diagnostic| mistake.with_flag("--to");
    let place =
        StorePlace::named(require_value(name)?, Origin::Argument, ctx.host).map_err(flagged)?;
    refuse_itself(ctx, &place)?;
    ctx.needs_store()?;
    let target = Store::open(&place, ctx.settings.wait.into());
    let dry_run = ctx.dry_run();
    if let Some(file) = place.file().filter(|_| dry_run) {
        can_create(file).map_err(|error| cannot_write(file, &error).with_flag("--to"))?;
    }
    if !keep {
        ctx.confirm(&question)?;
    }
    ctx.takes_long();
    let interrupts = ctx.host.interrupts();
    let moved = ctx
        .store
        .move_to(&target, ctx.moment(), Moving { keep, dry_run }, &|step| {
            interrupts.writing();
            if step == MoveStep::Committing && interrupts.came_before_commit() {
                return Err(Diagnostic::interrupted());
            }
            ctx.go_on()
        });
    interrupts.written();
    Ok(Outcome::thing(MovedView::new(
        ctx.store.shown(),
        &place,
        moved?,
        keep,
        dry_run,
    )))
}

/// What is asked before the old store is given up.
fn question(ctx: &Context<'_>, to: &str) -> String {
    let from = ctx.store.shown();
    let to = crate::store::without_secrets(to);
    format!("Move the store {from} to {to}? The old one can no longer be used.")
}

/// Refuses the place where the store is already.
fn refuse_itself(ctx: &Context<'_>, place: &StorePlace) -> Result<()> {
    if place.shown() != ctx.store.shown() {
        return Ok(());
    }
    let message = format!("the store is already at {}", place.shown());
    Err(Diagnostic::usage(message)
        .with_flag("--to")
        .with_help("Choose another place."))
}

/// Whether a file can be created, without creating anything: the nearest folder that exists can be written.
fn can_create(file: &Path) -> std::io::Result<()> {
    let mut folder = folder_of(file);
    while !crate::host::files::is_there(&folder)? {
        folder = folder_of(&folder);
    }
    super::export::can_create_in(&folder)
}
