//! What can be typed: clap types and every word of help. No logic.
//!
//! An argument that a command needs is optional here: when it is missing, the command asks for it or names everything
//! that is missing at once.

pub mod complete;
pub mod customers;
pub mod eligibility;
pub mod enroll;
pub mod fields;
pub mod global;
pub mod manual;
pub mod providers;
pub mod records;
pub mod slip;
pub mod tools;
pub mod users;
pub mod verify;

use clap::{CommandFactory as _, Parser, Subcommand};

use crate::domain::calendar::{BadDay, Day, parse_day};

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
    Enroll(Box<enroll::EnrollArgs>),
    /// Get through the account verification
    Verify(verify::VerifyArgs),
    /// The people who work in the account, their roles, their first password
    #[command(subcommand)]
    Users(users::UsersCommand),
    /// Work with indirect providers (distributors)
    Providers(providers::ProvidersArgs),
    /// Win customers, know what they granted, know whether an order would be allowed
    Customers(customers::CustomersArgs),
    /// Ask whether this partner would qualify, under which dated rules, on what evidence
    Eligibility(eligibility::EligibilityArgs),
    /// One page: where every account stands, what is next, what is late
    Status(records::StatusArgs),
    /// Explain a rule: what it says, since when, where from, how to satisfy it
    Explain(records::ExplainArgs),
    /// Read and verify the journal of every change
    Audit(records::AuditArgs),
    /// The database file: where, check, back up, restore, export
    Store(records::StoreArgs),
    /// Settings: list, get, set, path
    Config(records::ConfigArgs),
    /// Tell what is wrong with this installation, and what to do
    Doctor(tools::DoctorArgs),
    /// Print the script that lets a shell complete words
    Completions(tools::CompletionsArgs),
    /// Print the manual page, or write one for every command
    Man(tools::ManArgs),
}

/// The description of everything that can be typed.
pub fn command() -> clap::Command {
    Cli::command()
}

impl Command {
    /// Whether the command can answer in this format: the reports for build servers are for the verdict alone.
    pub fn offers(&self, format: crate::report::Format) -> bool {
        let verdict = matches!(
            self,
            Self::Eligibility(eligibility::EligibilityArgs {
                command: eligibility::EligibilityCommand::Check(_)
            })
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
