//! Converts errors of the argument parser into diagnostics.

use std::error::Error as _;
use std::ffi::OsString;
use std::num::{IntErrorKind, ParseIntError};

use clap::error::ContextKind;
use clap::error::ContextValue;
use clap::error::ErrorKind;

use crate::diagnostic::Diagnostic;
use crate::domain::role::Role;
use crate::domain::word::{UnknownWord, Word as _};
use crate::report::OutputFormat;
use crate::sanitize::escape_harmful;

/// Describes an invalid value. `None` if the error is about something else, which [`describe_usage_error`] describes.
pub fn describe_invalid_value(error: &clap::Error, arguments: &[OsString]) -> Option<Diagnostic> {
    let kind = error.kind();
    let typed = context_text(error, ContextKind::InvalidValue).filter(|typed| {
        kind == ErrorKind::ValueValidation
            || kind == ErrorKind::InvalidValue && (!typed.is_empty() || has_empty_value(arguments))
    })?;
    let command = find_command(arguments).0;
    let reason = error.source();
    let unknown = reason.and_then(|reason| reason.downcast_ref::<UnknownWord>());
    let message = match reason {
        None => describe_unlisted_value(error, typed)?,
        Some(reason) => match describe_number(reason, typed) {
            Some(message) => message,
            None => match unknown.filter(|unknown| is_answer_format(unknown)) {
                Some(unknown) => limit_to_offered(unknown, &command).to_string(),
                None => reason.to_string(),
            },
        },
    };
    let failure = make_mistake(error, message);
    let is_role = unknown.is_some_and(|unknown| unknown.what == Role::WHAT);
    Some(failure.with_help(if is_role {
        "To see the roles and what each may do: `csp users roles`".to_owned()
    } else {
        describe_help(&command)
    }))
}

/// Whether a value on the line is empty. In a closed list, the parser reports an empty value as a missing one.
fn has_empty_value(arguments: &[OsString]) -> bool {
    arguments
        .iter()
        .filter_map(|word| word.to_str())
        .any(|word| word.is_empty() || word.starts_with("--") && word.ends_with('='))
}

/// Describes every other error of a command line, with what the parser suggests.
pub fn describe_usage_error(error: &clap::Error, arguments: &[OsString]) -> Diagnostic {
    let command = find_command(arguments).0;
    let message = describe_usage(error, &command).unwrap_or_else(|| {
        let text = escape_harmful(&error.render().to_string());
        let first = text.lines().next().unwrap_or("");
        first.trim_start_matches("error: ").to_owned()
    });
    let is_about_commands = matches!(
        error.kind(),
        ErrorKind::InvalidSubcommand
            | ErrorKind::MissingSubcommand
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    let help = if is_about_commands {
        format!("To see all commands: `{command} --help`")
    } else {
        describe_help(&command)
    };
    let remedy: Vec<String> = [format_suggestion(error), Some(help)]
        .into_iter()
        .flatten()
        .collect();
    let names_flag = context_text(error, ContextKind::InvalidArg)
        .is_some_and(|argument| argument.starts_with('-'));
    let missing = missing_arguments(error).find(|name| name.starts_with('-'));
    let mistake = match missing {
        _ if names_flag => make_mistake(error, message),
        Some(flag) => Diagnostic::usage(message).with_flag(flag),
        None => Diagnostic::usage(message),
    };
    mistake.with_help(remedy.join("\n"))
}

/// Says which command shows all options.
fn describe_help(command: &str) -> String {
    format!("To see all options: `{command} --help`")
}

/// Describes the error of a line. `None` if the parser's own message is used.
fn describe_usage(error: &clap::Error, command: &str) -> Option<String> {
    let kind = error.kind();
    let argument = || context_text(error, ContextKind::InvalidArg).map(escape_harmful);
    let has_no_subcommand = matches!(
        kind,
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
    );
    if has_no_subcommand {
        return Some(format!("`{command}` needs a subcommand"));
    }
    if kind == ErrorKind::InvalidSubcommand {
        let typed = escape_harmful(context_text(error, ContextKind::InvalidSubcommand)?);
        return Some(format!("`{typed}` is not a command of `{command}`"));
    }
    if kind == ErrorKind::UnknownArgument {
        let argument = argument()?;
        return Some(if argument.starts_with('-') {
            format!("`{argument}` is not an option of `{command}`")
        } else {
            format!("`{argument}` is one argument too many for `{command}`")
        });
    }
    if kind == ErrorKind::ArgumentConflict {
        let argument = argument()?;
        let first = strip_to_name(&argument);
        let several = match error.get(ContextKind::PriorArg) {
            Some(ContextValue::Strings(others)) => others.first().map(String::as_str),
            _ => None,
        };
        let other = context_text(error, ContextKind::PriorArg).or(several)?;
        let other = escape_harmful(strip_to_name(other));
        return Some(if first == other {
            format!("`{first}` is given twice")
        } else {
            format!("`{first}` cannot be used together with `{other}`")
        });
    }
    if kind == ErrorKind::MissingRequiredArgument {
        let missing: Vec<String> = missing_arguments(error)
            .map(|name| format!("`{name}`"))
            .collect();
        let verb = if missing.len() == 1 { "is" } else { "are" };
        let missing = match missing.as_slice() {
            [] => return None,
            [one] => one.clone(),
            [first @ .., last] => format!("{} and {last}", first.join(", ")),
        };
        return Some(format!(
            "{missing} {verb} missing; other options of this command line need it"
        ));
    }
    let argument = argument().filter(|_| kind == ErrorKind::InvalidValue)?;
    Some(format!("`{}` needs a value", strip_to_name(&argument)))
}

/// The arguments that other ones of the line need.
fn missing_arguments(error: &clap::Error) -> impl Iterator<Item = String> {
    let missing = match error.get(ContextKind::InvalidArg) {
        Some(ContextValue::Strings(missing)) => missing.as_slice(),
        _ => &[],
    };
    missing
        .iter()
        .map(|argument| escape_harmful(strip_to_name(argument)))
}

/// Writes the parser's suggestion as a sentence.
fn format_suggestion(error: &clap::Error) -> Option<String> {
    for kind in [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg] {
        let suggested = match error.get(kind) {
            Some(ContextValue::String(text)) => vec![format!("`{text}`")],
            Some(ContextValue::Strings(all)) => all.iter().map(|it| format!("`{it}`")).collect(),
            _ => continue,
        };
        return Some(format!("Did you mean {}?", suggested.join(" or ")));
    }
    let Some(ContextValue::StyledStrs(tips)) = error.get(ContextKind::Suggested) else {
        return None;
    };
    let tip = escape_harmful(&tips.first()?.to_string()).replace('\'', "`");
    let mut letters = tip.chars();
    let first = letters.next()?.to_uppercase();
    Some(format!("{first}{}.", letters.as_str()))
}

/// Reads one piece of an error's context, if it is a single text.
pub(super) fn context_text(error: &clap::Error, kind: ContextKind) -> Option<&str> {
    match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text),
        _ => None,
    }
}

