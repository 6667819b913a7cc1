//! Words of other programs, and the equivalents in csp.

use std::borrow::Cow;
use std::ffi::OsString;
use std::slice;

use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use super::arg_errors::{context_text, find_command};

/// Commands of `gh`, `kubectl`, `az` and shells, and csp's equivalents. The first equivalent that exists is suggested.
const COMMANDS: [(&[&str], &[&str]); 8] = [
    (
        &["delete", "del", "rm", "destroy"],
        &["remove", "unset", "end"],
    ),
    (
        &["get", "describe", "view", "info", "cat"],
        &["show", "get", "path"],
    ),
    (&["ls", "all", "index"], &["list"]),
    (&["new", "create", "register"], &["add", "set", "template"]),
    (&["update", "modify", "change", "patch"], &["edit", "set"]),
    (&["disable", "lock", "suspend"], &["block", "restrict"]),
    (&["enable", "unlock"], &["unblock", "reinstate"]),
    (&["login", "signin"], &["sign-in"]),
];

/// Options of other programs, and csp's equivalents.
const OPTIONS: [(&[&str], &str); 4] = [
    (&["--output", "--json"], "--format"),
    (&["--force", "--assume-yes", "--confirm"], "--yes"),
    (&["--query"], "--jq"),
    (&["--user", "--actor"], "--as"),
];

/// Commands of other programs that are options of csp.
const COMMANDS_AS_OPTIONS: [(&str, &str); 2] = [("help", "--help"), ("version", "--version")];

/// Rewrites `csp version` as `csp --version`. `csp help` is a command of its own.
pub fn translate_line(arguments: &[OsString]) -> Cow<'_, [OsString]> {
    let [program, first, rest @ ..] = arguments else {
        return Cow::Borrowed(arguments);
    };
    let typed = first.to_str().filter(|word| *word != "help");
    match typed.and_then(find_option_for_command) {
        Some(ours) => [slice::from_ref(program), rest, &[ours.into()]]
            .concat()
            .into(),
        None => Cow::Borrowed(arguments),
    }
}

/// Finds csp's option for a command of other programs.
fn find_option_for_command(typed: &str) -> Option<&'static str> {
    let mut known = COMMANDS_AS_OPTIONS.iter();
    known
        .find(|(word, _)| *word == typed)
        .map(|(_, ours)| *ours)
}

/// Adds csp's word to the error about a word of another program; clap only suggests similar words.
pub fn suggest_own_word(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let word = |kind| context_text(&error, kind).map(str::to_owned);
    if error.kind() == ErrorKind::InvalidSubcommand {
        let word = word(ContextKind::InvalidSubcommand);
        if let Some(error) = word
            .as_deref()
            .and_then(|word| suggest_option(word, arguments))
        {
            return error;
        }
        if let Some(ours) = word.and_then(|word| find_subcommand(&word, arguments)) {
            let ours = ContextValue::Strings(vec![ours]);
            error.insert(ContextKind::SuggestedSubcommand, ours);
        }
    } else if error.kind() == ErrorKind::UnknownArgument {
        let word = word(ContextKind::InvalidArg);
        if let Some(ours) = word.and_then(|word| find_option(&word, arguments)) {
            error.insert(ContextKind::SuggestedArg, ContextValue::String(ours));
        }
    }
    error
}

/// Makes a new error that suggests csp's option. A suggestion of clap (`verify` for `version`) cannot be removed from
/// the existing error.
fn suggest_option(typed: &str, arguments: &[OsString]) -> Option<clap::Error> {
    let ours = find_option_for_command(typed)?;
    let (_, command) = find_command(arguments);
    let mut error = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(&command);
    let as_value = |text: &str| ContextValue::String(text.to_owned());
    error.insert(ContextKind::InvalidSubcommand, as_value(typed));
    error.insert(ContextKind::SuggestedArg, as_value(ours));
    Some(error)
}

/// Finds csp's subcommand for a word of another program.
fn find_subcommand(typed: &str, arguments: &[OsString]) -> Option<String> {
    let (_, command) = find_command(arguments);
    let (_, ours) = COMMANDS.iter().find(|(words, _)| words.contains(&typed))?;
    let existing = ours
        .iter()
        .find(|word| command.find_subcommand(word).is_some());
    existing.map(|word| (*word).to_owned())
}

/// Finds csp's option for one of another program, unless the word begins with an option that the command has.
fn find_option(typed: &str, arguments: &[OsString]) -> Option<String> {
    let (_, command) = find_command(arguments);
    let mut longs = command.get_arguments().filter_map(clap::Arg::get_long);
    if longs.any(|long| typed.trim_start_matches('-').starts_with(long)) {
        return None;
    }
    let (_, ours) = OPTIONS.iter().find(|(words, _)| words.contains(&typed))?;
    Some((*ours).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error_text(line: &str) -> String {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = crate::cli::command()
            .try_get_matches_from(&words)
            .err()
            .unwrap();
        suggest_own_word(error, &words).to_string()
    }

    #[test]
    fn words_of_other_programs_suggest_ours() {
        for (line, ours) in [
            ("csp users delete kim@contoso.fr", "'remove'"),
            ("csp users get kim@contoso.fr", "'show'"),
            ("csp users ls", "'list'"),
            ("csp customers create Fabrikam", "'add'"),
            ("csp eligibility evidence delete support.plan", "'unset'"),
            ("csp users list --output json", "'--format'"),
            ("csp users help", "'--help'"),
            ("csp users version", "'--version'"),
        ] {
            let text = error_text(line);
            assert!(text.contains(&format!("exists: {ours}")), "{text}");
        }
    }

    #[test]
    fn foreign_commands_become_options() {
        for (line, ours) in [
            ("csp help users add", "csp help users add"),
            ("csp version", "csp --version"),
            ("csp users list", "csp users list"),
            ("csp", "csp"),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let spelled: Vec<_> = ours.split(' ').map(OsString::from).collect();
            assert_eq!(translate_line(&words), spelled);
        }
    }

    #[test]
    fn an_own_word_that_is_similar_comes_first() {
        let text = error_text("csp users export --output all.csv");
        assert!(text.contains("'--out'"), "{text}");
        let text = error_text("csp users lst");
        assert!(text.contains("'list'"), "{text}");
    }
}
