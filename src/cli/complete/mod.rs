//! Completing words in a shell.
//!
//! The script of a shell calls the program with `CSP_COMPLETE` set, and the program prints words instead of running a
//! command. Commands and options come from the definition of the command line. The words for an argument come from its
//! [`Completer`].

mod answer_fields;
mod completer;
mod shell_line;

use std::collections::HashSet;
use std::ffi::{OsStr, OsString};
use std::io;
use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::CompletionCandidate;
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::{Bash, Elvish, EnvCompleter, Fish, Powershell, Zsh};

use super::shell::Shell;
use shell_line::TypedWord;

pub use completer::{Completer, Names};
pub(super) use completer::{
    all_words, assumptions, countries, entra_roles, models, rules, value_of_fact, value_of_setting,
    yes_or_no,
};

/// The variable with which a script asks for words; its value is the shell.
pub const SHELL_VARIABLE: &str = "CSP_COMPLETE";

/// The variable with the index of the word to complete, if that is not the last one.
pub const INDEX_VARIABLE: &str = "_CLAP_COMPLETE_INDEX";

/// Replaces clap's script for bash, which loses addresses because bash splits words at `@`, and which expands the words
/// that it receives.
const BASH: &str = include_str!("csp.bash");

/// Replaces clap's script for PowerShell, which evaluates the typed text.
const POWERSHELL: &str = include_str!("csp.ps1");

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

/// The completion script for a shell.
///
/// # Errors
/// If the script cannot be generated.
pub fn script(shell: Shell) -> io::Result<String> {
    match shell {
        Shell::Bash => return Ok(BASH.to_owned()),
        Shell::Powershell => return Ok(POWERSHELL.to_owned()),
        Shell::Zsh | Shell::Fish | Shell::Elvish => (),
    }
    let mut text = Vec::new();
    adapter(shell).write_registration(SHELL_VARIABLE, "csp", "csp", "csp", &mut text)?;
    let text = String::from_utf8(text).map_err(io::Error::other)?;
    Ok(format!("{}\n", text.trim()))
}

/// Finds the words that fit at the cursor, each quoted so that the shell takes it as data. `arguments` are those of
/// this process: its own name, `--`, and the words of the line. `separator` is written between two words. `index` is
/// the index of the word to complete; `None` means the last one.
///
/// # Errors
/// If the shell is unknown or the words cannot be found.
pub fn answer(
    shell: &str,
    arguments: &[OsString],
    separator: &str,
    index: Option<usize>,
    look_up: &LookUp,
) -> io::Result<String> {
    let shell = shell.parse::<Shell>().map_err(io::Error::other)?;
    let mut line: Vec<TypedWord> = arguments
        .iter()
        .skip_while(|word| *word != "--")
        .skip(1)
        .map(|word| TypedWord::read(shell, &word.to_string_lossy()))
        .collect();
    let Some(last) = line.len().checked_sub(1) else {
        return Ok(String::new());
    };
    let index = index.unwrap_or(last);
    if index == line.len() {
        line.push(TypedWord::default());
    }
    let Some(current) = line.get(index) else {
        return Ok(String::new());
    };
    let texts: Vec<String> = line.iter().map(|word| word.text.clone()).collect();
    let mut whole = super::command();
    whole.build();
    let options = collect_options(&whole);
    let mut command = add_completers(&whole, &texts, look_up);
    let folder = std::env::current_dir().ok();
    let words = texts.iter().map(OsString::from).collect();
    let found = clap_complete::engine::complete(&mut command, words, index, folder.as_deref())?;
    let written: Vec<String> = prefer_values(found, &options)
        .iter()
        .filter_map(|candidate| current.write_candidate(shell, candidate))
        .collect();
    Ok(written.join(separator))
}

/// Collects every option of every command, as typed.
fn collect_options(command: &Command) -> HashSet<String> {
    let mut options = HashSet::new();
    for arg in command.get_arguments() {
        options.extend(arg.get_long().map(|long| format!("--{long}")));
        options.extend(arg.get_short().map(|short| format!("-{short}")));
        let aliases = arg.get_visible_aliases().unwrap_or_default();
        options.extend(aliases.iter().map(|alias| format!("--{alias}")));
    }
    for inner in command.get_subcommands() {
        options.extend(collect_options(inner));
    }
    options
}

