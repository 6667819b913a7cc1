//! `csp users`: what can be typed.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, Names};
use super::outputs::FileUse;
use crate::domain::role::{Permission, Role, RoleSet};
use crate::domain::user::{Name, UserStateKind};
use crate::domain::{Email, Language};
use crate::exchange::users::UserFileFormat;

/// The people who work in the account, their roles, their first password.
#[derive(Debug, Clone, Subcommand)]
pub enum UsersCommand {
    /// Add a colleague and hand over a temporary password
    #[command(
        after_help = "Example:\n  csp users add ada@contoso.com --first-name Ada --last-name Byron --role sales-agent"
    )]
    Add(Add),
    /// Add, or update, everybody in a file
    #[command(
        after_help = "Example:\n  csp users import staff.csv --role report-viewer --credentials passwords.csv"
    )]
    Import(UserImportArgs),
    /// List users, ordered by address
    #[command(after_help = "Example:\n  csp users list --role sales-agent --limit 50")]
    List(UserListArgs),
    /// Show one user
    #[command(after_help = "Example:\n  csp users show ada@contoso.com")]
    Show(One),
    /// Correct a user's names
    #[command(after_help = "Example:\n  csp users edit ada@contoso.com --last-name Lovelace")]
    Edit(Edit),
    /// Give a user roles
    #[command(after_help = "Example:\n  csp users grant ada@contoso.com admin-agent")]
    Grant(Roles),
    /// Take roles from a user
    #[command(after_help = "Example:\n  csp users revoke ada@contoso.com admin-agent --yes")]
    Revoke(Roles),
    /// Sign in; the first time with the temporary password, which is replaced
    #[command(after_help = "Example:\n  csp users sign-in ada@contoso.com")]
    SignIn(SignIn),
    /// Give a user a new temporary password
    #[command(after_help = "Example:\n  csp users reset-password ada@contoso.com")]
    ResetPassword(ResetPassword),
    /// Keep a user out
    #[command(after_help = "Example:\n  csp users block ada@contoso.com --yes")]
    Block(One),
    /// Let a blocked user in again
    #[command(after_help = "Example:\n  csp users unblock ada@contoso.com")]
    Unblock(One),
    /// Remove a user; for 30 days `restore` brings them back
    #[command(after_help = "Example:\n  csp users remove ada@contoso.com --yes")]
    Remove(One),
    /// Bring a removed user back
    #[command(after_help = "Example:\n  csp users restore ada@contoso.com")]
    Restore(One),
    /// Make a user an active global admin again when nobody can act any more
    #[command(
        after_help = "Example:\n  csp users recover ada@contoso.com --reason 'the only global admin left the company'"
    )]
    Recover(Recover),
    /// Print an empty file to fill in for `import`
    #[command(after_help = "Example:\n  csp users template --for entra")]
    Template(Template),
    /// List the roles with what each may do
    #[command(after_help = "Example:\n  csp users roles")]
    Roles,
    /// Tell whether a user has a permission, and why
    #[command(after_help = "Example:\n  csp users can ada@contoso.com agreements.sign")]
    Can(Can),
    /// Write the users to a file that `import`, Partner Center or Entra reads
    #[command(after_help = "Example:\n  csp users export --out staff.csv")]
    Export(UserExportArgs),
}

/// `users add`
#[derive(Debug, Clone, Args)]
pub struct Add {
    /// The address, by which the user signs in
    #[arg(value_name = "EMAIL")]
    pub email: Option<Email>,
    /// First name
    #[arg(long, value_name = "F")]
    pub first_name: Option<Name>,
    /// Last name
    #[arg(long, value_name = "L")]
    pub last_name: Option<Name>,
    /// A role; may be given more than once (see `csp users roles`)
    #[arg(
        long = "role",
        value_name = "ROLE",
        num_args = 1..,
        value_parser = RoleSet::parse_list,
        add = Completer::words::<Role>()
    )]
    pub roles: Vec<RoleSet>,
    /// Write the temporary password to this new file and nowhere else
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub credentials: Option<PathBuf>,
    /// Write the message for the new user as a mail file
    #[arg(long, value_name = "FILE.eml", add = FileUse::Writes)]
    pub draft_out: Option<PathBuf>,
    /// The message's language: en, fr [default: the configured one, else en]
    #[arg(long, value_name = "LANG", add = Completer::words::<Language>())]
    pub lang: Option<Language>,
}

