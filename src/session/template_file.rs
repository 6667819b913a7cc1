//! Files to fill in that are written where a person asks for them.

use std::path::Path;

use super::Context;
use crate::diagnostic::{Diagnostic, Result};
use crate::exchange::template_workbook::{TemplateColumn, write_template};
use crate::host::files::write_whole;
use crate::report::Outcome;
use crate::report::views::template_file::TemplateFileView;

/// Whether the name of a file is that of a workbook.
pub fn is_workbook(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending.eq_ignore_ascii_case("xlsx"))
}

/// Writes a workbook to fill in.
///
/// # Errors
/// If it cannot be written.
pub fn write_workbook(
    ctx: &Context<'_>,
    path: &Path,
    sheet: &str,
    columns: &[TemplateColumn],
) -> Result<Outcome> {
    let failed = |error| Diagnostic::failed(format!("the workbook could not be made: {error}"));
    let content = write_template(sheet, columns, ctx.now()).map_err(failed)?;
    write(ctx, path, &content)
}

/// Writes a file to fill in.
///
/// # Errors
/// If it cannot be written.
pub fn write(ctx: &Context<'_>, path: &Path, content: &[u8]) -> Result<Outcome> {
    if !ctx.dry_run() {
        write_whole(path, content)?;
        ctx.acted();
    }
    Ok(Outcome::thing(TemplateFileView {
        file: path.display().to_string(),
        bytes: content.len() as u64,
    }))
}
