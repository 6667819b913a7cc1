//! Writing a setting into the configuration file.

use super::Context;
use super::settings::{LARGEST, with_value};
use crate::cli::setting_key::Key;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::host::files::{FolderLock, create_folder, folder_of, read_small, write_whole};

/// Writes a setting into the configuration file; everything else in it stays as it is.
///
/// # Errors
/// If there is no place for the file, it cannot be written, or another command keeps it locked.
pub fn keep_setting(ctx: &Context<'_>, key: Key, value: &str) -> Result<()> {
    if ctx.dry_run() {
        return Ok(());
    }
    let path = &ctx.settings.config_path;
    if path.as_os_str().is_empty() {
        return Err(Diagnostic::usage(
            "cannot find your home folder, where the configuration file would be",
        )
        .with_help("Give the file with `--config PATH`."));
    }
    let failed = |error| Diagnostic::failed(format!("{}: {error}", path.display()));
    let folder = folder_of(path);
    create_folder(&folder).map_err(failed)?;
    // Held until the file is replaced, so that two commands do not both start from the same settings.
    let lock = FolderLock::take(&folder, ctx.settings.wait.into()).map_err(failed)?;
    let Some(_lock) = lock else {
        let message = format!("another command is changing {}", path.display());
        return Err(Diagnostic::new(Kind::Busy, message)
            .with_help("Try again, or wait longer with `--wait SECONDS`."));
    };
    let before = match read_small(path, LARGEST) {
        Ok(bytes) => String::from_utf8(bytes)
            .map_err(|_| Diagnostic::usage(format!("{} is not UTF-8", path.display())))?,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(error)),
    };
    let after = with_value(&before, key, value)
        .map_err(|error| Diagnostic::usage(format!("{}: {}", path.display(), error.message())))?;
    write_whole(path, after.as_bytes())?;
    ctx.acted();
    Ok(())
}
