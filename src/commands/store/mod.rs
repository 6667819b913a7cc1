//! `csp store`: the store as a whole.

mod export;
mod moving;

use std::path::{Path, PathBuf};

use crate::cli::records::StoreCommand;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::host::files::{folder_of, refuse_existing};
use crate::report::Outcome;
use crate::report::views::records::{CheckedView, PathView, RestoredView};
use crate::session::Context;
use crate::session::needs::{Needs, require_value};
use crate::store::Clock as _;
use crate::store::Store;
use crate::store::exposure;

/// Runs `csp store`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, command: StoreCommand) -> Result<Outcome> {
    match command {
        StoreCommand::Path => Ok(Outcome::thing(PathView {
            path: ctx.store.shown(),
            exists: ctx.store.absence()?.is_none(),
        })),
        StoreCommand::Check => check(ctx),
        StoreCommand::Backup { file, force } => backup(ctx, file.as_deref(), force),
        StoreCommand::Export { folder } => export::run(ctx, folder.as_deref()),
        StoreCommand::Move { to, keep } => moving::run(ctx, to.as_deref(), keep),
        StoreCommand::Restore { file } => restore(ctx, file.as_deref()),
    }
}

fn check(ctx: &Context<'_>) -> Result<Outcome> {
    ctx.needs_store()?;
    let (mut problems, entries) = ctx.read(|tx| {
        ctx.reading_records(tx)?;
        let problems = tx.check()?;
        let entries = if problems.is_empty() {
            tx.count_entries()?
        } else {
            0
        };
        Ok((problems, entries))
    })?;
    problems.extend(ctx.store.file().and_then(exposure));
    let view = CheckedView::new(problems, Some(entries));
    let ok = view.ok();
    Ok(Outcome::thing(view).answering(ok))
}

pub(super) fn file_named(ctx: &Context<'_>, file: Option<&Path>) -> Result<PathBuf> {
    let mut needs = ctx.needs();
    let name = asked_for(&mut needs, file)?;
    needs.met()?;
    require_value(name)
}

fn asked_for(needs: &mut Needs<'_, '_>, file: Option<&Path>) -> Result<Option<PathBuf>> {
    let given = file.map(|file| file.to_string_lossy().into_owned());
    let name = needs.text(given.as_deref(), "The file", "FILE", None)?;
    Ok(name.map(|name| file.map_or_else(|| PathBuf::from(name), Path::to_owned)))
}

fn backup(ctx: &Context<'_>, file: Option<&Path>, force: bool) -> Result<Outcome> {
    let target = file_named(ctx, file)?;
    if !force {
        refuse_existing(&target).map_err(|failure| {
            failure.with_help("Choose another name, or replace the file with `--force`.")
        })?;
    }
    ctx.needs_store()?;
    if !ctx.dry_run() {
        let problems = ctx.store.copy_to(&target, ctx.moment(), force)?;
        if let Some(first) = problems.first() {
            return Err(Diagnostic::failed(format!(
                "the copy is damaged: {}; nothing was written",
                first.what
            ))
            .with_help("See what is wrong with the store: `csp store check`"));
        }
        ctx.acted();
    }
    Ok(Outcome::thing(PathView {
        path: target.display().to_string(),
        exists: !ctx.dry_run(),
    }))
}

const RESTORING: &str = "Replace the store? The present one is kept beside it.";

/// Puts a copy in the place of the store; the store that was there is kept beside it.
fn restore(ctx: &Context<'_>, file: Option<&Path>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let source = asked_for(&mut needs, file)?;
    needs.confirmation(RESTORING);
    needs.met()?;
    let source = require_value(source)?;
    if !source.is_file() {
        return Err(no_copy(format!("{} is not a file", source.display())));
    }
    // An empty file reads as an empty store, and no backup is one.
    if source.metadata().is_ok_and(|file| file.len() == 0) {
        let message = format!("{} is empty; nothing was changed", source.display());
        return Err(no_copy(message));
    }
    let moment = ctx.moment();
    let copy = Store::left_behind(source.clone(), ctx.settings.wait.into());
    let problems = copy.read(&moment, |tx| tx.check()).map_err(|error| {
        if matches!(error.kind(), Kind::NotAStore | Kind::DamagedStore) {
            return no_copy(format!("{error}; nothing was changed"));
        }
        error
    })?;
    if let Some(first) = problems.first() {
        let (name, what) = (source.display(), &first.what);
        return Err(no_copy(format!(
            "{name} is damaged: {what}; nothing was changed"
        )));
    }
    ctx.confirm(RESTORING)?;
    // What was in a database on a server is kept in a file where the file of a store would be.
    let beside = match ctx.store.file() {
        Some(file) => file.to_owned(),
        None => ctx.host.data_folder().unwrap_or_default().join("csp.db"),
    };
    let replaced = if ctx.store.exists()? {
        Some(require_value(free_name(ctx, &beside))?)
    } else {
        None
    };
    if !ctx.dry_run() {
        let prepared = copy.prepared(&folder_of(&beside), moment)?;
        match (&replaced, ctx.store.file()) {
            (None, Some(file)) => prepared.store.copy_to(file, moment, false).map(drop)?,
            (replaced, _) => {
                let aside = replaced.as_deref().unwrap_or(&beside);
                ctx.store.become_copy_of(&prepared.store, aside, moment)?;
            }
        }
        ctx.acted();
    }
    Ok(Outcome::thing(RestoredView {
        path: ctx.store.shown(),
        from: source.display().to_string(),
        replaced: replaced.map(|path| path.display().to_string()),
    }))
}

/// The failure for a file that is no copy of a store.
fn no_copy(message: String) -> Diagnostic {
    Diagnostic::usage(message)
        .with_flag("FILE")
        .with_help("Give a file that was written by `csp store backup FILE`.")
}

/// A name beside the store that nothing has yet.
fn free_name(ctx: &Context<'_>, place: &Path) -> Option<PathBuf> {
    let day = ctx.today();
    (1..1000)
        .map(|n| {
            let mut name = place.as_os_str().to_owned();
            name.push(if n == 1 {
                format!(".before-{day}")
            } else {
                format!(".before-{day}-{n}")
            });
            PathBuf::from(name)
        })
        .find(|name| name.symlink_metadata().is_err())
}
