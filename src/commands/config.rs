//! `csp config`: settings.

use crate::cli::records::ConfigCommand;
use crate::cli::setting_key::Key;
use crate::diagnostic::{Diagnostic, Kind, Result};
use crate::domain::word::Word;
use crate::host::files::{FolderLock, create_folder, folder_of, read_small, write_whole};
use crate::report::views::records::{PathView, SettingView};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::needs::vouched;
use crate::session::settings::{ConfigFile, LARGEST, with_value};

/// Runs `csp config`.
///
/// # Errors
/// As the subcommand says.
pub fn run(ctx: &Context<'_>, command: ConfigCommand) -> Result<Outcome> {
    let path = &ctx.settings.config_path;
    match command {
        ConfigCommand::Path => Ok(Outcome::thing(PathView {
            path: path.display().to_string(),
            exists: path.exists(),
        })),
        ConfigCommand::List => {
            let file = ConfigFile::read(path)?;
            let rows = Key::ALL.iter().map(|&key| view(&file, key)).collect();
            Ok(Outcome::list(List::new(rows, "")))
        }
        ConfigCommand::Get { key } => {
            let key = key_named(ctx, key)?;
            Ok(Outcome::thing(view(&ConfigFile::read(path)?, key)))
        }
        ConfigCommand::Set { key, value } => set(ctx, key, value.as_deref()),
    }
}

fn view(file: &ConfigFile, key: Key) -> SettingView {
    SettingView {
        key: key.to_string(),
        value: file.get(key).map(str::to_owned),
        meaning: key.meaning(),
    }
}

fn not_understood(message: String) -> Diagnostic {
    Diagnostic::usage(message).with_help("`csp config list` shows every key with its meaning.")
}

fn key_named(ctx: &Context<'_>, typed: Option<String>) -> Result<Key> {
    let typed = typed
        .map(|typed| {
            typed
                .parse::<Key>()
                .map_err(|bad| not_understood(bad.to_string()))
        })
        .transpose()?;
    let mut needs = ctx.needs();
    let key = needs.value(typed, "The key", "KEY", None)?;
    needs.met()?;
    vouched(key)
}

/// Writes a setting into the configuration file; everything else in it stays as it is.
///
/// # Errors
/// If there is no place for the file, it cannot be written, or another command keeps it locked.
pub(super) fn keep(ctx: &Context<'_>, key: Key, value: &str) -> Result<()> {
    if ctx.dry_run() {
        return Ok(());
    }
    let path = &ctx.settings.config_path;
    if path.as_os_str().is_empty() {
        return Err(
            Diagnostic::usage("there is no home folder for a configuration file")
                .with_help("Name the file with `--config PATH`."),
        );
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
    write_whole(path, after.as_bytes())
}

fn set(ctx: &Context<'_>, key: Option<String>, value: Option<&str>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    if key.is_none() && !ctx.prompter.can_ask() {
        needs.missing("The key", "KEY", None);
    }
    let value = needs.text(value, "The value", "VALUE", None)?;
    needs.met()?;
    let key = key_named(ctx, key)?;
    let value = vouched(value)?;
    key.check(&value)
        .map_err(|bad| not_understood(format!("{key}: {bad}")))?;
    keep(ctx, key, &value)?;
    Ok(Outcome::thing(SettingView {
        key: key.to_string(),
        value: Some(value),
        meaning: key.meaning(),
    }))
}
