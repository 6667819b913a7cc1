//! The topics of `csp help`.

use super::{columns, dates, environment, exit_codes, files, formats, layout, options};
use crate::domain::word::words;

words! {
    /// What `csp help` explains besides the commands.
    pub enum Topic: "help topic" {
        /// The options that every command has.
        Options = "options",
        /// How answers are written.
        Formats = "formats",
        /// What a script reads from the exit code.
        ExitCodes = "exit-codes",
        /// Variables that csp reads.
        Environment = "environment",
        /// Where csp keeps its files.
        Files = "files",
        /// How days and times are written.
        Dates = "dates",
        /// What import files contain.
        Columns = "columns",
    }
}

impl Topic {
    /// What the topic explains, in one line.
    pub fn about(self) -> &'static str {
        match self {
            Self::Options => "Options that every command accepts, with variables and defaults",
            Self::Formats => "Output as a table, JSON, JSON lines or CSV",
            Self::ExitCodes => "What each exit code means",
            Self::Environment => "Environment variables that csp reads",
            Self::Files => "Where the store, the settings and your own texts are",
            Self::Dates => "How to write days, months and times, and the time zone",
            Self::Columns => "The columns of every import file, with an example",
        }
    }

    /// The page on a terminal of so many columns.
    pub fn text(self, terminal: u16) -> String {
        let width = layout::page_width(terminal);
        let text = match self {
            Self::Options => options::text(width),
            Self::Formats => formats::text(width),
            Self::ExitCodes => exit_codes::text(width),
            Self::Environment => environment::text(width),
            Self::Files => files::text(width),
            Self::Dates => dates::text(width),
            Self::Columns => columns::text(width),
        };
        layout::reflow(&text, width)
    }
}
