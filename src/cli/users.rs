//! `csp users`: what can be typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, Names};
use super::help::columns::Import;
use super::outputs::FileUse;
use crate::domain::role::{Permission, Role, RoleSet};
use crate::domain::user::{PersonName, UserStateKind};
use crate::domain::{Email, Language};
use crate::exchange::users::UserFileFormat;

/// The examples of `csp users`.
pub(super) const EXAMPLES: &str = "\
Examples:
  # Add a colleague; csp shows a temporary password once
  csp users add jo@contoso.fr --first-name Jo --last-name Li --role sales-agent
  # Add everybody in a file
  csp users import staff.csv --credentials passwords.csv
  # List the people with a role
  csp users list --role sales-agent
  # Show what each role may do
  csp users roles
  # Give a role to a user, and take it away again
  csp users grant ada@contoso.fr admin-agent
  csp users revoke ada@contoso.fr admin-agent --yes
  # Stop a user from signing in
  csp users block ada@contoso.fr --yes";

/// The people who work in the account, their roles, their first password.
#[derive(Debug, Clone, Subcommand)]
pub enum UsersCommand {
    /// Add a user and show the temporary password, once
    #[command(after_help = "\
Examples:
  csp users add jo@contoso.fr --first-name Jo --last-name Li --role sales-agent
  # Be asked for what is missing
  csp users add jo@contoso.fr")]
    Add(Add),
    /// Add or update everybody in a file
    #[command(after_help = Import::Users.end_of_help("\
Examples:
  csp users import staff.csv --credentials passwords.csv
  # Check a file without adding anybody
  csp users import staff.csv --dry-run
  # Update the users that exist already
  csp users import staff.csv --on-conflict update"))]
    Import(UserImportArgs),
    /// List users, in the order of their addresses
    #[command(after_help = "Example:\n  csp users list --role sales-agent --limit 50")]
    List(UserListArgs),
    /// Show one user
    #[command(after_help = "Example:\n  csp users show ada@contoso.fr")]
    Show(One),
    /// Change a user's first or last name
    #[command(after_help = "Example:\n  csp users edit ada@contoso.fr --last-name Lovelace")]
    Edit(Edit),
    /// Give roles to a user
    #[command(after_help = "Example:\n  csp users grant ada@contoso.fr admin-agent")]
    Grant(Roles),
    /// Take roles away from a user
    #[command(after_help = "Example:\n  csp users revoke ada@contoso.fr admin-agent --yes")]
    Revoke(Roles),
    /// Sign in as a user; the first time, replace the temporary password
    #[command(after_help = "Example:\n  csp users sign-in ada@contoso.fr")]
    SignIn(SignIn),
    /// Give a user a new temporary password
    #[command(after_help = "Example:\n  csp users reset-password ada@contoso.fr")]
    ResetPassword(ResetPassword),
    /// Block a user, who can then no longer sign in or act
    #[command(after_help = "Example:\n  csp users block ada@contoso.fr --yes")]
    Block(One),
    /// Unblock a user
    #[command(after_help = "Example:\n  csp users unblock ben@contoso.fr")]
    Unblock(One),
    /// Remove a user, who can be restored for 30 days
    #[command(after_help = "Example:\n  csp users remove ada@contoso.fr --yes")]
    Remove(One),
    /// Restore a user who was removed in the last 30 days
    #[command(after_help = "Example:\n  csp users restore leo@contoso.fr")]
    Restore(One),
    /// Make a user an active global admin when nobody can act any more
    #[command(after_help = "\
Example:
  csp users recover ada@contoso.fr --reason \"the only admin has left\" --yes")]
    Recover(Recover),
    /// Print an import file to fill in
    #[command(after_help = "\
Examples:
  # A workbook with drop-down lists
  csp users template --out team.xlsx
  csp users template --for entra")]
    Template(Template),
    /// List the roles and what each may do
    #[command(after_help = "Example:\n  csp users roles")]
    Roles,
    /// Show whether a user has a permission, and why
    #[command(after_help = "Example:\n  csp users can ada@contoso.fr agreements.sign")]
    Can(Can),
    /// Write the users to a file for `import`, Partner Center or Entra
    #[command(after_help = "Example:\n  csp users export --out staff.csv")]
    Export(UserExportArgs),
}

/// `users add`
#[derive(Debug, Clone, Args)]
pub struct Add {
    /// Email address with which the user signs in
    #[arg(value_name = "EMAIL")]
    pub email: Option<Email>,
    /// First name
    #[arg(long, value_name = "NAME")]
    pub first_name: Option<PersonName>,
    /// Last name
    #[arg(long, value_name = "NAME")]
    pub last_name: Option<PersonName>,
    /// Role, for example sales-agent; repeat the option for more (see `csp users roles`)
    #[arg(
        long = "role",
        value_name = "ROLE",
        num_args = 1..,
        value_parser = RoleSet::parse_list,
        add = Completer::words::<Role>()
    )]
    pub roles: Vec<RoleSet>,
    /// Write the temporary password to this new file instead of showing it
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub credentials: Option<PathBuf>,
    /// Write the message for the new user to this mail file
    #[arg(long, value_name = "FILE.eml", add = FileUse::Writes)]
    pub draft_out: Option<PathBuf>,
    /// Language of the message: en or fr [default: `lang` in config.toml, else en]
    #[arg(long, value_name = "LANG", add = Completer::words::<Language>())]
    pub lang: Option<Language>,
}

