//! Where a command may write, decided before it does anything.

use crate::cli::OutputPath;
use crate::diagnostic::{Diagnostic, Result};
use crate::session::Context;
use crate::session::own_files::{OwnFiles, is_same_place};

impl Context<'_> {
    /// The files that nothing may replace.
    pub fn own_files(&self) -> OwnFiles {
        OwnFiles::of(self.settings.store.file(), &self.settings.config_path)
    }
}

/// Makes sure that nothing that the command is to write takes the place of the program's own files, or of each other.
///
/// # Errors
/// A usage failure that names the flag.
pub fn check(ctx: &Context<'_>, outputs: &[OutputPath]) -> Result<()> {
    if outputs.is_empty() {
        return Ok(());
    }
    let own = ctx.own_files();
    for (at, output) in outputs.iter().enumerate() {
        own.refuse(&output.path, &output.flag)?;
        let same = |before: &&OutputPath| is_same_place(&before.path, &output.path);
        if let Some(before) = outputs.iter().take(at).find(same) {
            let message = format!(
                "{} and {} are the same file: {}",
                before.flag,
                output.flag,
                output.path.display()
            );
            let mistake = Diagnostic::usage(message).with_flag(&*output.flag);
            return Err(mistake.with_help("Choose another name for one of them."));
        }
    }
    Ok(())
}
