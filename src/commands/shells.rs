//! `csp completions` and `csp man`: for shells and for reading.

use std::io;
use std::path::Path;

use crate::cli::shell::Shell;
use crate::cli::{complete, manual};
use crate::diagnostic::{Diagnostic, Result};
use crate::report::Outcome;
use crate::report::views::export::{ExportedView, StoreExportView};
use crate::session::Context;
use crate::session::needs::require_value;

/// Runs `csp completions`.
///
/// # Errors
/// If no shell is named.
pub fn completions(ctx: &Context<'_>, shell: Option<Shell>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    let shell = needs.word(shell, "The shell", "SHELL", None)?;
    needs.met()?;
    let shell = require_value(shell)?;
    Ok(Outcome::text(complete::script(shell).map_err(not_made)?))
}

/// Runs `csp man`.
///
/// # Errors
/// If the folder cannot be written.
pub fn man(ctx: &Context<'_>, folder: Option<&Path>) -> Result<Outcome> {
    let Some(folder) = folder else {
        let page = manual::page().map_err(not_made)?;
        return Ok(Outcome::text(String::from_utf8_lossy(&page)));
    };
    let pages = manual::pages().map_err(not_made)?;
    let own = ctx.own_files();
    for page in &pages {
        own.refuse(&folder.join(&page.file), "--out")?;
    }
    if !ctx.dry_run() {
        let failed =
            |error: io::Error| Diagnostic::failed(format!("{}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(failed)?;
        for page in &pages {
            std::fs::write(folder.join(&page.file), &page.text).map_err(failed)?;
        }
        ctx.acted();
    }
    let files = pages.iter().map(|page| ExportedView {
        file: page.file.clone(),
        rows: page.text.split(|byte| *byte == b'\n').count(),
    });
    Ok(Outcome::thing(StoreExportView {
        folder: folder.display().to_string(),
        files: files.collect(),
    }))
}

fn not_made(error: io::Error) -> Diagnostic {
    Diagnostic::failed(format!("{error}"))
}
