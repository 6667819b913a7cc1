//! Completing words in a shell.
//!
//! The script of a shell calls the program back with `CSP_COMPLETE` set; the program then answers with words instead
//! of running a command. Commands and options come from the command line's own description, closed vocabularies from
//! the domain, names from the store.

use std::ffi::{OsStr, OsString};
use std::io;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::global::ColorWhen;
use super::tools::Shell;
use crate::domain::Language;
use crate::domain::enrollment::CheckKind;
use crate::domain::evidence::FactKey;
use crate::domain::role::{Permission, Role};
use crate::domain::rule;
use crate::domain::word::Word;
use crate::report::Format;

/// The variable by which a script asks for words; its value is the shell.
pub const ASKS: &str = "CSP_COMPLETE";

/// Names that the store knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Names {
    /// Short names of accounts.
    Accounts,
    /// Addresses of users.
    Users,
    /// Short names of providers.
    Providers,
    /// Domains of customers.
    Customers,
}

/// Looks up the names of a kind that begin with a text.
pub type LookUp = Arc<dyn Fn(Names, &str) -> Vec<String> + Send + Sync>;

fn adapter(shell: Shell) -> &'static dyn EnvCompleter {
    match shell {
        Shell::Bash => &Bash,
        Shell::Zsh => &Zsh,
        Shell::Fish => &Fish,
        Shell::Powershell => &Powershell,
        Shell::Elvish => &Elvish,
    }
}

/// The script to load into a shell.
///
/// # Errors
/// If the script cannot be put together.
pub fn script(shell: Shell) -> io::Result<String> {
    let mut text = Vec::new();
    adapter(shell).write_registration(ASKS, "csp", "csp", "csp", &mut text)?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    Ok(format!("{}\n", text.trim()))
}

/// The words that could stand where the cursor is. `arguments` are those of this process: its own name, `--`, and
/// the words of the line.
///
/// # Errors
/// If the shell is not known or the words cannot be written.
pub fn answer(shell: &str, arguments: &[OsString], look_up: &LookUp) -> io::Result<Vec<u8>> {
    let shell = shell.parse::<Shell>().map_err(io::Error::other)?;
    let mut whole = super::command();
    whole.build();
    let mut command = completable(&whole, look_up);
    let line = arguments.iter().skip_while(|word| *word != "--").skip(1);
    let folder = std::env::current_dir().ok();
    let mut answer = Vec::new();
    adapter(shell).write_complete(
        &mut command,
        line.cloned().collect(),
        folder.as_deref(),
        &mut answer,
    )?;
    Ok(answer)
}

/// The command with a source of words at each argument that has one.
fn completable(command: &Command, look_up: &LookUp) -> Command {
    let name = command.get_name().to_owned();
    command
        .clone()
        .mut_args(|arg| with_words(&name, arg, look_up))
        .mut_subcommands(|inner| completable(&inner, look_up))
}

fn with_words(command: &str, arg: Arg, look_up: &LookUp) -> Arg {
    let what = arg
        .get_value_names()
        .and_then(|names| names.first())
        .map(ToString::to_string);
    let of_user = arg.is_positional() || arg.get_id() == "acting";
    let names = match what.as_deref() {
        Some("ACCOUNT") => Names::Accounts,
        Some("EMAIL") if of_user => Names::Users,
        Some("PROVIDER") => Names::Providers,
        Some("CUSTOMER") => Names::Customers,
        Some(word) => return with_vocabulary(command, word.to_owned(), arg),
        None => return arg,
    };
    let look_up = Arc::clone(look_up);
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        look_up(names, &typed)
            .into_iter()
            .filter(|name| name.starts_with(&*typed))
            .map(CompletionCandidate::new)
            .collect()
    }))
}

