//! `csp doctor`, `completions`, `man`.

use std::path::PathBuf;

use clap::Args;

use super::complete::Completer;
use super::outputs::FileUse;
use super::shell::Shell;

/// Check this installation and say what to do about each problem
#[derive(Debug, Args)]
#[command(after_help = "\
Exit code 0: no problem found, 3: at least one problem.

Examples:
  csp doctor
  # List the findings for a script
  csp doctor --format json
  # Check another store
  csp doctor --store csp-2021-03-01.db")]
pub struct DoctorArgs {}

/// Print the script that completes csp commands in your shell
#[derive(Debug, Args)]
#[command(after_help = "\
With the script, the Tab key completes commands, options, and the names of your
accounts, users, providers and customers. Save the script in this place:
  bash         ~/.local/share/bash-completion/completions/csp
  zsh          file _csp in a folder of $fpath
  fish         ~/.config/fish/completions/csp.fish
  powershell   at the end of the file $PROFILE
  elvish       at the end of ~/.config/elvish/rc.elv

Examples:
  csp completions bash
  csp completions fish
  csp completions powershell")]
pub struct CompletionsArgs {
    /// Shell: bash, zsh, fish, powershell or elvish
    #[arg(value_name = "SHELL", add = Completer::words::<Shell>())]
    pub shell: Option<Shell>,
}

/// Print the manual page, or write one for every command
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp man
  # Write a page for every command
  csp man --out man1
  # Show which pages csp would write
  csp man --out man1 --dry-run")]
pub struct ManArgs {
    /// Write the pages of all commands to this folder
    #[arg(long, value_name = "FOLDER", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
}
