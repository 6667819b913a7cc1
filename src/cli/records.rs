//! `csp status`, `explain`, `audit`, `store`, `config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, rules, value_of_setting};
use super::groups::AccountFilterArgs;
use super::outputs::FileUse;
use crate::cli::setting_key::Key;
use crate::domain::Language;

/// Show the state of every account, what is next and what is late
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp status
  # Show one account
  csp status --account contoso-france
  # Exit with code 3 if something is late or due within 14 days
  csp status --check --due-within 14
  # The accounts of a group, or those that a person looks after
  csp status --group north
  csp status --keeper ana@consult.fr
  # Write a message for each keeper with what to do
  csp status --mail drafts
  # The same, and exit with code 3 if something is late or due within 7 days
  csp status --mail drafts --check --due-within 7")]
pub struct StatusArgs {
    /// Which accounts
    #[command(flatten)]
    pub accounts: AccountFilterArgs,
    /// Include what is due within this number of days
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    pub due_within: Option<u32>,
    /// Exit with code 3 if something is overdue or expired, or will be within --due-within
    #[arg(long)]
    pub check: bool,
    /// Include the actions and dates that are put off
    #[arg(long)]
    pub all: bool,
    /// Write to this folder one message for each keeper, with what to do for the accounts and customers that they look
    /// after
    #[arg(
        long,
        value_name = "FOLDER",
        add = FileUse::Writes,
        conflicts_with = "all"
    )]
    pub mail: Option<PathBuf>,
    /// Language of the messages: en or fr [default: `lang` in config.toml, else en]
    #[arg(long, value_name = "LANG", requires = "mail", add = Completer::words::<Language>())]
    pub lang: Option<Language>,
}

/// Make a report about all accounts: a page, a workbook or a calendar
#[derive(Debug, Args)]
#[command(after_help = "\
The ending of FILE chooses what is written:
  .html  one page for a browser and for printing; it loads nothing from elsewhere
  .xlsx  a workbook with a sheet each for accounts, late items, next actions,
         dates, revenue, staff and the journal
  .ics   the dates for a calendar; a later file updates the same events
Without --out the page is printed, unless standard output is a terminal.
The report covers the dates of the next 90 days and the last 30 days of the journal.

Examples:
  # Write the page for all accounts
  csp report --out report.html
  # Write a workbook about one account
  csp report --out contoso.xlsx --account contoso-france
  # Write a page about the accounts of a group
  csp report --out north.html --group north
  # Write the dates for a calendar
  csp report --out dates.ics
  # Use the data of the report in a script
  csp report --format json")]
pub struct ReportArgs {
    /// File to write, ending in .html, .xlsx or .ics; an existing file is replaced
    #[arg(long, value_name = "FILE", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
    /// Which accounts
    #[command(flatten)]
    pub accounts: AccountFilterArgs,
}

/// Explain a rule: what it says, its source and how to satisfy it
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # List all rules
  csp explain
  # Explain one rule
  csp explain enroll.webmail
  csp explain verify.code --format json")]
pub struct ExplainArgs {
    /// Id of the rule, as errors show it, for example enroll.webmail
    #[arg(value_name = "RULE", add = Completer::Words(rules))]
    pub rule: Option<String>,
}

/// Read and verify the journal of every change
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # List the changes since a day
  csp audit log --since 2021-03-01
  # Check that nobody has tampered with the journal
  csp audit verify
  # Record where the journal ends, in a file to keep elsewhere
  csp audit anchor --out anchor.txt")]
pub struct AuditArgs {
    /// The question
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// The subcommands of `audit`.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List the entries of the journal, oldest first
    #[command(after_help = "Example:\n  csp audit log --since 2021-03-01 --format jsonl")]
    Log {
        /// Only entries from this day or time on, for example 2021-03-01
        #[arg(long, value_name = "TIME", value_parser = parse_since)]
        since: Option<crate::domain::calendar::Instant>,
        /// Only entries about this subject, for example ada@contoso.fr
        #[arg(long, value_name = "SUBJECT")]
        subject: Option<String>,
        /// Only the newest N entries
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        limit: Option<u32>,
        /// Include the entries with which the journal of each account begins
        #[arg(long)]
        all: bool,
    },
    /// Show one entry of the journal by its hash; exit with code 3 if it is not there
    #[command(after_help = "\
Examples:
  csp audit find HASH
  csp audit find HASH --format json")]
    Find {
        /// Hash of the entry, or at least its first 8 hexadecimal digits
        #[arg(value_name = "HASH")]
        hash: Option<String>,
    },
    /// Check that nobody has tampered with the journal
    #[command(after_help = "\
Examples:
  csp audit verify
  # Compare the journal with what you recorded earlier
  csp audit verify --anchor monday.txt --anchor friday.txt")]
    Verify {
        /// File that `csp audit anchor` wrote, or SEQ:HASH; repeat the option for more, oldest first
        #[arg(long = "anchor", value_name = "ANCHOR", value_hint = clap::ValueHint::FilePath)]
        anchors: Vec<String>,
    },
    /// Record where the journal ends, in a file to keep elsewhere
    #[command(after_help = "\
Examples:
  csp audit anchor --out anchor.txt
  # Sign it with an SSH key
  csp audit anchor --out anchor.txt --sign KEYFILE")]
    Anchor {
        /// File to write; a signature goes to FILE.sig [default: standard output]
        #[arg(long, value_name = "FILE", add = FileUse::Writes)]
        out: Option<PathBuf>,
        /// Sign with this OpenSSH private key (ssh-ed25519)
        #[arg(long, value_name = "KEYFILE", add = FileUse::Reads)]
        sign: Option<PathBuf>,
    },
}

