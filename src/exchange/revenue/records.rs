//! Reading delimited records one at a time, in bounded memory, each with the physical line it starts on.
//!
//! The quoting is that of RFC 4180, read leniently as spreadsheets do: a field that starts with a quote ends at the
//! next lone quote, two quotes stand for one, and a quote inside an unquoted field is just a character.

use std::borrow::Cow;
use std::io::{self, Read};

use memchr::memchr;

use super::line_mark::mark_line;
use super::marks::Marks;
use crate::domain::revenue::LineMark;
use crate::exchange::decode::{Opening, Text};

/// No record of a real file comes near this; one that does is not read into memory.
const LONGEST_RECORD: usize = 1 << 20;
const BUFFER: usize = 128 << 10;

/// Why no further record could be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file could not be read.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// A record is longer than any real one.
    #[error("the record that starts on line {line} is longer than a mebibyte")]
    TooLong {
        /// The line it starts on.
        line: u64,
    },
    /// The file ends inside a quoted field, so that every row after it was taken for that field's.
    #[error("a quote is opened in the record that starts on line {line} and never closed")]
    OpenQuote {
        /// The line it starts on.
        line: u64,
    },
}

/// A field: where it stands in the record, and how it is to be read. Of one size throughout, without gaps: it is copied
/// for every field of a file.
#[derive(Debug, Clone, Copy)]
struct Field {
    start: u32,
    end: u32,
    form: u32,
}

/// A field as it stands.
const PLAIN: u32 = 0;
/// A field in quotes; it may hold line breaks.
const QUOTED: u32 = 1;
/// A field in quotes in which doubled quotes, or text behind the closing one, must be undone.
const ROUGH: u32 = 2;

impl Field {
    /// No record is longer than a mebibyte, so that every place in it fits.
    #[allow(clippy::cast_possible_truncation)]
    fn new(start: usize, end: usize, form: u32) -> Self {
        Self {
            start: start as u32,
            end: end as u32,
            form,
        }
    }

    fn of<'a>(&self, record: &'a [u8]) -> &'a [u8] {
        record
            .get(self.start as usize..self.end as usize)
            .unwrap_or_default()
    }
}

/// Records, read from a stream.
pub struct Records<R> {
    reader: Text<R>,
    buffer: Vec<u8>,
    /// The bytes of the buffer that are filled and not yet used.
    filled: std::ops::Range<usize>,
    ended: bool,
    delimiter: u8,
    line: u64,
    fields: Vec<Field>,
}

/// One record.
pub struct Record<'a> {
    /// The physical line it starts on, counted from one.
    pub line: u64,
    bytes: &'a [u8],
    fields: &'a [Field],
    delimiter: u8,
    /// Whether the bytes are the cells joined by commas.
    is_plain: bool,
}

impl<R: Read> Records<R> {
    /// Records of a stream in any encoding, whose delimiter is told by its first lines.
    pub fn new(reader: R) -> Result<Self, ReadError> {
        let reader = Text::open(reader, Opening::ROWS)?;
        let delimiter = reader.delimiter();
        let mut records = Self {
            reader,
            buffer: vec![0; BUFFER],
            filled: 0..0,
            ended: false,
            delimiter,
            line: 1,
            fields: Vec::new(),
        };
        records.fill()?;
        Ok(records)
    }

