//! `csp snooze`.

use clap::{Args, Subcommand};

use super::DayArg;
use super::complete::{Completer, Names};
use super::groups::AccountFilterArgs;

/// Put a next action off until a day
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
The action is hidden in `csp status` and ignored by `csp status --check` until that day. Then it comes back, whatever happened. `csp status` shows the ID of each action of an account. One action for several things puts off those that there are now, each under an ID of its own; one that comes later is shown.

Examples:
  # Put an action off, with the ID that `csp status --account contoso` shows
  csp snooze NEXT-ID --until 2021-03-15 --reason \"customer is away\"
  # List what is put off
  csp snooze list
  # Show an action again
  csp snooze wake NEXT-ID"
)]
pub struct SnoozeArgs {
    /// What to put off
    #[command(flatten)]
    pub start: SnoozeStartArgs,
    /// Everything else
    #[command(subcommand)]
    pub command: Option<SnoozeCommand>,
}

/// What puts an action off.
#[derive(Debug, Args)]
pub struct SnoozeStartArgs {
    /// ID of the next action, such as n-3f2a9c0b17de
    #[arg(value_name = "NEXT-ID")]
    pub id: Option<String>,
    /// Day on which the action comes back, YYYY-MM-DD; at most one year from now
    #[arg(long, value_name = "DATE")]
    pub until: Option<DayArg>,
    /// Reason; recorded in the journal
    #[arg(long, value_name = "REASON", value_parser = super::parse_kept_text)]
    pub reason: Option<String>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum SnoozeCommand {
    /// List the actions that are put off
    #[command(
        after_help = "Examples:\n  csp snooze list --format csv\n  # What is put off for the customers of a person\n  csp snooze list --keeper ana@consult.fr"
    )]
    List {
        /// Of which accounts or customers
        #[command(flatten)]
        accounts: AccountFilterArgs,
        /// Include actions that have come back
        #[arg(long)]
        all: bool,
    },
    /// Show an action again that was put off
    #[command(after_help = "Example:\n  csp snooze wake NEXT-ID")]
    Wake {
        /// ID of the next action
        #[arg(value_name = "NEXT-ID", add = Completer::Names(Names::Snoozes))]
        id: Option<String>,
    },
}