/// Makes a mistake with the flag that the parser names.
fn make_mistake(error: &clap::Error, message: String) -> Diagnostic {
    let mistake = Diagnostic::usage(message);
    match context_text(error, ContextKind::InvalidArg) {
        Some(argument) => mistake.with_flag(strip_to_name(argument)),
        None => mistake,
    }
}

/// Describes what is wrong with a number.
fn describe_number(reason: &(dyn std::error::Error + 'static), typed: &str) -> Option<String> {
    let is_too_large = match reason.downcast_ref::<ParseIntError>() {
        Some(number) => *number.kind() == IntErrorKind::PosOverflow,
        // The parser's own message for a number that does not fit.
        None if reason.to_string().contains(" is not in 0..=") => !typed.starts_with('-'),
        None => return None,
    };
    Some(if is_too_large {
        format!("`{typed}` is not valid: the number is too large")
    } else {
        format!("`{typed}` is not valid: expected a whole number, 0 or greater")
    })
}

/// Describes a value that is not in the parser's list of possible values.
fn describe_unlisted_value(error: &clap::Error, typed: &str) -> Option<String> {
    match error.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(known)) if !known.is_empty() => Some(format!(
            "`{typed}` is not valid; expected one of {}",
            known.join(", ")
        )),
        _ => None,
    }
}

/// Whether the word is a format of answers, but not one of files.
fn is_answer_format(unknown: &UnknownWord) -> bool {
    unknown.what == OutputFormat::WHAT && unknown.known.contains(&OutputFormat::Table.word())
}

/// Lists only the formats that the command offers: only `eligibility check` writes reports for build servers.
fn limit_to_offered(unknown: &UnknownWord, command: &str) -> UnknownWord {
    let all = command == "csp eligibility check";
    let offered = if all {
        OutputFormat::ALL
    } else {
        OutputFormat::GENERAL
    };
    unknown.clone().limited_to(offered)
}

/// Strips an argument to its name: `--role` of `--role <ROLE>...`, and `ROLE` of `[ROLE]...`.
fn strip_to_name(argument: &str) -> &str {
    let first = argument.split(' ').next().unwrap_or(argument);
    first.trim_matches(['[', ']', '<', '>', '.'])
}

