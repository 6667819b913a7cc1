//! `csp config`: settings.

use crate::cli::records::ConfigCommand;
use crate::cli::setting_key::Key;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::word::Word;
use crate::report::views::records::{PathView, SettingView};
use crate::report::{List, Outcome};
use crate::session::Context;
use crate::session::needs::require_value;
use crate::session::settings::ConfigFile;
use crate::session::settings_file::keep_setting;
use crate::store::without_secrets;

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
        value: file.get(key).map(|value| match key {
            // The URL of a server may carry a password.
            Key::Store => without_secrets(value),
            Key::Account
            | Key::As
            | Key::Color
            | Key::Format
            | Key::Lang
            | Key::OrdersAgreementBlockFrom
            | Key::Pager
            | Key::PolicyKeys
            | Key::PromptsAccessible
            | Key::Wait => value.to_owned(),
        }),
        meaning: key.meaning(),
    }
}

fn not_understood(message: String) -> Diagnostic {
    Diagnostic::usage(message).with_help("To see every key with its meaning: `csp config list`")
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
    let key = needs.word(typed, "The key", "KEY", None)?;
    needs.met()?;
    require_value(key)
}

fn set(ctx: &Context<'_>, key: Option<String>, value: Option<&str>) -> Result<Outcome> {
    let mut needs = ctx.needs();
    if key.is_none() && !ctx.prompter.can_ask() {
        needs.missing("The key", "KEY", None);
    }
    let value = needs.text(value, "The value", "VALUE", None)?;
    needs.met()?;
    let key = key_named(ctx, key)?;
    let value = require_value(value)?;
    key.check(&value)
        .map_err(|bad| not_understood(format!("{key}: {bad}")))?;
    keep_setting(ctx, key, &value)?;
    Ok(Outcome::thing(SettingView {
        key: key.to_string(),
        value: Some(value),
        meaning: key.meaning(),
    }))
}
