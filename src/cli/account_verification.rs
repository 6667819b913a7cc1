//! `csp customers verification`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, Names};
use super::customer_arg::CustomerArg;
use super::outputs::FileUse;
use crate::domain::customer::AccountStatus;

/// What `verification` takes.
#[derive(Debug, Args)]
pub struct VerificationArgs {
    /// Import statuses instead
    #[command(subcommand)]
    pub command: Option<VerificationCommand>,
    /// The customer
    #[command(flatten)]
    pub customer: CustomerArg,
    /// Status: allowed, under-review, not-allowed, unknown, not-ready or none
    #[arg(
        value_name = "STATUS",
        value_parser = AccountStatus::read,
        add = Completer::words::<AccountStatus>()
    )]
    pub status: Option<AccountStatus>,
    /// Day on which Microsoft showed it, YYYY-MM-DD [default: today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
}

impl VerificationArgs {
    /// Whether a part of a status was given, which an import does not take.
    pub fn has_a_status(&self) -> bool {
        self.customer.customer.is_some() || self.status.is_some() || self.on.is_some()
    }
}

/// The subcommands of `verification`.
#[derive(Debug, Subcommand)]
pub enum VerificationCommand {
    /// Record the statuses in a file: JSON as the Partner Center API gives it
    #[command(after_help = "\
The API's answer does not name its customer: give it with --customer, or put the
answer into an object with `customerId`. One file may have many such objects.
A status that is older than the one on record is left out, and the answer says so.

Examples:
  csp customers verification import status.json --customer northwind.fr
  # Statuses of many customers, each in an object with `customerId`
  csp customers verification import statuses.json")]
    Import(VerificationImportArgs),
}

/// What `verification import` takes.
#[derive(Debug, Args)]
pub struct VerificationImportArgs {
    /// JSON file; - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// Customer of a status that does not name one
    #[arg(long, value_name = "CUSTOMER", add = Completer::Names(Names::Customers))]
    pub customer: Option<String>,
    /// Day of the answer, YYYY-MM-DD [default: that in the file, else today]
    #[arg(long, value_name = "DATE")]
    pub on: Option<DayArg>,
}