    /// The next record that is no empty line.
    pub fn read_record(&mut self) -> Result<Option<Record<'_>>, ReadError> {
        loop {
            if self.filled.is_empty() && self.ended {
                return Ok(None);
            }
            match self.scan() {
                Scan::Record {
                    end,
                    next,
                    lines,
                    quoted,
                } => {
                    let line = self.line;
                    let start = self.filled.start;
                    self.line += lines;
                    self.filled.start += next;
                    if end > 0 {
                        let bytes = self.buffer.get(start..start + end).unwrap_or_default();
                        let fields = &self.fields;
                        return Ok(Some(Record {
                            line,
                            bytes,
                            fields,
                            delimiter: self.delimiter,
                            is_plain: self.delimiter == b',' && !quoted,
                        }));
                    }
                }
                Scan::Incomplete => self.fill()?,
                Scan::Open => return Err(ReadError::OpenQuote { line: self.line }),
            }
        }
    }

    /// Finds the next record in what is buffered, and its fields.
    fn scan(&mut self) -> Scan {
        let bytes = self.buffer.get(self.filled.clone()).unwrap_or_default();
        let mut cut = Cut {
            bytes,
            marks: Marks::new(bytes, self.delimiter),
            ended: self.ended,
            open: false,
        };
        self.fields.clear();
        let (mut at, mut breaks, mut quoted) = (0, 0, false);
        loop {
            let field = if bytes.get(at) == Some(&b'"') {
                cut.quoted(at)
            } else {
                cut.plain(at)
            };
            let Some((field, after)) = field else {
                return if cut.open {
                    Scan::Open
                } else {
                    Scan::Incomplete
                };
            };
            if field.form != PLAIN {
                quoted = true;
                breaks += line_breaks(field.of(bytes));
            }
            self.fields.push(field);
            if bytes.get(after) != Some(&self.delimiter) {
                let record = bytes.get(..after).unwrap_or_default();
                return Scan::Record {
                    end: if is_blank(record, &self.fields) {
                        0
                    } else {
                        after
                    },
                    next: (after + 1).min(bytes.len()),
                    lines: breaks + 1,
                    quoted,
                };
            }
            at = after + 1;
        }
    }

    /// Moves what is unread to the front and grows the buffer where it is full.
    fn make_room(&mut self) -> Result<(), ReadError> {
        let unread = self.filled.len();
        self.buffer.copy_within(self.filled.clone(), 0);
        self.filled = 0..unread;
        if unread == self.buffer.len() {
            if self.buffer.len() >= LONGEST_RECORD {
                return Err(ReadError::TooLong { line: self.line });
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        Ok(())
    }

    fn fill(&mut self) -> Result<(), ReadError> {
        self.make_room()?;
        while !self.ended && self.filled.end < self.buffer.len() {
            let room = self.buffer.get_mut(self.filled.end..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => self.filled.end += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error.into()),
            }
        }
        Ok(())
    }
}

enum Scan {
    /// A record of `end` bytes (none: an empty line) on so many physical lines; the next one starts at `next`.
    Record {
        end: usize,
        next: usize,
        lines: u64,
        quoted: bool,
    },
    /// The buffer ends before the record does.
    Incomplete,
    /// The file ends inside a quoted field.
    Open,
}

/// A stretch of bytes to be cut into fields; what follows its end is not known unless the file ends there.
struct Cut<'a> {
    bytes: &'a [u8],
    marks: Marks<'a>,
    ended: bool,
    /// A quote was met that nothing closes.
    open: bool,
}

impl Cut<'_> {
    /// Where the field that goes on at `from` ends: at a delimiter, a line break, or the end of the file.
    #[inline]
    fn end(&mut self, from: usize) -> Option<usize> {
        let found = self.marks.next_from(from);
        found.or_else(|| self.ended.then_some(self.bytes.len()))
    }

    #[inline]
    fn plain(&mut self, start: usize) -> Option<(Field, usize)> {
        let end = self.end(start)?;
        Some((Field::new(start, end, PLAIN), end))
    }

    /// A field that starts with a quote: its content, and where it ends, quote and all.
    fn quoted(&mut self, open: usize) -> Option<(Field, usize)> {
        let (close, doubled) = self.closing_quote(open)?;
        let after = self.end((close + 1).min(self.bytes.len()))?;
        let behind = self.bytes.get(close + 1..after).unwrap_or_default();
        let field = if !behind.trim_ascii().is_empty() {
            Field::new(open + 1, after, ROUGH)
        } else {
            Field::new(open + 1, close, if doubled { ROUGH } else { QUOTED })
        };
        Some((field, after))
    }

    /// Where the quote that closes the field stands, and whether doubled ones stand before it.
    fn closing_quote(&mut self, open: usize) -> Option<(usize, bool)> {
        let (mut from, mut doubled) = (open + 1, false);
        loop {
            let Some(at) = memchr(b'"', self.bytes.get(from..).unwrap_or_default()) else {
                self.open = self.ended;
                return None;
            };
            match self.bytes.get(from + at + 1) {
                Some(b'"') => doubled = true,
                None if !self.ended => return None,
                Some(_) | None => return Some((from + at, doubled)),
            }
            from += at + 2;
        }
    }
}

