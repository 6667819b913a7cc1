//! Reads a delimited text file record by record, with line numbers.
//!
//! RFC 4180, plus what real files contain: a byte order mark, semicolons, CRLF, blank lines. No record may be longer
//! than [`LONGEST`], so that a file without line ends or with an unclosed quote does not fill the memory.

use std::io::{BufRead, BufReader, Read};

use crate::diagnostic::{Diagnostic, Result};
use crate::exchange::decode::{Opening, Text, read_failure};

/// The maximum size of a record, in bytes.
pub const LONGEST: usize = 1 << 20;

/// The message for a row that has more or fewer cells than the heading.
pub(in crate::exchange) fn width_differs(found: usize, expected: usize) -> String {
    let cells = crate::domain::counted_as(found as u64, "cell", "cells");
    let advice = if found > expected {
        "put a cell that contains the delimiter in quotes"
    } else {
        "write the delimiters of empty cells at the end of the row too"
    };
    format!("the row has {cells}, but the heading has {expected}; {advice}")
}

/// A record that is too long.
fn too_long(line: u64) -> Diagnostic {
    Diagnostic::in_line(
        line,
        format!(
            "the record is longer than {LONGEST} bytes: look for a missing closing quote, and check that this is a text file"
        ),
    )
}

/// The mistake of a file that ends inside a quoted cell.
pub(in crate::exchange) fn open_quote(line: u64) -> Diagnostic {
    Diagnostic::in_line(line, "the quote that opens here is never closed")
}

/// The message for a file that is a single line.
pub(in crate::exchange) const CARRIAGE_RETURNS: &str =
    "the lines of the file end in CR alone; save it as CSV UTF-8, whose lines end in LF or CRLF";

/// A reader of records.
#[derive(Debug)]
pub struct Records<R> {
    input: R,
    delimiter: u8,
    /// The number of the next line.
    next_line: u64,
    raw: Vec<u8>,
    cells: Vec<u8>,
    ends: Vec<usize>,
}

/// One record, borrowed from its reader.
#[derive(Debug, Clone, Copy)]
pub struct Record<'r> {
    /// The physical line on which it starts, from 1.
    pub line: u64,
    /// Whether there is text between a closing quote and the next delimiter.
    pub stray_quote: bool,
    cells: &'r [u8],
    ends: &'r [usize],
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum At {
    CellStart,
    Plain,
    Quoted,
    /// After a quote in a quoted cell: the end of the cell, or the first of two doubled quotes.
    Quote,
}

impl<R: Read> Records<BufReader<Text<R>>> {
    /// Opens a file in any encoding; the delimiter is found in its first lines.
    ///
    /// # Errors
    /// A diagnostic that names the kind of file, or the error of the input.
    pub fn open(input: R, opening: Opening<'_>) -> Result<Self> {
        let text = Text::open(input, opening).map_err(read_failure)?;
        let delimiter = text.delimiter();
        Ok(Self::new(
            BufReader::with_capacity(1 << 16, text),
            delimiter,
        ))
    }

    /// The decoded text.
    pub fn text(&self) -> &Text<R> {
        self.input.get_ref()
    }
}

impl<R: BufRead> Records<R> {
    /// Reads decoded text.
    pub fn new(input: R, delimiter: u8) -> Self {
        Self {
            input,
            delimiter,
            next_line: 1,
            raw: Vec::new(),
            cells: Vec::new(),
            ends: Vec::new(),
        }
    }

    /// Sets the delimiter for the following records.
    pub fn set_delimiter(&mut self, delimiter: u8) {
        self.delimiter = delimiter;
    }

