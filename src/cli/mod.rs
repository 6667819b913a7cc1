//! What can be typed: clap types and every word of help. No logic.
//!
//! An argument that a command needs is optional here: when it is missing, the command asks for it or names everything
//! that is missing at once.

pub mod complete;
pub mod customers;
pub mod eligibility;
pub mod elsewhere;
pub mod enroll;
pub mod fields;
pub mod global;
pub mod later;
pub mod manual;
mod outputs;
pub mod providers;
pub mod records;
pub mod slip;
pub mod tools;
pub mod users;
pub mod verify;

use std::ffi::OsString;
use std::mem::ManuallyDrop;

use clap::builder::Resettable;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::domain::calendar::{BadDay, Day, parse_day};
use later::Later;

pub use outputs::OutputPath;

/// Run a company's membership in the Cloud Solution Provider programme
#[derive(Debug, Parser)]
#[command(
    name = "csp",
    version,
    disable_help_subcommand = true,
    infer_subcommands = false,
    max_term_width = 100,
    after_help = "\
Examples:
  csp enroll --model indirect        start an application
  csp status                         where every account stands, what is next, what is late
  csp explain enroll.webmail         what a rule says, where it comes from, what to do"
)]
pub struct Cli {
    /// Options that every command understands.
    #[command(flatten)]
    pub global: global::GlobalOptions,
    /// The command.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Put a partner into the programme and carry it to active
    Enroll(Later<Box<enroll::EnrollArgs>>),
    /// Get through the account verification
    Verify(Later<verify::VerifyArgs>),
    /// The people who work in the account, their roles, their first password
    #[command(subcommand)]
    Users(Later<users::UsersCommand>),
    /// Work with indirect providers (distributors)
    Providers(Later<providers::ProvidersArgs>),
    /// Win customers, know what they granted, know whether an order would be allowed
    Customers(Later<customers::CustomersArgs>),
    /// Ask whether this partner would qualify, under which dated rules, on what evidence
    Eligibility(Later<eligibility::EligibilityArgs>),
    /// One page: where every account stands, what is next, what is late
    Status(Later<records::StatusArgs>),
    /// Explain a rule: what it says, since when, where from, how to satisfy it
    Explain(Later<records::ExplainArgs>),
    /// Read and verify the journal of every change
    Audit(Later<records::AuditArgs>),
    /// The database file: where, check, back up, restore, export
    Store(Later<records::StoreArgs>),
    /// Settings: list, get, set, path
    Config(Later<records::ConfigArgs>),
    /// Tell what is wrong with this installation, and what to do
    Doctor(Later<tools::DoctorArgs>),
    /// Print the script that lets a shell complete words
    Completions(Later<tools::CompletionsArgs>),
    /// Print the manual page, or write one for every command
    Man(Later<tools::ManArgs>),
}

/// The description of everything that can be typed.
pub fn command() -> clap::Command {
    Cli::command()
}

/// The same in an environment where some variables, named in `blank`, are set to nothing, which counts as not set.
pub fn command_in(blank: &[&str]) -> clap::Command {
    let whole = command();
    if blank.is_empty() {
        return whole;
    }
    whole.mut_args(|option| {
        let variable = option.get_env().and_then(|name| name.to_str());
        if variable.is_some_and(|name| blank.contains(&name)) {
            option.env(Resettable::Reset)
        } else {
            option
        }
    })
}

/// A command line that was understood.
#[derive(Debug)]
pub struct Line {
    /// What was asked for.
    pub cli: Cli,
    /// Whether the account was typed, rather than taken from the environment.
    pub names_account: bool,
}

/// Reads a command line: with the commands that it names alone, and only if it is not understood so with all of them,
/// which know what was meant. The variables named in `blank` are set to nothing.
///
/// # Errors
/// The line is no command line of `csp`, or asks for help or the version.
pub fn read(words: &[OsString], blank: &[&str]) -> Result<Line, clap::Error> {
    let whole = ManuallyDrop::new(command_in(blank));
    let understood = later::narrowed_to(words, || {
        let bare = clap::Command::new("csp").disable_help_subcommand(true);
        read_as(later::narrowed(bare, &whole).ok()?, words).ok()
    });
    understood.map_or_else(
        || {
            let mut whole = ManuallyDrop::into_inner(whole);
            if may_repeat_an_option(words) {
                whole = overriding(whole);
            }
            read_as(whole, words)
        },
        Ok,
    )
}

