//! `--color`: when output is coloured.

use crate::domain::word::words;

words! {
    /// When output is coloured.
    pub enum ColorWhen: "colour setting" {
        /// On a terminal.
        Auto = "auto",
        /// Always.
        Always = "always",
        /// Never.
        Never = "never",
    }
}