    /// The next record that is not blank; `None` at the end of the file.
    ///
    /// # Errors
    /// The reason why the file cannot be read further.
    pub fn next_record(&mut self) -> Result<Option<Record<'_>>> {
        loop {
            let line = self.next_line;
            self.cells.clear();
            self.ends.clear();
            if !self.read_line(line)? {
                return Ok(None);
            }
            if self.raw.trim_ascii().is_empty() {
                continue;
            }
            if line == 1 && trimmed(&self.raw).contains(&b'\r') {
                return Err(Diagnostic::in_line(1, CARRIAGE_RETURNS));
            }
            let stray_quote = if self.raw.contains(&b'"') {
                self.split_quoted(line)?
            } else {
                self.split_plain();
                false
            };
            return Ok(Some(Record {
                line,
                stray_quote,
                cells: &self.cells,
                ends: &self.ends,
            }));
        }
    }

    /// Reads one line, including its end, into `raw`; returns `false` at the end of the file.
    fn read_line(&mut self, record: u64) -> Result<bool> {
        self.raw.clear();
        let room = LONGEST.saturating_sub(self.cells.len()) as u64 + 1;
        let read = self
            .input
            .by_ref()
            .take(room)
            .read_until(b'\n', &mut self.raw)
            .map_err(read_failure)?;
        if read as u64 == room {
            return Err(too_long(record));
        }
        self.next_line += 1;
        Ok(read > 0)
    }

    fn split_plain(&mut self) {
        let line = trimmed(&self.raw);
        for cell in line.split(|byte| *byte == self.delimiter) {
            self.cells.extend_from_slice(cell);
            self.ends.push(self.cells.len());
        }
    }

    /// Splits a line with quotes, and reads more lines if a quoted cell spans them.
    fn split_quoted(&mut self, line: u64) -> Result<bool> {
        let mut at = At::CellStart;
        let mut stray = false;
        loop {
            let ended = trimmed(&self.raw).len();
            for (place, byte) in self.raw.iter().copied().enumerate() {
                at = match at {
                    At::Quoted if byte == b'"' => At::Quote,
                    At::Quoted => {
                        self.cells.push(byte);
                        At::Quoted
                    }
                    At::CellStart | At::Plain | At::Quote if place >= ended => break,
                    At::CellStart | At::Plain | At::Quote if byte == self.delimiter => {
                        self.ends.push(self.cells.len());
                        At::CellStart
                    }
                    At::CellStart if byte == b'"' => At::Quoted,
                    At::Quote if byte == b'"' => {
                        self.cells.push(b'"');
                        At::Quoted
                    }
                    At::CellStart | At::Plain => {
                        self.cells.push(byte);
                        At::Plain
                    }
                    At::Quote => {
                        stray = true;
                        self.cells.push(byte);
                        At::Plain
                    }
                };
            }
            if at != At::Quoted {
                self.ends.push(self.cells.len());
                return Ok(stray);
            }
            if !self.read_line(line)? {
                return Err(open_quote(line));
            }
        }
    }
}

/// A line without its end.
fn trimmed(raw: &[u8]) -> &[u8] {
    let line = raw.strip_suffix(b"\n").unwrap_or(raw);
    line.strip_suffix(b"\r").unwrap_or(line)
}

impl<'r> Record<'r> {
    /// The number of cells; at least one.
    pub fn width(&self) -> usize {
        self.ends.len()
    }