/// Whether an option may stand on the line twice, by its long or its short name, or in a row of short ones.
fn may_repeat_an_option(words: &[OsString]) -> bool {
    let options = words
        .iter()
        .filter_map(|word| word.to_str()?.strip_prefix('-'));
    let letters = options.map(|option| {
        if option.starts_with('-') {
            1
        } else {
            option.len()
        }
    });
    letters.sum::<usize>() > 1
}

/// Of a global option that is given twice the last counts, so that an alias may hold some. To say so of each takes an
/// eighth of the shortest command, and is left to lines that may need it.
fn overriding(whole: clap::Command) -> clap::Command {
    whole.mut_args(|option| {
        if option.is_global_set() {
            let itself = option.get_id().clone();
            option.overrides_with(itself)
        } else {
            option
        }
    })
}

/// Descriptions are left to the end of the process: taking them apart takes a tenth of a short command.
fn read_as(description: clap::Command, words: &[OsString]) -> Result<Line, clap::Error> {
    let description = Box::leak(Box::new(description));
    let mut matches = description.try_get_matches_from_mut(words)?;
    let names_account = is_typed(&matches, "account");
    let cli = Cli::from_arg_matches_mut(&mut matches)?;
    std::mem::forget(matches);
    Ok(Line { cli, names_account })
}

/// Whether an option was typed, at any level of the command line.
fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    let here = matches.try_contains_id(id).is_ok()
        && matches.value_source(id) == Some(ValueSource::CommandLine);
    here || matches
        .subcommand()
        .is_some_and(|(_, inner)| is_typed(inner, id))
}

impl Command {
    /// Whether the command can answer in this format: the reports for build servers are for the verdict alone.
    pub fn offers(&self, format: crate::report::Format) -> bool {
        let verdict = matches!(
            self,
            Self::Eligibility(Later(eligibility::EligibilityArgs {
                command: eligibility::EligibilityCommand::Check(_)
            }))
        );
        verdict || format.is_general()
    }
}

/// A day as it is typed, `YYYY-MM-DD`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DayArg(pub Day);

impl std::str::FromStr for DayArg {
    type Err = BadDay;
    fn from_str(typed: &str) -> Result<Self, BadDay> {
        parse_day(typed).map(Self)
    }
}

/// A text as it is kept: in NFC, without invisible characters.
#[expect(
    clippy::unnecessary_wraps,
    reason = "the argument parser asks for a result"
)]
pub(crate) fn parse_kept_text(typed: &str) -> Result<String, std::convert::Infallible> {
    Ok(crate::domain::text::kept_text(typed).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn a_line_means_the_same_however_much_is_described() {
        for line in [
            "csp",
            "csp status",
            "csp status --check --due-within 3",
            "csp users list --limit 50 --format json",
            "csp --format json users list --search status",
            "csp --account users users show list@contoso.fr",
            "csp users list --as store@contoso.fr -q --account enroll",
            "csp enroll --model indirect --yes",
            "csp enroll list",
            "csp --dry-run enroll use status",
            "csp --account status enroll use",
            "csp users -qy list --wait=3",
            "csp --quiet users list --no-input",
            "csp users list --verbose --color never --now 2021-03-01T09:00:00Z",
            "csp verify status",
            "csp customers can-order contoso.de --provider verify",
            "csp eligibility check --model direct",
            "csp eligibility revenue list",
            "csp store backup store",
            "csp config get config",
            "csp explain users",
            "csp audit log --subject audit",
        ] {
            let words = words(line);
            let whole = read_as(command(), &words).unwrap();
            let narrow = read(&words, &[]).unwrap();
            assert_eq!(
                format!("{:?}", narrow.cli),
                format!("{:?}", whole.cli),
                "{line}"
            );
            assert_eq!(narrow.names_account, whole.names_account, "{line}");
        }
    }

    #[test]
    fn a_line_that_is_not_understood_is_told_what_all_commands_know() {
        for line in [
            "csp uers list status",
            "csp users lst add",
            "csp status list",
            "csp users --help add",
            "csp audit",
            "csp help users",
            "csp enroll --model nobody use",
        ] {
            let words = words(line);
            let whole = read_as(command(), &words).unwrap_err();
            let told = read(&words, &[]).unwrap_err();
            assert_eq!(told.to_string(), whole.to_string(), "{line}");
        }
    }
}
