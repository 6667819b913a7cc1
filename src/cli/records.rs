//! `csp status`, `explain`, `audit`, `store`, `config`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, rules, value_of_setting};
use super::outputs::FileUse;
use crate::cli::setting_key::Key;

/// One page: where every account stands, what is next, what is late
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  csp status\n  csp status --check --due-within 14      exit 3 when something is late or soon will be"
)]
pub struct StatusArgs {
    /// Count what falls due within so many days
    #[arg(long, value_name = "DAYS", allow_negative_numbers = true)]
    pub due_within: Option<u32>,
    /// Exit 3 when something is overdue or expired, or will be within --due-within
    #[arg(long)]
    pub check: bool,
}

/// Explain a rule, or list them all
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  csp explain\n  csp explain verify.code")]
pub struct ExplainArgs {
    /// The rule's id
    #[arg(value_name = "RULE", add = Completer::Words(rules))]
    pub rule: Option<String>,
}

/// Read and verify the journal of every change
#[derive(Debug, Args)]
pub struct AuditArgs {
    /// The question
    #[command(subcommand)]
    pub command: AuditCommand,
}

/// The subcommands of `audit`.
#[derive(Debug, Subcommand)]
pub enum AuditCommand {
    /// List entries, oldest first
    #[command(after_help = "Example:\n  csp audit log --since 2021-03-01 --format jsonl")]
    Log {
        /// Only from this day or moment on
        #[arg(long, value_name = "TIME", value_parser = parse_since)]
        since: Option<crate::domain::calendar::Instant>,
        /// Only about this subject
        #[arg(long, value_name = "SUBJECT")]
        subject: Option<String>,
        /// Only the newest N
        #[arg(long, value_name = "N", allow_negative_numbers = true)]
        limit: Option<u32>,
        /// Also where the chain of each account begins
        #[arg(long)]
        all: bool,
    },
    /// Verify the journal, and compare it with anchors
    #[command(
        after_help = "Examples:\n  csp audit verify\n  csp audit verify --anchor monday.txt --anchor friday.txt"
    )]
    Verify {
        /// An anchor: a file that `audit anchor` wrote, or SEQ:HASH. With several, each must continue the one before
        #[arg(long = "anchor", value_name = "ANCHOR", value_hint = clap::ValueHint::FilePath)]
        anchors: Vec<String>,
    },
    /// Record where each chain of the journal ends, to keep elsewhere
    #[command(
        after_help = "Examples:\n  csp audit anchor --out anchor.txt\n  csp audit anchor --out anchor.txt --sign KEYFILE"
    )]
    Anchor {
        /// Write to this file, and the signature to FILE.sig [default: standard output]
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

/// The database file: where, check, back up, restore, export
#[derive(Debug, Args)]
pub struct StoreArgs {
    /// What to do
    #[command(subcommand)]
    pub command: StoreCommand,
}

/// The subcommands of `store`.
#[derive(Debug, Subcommand)]
pub enum StoreCommand {
    /// Print where the database file is
    #[command(after_help = "Example:\n  csp store path")]
    Path,
    /// Check that every row is what was written
    #[command(after_help = "Example:\n  csp store check")]
    Check,
    /// Write a verified copy
    #[command(after_help = "Example:\n  csp store backup csp-2021-03-01.db")]
    Backup {
        /// The copy
        #[arg(value_name = "FILE", add = FileUse::Writes)]
        file: Option<PathBuf>,
        /// Replace a file that is there
        #[arg(long)]
        force: bool,
    },
    /// Write everything as open files: a CSV file a table, bank details masked
    #[command(after_help = "Example:\n  csp store export everything-2021-03-01")]
    Export {
        /// The folder; it must not exist yet, or be empty
        #[arg(value_name = "FOLDER", add = FileUse::Writes)]
        folder: Option<PathBuf>,
    },
    /// Bring a copy back; the replaced store is kept beside it
    #[command(after_help = "Example:\n  csp store restore csp-2021-03-01.db --yes")]
    Restore {
        /// The copy
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        file: Option<PathBuf>,
    },
}

/// Settings: list, get, set, path
#[derive(Debug, Args)]
pub struct ConfigArgs {
    /// What to do
    #[command(subcommand)]
    pub command: ConfigCommand,
}

/// The subcommands of `config`.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// List the settings that the file sets
    #[command(after_help = "Example:\n  csp config list")]
    List,
    /// Print one setting
    #[command(after_help = "Example:\n  csp config get lang")]
    Get {
        /// The key
        #[arg(value_name = "KEY", add = Completer::words::<Key>())]
        key: Option<String>,
    },
    /// Set one
    #[command(after_help = "Example:\n  csp config set lang fr")]
    Set {
        /// The key
        #[arg(value_name = "KEY", add = Completer::words::<Key>())]
        key: Option<String>,
        /// The value
        #[arg(
            value_name = "VALUE",
            allow_hyphen_values = true,
            add = Completer::ByLine(value_of_setting)
        )]
        value: Option<String>,
    },
    /// Print where the configuration file is
    #[command(after_help = "Example:\n  csp config path")]
    Path,
}