fn with_vocabulary(command: &str, what: String, arg: Arg) -> Arg {
    fn all<W: Word>() -> Vec<&'static str> {
        W::ALL.iter().map(|word| word.word()).collect()
    }
    let words = match what.as_str() {
        "ROLE" => all::<Role>(),
        "PERMISSION" => all::<Permission>(),
        "RULE" => rule::all().map(|rule| rule.id).collect(),
        "MODEL" => vec!["indirect", "direct"],
        "FORMAT" if arg.get_id() == "format" => all::<Format>(),
        "WHEN" => all::<ColorWhen>(),
        "LANG" => all::<Language>(),
        "CHECK" => all::<CheckKind>(),
        "RESULT" => vec!["accepted", "rejected"],
        "PLAN" => vec!["asfp", "psfp"],
        "PURPOSE" => vec!["enroll", "retain"],
        "SHELL" => all::<Shell>(),
        "KEY" if matches!(command, "get" | "set") && arg.get_id() == "key" => Vec::new(),
        "KEY" => FactKey::ALL.iter().map(|key| key.word()).collect(),
        _ => return arg,
    };
    if words.is_empty() {
        return arg;
    }
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        let typed = typed.to_string_lossy();
        let fitting = words.iter().filter(|word| word.starts_with(&*typed));
        fitting
            .map(|word| CompletionCandidate::new(*word))
            .collect()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Model;

    fn asked(line: &[&str]) -> Vec<String> {
        let look_up: LookUp = Arc::new(|names, _| match names {
            Names::Accounts => vec!["contoso-france".to_owned()],
            Names::Users => vec!["ada@contoso.fr".to_owned(), "bruno@contoso.fr".to_owned()],
            Names::Providers => vec!["fabrikam".to_owned()],
            Names::Customers => vec!["northwind.fr".to_owned()],
        });
        let arguments: Vec<OsString> = ["csp", "--"]
            .iter()
            .chain(line)
            .map(OsString::from)
            .collect();
        // fish asks with the words up to the cursor, the last one unfinished.
        let answer = String::from_utf8(answer("fish", &arguments, &look_up).unwrap()).unwrap();
        let word = |line: &str| line.split('\t').next().unwrap_or("").to_owned();
        answer.lines().map(word).collect()
    }

    #[test]
    fn names_of_the_store_are_completed_where_they_are_meant() {
        for (line, word) in [
            (&["csp", "users", "show", ""][..], "ada@contoso.fr"),
            (
                &["csp", "users", "grant", "ada@contoso.fr", "sales"],
                "sales-agent",
            ),
            (&["csp", "--account", ""], "contoso-france"),
            (&["csp", "status", "--account", "con"], "contoso-france"),
            (&["csp", "enroll", "use", ""], "contoso-france"),
            (&["csp", "providers", "authorize", "fab"], "fabrikam"),
            (
                &[
                    "csp",
                    "customers",
                    "invite",
                    "northwind.fr",
                    "--provider",
                    "",
                ],
                "fabrikam",
            ),
            (&["csp", "customers", "can-order", "n"], "northwind.fr"),
            (&["csp", "explain", "enroll.web"], "enroll.webmail"),
            (&["csp", "--as", "br"], "bruno@contoso.fr"),
            (&["csp", "elig"], "eligibility"),
            (&["csp", "verify", "record", ""], "employment"),
            (&["csp", "status", "--format", "js"], "json"),
        ] {
            let words = asked(line);
            assert!(words.contains(&word.to_owned()), "{line:?}: {words:?}");
        }
    }

    #[test]
    fn a_new_address_is_not_completed_with_those_of_users() {
        assert_eq!(asked(&["csp", "providers", "add", "--email", ""]), [""; 0]);
    }

    #[test]
    fn both_models_are_offered() {
        for model in asked(&["csp", "enroll", "--model", ""]) {
            assert!(model.parse::<Model>().is_ok(), "{model}");
        }
    }

    #[test]
    fn every_shell_has_a_script_that_calls_back() {
        for shell in Shell::ALL.iter().copied() {
            assert!(script(shell).unwrap().contains(ASKS), "{shell}");
        }
    }
}
