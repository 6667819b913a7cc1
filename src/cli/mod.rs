//! The definition of the command line: clap types and all texts of help. No logic.
//!
//! Arguments that a command requires are optional here: the command itself asks for missing ones or names all of them
//! at once.

pub mod account_verification;
pub mod accounts;
pub mod accounts_import;
pub mod answer_shapes;
pub mod arg_errors;
mod color_when;
pub mod complete;
pub mod customer_arg;
pub mod customers;
pub mod eligibility;
pub mod enroll;
pub mod fields;
pub mod foreign_words;
pub mod gdap;
pub mod gdap_planning;
pub mod global;
pub mod groups;
pub mod help;
pub mod manual;
mod outputs;
pub mod policy_packs;
pub mod providers;
pub mod records;
pub mod setting_key;
pub mod shell;
pub mod snooze;
pub mod tools;
pub mod transfers;
pub mod unparsed_line;
pub mod users;
pub mod verify;
mod wait;

use std::ffi::OsString;

use clap::builder::Resettable;
use clap::parser::ValueSource;
use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use crate::domain::calendar::{BadDay, Day, parse_day};

pub use outputs::{FileUse, OutputPath};

/// Run a company's membership in the Cloud Solution Provider programme
#[derive(Debug, Parser)]
#[command(
    name = "csp",
    bin_name = "csp",
    version,
    disable_help_subcommand = true,
    infer_subcommands = false,
    max_term_width = 80,
    after_help = help::end_of_root()
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
    /// Enrol a partner and bring it to active
    Enroll(Box<enroll::EnrollArgs>),
    /// Follow the account verification and record its results
    Verify(verify::VerifyArgs),
    /// Manage the users of the account, their roles and passwords
    #[command(subcommand, after_help = users::EXAMPLES)]
    Users(users::UsersCommand),
    /// Manage indirect providers (distributors) and partnerships
    Providers(providers::ProvidersArgs),
    /// Manage customers, their requests, agreements and admin rights
    Customers(customers::CustomersArgs),
    /// Keep the register of granular delegated admin relationships (GDAP)
    Gdap(gdap::GdapArgs),
    /// Plan and follow transfers of subscriptions between partners
    Transfers(transfers::TransfersArgs),
    /// Group accounts, say who looks after them, move them to another store
    Accounts(accounts::AccountsArgs),
    /// Check whether a partner qualifies, and keep the evidence for it
    Eligibility(eligibility::EligibilityArgs),
    /// Show the state of every account, what is next and what is late
    Status(records::StatusArgs),
    /// Make a report about all accounts: a page, a workbook or a calendar
    Report(records::ReportArgs),
    /// Put a next action off until a day
    Snooze(snooze::SnoozeArgs),
    /// Explain a rule: what it says, its source and how to satisfy it
    Explain(records::ExplainArgs),
    /// Read and verify the journal of every change
    Audit(records::AuditArgs),
    /// Locate, check, back up, restore or export the store
    Store(records::StoreArgs),
    /// Show and change settings
    Config(records::ConfigArgs),
    /// Check this installation and say what to do about each problem
    Doctor(tools::DoctorArgs),
    /// Print the script that completes csp commands in your shell
    Completions(tools::CompletionsArgs),
    /// Print the manual page, or write one for every command
    Man(tools::ManArgs),
    /// Show help on a command or a topic
    Help(help::HelpArgs),
}

/// The definition of the whole command line.
pub fn command() -> clap::Command {
    Cli::command()
}

/// The same, for an environment in which the variables named in `blank` are empty, which counts as not set.
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

/// A parsed command line.
#[derive(Debug)]
pub struct CommandLine {
    /// The parsed arguments.
    pub cli: Cli,
    /// The account given on the line; one from the environment is only in the global options.
    pub account_flag: Option<String>,
    /// Whether the format was given on the line; one from the environment is only in the global options.
    pub is_format_typed: bool,
    /// The command as it is typed, without its arguments: `csp users list`.
    pub command_name: String,
    /// The files and folders to write, as given on the line.
    pub outputs: Vec<OutputPath>,
}

/// Parses a command line. The environment variables named in `blank` are empty, which counts as not set.
///
/// # Errors
/// If the line is invalid, or asks for help or the version.
pub fn parse(words: &[OsString], blank: &[&str]) -> Result<CommandLine, clap::Error> {
    let mut command = command_in(blank);
    if help::may_ask(words) {
        command = help::with_short_globals(command);
    }
    let mut matches = command.try_get_matches_from_mut(words)?;
    let outputs = outputs::find_outputs(&command, &matches);
    let is_typed = |id| matches.value_source(id) == Some(ValueSource::CommandLine);
    let (is_account_typed, is_format_typed) = (is_typed("account"), is_typed("format"));
    let command_name = name_command(&matches);
    let mut cli = Cli::from_arg_matches_mut(&mut matches)?;
    if cli
        .command
        .as_ref()
        .is_some_and(Command::takes_role_template)
    {
        cli.global.template = None;
    }
    let account_flag = cli.global.account.clone().filter(|_| is_account_typed);
    Ok(CommandLine {
        cli,
        account_flag,
        is_format_typed,
        command_name,
        outputs,
    })
}

/// The words of the parsed command, beginning with the program.
fn name_command(matches: &ArgMatches) -> String {
    let mut name = "csp".to_owned();
    let mut inner = matches.subcommand();
    while let Some((word, matches)) = inner {
        name = format!("{name} {word}");
        inner = matches.subcommand();
    }
    name
}

impl Command {
    /// Whether the command works without readable settings: `csp help`, and `csp doctor`, which reports what is wrong
    /// with them.
    pub fn works_without_settings(&self) -> bool {
        matches!(self, Self::Doctor(_) | Self::Help(_))
    }

    /// Whether `--template` names a role template, and not one for the answer.
    fn takes_role_template(&self) -> bool {
        matches!(
            self,
            Self::Gdap(gdap::GdapArgs {
                command: gdap::GdapCommand::Plan(_)
            })
        )
    }

    /// Whether the command can answer in this format. Only `eligibility check` has reports for build servers.
    pub fn offers(&self, format: crate::report::OutputFormat) -> bool {
        let verdict = matches!(
            self,
            Self::Eligibility(eligibility::EligibilityArgs {
                command: eligibility::EligibilityCommand::Check(_)
            })
        );
        verdict || format.is_general() || matches!(self, Self::Help(_))
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

/// The text in NFC, without invisible characters.
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

    fn parse_typed(line: &str) -> CommandLine {
        let words: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        parse(&words, &[]).unwrap()
    }

    #[test]
    fn an_account_is_a_flag_at_any_level() {
        for (line, flag) in [
            ("csp users list", None),
            ("csp --account a users list", Some("a")),
            ("csp users list --account b", Some("b")),
            ("csp --account a users list --account b", Some("b")),
            ("csp enroll use c", Some("c")),
        ] {
            assert_eq!(parse_typed(line).account_flag.as_deref(), flag, "{line}");
        }
    }

    #[test]
    fn of_a_global_option_the_last_one_counts() {
        for line in [
            "csp users list --wait 1 --wait 2",
            "csp --wait 1 --wait 2 users list",
            "csp --wait 1 users --wait 2 list",
            "csp -qq users list -q --wait=3 --wait=2 --no-input --no-input",
        ] {
            let wait = parse_typed(line).cli.global.wait;
            assert_eq!(wait, "2".parse().ok(), "{line}");
        }
    }
}
