//! The formats of answers.

use crate::domain::word::words;

words! {
    /// How an answer is written.
    pub enum OutputFormat: "format" {
        /// For people.
        Table = "table",
        /// Exactly one JSON value.
        Json = "json",
        /// One JSON object a line.
        Jsonl = "jsonl",
        /// A header and rows.
        Csv = "csv",
        /// A JUnit report, where a command offers it.
        Junit = "junit",
        /// GitHub annotations, where a command offers it.
        Github = "github",
        /// Markdown, where a command offers it.
        Markdown = "markdown",
    }
}

impl OutputFormat {
    /// Those that every command offers.
    pub const GENERAL: &'static [Self] = &[Self::Table, Self::Json, Self::Jsonl, Self::Csv];

    /// Whether every command offers the format.
    pub fn is_general(self) -> bool {
        Self::GENERAL.contains(&self)
    }

    /// Whether one thing is one JSON value.
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}
