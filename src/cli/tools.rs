//! `csp doctor`, `completions`, `man`.

use std::path::PathBuf;

use clap::Args;

use super::complete::Completer;
use super::outputs::FileUse;
use super::shell::Shell;

/// Tell what is wrong with this installation, and what to do
#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  csp doctor\n  csp doctor --format json      a list of findings; exit 3 when there is one"
)]
pub struct DoctorArgs {}

/// Print the script that lets a shell complete commands, options, and names from the store
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  csp completions bash
  csp completions powershell

Save what it prints where the shell looks for it:
  bash         ~/.local/share/bash-completion/completions/csp
  zsh          a file _csp in a folder of $fpath
  fish         ~/.config/fish/completions/csp.fish
  powershell   the end of the file $PROFILE
  elvish       the end of ~/.config/elvish/rc.elv")]
pub struct CompletionsArgs {
    /// bash, zsh, fish, powershell or elvish
    #[arg(value_name = "SHELL", add = Completer::words::<Shell>())]
    pub shell: Option<Shell>,
}

/// Print the manual page, or write one for every command
#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  csp man\n  csp man --out man1")]
pub struct ManArgs {
    /// Write the pages of all commands into this folder
    #[arg(long, value_name = "FOLDER", add = FileUse::Writes)]
    pub out: Option<PathBuf>,
}
