//! `csp eligibility policies`.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::complete::{Completer, models};
use super::outputs::FileUse;
use crate::domain::{Model, Slug};

/// List the editions of the requirements, and what each requires
#[derive(Debug, Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  csp eligibility policies --model direct --format json
  # Verify and install editions that an association or a distributor publishes
  csp eligibility policies verify contoso.toml
  csp eligibility policies install contoso.toml"
)]
pub struct PoliciesArgs {
    /// Only this model: direct or indirect
    #[arg(long, value_name = "MODEL", add = Completer::Words(models))]
    pub model: Option<Model>,
    /// What to do with policy packs
    #[command(subcommand)]
    pub command: Option<PoliciesCommand>,
}

/// The subcommands of `policies`.
#[derive(Debug, Subcommand)]
pub enum PoliciesCommand {
    /// Check that a trusted key signed policy packs (exit code 0: yes, 3: no)
    #[command(after_help = "\
Trusted keys are in the setting policies.keys. The editions in the pack are
read and its examples run. Nothing is installed.

Example:
  csp eligibility policies verify contoso.toml")]
    Verify {
        /// Policy packs
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        files: Vec<PathBuf>,
        /// Signature of the pack, if there is only one [default: FILE.minisig]
        #[arg(long, value_name = "SIGNATURE.minisig", add = FileUse::Reads)]
        signature: Option<PathBuf>,
    },
    /// Use the editions of a policy pack that a trusted key signed
    #[command(after_help = "\
The pack and its signature are copied to the folder policies beside
config.toml. They are verified again at each use. The editions are used beside
those in csp and never replace one.

Example:
  csp eligibility policies install contoso.toml")]
    Install {
        /// Policy pack
        #[arg(value_name = "FILE", add = FileUse::Reads)]
        file: Option<PathBuf>,
        /// Signature of the pack [default: FILE.minisig]
        #[arg(long, value_name = "SIGNATURE.minisig", add = FileUse::Reads)]
        signature: Option<PathBuf>,
    },
    /// Remove an installed policy pack
    #[command(after_help = "Example:\n  csp eligibility policies remove contoso")]
    Remove {
        /// Id of the pack
        #[arg(value_name = "PACK")]
        pack: Option<Slug>,
    },
}
