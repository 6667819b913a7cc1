//! Bytes that somebody hands in, made UTF-8 text for every reader: one place that tells encodings and kinds of file
//! apart by content. It opens no file and knows no names.

mod kind;
mod preamble;
mod text;
mod workbook;

use std::io::Read;

use crate::diagnostic::Diagnostic;
use kind::FileKind;

pub use kind::read_failure;
pub use text::{Encoding, Text};

/// What the reader of a file makes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Rows of delimited text; JSON is refused as what it is.
    Rows,
    /// Rows or JSON; the reader tells them apart.
    RowsOrJson,
}

/// How a file is to be opened.
#[derive(Debug, Clone, Copy)]
pub struct Opening<'a> {
    /// What may be in it.
    pub expected: Expected,
    /// The sheet of a workbook; the first one where none is named.
    pub sheet: Option<&'a str>,
}

impl Opening<'_> {
    /// Rows, from the first sheet of a workbook.
    pub const ROWS: Self = Self {
        expected: Expected::Rows,
        sheet: None,
    };
}

/// A whole file as text, with what was found out on the way.
#[derive(Debug)]
pub struct DecodedFile {
    /// UTF-8, unless the file breaks off being that after its first characters.
    pub bytes: Vec<u8>,
    /// What divides its cells.
    pub delimiter: u8,
    /// How it was encoded.
    pub encoding: Encoding,
}

impl DecodedFile {
    /// Decodes a file.
    ///
    /// # Errors
    /// What the file is instead.
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
