//! Words that people bring from other programs, and what they are called here.

use std::borrow::Cow;
use std::ffi::OsString;
use std::slice;

use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

/// What `gh`, `kubectl`, `az` and shells call things, and what it may be called here; the first that the command has is
/// meant.
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

/// The same for options.
const OPTIONS: [(&[&str], &str); 3] = [
    (&["--output", "--json"], "--format"),
    (&["--force", "--assume-yes", "--confirm"], "--yes"),
    (&["--user", "--actor"], "--as"),
];

/// What are commands elsewhere and options here.
const COMMANDS_AS_OPTIONS: [(&str, &str); 2] = [("help", "--help"), ("version", "--version")];

/// The line as it is typed here: elsewhere `csp help users add` and `csp version` are commands.
pub fn spelled_here(arguments: &[OsString]) -> Cow<'_, [OsString]> {
    let [program, first, rest @ ..] = arguments else {
        return Cow::Borrowed(arguments);
    };
    match first.to_str().and_then(option_for) {
        Some(ours) => [slice::from_ref(program), rest, &[ours.into()]]
            .concat()
            .into(),
        None => Cow::Borrowed(arguments),
    }
}

/// The option here that is the command `typed` elsewhere.
fn option_for(typed: &str) -> Option<&'static str> {
    let mut known = COMMANDS_AS_OPTIONS.iter();
    known
        .find(|(word, _)| *word == typed)
        .map(|(_, ours)| *ours)
}

/// The same error with the tip that somebody needs who typed a word of another program; clap knows likeness alone.
pub fn translated(mut error: clap::Error, arguments: &[OsString]) -> clap::Error {
    let typed = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    if error.kind() == ErrorKind::InvalidSubcommand {
        let word = typed(ContextKind::InvalidSubcommand);
        if let Some(told) = word.as_deref().and_then(|word| as_option(word, arguments)) {
            return told;
        }
        if let Some(ours) = word.and_then(|word| subcommand(&word, arguments)) {
            let ours = ContextValue::Strings(vec![ours]);
            error.insert(ContextKind::SuggestedSubcommand, ours);
        }
    } else if error.kind() == ErrorKind::UnknownArgument {
        let word = typed(ContextKind::InvalidArg);
        if let Some(ours) = word.and_then(|word| option(&word, arguments)) {
            error.insert(ContextKind::SuggestedArg, ContextValue::String(ours));
        }
    }
    error
}

/// The error anew, as what clap found alike cannot be taken out of it: `verify` for `version`.
fn as_option(typed: &str, arguments: &[OsString]) -> Option<clap::Error> {
    let ours = option_for(typed)?;
    let (_, command) = super::slip::meant(arguments);
    let mut told = clap::Error::new(ErrorKind::InvalidSubcommand).with_cmd(&command);
    let said = |text: &str| ContextValue::String(text.to_owned());
    told.insert(ContextKind::InvalidSubcommand, said(typed));
    told.insert(ContextKind::SuggestedArg, said(ours));
    Some(told)
}

fn subcommand(typed: &str, arguments: &[OsString]) -> Option<String> {
    let (_, command) = super::slip::meant(arguments);
    let (_, ours) = COMMANDS.iter().find(|(words, _)| words.contains(&typed))?;
    let there = ours
        .iter()
        .find(|word| command.find_subcommand(word).is_some());
    there.map(|word| (*word).to_owned())
}

/// The option that is meant, unless the command has one that begins as what was typed does.
fn option(typed: &str, arguments: &[OsString]) -> Option<String> {
    let (_, command) = super::slip::meant(arguments);
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

    fn told(line: &str) -> String {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = crate::cli::command()
            .try_get_matches_from(&words)
            .err()
            .unwrap();
        translated(error, &words).to_string()
    }

    #[test]
    fn words_of_other_programs_lead_to_ours() {
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
            let text = told(line);
            assert!(text.contains(&format!("exists: {ours}")), "{text}");
        }
    }

    #[test]
    fn what_is_a_command_elsewhere_is_an_option_here() {
        for (line, ours) in [
            ("csp help", "csp --help"),
            ("csp help users add", "csp users add --help"),
            ("csp version", "csp --version"),
            ("csp users list", "csp users list"),
            ("csp", "csp"),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let spelled: Vec<_> = ours.split(' ').map(OsString::from).collect();
            assert_eq!(spelled_here(&words), spelled);
        }
    }

    #[test]
    fn what_the_command_has_itself_comes_first() {
        let text = told("csp users export --output all.csv");
        assert!(text.contains("'--out'"), "{text}");
        let text = told("csp users lst");
        assert!(text.contains("'list'"), "{text}");
    }
}
