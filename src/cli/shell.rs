//! The shells that `csp` can complete words in.

use crate::domain::word::words;

words! {
    /// A shell that words can be completed in.
    pub enum Shell: "shell" {
        /// Bash.
        Bash = "bash",
        /// Z shell.
        Zsh = "zsh",
        /// fish.
        Fish = "fish",
        /// PowerShell.
        Powershell = "powershell",
        /// Elvish.
        Elvish = "elvish",
    }
}