/// How many line breaks there are. Most fields have none, which is found out faster than it is counted.
#[inline]
fn line_breaks(field: &[u8]) -> u64 {
    if memchr(b'\n', field).is_none() {
        return 0;
    }
    memchr::memchr_iter(b'\n', field).count() as u64
}

/// Whether every field is blank, as in the rows that spreadsheets leave behind.
#[inline]
fn is_blank(record: &[u8], fields: &[Field]) -> bool {
    let is_blank = |field: &Field| field.form != ROUGH && field.of(record).trim_ascii().is_empty();
    fields.iter().all(is_blank)
}

impl<'a> Record<'a> {
    /// How many fields it has.
    pub fn width(&self) -> usize {
        self.fields.len()
    }

    /// A field without its quotes and without blanks around it; empty where there is none.
    pub fn field(&self, at: usize) -> Cow<'a, [u8]> {
        let Some(field) = self.fields.get(at) else {
            return Cow::Borrowed(&[]);
        };
        let raw = field.of(self.bytes);
        if field.form == ROUGH {
            return Cow::Owned(undo_quotes(raw).trim_ascii().to_vec());
        }
        Cow::Borrowed(raw.trim_ascii())
    }

    /// Whether no cell holds anything: spreadsheets leave rows of delimiters, old editors an end-of-file character.
    pub fn is_blank(&self) -> bool {
        let empty = |byte: &u8| matches!(byte, b',' | b';' | b'\t' | b'"' | b' ' | b'\r' | 0x1a);
        match self.bytes.first() {
            Some(first) if empty(first) => self.bytes.iter().all(empty),
            Some(_) | None => false,
        }
    }

    /// What the line is recognised by when it comes again, whatever quotes and delimiters it is written with: no quote
    /// counts, and every delimiter is a comma.
    pub(super) fn mark(&self) -> LineMark {
        let line = self.bytes.trim_ascii_end();
        if self.is_plain {
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
        if self.delimiter != b',' {
            for byte in &mut bare {
                if *byte == self.delimiter {
                    *byte = b',';
                }
            }
        }
        mark_line(&bare)
    }

    /// What these fields hold, in one mark; `None` where the file has none of them. Apostrophes in front, which guard
    /// cells of spreadsheets, do not count.
    pub(super) fn mark_of(&self, columns: &[Option<usize>]) -> Option<LineMark> {
        let marks = columns.iter().flatten().map(|column| {
            let field = self.field(*column);
            mark_line(field.strip_prefix(b"'").unwrap_or(&field))
        });
        marks.reduce(|one, two| one.rotate_left(21) ^ two)
    }

    /// The fields of a heading.
    ///
    /// # Errors
    /// Why it cannot be one.
    pub fn titles(&self) -> Result<Vec<String>, &'static str> {
        if std::str::from_utf8(self.bytes).is_err() {
            return Err("the heading is not UTF-8; save the file as CSV UTF-8");
        }
        if self.bytes.trim_ascii_end().contains(&b'\r') {
            return Err(
                "the lines of the file end in CR alone; save it as CSV UTF-8, whose lines end in LF or CRLF",
            );
        }
        Ok((0..self.width()).map(|at| self.text(at)).collect())
    }

    /// A field as text, for messages and headers.
    pub fn text(&self, at: usize) -> String {
        String::from_utf8_lossy(&self.field(at)).into_owned()
    }
}

/// Up to the closing quote two quotes stand for one; what follows it is taken as it is.
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

#[cfg(test)]
mod tests;
