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
    /// The database file [default: csp.db in the platform's data folder]
    #[arg(
        long,
        global = true,
        env = "CSP_STORE",
        value_name = "PATH",
        hide_env_values = true,
        overrides_with = "store"
    )]
    pub store: Option<PathBuf>,
    /// The account to work on: its short name, MPN ID or tenant domain
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
    /// The acting user [default: the configured one, else the owner]
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
    /// How the answer is written: table, json, jsonl, csv; some commands have more
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
    /// Never prompt
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
    /// Yes to every confirmation
    #[arg(short, long, global = true, overrides_with = "yes")]
    pub yes: bool,
    /// Decide and show everything, keep nothing
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
    /// Less on stderr: errors only
    #[arg(
        short,
        long,
        global = true,
        conflicts_with = "verbose",
        overrides_with = "quiet"
    )]
    pub quiet: bool,
    /// More on stderr
    #[arg(short, long, global = true, overrides_with = "verbose")]
    pub verbose: bool,
    /// Colour: auto, always, never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        overrides_with = "color",
        add = Completer::words::<ColorWhen>()
    )]
    pub color: Option<ColorWhen>,
    /// How long to wait for a locked store, in seconds [default: 5]
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
    /// The clock, for rehearsals and reproducible runs
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
    /// The configuration file [default: config.toml in the platform's config folder]
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
fn parse_switch(typed: &str) -> Result<bool, String> {
    match typed.trim().to_ascii_lowercase().as_str() {
        "" | "0" | "n" | "no" | "off" | "false" => Ok(false),
        "1" | "y" | "yes" | "on" | "true" => Ok(true),
        _ => Err(format!("`{typed}` is neither yes nor no")),
    }
}