/// A day (its beginning) or a moment.
fn parse_since(typed: &str) -> Result<crate::domain::calendar::Instant, String> {
    let day = crate::domain::calendar::parse_day(typed).ok();
    let from_day = day.map(|day| day.and_time(chrono::NaiveTime::MIN).and_utc());
    let moment = || crate::domain::calendar::parse_instant(typed).ok();
    from_day.or_else(moment).ok_or_else(|| {
        format!("`{typed}` is neither a day such as 2021-03-01 nor a moment such as 2021-03-01T09:00:00Z")
    })
}

/// Locate, check, back up, restore, move or export the store
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  # Show which file is used
  csp store path
  # Check that the file is undamaged
  csp store check
  # Write a backup, and restore it
  csp store backup csp-2021-03-01.db
  csp store restore csp-2021-03-01.db --yes
  # Write every table as a CSV file
  csp store export everything-2021-03-01")]
pub struct StoreArgs {
    /// What to do
    #[command(subcommand)]
    pub command: StoreCommand,
}

/// The subcommands of `store`.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Show which store is used
    #[command(after_help = "Example:\n  csp store path")]
    Path,
    /// Check that the store is undamaged and unchanged by others
    #[command(after_help = "Example:\n  csp store check")]
    Check,
    /// Write a backup and verify it
    #[command(after_help = "Example:\n  csp store backup csp-2021-03-01.db")]
    Backup {
        /// File to write
        #[arg(value_name = "FILE", add = FileUse::Writes)]
        file: Option<PathBuf>,
        /// Replace the file if it exists
        #[arg(long)]
        force: bool,
    },
    /// Write every table as a CSV file, with bank details masked
    #[command(after_help = "Example:\n  csp store export everything-2021-03-01")]
    Export {
        /// Folder to write; it must be new or empty
        #[arg(value_name = "FOLDER", add = FileUse::Writes)]
        folder: Option<PathBuf>,
    },
    /// Move the whole store to another file or to a PostgreSQL database
    #[command(after_help = "\
Examples:
  # Share the store with a team
  csp store move --to postgres://ana@db.contoso.example/csp --yes
  # Copy it and go on with the present one
  csp store move --to copy.db --keep")]
    Move {
        /// New place: a file or a postgres:// URL without a password; it must not hold a store
        #[arg(long, value_name = "STORE", add = FileUse::Writes)]
        to: Option<PathBuf>,
        /// Copy only; the present store stays in use
        #[arg(long)]
        keep: bool,
    },
    /// Restore a backup; the replaced store is kept beside it
    #[command(after_help = "Example:\n  csp store restore csp-2021-03-01.db --yes")]
    Restore {
        /// Backup to restore
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        file: Option<PathBuf>,
    },
}

/// Show and change settings
#[derive(Debug, Args)]
#[command(after_help = config_examples())]
pub struct ConfigArgs {
    /// What to do
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The end of the help of `config`: the settings, and examples.
fn config_examples() -> String {
    format!(
        "\
Settings:
{}
Examples:
  csp config list
  # Write messages in French
  csp config set lang fr
  # Work on this account by default
  csp config set account contoso-france",
        super::help::settings()
    )
}

/// The subcommands of `config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// List all settings with their values
    #[command(after_help = "Example:\n  csp config list")]
    List,
    /// Print one setting
    #[command(after_help = "Example:\n  csp config get lang")]
    Get {
        /// Name of the setting, for example lang
        #[arg(value_name = "KEY", add = Completer::words::<Key>())]
        key: Option<String>,
    },
    /// Change one setting
    #[command(after_help = "Example:\n  csp config set lang fr")]
    Set {
        /// Name of the setting, for example lang
        #[arg(value_name = "KEY", add = Completer::words::<Key>())]
        key: Option<String>,
        /// New value
        #[arg(
            value_name = "VALUE",
            allow_hyphen_values = true,
            add = Completer::ByLine(value_of_setting)
        )]
        value: Option<String>,
    },
    /// Show which configuration file is used
    #[command(after_help = "Example:\n  csp config path")]
    Path,
}
