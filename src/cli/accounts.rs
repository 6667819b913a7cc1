//! `csp accounts`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, Names};
use super::groups::{AccountGroupArgs, AccountKeeperArgs};
use super::outputs::FileUse;

/// Import accounts, group them, say who looks after them, or move one to another store
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # A workbook with drop-down lists to fill in
  csp accounts template --out applications.xlsx
  # Start many applications
  csp accounts import applications.csv
  # Put accounts into a group, and say who looks after one
  csp accounts group contoso-france --add north
  csp accounts keeper contoso-france ana@consult.fr
  # See what would be moved
  csp accounts move contoso-france --to france.db --dry-run --yes
  # Move an account with its history to another file
  csp accounts move contoso-france --to france.db --yes
  # Move it to the store of a team
  csp accounts move contoso-france --to postgres://ana@db.example.com/csp --yes")]
pub struct AccountsArgs {
    /// What to do
    #[command(subcommand)]
    pub command: AccountsCommand,
}

/// The subcommands of `accounts`.
#[derive(Debug, Subcommand)]
pub enum AccountsCommand {
    /// Start many applications from a file or a folder, all or none
    #[command(after_help = super::accounts_import::end_of_help())]
    Import(super::accounts_import::AccountImportArgs),
    /// Make a file to fill in and import
    #[command(after_help = "\
Examples:
  # A workbook with drop-down lists and a note on each column
  csp accounts template --out applications.xlsx
  # The headings alone
  csp accounts template")]
    Template(super::accounts_import::AccountTemplateArgs),
    /// Put accounts into groups, or take them out
    #[command(after_help = "\
Groups are labels of your own. `csp status --group GROUP` and `csp enroll list
--group GROUP` show the accounts of one.

Examples:
  csp accounts group contoso-france --add north --add gold
  csp accounts group contoso-france --remove gold")]
    Group(AccountGroupArgs),
    /// Say who in your team looks after an account
    #[command(after_help = "\
The keeper need not be a user of the account. `csp status --mail FOLDER` writes a
message for each keeper.

Examples:
  csp accounts keeper contoso-france ana@consult.fr
  csp accounts keeper contoso-france none")]
    Keeper(AccountKeeperArgs),
    /// Move one account with its history to another store
    #[command(after_help = "\
The account keeps its number. The other store may hold other accounts, but none
with this number, short name, MPN ID or tenant.

Examples:
  # See what would be moved
  csp accounts move contoso-france --to france.db --dry-run --yes
  # Move it to the store of a team
  csp accounts move contoso-france --to postgres://ana@db.example.com/csp --yes")]
    Move {
        /// Short name, MPN ID or tenant domain of the account
        #[arg(value_name = "ACCOUNT", add = Completer::Names(Names::Accounts))]
        account: Option<String>,
        /// Other store: a file or a postgres:// URL without a password; it is created if it does not exist
        #[arg(long, value_name = "STORE", add = FileUse::Writes)]
        to: Option<PathBuf>,
    },
}
