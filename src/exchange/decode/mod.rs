//! Decodes input files to UTF-8 for all readers. Recognises encodings and kinds of file by content. It opens no files.

mod gzip;
mod kind;
mod preamble;
mod read_ahead;
mod text;
mod workbook;

use std::io::Read;

use crate::diagnostic::Diagnostic;
use kind::FileKind;

pub use gzip::Unpacked;
pub use kind::read_failure;
pub use read_ahead::ReadAhead;
pub use text::{Encoding, Text};
pub use workbook::WorkbookSheet;

/// The kind of content that a reader accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Rows of delimited text; JSON is refused.
    Rows,
    /// Rows or JSON; the reader distinguishes them.
    RowsOrJson,
}

impl Expected {
    /// What is expected, as the end of a message.
    fn sentence(self) -> &'static str {
        match self {
            Self::Rows => "CSV or an .xlsx workbook expected",
            Self::RowsOrJson => "JSON, CSV or an .xlsx workbook expected",
        }
    }
}

/// Options for opening a file.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// The accepted content.
    pub expected: Expected,
    /// The sheet of a workbook; the first one if none is named.
    pub sheet: Option<&'a str>,
}

impl Opening<'_> {
    /// Rows, from the first sheet of a workbook.
    pub const ROWS: Self = Self {
        expected: Expected::Rows,
        sheet: None,
    };
}

/// A whole file as text, with its properties.
#[derive(Debug)]
pub struct DecodedFile {
    /// The content in UTF-8. After the start, invalid UTF-8 is possible.
    pub bytes: Vec<u8>,
    /// The delimiter of cells.
    pub delimiter: u8,
    /// The original encoding.
    pub encoding: Encoding,
}

impl DecodedFile {
    /// Decodes a file.
    ///
    /// # Errors
    /// A diagnostic that names the kind of file.
    pub fn read(bytes: &[u8], opening: Opening<'_>) -> Result<Self, Diagnostic> {
        let failed = |error: std::io::Error| match error.downcast::<Diagnostic>() {
            Ok(found) => found,
            Err(error) => FileKind::Damaged(error.to_string()).diagnostic(),
        };
        let mut text = Text::open(bytes, opening).map_err(failed)?;
        let mut decoded = Vec::with_capacity(bytes.len());
        text.read_to_end(&mut decoded).map_err(failed)?;
        Ok(Self {
            bytes: decoded,
            delimiter: text.delimiter(),
            encoding: text.encoding(),
        })
    }
}
