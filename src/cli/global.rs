//! Options that every command understands.

use std::path::PathBuf;

use clap::{ArgAction, Args};

pub use super::color_when::ColorWhen;
use super::complete::{Completer, Names};
pub use super::wait::Wait;
use crate::domain::calendar::{Instant, parse_instant};
use crate::report::OutputFormat;

/// The global options.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Global options")]
pub struct GlobalOptions {
    /// Store to use: a file, or a postgres:// URL [default: csp.db in the data folder, see `csp help files`]
    #[arg(
        long,
        global = true,
        env = "CSP_STORE",
        value_name = "PATH|URL",
        hide_env_values = true,
        overrides_with = "store"
    )]
    pub store: Option<PathBuf>,
    /// Account to work on: short name, MPN ID or tenant domain [default: the configured one, else the only one]
    #[arg(
        long,
        global = true,
        env = "CSP_ACCOUNT",
        value_name = "ACCOUNT",
        hide_env_values = true,
        overrides_with = "account",
        add = Completer::Names(Names::Accounts)
    )]
    pub account: Option<String>,
    /// User who acts [default: the configured one, else the owner of the account]
    #[arg(
        long = "as",
        global = true,
        env = "CSP_AS",
        value_name = "EMAIL",
        hide_env_values = true,
        overrides_with = "acting",
        add = Completer::Names(Names::Users)
    )]
    pub acting: Option<String>,
    /// Output format: table, json, jsonl or csv [default: table]
    #[arg(
        short = 'o',
        long,
        global = true,
        env = "CSP_FORMAT",
        value_name = "FORMAT",
        hide_env_values = true,
        overrides_with = "format",
        add = Completer::words::<OutputFormat>()
    )]
    pub format: Option<OutputFormat>,
    /// Show only these fields, in this order: A,B.C; without a value, list the fields
    #[arg(
        long,
        global = true,
        value_name = "FIELDS",
        num_args = 0..=1,
        overrides_with = "fields",
        add = Completer::Fields
    )]
    pub fields: Option<Option<String>>,
    /// Apply a jq expression to the JSON answer
    #[arg(long, global = true, value_name = "EXPR", overrides_with = "jq")]
    pub jq: Option<String>,
    /// Fill a template with the JSON answer
    #[arg(long, global = true, value_name = "TEXT", overrides_with = "template")]
    pub template: Option<String>,
    /// Never ask: missing input is an error
    #[arg(
        long,
        global = true,
        env = "CSP_NO_INPUT",
        action = ArgAction::SetTrue,
        value_parser = parse_switch,
        hide_env_values = true,
        overrides_with = "no_input"
    )]
    pub no_input: bool,
    /// Answer yes to every confirmation
    #[arg(short, long, global = true, overrides_with = "yes")]
    pub yes: bool,
    /// Show what would change, save nothing
    #[arg(
        long,
        global = true,
        env = "CSP_DRY_RUN",
        action = ArgAction::SetTrue,
        value_parser = parse_switch,
        hide_env_values = true,
        overrides_with = "dry_run"
    )]
    pub dry_run: bool,
    /// Show errors only
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "verbose",
        overrides_with = "quiet"
    )]
    pub quiet: bool,
    /// Show more details on standard error
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub verbose: bool,
    /// Use colour: auto, always or never [default: auto]
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        overrides_with = "color",
        add = Completer::words::<ColorWhen>()
    )]
    pub color: Option<ColorWhen>,
    /// Seconds to wait for a locked store [default: 5]
    #[arg(
        long,
        global = true,
        env = "CSP_WAIT",
        value_name = "SECONDS",
        allow_negative_numbers = true,
        hide_env_values = true,
        overrides_with = "wait"
    )]
    pub wait: Option<Wait>,
    /// Use this time instead of the clock, for example 2021-03-01T09:00:00Z
    #[arg(
        long,
        global = true,
        env = "CSP_NOW",
        value_name = "RFC3339",
        value_parser = parse_instant,
        hide_env_values = true,
        overrides_with = "now"
    )]
    pub now: Option<Instant>,
    /// Configuration file [default: config.toml in the configuration folder, see `csp help files`]
    #[arg(
        long,
        global = true,
        env = "CSP_CONFIG",
        value_name = "PATH",
        hide_env_values = true,
        overrides_with = "config"
    )]
    pub config: Option<PathBuf>,
}

/// A switch in the environment: nothing, `0`, `no`, `off` and `false` leave it off.
///
/// # Errors
/// If it is neither yes nor no.
pub fn parse_switch(typed: &str) -> Result<bool, String> {
    match typed.trim().to_ascii_lowercase().as_str() {
        "" | "0" | "n" | "no" | "off" | "false" => Ok(false),
        "1" | "y" | "yes" | "on" | "true" => Ok(true),
        _ => Err(format!("`{typed}` is neither yes nor no")),
    }
}
