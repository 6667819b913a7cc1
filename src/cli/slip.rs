//! Values that the command line does not understand, told as every other mistake is told.

use std::error::Error as _;
use std::ffi::OsString;
use std::num::{IntErrorKind, ParseIntError};

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::domain::role::Role;
use crate::domain::word::{UnknownWord, Word as _};
use crate::error::{Failure, Kind, Mistake};
use crate::report::Format;

/// The failure behind a value that was refused; `None` where the parser's own words say it better, which know the
/// nearest flag or subcommand and how the command is used.
pub fn failure(error: &clap::Error, arguments: &[OsString]) -> Option<Failure> {
    let is_value = matches!(
        error.kind(),
        ErrorKind::ValueValidation | ErrorKind::InvalidValue
    );
    let reason = error.source().filter(|_| is_value)?;
    let said = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.as_str()),
        _ => None,
    };
    let typed = said(ContextKind::InvalidValue)?;
    let command = meant(arguments).0;
    let unknown = reason.downcast_ref::<UnknownWord>();
    let message = if is_too_large(reason) {
        format!("`{typed}` is too large a number")
    } else if reason.is::<ParseIntError>() {
        format!("`{typed}` is no whole number")
    } else if let Some(unknown) = unknown.filter(|unknown| unknown.what == Format::WHAT) {
        among_the_offered(unknown, &command).to_string()
    } else {
        reason.to_string()
    };
    let mut mistake = Mistake::new(Kind::Usage, message);
    if let Some(argument) = said(ContextKind::InvalidArg) {
        mistake = mistake.flag(bare(argument));
    }
    let failure = Failure::of(vec![mistake])?;
    let is_role = unknown.is_some_and(|unknown| unknown.what == Role::WHAT);
    Some(failure.remedy(if is_role {
        "`csp users roles` lists the roles, with what each may do.".to_owned()
    } else {
        format!("`{command} --help` shows what can be given.")
    }))
}

/// Whether the value is a number, and one beyond what is counted here.
fn is_too_large(reason: &(dyn std::error::Error + 'static)) -> bool {
    match reason.downcast_ref::<ParseIntError>() {
        Some(number) => *number.kind() == IntErrorKind::PosOverflow,
        // The parser's own words for a number that has no room.
        None => reason.to_string().contains(" is not in 0..="),
    }
}

/// The same word, with the formats that the command offers: the reports for build servers are for the verdict alone.
fn among_the_offered(unknown: &UnknownWord, command: &str) -> UnknownWord {
    let offered = Format::ALL
        .iter()
        .filter(|format| format.is_general() || command == "csp eligibility check");
    UnknownWord {
        known: offered.map(|format| format.word()).collect(),
        ..unknown.clone()
    }
}

/// `--role` of `--role <ROLE>...`, and `ROLE` of `[ROLE]...`.
fn bare(argument: &str) -> &str {
    let first = argument.split(' ').next().unwrap_or(argument);
    first.trim_matches(['[', ']', '<', '>', '.'])
}

/// The command that was meant, as far as the words on the line name one, with its whole name.
pub(super) fn meant(arguments: &[OsString]) -> (String, clap::Command) {
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

    fn told(line: &str) -> Option<Failure> {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let error = crate::cli::command()
            .try_get_matches_from(&words)
            .err()
            .unwrap();
        failure(&error, &words)
    }

    #[test]
    fn a_bad_value_is_told_with_its_flag_and_its_command() {
        for (line, message, flag, remedy) in [
            (
                "csp users grant kim@contoso.fr reprot-viewer",
                "`reprot-viewer` is no role; did you mean `report-viewer`?",
                "ROLE",
                "`csp users roles` lists",
            ),
            (
                "csp users list --format xml",
                "`xml` is no format; known are table, json, jsonl, csv",
                "--format",
                "`csp users list --help`",
            ),
            (
                "csp eligibility check --format xml",
                "`xml` is no format; known are table, json, jsonl, csv, junit, github, markdown",
                "--format",
                "`csp eligibility check --help`",
            ),
            (
                "csp --wait soon users list",
                "`soon` is no number of seconds from 0 to 2147483",
                "--wait",
                "`csp users list --help`",
            ),
            (
                "csp verify record employment maybe",
                "`maybe` is no result; known are accepted, rejected",
                "RESULT",
                "`csp verify record --help`",
            ),
        ] {
            let failure = told(line).unwrap();
            assert_eq!(failure.message(), message, "{line}");
            let text = failure.to_text();
            assert!(text.contains(&format!("where: {flag}\n")), "{text}");
            assert!(text.contains(remedy), "{text}");
        }
    }

    #[test]
    fn a_slip_in_the_words_themselves_is_left_to_the_parser() {
        for line in [
            "csp users lst",
            "csp enroll --modle indirect",
            "csp store backup a b c",
        ] {
            assert!(told(line).is_none(), "{line}");
        }
    }
}