/// Finds the command that the words of a line name, with its full name.
pub(super) fn find_command(arguments: &[OsString]) -> (String, clap::Command) {
    let mut here = super::command();
    here.build();
    let mut path = here.get_name().to_owned();
    for word in arguments.iter().skip(1).filter_map(|word| word.to_str()) {
        let Some(inner) = here.find_subcommand(word).cloned() else {
            continue;
        };
        path = format!("{path} {word}");
        here = inner;
    }
    (path, here)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(line: &str) -> Option<Diagnostic> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = crate::cli::command()
            .try_get_matches_from(&words)
            .err()
            .unwrap();
        describe_invalid_value(&error, &words)
    }

    #[test]
    fn a_bad_value_is_described_with_flag_and_command() {
        for (line, message, flag, remedy) in [
            (
                "csp users grant kim@contoso.fr reprot-viewer",
                "`reprot-viewer` is not a valid role; did you mean `report-viewer`?",
                "ROLE",
                "To see the roles and what each may do: `csp users roles`",
            ),
            (
                "csp users list --format xml",
                "`xml` is not a valid format; expected one of table, json, jsonl, csv",
                "--format",
                "`csp users list --help`",
            ),
            (
                "csp eligibility check --format xml",
                "`xml` is not a valid format; expected one of table, json, jsonl, csv, junit, github, markdown",
                "--format",
                "`csp eligibility check --help`",
            ),
            (
                "csp --wait soon users list",
                "`soon` is not valid: expected a number of seconds from 0 to 2147483",
                "--wait",
                "`csp users list --help`",
            ),
            (
                "csp users list --limit -1",
                "`-1` is not valid: expected a whole number, 0 or greater",
                "--limit",
                "`csp users list --help`",
            ),
            (
                "csp customers edit x --csp-tenant maybe",
                "`maybe` is not valid; expected one of true, false",
                "--csp-tenant",
                "`csp customers edit --help`",
            ),
            (
                "csp users export --for bogus",
                "`bogus` is not a valid format; expected one of csv, partner-center, entra",
                "--for",
                "`csp users export --help`",
            ),
            (
                "csp verify record employment maybe",
                "`maybe` is not a valid result; expected one of accepted, rejected",
                "RESULT",
                "`csp verify record --help`",
            ),
        ] {
            let failure = describe(line).unwrap();
            assert_eq!(failure.message(), message, "{line}");
            let text = failure.to_text();
            assert!(text.contains(&format!("{flag}\n")), "{text}");
            assert!(text.contains(remedy), "{text}");
        }
    }

    #[test]
    fn an_empty_value_is_described_like_every_other() {
        for (words, message, flag) in [
            (
                &["users", "add", "--first-name", ""][..],
                "a name must have at least one letter",
                "--first-name",
            ),
            (
                &["customers", "add", "--email="],
                "`` is not a valid email address: the @ is missing",
                "--email",
            ),
            (
                &["status", "--now", ""],
                "`` is not a valid date and time (for example 2021-03-01T09:00:00Z)",
                "--now",
            ),
            (
                &["users", "list", "--state", ""],
                "`` is not a valid state of a user; expected one of password-pending, active, blocked, removed",
                "--state",
            ),
            (
                &["users", "show", ""],
                "`` is not a valid email address: the @ is missing",
                "EMAIL",
            ),
            (
                &["users", "list", "--limit", ""],
                "`` is not valid: expected a whole number, 0 or greater",
                "--limit",
            ),
            (
                &["customers", "edit", "x", "--csp-tenant="],
                "`` is not valid; expected one of true, false",
                "--csp-tenant",
            ),
        ] {
            let words: Vec<OsString> = ["csp"].iter().chain(words).map(OsString::from).collect();
            let error = crate::cli::command()
                .try_get_matches_from(&words)
                .err()
                .unwrap();
            let failure = describe_invalid_value(&error, &words).unwrap();
            assert_eq!(failure.message(), message);
            assert_eq!(failure.parts()[0].flag(), Some(flag));
        }
    }

    #[test]
    fn a_script_gets_sentences_and_the_flag_too() {
        for (line, flag, remedy) in [
            (
                "csp uesrs list",
                None,
                "Did you mean `users`?\nTo see all commands: `csp",
            ),
            (
                "csp users lst",
                None,
                "Did you mean `list`?\nTo see all commands: `csp users --help`",
            ),
            (
                "csp enroll --modle indirect",
                Some("--modle"),
                "Did you mean `--model`?",
            ),
            (
                "csp users show -x",
                Some("-x"),
                "To pass `-x` as a value, use `-- -x`.",
            ),
            (
                "csp store backup a b",
                None,
                "To see all options: `csp store backup --help`",
            ),
            (
                "csp users list -q -v",
                Some("--quiet"),
                "To see all options: `csp users list --help`",
            ),
        ] {
            let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
            let error = crate::cli::command()
                .try_get_matches_from(&words)
                .err()
                .unwrap();
            let failure = describe_usage_error(&error, &words);
            assert_eq!(failure.parts()[0].flag(), flag, "{line}");
            let advice = failure.help().unwrap();
            assert!(advice.starts_with(remedy), "{line}: {advice}");
        }
    }

    #[test]
    fn an_unknown_word_is_left_to_the_parser() {
        for line in [
            "csp users lst",
            "csp customers edit x --csp-tenant",
            "csp enroll --modle indirect",
            "csp store backup a b c",
        ] {
            assert!(describe(line).is_none(), "{line}");
        }
    }
}