/// Adds the parser's own completer to each argument that has a [`Completer`].
fn add_completers(command: &Command, line: &[String], look_up: &LookUp) -> Command {
    command
        .clone()
        .mut_args(|arg| add_completer(arg, line, look_up))
        .mut_subcommands(|inner| add_completers(&inner, line, look_up))
}

fn add_completer(arg: Arg, line: &[String], look_up: &LookUp) -> Arg {
    let completer = arg.get::<Completer>();
    let Some(completer) = completer.and_then(|completer| completer.resolve(line)) else {
        return arg;
    };
    if let Completer::Fields = completer {
        let Some(answer) = answer_fields::find_answer(line) else {
            return arg;
        };
        return arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
            answer_fields::complete_last_field(answer, &typed.to_string_lossy())
        }));
    }
    let look_up = Arc::clone(look_up);
    arg.add(ArgValueCompleter::new(move |typed: &OsStr| {
        completer.find_candidates(typed, &look_up)
    }))
}

/// Offers options only if no value fits: to complete an option, a person first types a hyphen. A name or a file that
/// begins with a hyphen is never offered, because it would be parsed as an option.
fn prefer_values(
    found: Vec<CompletionCandidate>,
    options: &HashSet<String>,
) -> Vec<CompletionCandidate> {
    let (dashed, plain): (Vec<_>, Vec<_>) = found
        .into_iter()
        .partition(|candidate| candidate.get_value().to_string_lossy().starts_with('-'));
    if !plain.is_empty() {
        return plain;
    }
    let is_option = |candidate: &CompletionCandidate| {
        let word = candidate.get_value().to_string_lossy();
        let name = word.split_once('=').map_or(&*word, |(name, _)| name);
        options.contains(name)
    };
    dashed.into_iter().filter(is_option).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Model;
    use crate::domain::word::Word as _;

    fn asked(line: &[&str]) -> Vec<String> {
        let look_up: LookUp = Arc::new(|names, _| match names {
            Names::Accounts => vec!["contoso-france".to_owned()],
            Names::Users => vec!["ada@contoso.fr".to_owned(), "bruno@contoso.fr".to_owned()],
            Names::Providers => vec!["fabrikam".to_owned()],
            Names::Customers => vec!["northwind.fr".to_owned()],
            Names::Relationships => vec!["draft-1".to_owned()],
            Names::AccountGroups => vec!["north".to_owned()],
            Names::CustomerGroups => vec!["gold".to_owned()],
            Names::Keepers => vec!["ana@consult.fr".to_owned(), "none".to_owned()],
            Names::Snoozes => vec!["n-0123456789ab".to_owned()],
            Names::GdapGroups | Names::GdapTemplates | Names::Transfers => Vec::new(),
        });
        let arguments: Vec<OsString> = ["csp", "--"]
            .iter()
            .chain(line)
            .map(OsString::from)
            .collect();
        // fish passes the words up to the cursor; the last one is unfinished.
        let answer = answer("fish", &arguments, "\n", None, &look_up).unwrap();
        let word = |line: &str| line.split('\t').next().unwrap_or("").to_owned();
        answer.lines().map(word).collect()
    }

    #[test]
    fn names_of_the_store_complete_the_arguments_that_take_them() {
        for (line, word) in [
            (&["csp", "users", "show", ""][..], "ada@contoso.fr"),
            (
                &["csp", "users", "grant", "ada@contoso.fr", "sales"],
                "sales-agent",
            ),
            (&["csp", "--account", ""], "contoso-france"),
            (&["csp", "status", "--account", "con"], "contoso-france"),
            (&["csp", "enroll", "use", ""], "contoso-france"),
            (&["csp", "status", "--group", ""], "north"),
            (
                &["csp", "enroll", "list", "--keeper", "a"],
                "ana@consult.fr",
            ),
            (
                &["csp", "accounts", "keeper", "contoso-france", "no"],
                "none",
            ),
            (
                &["csp", "customers", "group", "northwind.fr", "--remove", ""],
                "gold",
            ),
            (&["csp", "snooze", "wake", ""], "n-0123456789ab"),
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
            (&["csp", "config", "get", ""], "lang"),
            (&["csp", "config", "set", "a"], "account"),
            (&["csp", "config", "set", "lang", ""], "fr"),
            (&["csp", "config", "set", "account", ""], "contoso-france"),
            (&["csp", "config", "set", "as", "b"], "bruno@contoso.fr"),
            (&["csp", "users", "list", "--state", ""], "blocked"),
            (&["csp", "users", "list", "--role", "sales"], "sales-agent"),
            (
                &["csp", "users", "import", "x", "--on-conflict", ""],
                "skip",
            ),
            (&["csp", "users", "export", "--for", ""], "entra"),
            (&["csp", "customers", "list", "--state", ""], "invited"),
            (&["csp", "customers", "add", "--origin", ""], "referral"),
            (&["csp", "customers", "admin-rights", "x", ""], "off"),
            (&["csp", "providers", "list", "--state", ""], "ended"),
            (&["csp", "providers", "search", "--service", ""], "billing"),
            (&["csp", "providers", "search", "--country", "F"], "FR"),
            (&["csp", "enroll", "--country", "F"], "FR"),
            (&["csp", "enroll", "--authority-to-sign", ""], "true"),
            (
                &["csp", "eligibility", "evidence", "set", "sup"],
                "support.plan",
            ),
            (
                &["csp", "eligibility", "evidence", "set", "support.plan", ""],
                "psfp",
            ),
            (
                &["csp", "eligibility", "evidence", "unset", "sup"],
                "support.plan",
            ),
            (
                &["csp", "eligibility", "check", "--what-if", "support.p"],
                "support.plan=asfp",
            ),
            (
                &["csp", "verify", "appeal", "business", "--document", ""],
                "identity:",
            ),
            (
                &[
                    "csp",
                    "verify",
                    "appeal",
                    "business",
                    "--document",
                    "identity:Cargo.t",
                ],
                "identity:Cargo.toml",
            ),
            (&["csp", "enroll", "--from", "Cargo.t"], "Cargo.toml"),
            (
                &["csp", "eligibility", "check", "--facts", "Cargo.t"],
                "Cargo.toml",
            ),
            (&["csp", "users", "import", "Cargo.t"], "Cargo.toml"),
            (&["csp", "store", "restore", "Cargo.t"], "Cargo.toml"),
            (&["csp", "users", "show", "--dr"], "--dry-run"),
        ] {
            let words = asked(line);
            assert!(words.contains(&word.to_owned()), "{line:?}: {words:?}");
        }
    }

    #[test]
    fn fields_of_the_answer_are_completed_one_by_one() {
        let first = asked(&["csp", "users", "list", "--fields", ""]);
        assert!(first.contains(&"email".to_owned()), "{first:?}");
        assert!(first.iter().all(|path| !path.contains('.')), "{first:?}");
        for (line, words) in [
            (
                &["csp", "users", "list", "--fields", "email,fi"][..],
                &["email,first_name"][..],
            ),
            (
                &["csp", "users", "list", "--fields=em"],
                &["--fields=email"],
            ),
            (
                &["csp", "enroll", "show", "--fields", "company.legal"],
                &["company.legal_name"],
            ),
            (
                &["csp", "status", "--fields", "legal_name,acc"],
                &["legal_name,account"],
            ),
            (&["csp", "users", "template", "--fields", "e"], &[]),
        ] {
            assert_eq!(asked(line), words, "{line:?}");
        }
        let second = asked(&["csp", "users", "list", "--fields", "email,"]);
        assert!(!second.contains(&"email,email".to_owned()), "{second:?}");
        assert_eq!(second.len() + 1, first.len());
    }

    #[test]
    fn a_new_address_is_not_completed_with_those_of_users() {
        assert_eq!(asked(&["csp", "providers", "add", "--email", ""]), [""; 0]);
        assert!(!asked(&["csp", "users", "add", ""]).contains(&"ada@contoso.fr".to_owned()));
    }

    #[test]
    fn options_are_offered_after_a_hyphen_where_a_name_is_possible() {
        assert_eq!(
            asked(&["csp", "users", "show", ""]),
            ["ada@contoso.fr", "bruno@contoso.fr"]
        );
        assert!(asked(&["csp", "config", "get", "lang", ""]).contains(&"--store".to_owned()));
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
            assert!(script(shell).unwrap().contains(SHELL_VARIABLE), "{shell}");
        }
    }
}
