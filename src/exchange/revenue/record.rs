//! One record of a revenue file, with its values by column: a row of a table, or an object of JSON.

use std::borrow::Cow;

use memchr::memchr;

use super::line_fingerprint::mark_line;
use crate::diagnostic::{Diagnostic, Result};
use crate::domain::revenue::LineMark;
use crate::exchange::sheet::Headings;
use crate::exchange::sheet::records::CARRIAGE_RETURNS;

/// The position of a field in the record, and how to read it. Small and without padding, because it is copied for every
/// field of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field {
    start: u32,
    end: u32,
    pub(super) form: u32,
}

/// A field to read as it is.
pub(super) const PLAIN: u32 = 0;
/// A quoted field; it may contain line breaks.
pub(super) const QUOTED: u32 = 1;
/// A quoted field with doubled quotes, or with text after the closing quote.
pub(super) const ROUGH: u32 = 2;

impl Field {
    /// No record is longer than a mebibyte, so every position fits.
    #[allow(clippy::cast_possible_truncation)]
    pub(super) fn new(start: usize, end: usize, form: u32) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
            form,
        }
    }

    pub(super) fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        record
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// One record.
pub(super) struct Record<'a> {
    /// The physical line it starts on, counted from one.
    pub(super) line: u64,
    pub(super) bytes: &'a [u8],
    pub(super) fields: &'a [Field],
    pub(super) origin: Origin<'a>,
}

/// What a record was read from.
#[derive(Debug, Clone, Copy)]
pub(super) enum Origin<'a> {
    /// A row of a table.
    Row {
        delimiter: u8,
        /// Whether the bytes are exactly the cells joined by commas.
        is_plain: bool,
    },
    /// An object of JSON. The bytes of the record are the values of its columns.
    Object {
        /// The fingerprint of all its values.
        mark: LineMark,
        /// Where the value of each column begins in the line; empty if the object has several lines.
        positions: &'a [u32],
    },
}

impl<'a> Record<'a> {
    /// The number of fields.
    pub(super) fn width(&self) -> usize {
        self.fields.len()
    }

    /// The place of a field in its line, counted from 0, for messages. In an object it is where the value begins; 0 if
    /// that is unknown.
    pub(super) fn column(&self, at: usize) -> usize {
        match self.origin {
            Origin::Row { .. } => at,
            Origin::Object { positions, .. } => positions.get(at).map_or(0, |at| *at as usize),
        }
    }

    /// A field without quotes and surrounding blanks; empty if there is none.
    pub(super) fn field(&self, at: usize) -> Cow<'a, [u8]> {
        let Some(field) = self.fields.get(at) else {
            return Cow::Borrowed(&[]);
        };
        let raw = field.of(self.bytes);
        if field.form == ROUGH {
            return Cow::Owned(undo_quotes(raw).trim_ascii().to_vec());
        }
        Cow::Borrowed(raw.trim_ascii())
    }

    /// Whether all cells are empty: spreadsheets write rows of delimiters, old editors an end-of-file character.
    pub(super) fn is_blank(&self) -> bool {
        if matches!(self.origin, Origin::Object { .. }) {
            return false;
        }
        let empty = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'"' | b' ' | b'\r' | 0x1a);
        match self.bytes.first() {
            Some(first) if empty(first) => self.bytes.iter().all(empty),
            Some(_) | None => false,
        }
    }

    /// The fingerprint of the line, by which a repeated line is recognised. It does not depend on quotes and
    /// delimiters: quotes are left out, and every delimiter becomes a comma.
    pub(super) fn mark(&self) -> LineMark {
        let (delimiter, is_plain) = match self.origin {
            Origin::Row {
                delimiter,
                is_plain,
            } => (delimiter, is_plain),
            Origin::Object { mark, .. } => return mark,
        };
        let line = self.bytes.trim_ascii_end();
        if is_plain {
            return mark_line(line);
        }
        let mut bare = Vec::with_capacity(line.len());
        let mut rest = line;
        while let Some(at) = memchr(b'"', rest) {
            let (before, behind) = rest.split_at(at);
            bare.extend_from_slice(before);
            rest = behind.get(1..).unwrap_or_default();
        }
        bare.extend_from_slice(rest);
        if delimiter != b',' {
            for byte in &mut bare {
                if *byte == delimiter {
                    *byte = b',';
                }
            }
        }
        mark_line(&bare)
    }

    /// The fingerprint of some fields; `None` if the file has none of them. The leading apostrophe of spreadsheet cells
    /// is ignored.
    pub(super) fn mark_of(&self, columns: &[Option<usize>]) -> Option<LineMark> {
        let marks = columns.iter().flatten().map(|column| {
            let field = self.field(*column);
            mark_line(field.strip_prefix(b"'").unwrap_or(&field))
        });
        marks.reduce(|one, two| one.rotate_left(21) ^ two)
    }

    /// The record as a heading line.
    ///
    /// # Errors
    /// The reason if it cannot be one.
    pub(super) fn headings(&self) -> Result<Headings> {
        let refused = |message| Err(Diagnostic::in_line(self.line, message));
        if std::str::from_utf8(self.bytes).is_err() {
            return refused("the heading is not UTF-8; save the file as CSV UTF-8");
        }
        if self.bytes.trim_ascii_end().contains(&b'\r') {
            return refused(CARRIAGE_RETURNS);
        }
        Ok(Headings {
            line: self.line,
            texts: (0..self.width()).map(|at| self.text(at)).collect(),
        })
    }

    /// A field as text, for messages and headers.
    pub(super) fn text(&self, at: usize) -> String {
        String::from_utf8_lossy(&self.field(at)).into_owned()
    }
}

/// Replaces two quotes by one up to the closing quote; the text after that is unchanged.
fn undo_quotes(raw: &[u8]) -> Vec<u8> {
    let mut text = Vec::with_capacity(raw.len());
    let mut bytes = raw.iter().copied().peekable();
    let mut inside = true;
    while let Some(byte) = bytes.next() {
        if byte == b'"' && inside && bytes.next_if_eq(&b'"').is_none() {
            inside = false;
            continue;
        }
        text.push(byte);
    }
    text
}