    /// The bytes of a cell; empty after the last cell.
    pub fn cell(&self, at: usize) -> &'r [u8] {
        let Some(end) = self.ends.get(at) else {
            return &[];
        };
        let start = at.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.cells[start..*end]
    }

    /// Refuses a record with text after a closing quote.
    ///
    /// # Errors
    /// The mistake, on the record's line.
    pub fn check_quotes(&self) -> Result<()> {
        if self.stray_quote {
            let message = "there is text after a closing quote; write a quote inside quotes twice";
            return Err(Diagnostic::in_line(self.line, message));
        }
        Ok(())
    }

    /// Whether it has at most `width` cells, not counting blank ones that spreadsheets add at the end; missing cells at
    /// the end are empty.
    pub fn fits(&self, width: usize) -> bool {
        let beyond = width..self.width();
        beyond
            .into_iter()
            .all(|at| self.cell(at).trim_ascii().is_empty())
    }

    /// Whether every cell is empty or blank, as in rows that spreadsheets leave over.
    pub fn is_blank(&self) -> bool {
        self.cells.iter().all(u8::is_ascii_whitespace)
    }

    /// All cells as bytes.
    pub fn iter(&self) -> impl Iterator<Item = &'r [u8]> {
        let record = *self;
        (0..record.width()).map(move |at| record.cell(at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Read = Vec<(u64, Vec<String>)>;

    fn read(text: &[u8], delimiter: u8) -> Result<Read> {
        let mut records = Records::open(text, Opening::ROWS)?;
        records.set_delimiter(delimiter);
        let mut all = Vec::new();
        while let Some(record) = records.next_record()? {
            let cells = record
                .iter()
                .map(|cell| String::from_utf8_lossy(cell).into_owned())
                .collect();
            all.push((record.line, cells));
        }
        Ok(all)
    }

    fn lines(text: &str) -> Read {
        read(text.as_bytes(), b',').unwrap()
    }

    fn row(line: u64, cells: &[&str]) -> (u64, Vec<String>) {
        (line, cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn records_know_the_line_they_start_on() {
        let expected = vec![
            row(1, &["a", "b"]),
            row(4, &["c", "d\n\ne"]),
            row(8, &["f", ""]),
        ];
        assert_eq!(lines("a,b\n\n\nc,\"d\n\ne\"\n\nf,\n"), expected);
        let crlf = vec![
            row(1, &["a", "b"]),
            row(3, &["c", "d\r\ne"]),
            row(5, &["f", ""]),
        ];
        assert_eq!(lines("\u{feff}a,b\r\n\r\nc,\"d\r\ne\"\r\nf,"), crlf);
    }

    #[test]
    fn quotes_are_undone_and_strays_are_noticed() {
        assert_eq!(
            lines("\"a \"\"b\"\", c\",\"\",x\"y\n"),
            vec![row(1, &["a \"b\", c", "", "x\"y"])]
        );
        let mut records = Records::new("\"a\"b,c\n".as_bytes(), b',');
        assert!(records.next_record().unwrap().unwrap().stray_quote);
        assert_eq!(
            read(b"a;\"b;c\"\n", b';').unwrap(),
            vec![row(1, &["a", "b;c"])]
        );
    }

    #[test]
    fn a_file_that_does_not_end_its_records_is_given_up() {
        let refused = |text: &[u8]| read(text, b',').unwrap_err().located_message();
        assert_eq!(
            refused(b"a,b\nc,\"d\ne\n"),
            "2:1: the quote that opens here is never closed"
        );
        assert!(refused(&vec![b'x'; LONGEST + 1]).starts_with("1:1: the record is longer than"));
        let mut quoted = b"a\n\"".to_vec();
        for _ in 0..LONGEST {
            quoted.extend_from_slice(b"xy\n");
        }
        assert!(refused(&quoted).starts_with("2:1: the record is longer than"));
        assert!(refused(b"a,b\r1,2\r").starts_with("1:1: the lines of the file end in CR alone"));
    }

    #[test]
    fn blank_lines_are_not_records() {
        assert_eq!(lines(""), vec![]);
        assert_eq!(lines("\n\r\n\n"), vec![]);
        assert_eq!(lines("\u{feff}"), vec![]);
    }

    #[test]
    fn the_reader_agrees_with_the_csv_crate() {
        let text = "a,\"b\"\"c\",\r\n\"\n\",x y,\"\"\n1,2,3";
        let mut known = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let theirs: Vec<Vec<String>> = known
            .records()
            .map(|record| record.unwrap().iter().map(str::to_owned).collect())
            .collect();
        let ours: Vec<Vec<String>> = lines(text).into_iter().map(|(_, cells)| cells).collect();
        assert_eq!(ours, theirs);
    }
}