/// `users import`
#[derive(Debug, Clone, Args)]
pub struct UserImportArgs {
    /// The file, CSV or .xlsx; `-` reads standard input
    #[arg(value_name = "FILE", add = FileUse::Reads)]
    pub file: Option<PathBuf>,
    /// A role for rows that name none; may be given more than once
    #[arg(
        long = "role",
        value_name = "ROLE",
        num_args = 1..,
        value_parser = RoleSet::parse_list,
        add = Completer::words::<Role>()
    )]
    pub roles: Vec<RoleSet>,
    /// What to do with rows about users who are there already: fail, skip, update
    #[arg(
        long,
        value_name = "WHAT",
        default_value = "fail",
        add = Completer::words::<OnConflict>()
    )]
    pub on_conflict: OnConflict,
    /// The sheet of a workbook [default: the first one]
    #[arg(long, value_name = "NAME")]
    pub sheet: Option<String>,
    /// Write the temporary passwords to this new file and nowhere else; `-` writes them to standard output
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub credentials: Option<PathBuf>,
    /// Write a mail file for each new user into this folder
    #[arg(long, value_name = "FOLDER", add = FileUse::Writes)]
    pub drafts: Option<PathBuf>,
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
    /// Only those with this role
    #[arg(long, value_name = "ROLE", add = Completer::words::<Role>())]
    pub role: Option<Role>,
    /// Only those in this state: password-pending, active, blocked, removed
    #[arg(long, value_name = "STATE", add = Completer::words::<UserStateKind>())]
    pub state: Option<UserStateKind>,
    /// Only those with this text in the address or a name
    #[arg(long, value_name = "TEXT")]
    pub search: Option<String>,
    /// At most so many
    #[arg(long, value_name = "N", allow_negative_numbers = true)]
    pub limit: Option<u32>,
    /// Only those after this address: the last one of the page before
    #[arg(long, value_name = "EMAIL")]
    pub after: Option<String>,
    /// Removed users too
    #[arg(long)]
    pub all: bool,
}

/// Commands on one user.
#[derive(Debug, Clone, Args)]
pub struct One {
    /// The user's address
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
    /// The user's address
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// The new first name
    #[arg(long, value_name = "F")]
    pub first_name: Option<Name>,
    /// The new last name
    #[arg(long, value_name = "L")]
    pub last_name: Option<Name>,
}

/// `users grant`, `users revoke`
#[derive(Debug, Clone, Args)]
pub struct Roles {
    /// The user's address
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// The roles
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
    /// The user's address
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// Read the passwords from standard input, one a line: the temporary one and the new one, or the own one alone
    #[arg(long)]
    pub password_stdin: bool,
}

/// `users reset-password`
#[derive(Debug, Clone, Args)]
pub struct ResetPassword {
    /// The user's address
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// Write the temporary password to this new file and nowhere else
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub credentials: Option<PathBuf>,
}

/// `users recover`
#[derive(Debug, Clone, Args)]
pub struct Recover {
    /// The user's address
    #[arg(value_name = "EMAIL", add = Completer::Names(Names::Users))]
    pub email: Option<Email>,
    /// Why; the journal keeps it
    #[arg(long, value_name = "REASON")]
    pub reason: Option<String>,
}

/// `users template`
#[derive(Debug, Clone, Args)]
pub struct Template {
    /// Whose format: csv, partner-center, entra
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
    /// The user's address
    #[arg(
        value_name = "EMAIL",
        value_parser = Email::on_record,
        add = Completer::Names(Names::Users)
    )]
    pub email: Option<Email>,
    /// The permission, for example agreements.sign
    #[arg(value_name = "PERMISSION", add = Completer::words::<Permission>())]
    pub permission: Option<String>,
}

/// `users export`
#[derive(Debug, Clone, Args)]
pub struct UserExportArgs {
    /// For whom: csv, partner-center, entra
    #[arg(
        long = "for",
        value_name = "FORMAT",
        default_value = "csv",
        add = Completer::words::<UserFileFormat>()
    )]
    pub target: UserFileFormat,
    /// Write to this file [default: standard output]
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
}