/// `users import`
#[derive(Debug, Clone, Args)]
pub struct UserImportArgs {
    /// CSV file or Excel workbook (.xlsx); - reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// Role for rows without one; repeat the option for more
    #[arg(
        long = "role",
        value_name = "ROLE",
        num_args = 1..,
        value_parser = RoleSet::parse_list,
        add = Completer::words::<Role>()
    )]
    pub roles: Vec<RoleSet>,
    /// What to do with users that exist already: fail, skip or update
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "fail",
        add = Completer::words::<OnConflict>()
    )]
    pub on_conflict: OnConflict,
    /// Sheet of a workbook [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Write the temporary passwords to this new file instead of showing them; - writes them to standard output
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub credentials: Option<PathBuf>,
    /// Write a mail file for each new user to this folder
    #[arg(long, value_name = "FOLDER", add = FileUse::Writes)]
    pub drafts: Option<PathBuf>,
}

impl UserImportArgs {
    /// Whether standard output is the file of passwords, and nothing else.
    pub fn writes_passwords_to_stdout(&self) -> bool {
        let path = self.credentials.as_deref();
        path.is_some_and(|path| path.as_os_str() == "-")
    }
}

crate::domain::word::words! {
    /// What an import does with a row whose record is there already.
    pub enum OnConflict: "answer to --on-conflict" {
        /// The row is a mistake.
        Fail = "fail",
        /// The row is passed over.
        Skip = "skip",
        /// The row's names and roles, and its state where it has one, replace the user's.
        Update = "update",
    }
}

/// `users list`
#[derive(Debug, Clone, Args)]
pub struct UserListArgs {
    /// Only users with this role
    #[arg(long, value_name = "ROLE", add = Completer::words::<Role>())]
    pub role: Option<Role>,
    /// Only users in this state: password-pending, active, blocked or removed
    #[arg(long, value_name = "STATE", add = Completer::words::<UserStateKind>())]
    pub state: Option<UserStateKind>,
    /// Only users with this text in the address or a name
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// At most N users
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<u32>,
    /// Only users after this address, to continue a list
    #[arg(long, value_name = "EMAIL")]
    pub after: Option<String>,
    /// Include removed users
    #[arg(long)]
    pub all: bool,
}

/// Commands on one user.
#[derive(Debug, Clone, Args)]
pub struct One {
    /// Email address of the user
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
}

/// `users edit`
#[derive(Debug, Clone, Args)]
pub struct Edit {
    /// Email address of the user
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// New first name
    #[arg(long, value_name = "NAME")]
    pub first_name: Option<PersonName>,
    /// New last name
    #[arg(long, value_name = "NAME")]
    pub last_name: Option<PersonName>,
}

/// `users grant`, `users revoke`
#[derive(Debug, Clone, Args)]
pub struct Roles {
    /// Email address of the user
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// Roles, separated by blanks (see `csp users roles`)
    #[arg(
        value_name = "ROLE",
        value_parser = RoleSet::parse_list,
        add = Completer::words::<Role>()
    )]
    pub roles: Vec<RoleSet>,
}

/// `users sign-in`
#[derive(Debug, Clone, Args)]
pub struct SignIn {
    /// Email address of the user
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// Read passwords from standard input, one a line: the temporary and the new one; for an active user the own one only
    #[arg(long)]
    pub password_stdin: bool,
}

/// `users reset-password`
#[derive(Debug, Clone, Args)]
pub struct ResetPassword {
    /// Email address of the user
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// Write the temporary password to this new file instead of showing it
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub credentials: Option<PathBuf>,
}

/// `users recover`
#[derive(Debug, Clone, Args)]
pub struct Recover {
    /// Email address of the user
    #[arg(value_name = "EMAIL", add = Completer::Names(Names::Users))]
    pub email: Option<Email>,
    /// Reason; recorded in the journal
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
}

/// `users template`
#[derive(Debug, Clone, Args)]
pub struct Template {
    /// File to write; a name that ends in .xlsx makes a workbook with drop-down lists
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
    /// Format of the file: csv, partner-center or entra
    #[arg(
        long = "for",
        value_name = "FORMAT",
        default_value = "csv",
        add = Completer::words::<UserFileFormat>()
    )]
    pub target: UserFileFormat,
}

/// `users can`
#[derive(Debug, Clone, Args)]
pub struct Can {
    /// Email address of the user
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// Permission, for example agreements.sign
    #[arg(value_name = "PERMISSION", add = Completer::words::<Permission>())]
    pub permission: Option<String>,
}

/// `users export`
#[derive(Debug, Clone, Args)]
pub struct UserExportArgs {
    /// Format of the file: csv, partner-center or entra
    #[arg(
        long = "for",
        value_name = "FORMAT",
        default_value = "csv",
        add = Completer::words::<UserFileFormat>()
    )]
    pub target: UserFileFormat,
    /// File to write [default: standard output]
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
}
