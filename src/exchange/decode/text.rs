//! A stream decoded to UTF-8 from any supported encoding, in bounded memory.

use std::borrow::Cow;
use std::io::{self, Read};

use encoding_rs::{Decoder, DecoderResult, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::Opening;
use super::kind::{FileKind, binary_kind, failed, is_zip, looks_like_json, text_kind};
use super::preamble::{self, BLOCK};
use super::workbook::{self, WorkbookSheet};
use crate::domain::counted_as;

/// The encoding of a file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Encoding {
    /// UTF-8, or plain ASCII.
    #[default]
    Utf8,
    /// UTF-16, in either byte order.
    Utf16,
    /// Windows-1252, as Excel saves plain CSV in western Europe.
    Windows1252,
    /// A sheet of a workbook.
    Workbook(WorkbookSheet),
}

impl Encoding {
    /// The note shown to a person about a file that was not UTF-8.
    pub fn note(&self) -> Option<Cow<'static, str>> {
        match self {
            Self::Utf8 => None,
            Self::Utf16 => Some("read as UTF-16".into()),
            Self::Windows1252 => Some(
                "read as Windows-1252, because the file is not UTF-8; check names with accents".into(),
            ),
            Self::Workbook(sheet) if sheet.is_only => {
                Some("read from the workbook's only sheet".into())
            }
            Self::Workbook(WorkbookSheet {
                name, left_out: 0, ..
            }) => Some(format!("read from the sheet `{name}` of the workbook").into()),
            Self::Workbook(sheet) => Some(
                format!(
                    "read from one sheet of the workbook; {} left out. Choose a sheet with --sheet NAME",
                    counted_as(sheet.left_out as u64, "other sheet is", "other sheets are")
                )
                .into(),
            ),
        }
    }
}

/// A file, decoded to UTF-8.
pub struct Text<R> {
    inner: R,
    /// Bytes read from the file and not yet decoded.
    raw: Vec<u8>,
    /// Decoded bytes, not yet returned.
    ready: Vec<u8>,
    handed_out: usize,
    decoding: Decoding,
    encoding: Encoding,
    delimiter: u8,
    /// The number of line ends decoded so far.
    lines: u64,
    ended: bool,
}

enum Decoding {
    /// Only ASCII so far; the first other byte decides the encoding.
    Ascii,
    /// UTF-8, passed on unchanged; the reader reports invalid bytes.
    Utf8,
    /// Another encoding.
    Other(Decoder, &'static str),
}

impl<R: Read> Text<R> {
    /// Examines the start of a file and prepares to read it.
    ///
    /// # Errors
    /// A diagnostic that names the kind of file, inside the error, or the error of the input.
    pub fn open(mut inner: R, opening: Opening<'_>) -> io::Result<Self> {
        let mut raw = read_up_to(&mut inner, BLOCK)?;
        let mut ended = raw.len() < BLOCK;
        let mut encoding = Encoding::Utf8;
        if is_zip(&raw) {
            let (csv, sheet) = workbook::to_csv(&mut (&raw[..]).chain(&mut inner), opening.sheet)?;
            raw = csv;
            encoding = Encoding::Workbook(sheet);
            ended = true;
        } else if let Some(kind) = binary_kind(&raw) {
            return Err(kind.error_for(opening.expected));
        } else if opening.sheet.is_some() {
            return Err(FileKind::NoWorkbook.error());
        }
        let (decoding, mark) = first_guess(&raw);
        raw.drain(..mark);
        if let Decoding::Other(..) = decoding {
            encoding = Encoding::Utf16;
        }
        let mut text = Self {
            inner,
            raw,
            ready: Vec::new(),
            handed_out: 0,
            decoding,
            encoding,
            delimiter: b',',
            lines: 0,
            ended,
        };
        text.decode()?;
        if let Some(kind) = text_kind(&text.ready, opening.expected) {
            return Err(kind.error_for(opening.expected));
        }
        let found = preamble::look_at(&text.ready);
        text.delimiter = found.delimiter;
        for byte in text.ready.iter_mut().take(found.length) {
            if *byte != b'\n' && *byte != b'\r' {
                *byte = b' ';
            }
        }
        Ok(text)
    }

    /// The delimiter of cells, from the first lines.
    pub fn delimiter(&self) -> u8 {
        self.delimiter
    }

    /// Whether the text begins as JSON does.
    pub fn is_json(&self) -> bool {
        looks_like_json(self.ready.trim_ascii_start())
    }

    /// Whether the text is empty or has only blanks.
    pub fn is_blank(&self) -> bool {
        self.ended && self.raw.is_empty() && self.ready.trim_ascii().is_empty()
    }

    /// The encoding, as far as the file was read.
    pub fn encoding(&self) -> Encoding {
        self.encoding.clone()
    }

    /// Decodes the bytes read so far; at the end of the file, all of them.
    fn decode(&mut self) -> io::Result<()> {
        if let Decoding::Ascii = self.decoding {
            self.decide();
        }
        match &mut self.decoding {
            Decoding::Ascii | Decoding::Utf8 => {
                // Keep an incomplete character for the next call while the encoding is undecided.
                let keep = match self.decoding {
                    Decoding::Ascii => self.raw.iter().position(|byte| !byte.is_ascii()),
                    Decoding::Utf8 | Decoding::Other(..) => None,
                };
                let upto = keep.filter(|_| !self.ended).unwrap_or(self.raw.len());
                self.ready.extend(self.raw.drain(..upto));
            }
            Decoding::Other(decoder, name) => {
                let name = *name;
                let mut used = 0;
                loop {
                    let before = self.ready.len();
                    let room = decoder
                        .max_utf8_buffer_length_without_replacement(self.raw.len() - used)
                        .unwrap_or(BLOCK);
                    self.ready.resize(before + room, 0);
                    let (result, read, written) = decoder.decode_to_utf8_without_replacement(
                        &self.raw[used..],
                        &mut self.ready[before..],
                        self.ended,
                    );
                    used += read;
                    self.ready.truncate(before + written);
                    match result {
                        DecoderResult::InputEmpty => break,
                        DecoderResult::OutputFull => {}
                        DecoderResult::Malformed(..) => {
                            let line = self.lines + count_lines(&self.ready) + 1;
                            return Err(failed(FileKind::BrokenText(name).on_line(line)));
                        }
                    }
                }
                self.raw.clear();
            }
        }
        // DOS and some exporters end a file with Ctrl-Z.
        if self.ended && self.raw.is_empty() {
            let end = self.ready.trim_ascii_end().len();
            if self.ready[..end].last() == Some(&0x1a) {
                self.ready.truncate(end - 1);
            }
        }
        Ok(())
    }

