//! Positions in a file, and diagnostics with a position.

use std::fmt;
use std::ops::Range;

use crate::diagnostic::{Diagnostic, Place};
use crate::sanitize::brief;

/// A position in a text file: line and column, both counted from one, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The character in the line.
    pub column: usize,
}

impl Position {
    /// The beginning of a file.
    pub const START: Self = Self { line: 1, column: 1 };
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

impl From<Position> for Place {
    fn from(at: Position) -> Self {
        Self::at(at.line as u64, at.column)
    }
}

/// A mistake at a position of a file.
pub(crate) fn wrong(at: Position, message: impl Into<String>) -> Diagnostic {
    Diagnostic::usage(brief(message.into(), LONGEST)).at(at)
}

/// The maximum length, in bytes, of a message about one mistake.
const LONGEST: usize = 1_000;

/// Converts byte offsets of one text into positions.
#[derive(Debug)]
pub(crate) struct Lines<'i> {
    text: &'i str,
    starts: Vec<usize>,
}

impl<'i> Lines<'i> {
    pub(crate) fn of(text: &'i str) -> Self {
        let after_breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0)
            .chain(after_breaks.map(|(at, _)| at + 1))
            .collect();
        Self { text, starts }
    }

    /// The position of the first byte of a span.
    pub(crate) fn position(&self, span: Range<usize>) -> Position {
        let offset = span.start.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self.starts.get(line.wrapping_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..offset).unwrap_or("");
        let bom = usize::from(line == 1 && before.starts_with('\u{feff}'));
        Position {
            line,
            column: before.chars().count() + 1 - bom,
        }
    }
}

/// The text of a UTF-8 file.
///
/// # Errors
/// The position of the first byte that is not UTF-8.
pub fn utf8(bytes: &[u8]) -> Result<&str, Diagnostic> {
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        let at = Lines::of(good).position(good.len()..good.len());
        let is_utf16 = bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff");
        wrong(at, if is_utf16 {
            "the file is UTF-16, not UTF-8; in PowerShell, write it with Set-Content -Encoding utf8"
        } else {
            "the file is not UTF-8 from here on; save it as UTF-8"
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn positions_count_lines_and_characters() {
        let lines = Lines::of("é = 1\nab = 2\r\nlast");
        for (offset, line, column) in [
            (0, 1, 1),
            (3, 1, 3),
            (7, 2, 1),
            (10, 2, 4),
            (15, 3, 1),
            (99, 3, 5),
        ] {
            assert_eq!(
                lines.position(offset..offset),
                Position { line, column },
                "{offset}"
            );
        }
        assert_eq!(Lines::of("\u{feff}a").position(3..4), Position::START);
        assert_eq!(Lines::of("").position(0..0), Position::START);
    }

    #[test]
    fn the_first_byte_that_is_not_utf8_is_reported() {
        let fault = utf8(b"a = 1\nb = \xff").unwrap_err();
        assert_eq!(fault.place(), Some(&Place::at(2, 5)));
        let fault = utf8(b"\xff\xfea\0").unwrap_err();
        assert!(fault.to_string().contains("UTF-16"), "{fault}");
    }
}
