//! What surrounds the store: configuration, message texts and terminal.

use super::report::Report;
use crate::report::views::finding::Examined;
use crate::session::Context;
use crate::session::message_texts::OwnTexts;
use crate::session::settings::ConfigFile;

/// Narrower screens break tables.
const NARROW: u16 = 60;

pub(super) fn examine_configuration(ctx: &Context<'_>, is_reachable: bool, report: &mut Report) {
    let path = &ctx.settings.config_path;
    let there = if path.exists() {
        ""
    } else {
        " (missing; defaults are used)"
    };
    report.add_fact(
        Examined::Configuration,
        format!("{}{there}", path.display()),
    );
    if let Err(failure) = ConfigFile::read(path) {
        report.add_failure(Examined::Configuration, &failure);
        return;
    }
    if let Some(typed) = ctx.settings.account.as_ref().filter(|_| is_reachable) {
        let known = ctx.read(|tx| ctx.account_named(tx, typed).map(drop));
        if let Err(failure) = known {
            report.add_failure(Examined::Configuration, &failure);
        }
    }
}

/// Says what each file in the folder of own message texts is used for.
pub(super) fn examine_message_texts(ctx: &Context<'_>, report: &mut Report) {
    let texts = OwnTexts::beside(&ctx.settings.config_path);
    let files = match texts.files() {
        Ok(files) => files,
        Err(failure) => return report.add_failure(Examined::Templates, &failure),
    };
    let mut used = Vec::new();
    for file in files {
        match texts.is_usable(&file) {
            Ok(use_) => used.push(format!("{} ({use_})", file.path.display())),
            Err(failure) => report.add_failure(Examined::Templates, &failure),
        }
    }
    let used = if used.is_empty() {
        "the built-in texts are used".to_owned()
    } else {
        used.join(", ")
    };
    report.add_fact(Examined::Templates, used);
}

pub(super) fn examine_terminal(ctx: &Context<'_>, report: &mut Report) {
    if !ctx.host.terminals.stdout {
        report.add_fact(
            Examined::Terminal,
            "no terminal; output is not coloured or wrapped, and nothing is asked",
        );
        return;
    }
    let width = ctx.out.width();
    report.add_fact(Examined::Terminal, format!("{width} columns"));
    if width < NARROW {
        report.add_error(
            Examined::Terminal,
            format!("the screen has {width} columns; tables wrap their cells"),
            "Make the window wider, or use `--format json`.",
        );
    }
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
        .iter()
        .find_map(|name| ctx.host.variable(name));
    let is_unicode =
        locale.is_none_or(|name| name.to_lowercase().replace('-', "").contains("utf8"));
    if cfg!(unix) && !is_unicode {
        report.add_error(
            Examined::Terminal,
            format!(
                "the locale {} is not UTF-8; names may be shown wrongly",
                locale.unwrap_or("")
            ),
            "Set `LANG` to a UTF-8 locale, for example `C.UTF-8`.",
        );
    }
}