    /// Decides the encoding at the first byte that is not ASCII.
    fn decide(&mut self) {
        let Some(at) = self.raw.iter().position(|byte| !byte.is_ascii()) else {
            return;
        };
        let bytes = &self.raw[at..];
        let first = bytes.iter().take_while(|byte| !byte.is_ascii()).count();
        match std::str::from_utf8(&bytes[..first]) {
            Ok(_) => self.decoding = Decoding::Utf8,
            Err(error) if error.valid_up_to() > 0 => self.decoding = Decoding::Utf8,
            // A character that is incomplete because more bytes have not been read yet.
            Err(error) if error.error_len().is_none() && first == bytes.len() && !self.ended => {}
            Err(_) => {
                self.encoding = Encoding::Windows1252;
                self.decoding = Decoding::Other(
                    WINDOWS_1252.new_decoder_without_bom_handling(),
                    "Windows-1252",
                );
            }
        }
    }

    fn take_ready(&mut self, room: &mut [u8]) -> usize {
        let left = &self.ready[self.handed_out..];
        let count = left.len().min(room.len());
        room[..count].copy_from_slice(&left[..count]);
        self.handed_out += count;
        count
    }
}

impl<R: Read> Read for Text<R> {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        loop {
            let count = self.take_ready(room);
            if count > 0 || room.is_empty() {
                return Ok(count);
            }
            if self.ended && self.raw.is_empty() {
                return Ok(0);
            }
            if let Decoding::Other(..) = self.decoding {
                self.lines += count_lines(&self.ready);
            }
            self.ready.clear();
            self.handed_out = 0;
            if self.raw.is_empty()
                && !matches!(self.decoding, Decoding::Other(..))
                && let Some(count) = self.pass_on(room)?
            {
                return Ok(count);
            }
            let before = self.raw.len();
            if !self.ended {
                self.raw.resize(before + BLOCK, 0);
                let read = read_once(&mut self.inner, &mut self.raw[before..])?;
                self.raw.truncate(before + read);
                self.ended = read == 0;
            }
            self.decode()?;
        }
    }
}

impl<R: Read> Text<R> {
    /// Reads directly into `room` if no decoding is needed. Otherwise the bytes are kept and the result is `None`.
    fn pass_on(&mut self, room: &mut [u8]) -> io::Result<Option<usize>> {
        if self.ended {
            return Ok(Some(0));
        }
        let read = read_once(&mut self.inner, room)?;
        if read == 0 {
            self.ended = true;
            return Ok(Some(0));
        }
        let bytes = &room[..read];
        let is_plain = match self.decoding {
            Decoding::Ascii => bytes.is_ascii(),
            Decoding::Utf8 => true,
            Decoding::Other(..) => false,
        };
        let may_end = bytes.trim_ascii_end().last() == Some(&0x1a);
        if is_plain && !may_end {
            return Ok(Some(read));
        }
        self.raw.extend_from_slice(bytes);
        if may_end {
            self.raw.extend(read_up_to(&mut self.inner, BLOCK)?);
            self.ended = self.raw.len() < read + BLOCK;
        }
        Ok(None)
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

fn read_once(input: &mut impl Read, room: &mut [u8]) -> io::Result<usize> {
    loop {
        match input.read(room) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            outcome => return outcome,
        }
    }
}

/// The next bytes, fewer than `most` only at the end of the file.
fn read_up_to(input: &mut impl Read, most: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(most);
    input.take(most as u64).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Guesses the encoding from a byte order mark or the first bytes; also returns the length of the mark.
fn first_guess(head: &[u8]) -> (Decoding, usize) {
    let utf16 = |encoding: &'static encoding_rs::Encoding| {
        Decoding::Other(encoding.new_decoder_without_bom_handling(), "UTF-16")
    };
    match head {
        [0xef, 0xbb, 0xbf, ..] => (Decoding::Utf8, 3),
        [0xff, 0xfe, ..] => (utf16(UTF_16LE), 2),
        [0xfe, 0xff, ..] => (utf16(UTF_16BE), 2),
        _ => match zeros(head) {
            Some(1) => (utf16(UTF_16LE), 0),
            Some(_) => (utf16(UTF_16BE), 0),
            None => (Decoding::Ascii, 0),
        },
    }
}

/// Which byte of each pair is zero, if clearly one is, as in western text in UTF-16.
fn zeros(head: &[u8]) -> Option<usize> {
    let pairs = head.chunks_exact(2).take(512);
    let total = pairs.len();
    let mut counts = [0; 2];
    for pair in pairs {
        counts[0] += usize::from(pair[0] == 0);
        counts[1] += usize::from(pair[1] == 0);
    }
    (0..2).find(|half| total >= 4 && counts[*half] * 2 > total && counts[1 - half] == 0)
}

#[cfg(test)]
mod tests;
