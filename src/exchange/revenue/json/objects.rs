//! Splits a stream of JSON into its objects, in bounded memory: one object a line, objects over several lines, an array,
//! or the list in an answer of an API.

use std::io::{ErrorKind, Read};
use std::ops::Range;

use memchr::{memchr, memchr2, memmem};

use super::keys::Keys;
use super::values::{Values, read_names};
use crate::diagnostic::{Diagnostic, Result};
use crate::exchange::decode::{Text, read_failure};

/// The maximum length of an object. Real lines have less than four kibibytes.
const LONGEST: usize = 1 << 20;
const BUFFER: usize = 128 << 10;
/// How many objects at the start show which names a file has.
const LOOKED_AT: usize = 100;
/// How much is read of what follows the list in an answer.
const LONGEST_END: usize = 64 << 10;

const INCOMPLETE: &str = "the file is incomplete: this JSON object does not end";
const OPEN_LIST: &str = "the file is incomplete: its JSON list does not end";
const NOT_AN_OBJECT: &str =
    "not valid JSON: an object with the values of one line is expected here";
const COMMA: &str =
    "not valid JSON: a comma is expected between two objects of a list, and not elsewhere";
const NOT_UTF_8: &str = "the line has bytes that are not UTF-8; save the file as UTF-8";
const TOO_LONG: &str = "this JSON object is longer than 1 MiB; nothing after it was read";
const TOO_MANY_NAMES: &str =
    "the file has more than 1000 different names of values, so it is not billing data";
const NEXT_PAGE: &str = "this is one page of a longer list, so lines are missing";

/// A reader of the objects of a text.
pub(super) struct Objects<R> {
    reader: Text<R>,
    buffer: Vec<u8>,
    /// The range of the buffer that is filled and not yet used.
    filled: Range<usize>,
    /// How much of it the object that was read last takes.
    taken: usize,
    ended: bool,
    line: u64,
    list: List,
    /// What may follow in the list.
    due: Due,
    read: u64,
    /// The number of lines that the answer of an API states.
    stated: Option<u64>,
}

/// What is around the objects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum List {
    /// Nothing: they follow one another.
    Absent,
    /// An array.
    Array,
    /// An array that has ended.
    Ended,
    /// The list in an answer.
    Answer,
}

/// What may follow in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    /// At its start.
    ObjectOrEnd,
    /// Behind an object.
    CommaOrEnd,
    /// Behind a comma.
    Object,
}

/// The first objects of a file.
pub(super) struct First {
    /// The line that the first one starts on.
    pub(super) line: u64,
    /// Why one of them is not valid.
    pub(super) mistake: Option<Diagnostic>,
}

/// An object that was read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Object {
    /// The line it starts on.
    pub(super) line: u64,
    /// Whether it ends on that line, and begins with it.
    pub(super) is_one_line: bool,
}

impl<R: Read> Objects<R> {
    pub(super) fn open(reader: Text<R>) -> Result<Self> {
        let mut objects = Self {
            reader,
            buffer: vec![0; BUFFER],
            filled: 0..0,
            taken: 0,
            ended: false,
            line: 1,
            list: List::Absent,
            due: Due::ObjectOrEnd,
            read: 0,
            stated: None,
        };
        objects.fill()?;
        let start = list_in_answer(objects.unread());
        if let Some(start) = start {
            let head = objects.unread().get(..start).unwrap_or_default().to_vec();
            check_pages(&head, objects.line)?;
            objects.stated = stated_total(&head);
            objects.list = List::Answer;
            objects.skip(start);
        }
        Ok(objects)
    }

    fn unread(&self) -> &[u8] {
        self.buffer.get(self.filled.clone()).unwrap_or_default()
    }

    /// Moves past bytes, and counts their lines.
    fn skip(&mut self, count: usize) {
        let skipped = self.unread().get(..count).unwrap_or_default();
        self.line += memchr::memchr_iter(b'\n', skipped).count() as u64;
        self.filled.start += count;
    }

    /// Collects the names in the first objects, without taking them.
    pub(super) fn read_first(&mut self, keys: &mut Keys) -> Result<Option<First>> {
        let Some(first) = self.find()? else {
            return Ok(None);
        };
        self.taken = 0;
        let mut found = First {
            line: first.line,
            mistake: None,
        };
        let mut line = first.line;
        let mut rest = self.unread();
        for _ in 0..LOOKED_AT {
            let Some(start) = memchr(b'{', rest) else {
                break;
            };
            let (between, objects) = rest.split_at(start);
            line += memchr::memchr_iter(b'\n', between).count() as u64;
            let Some(end) = object_end(objects) else {
                break;
            };
            let (object, behind) = objects.split_at(end);
            if let Err(message) = names_in(object, keys) {
                let mistake = || Diagnostic::in_line(line, message);
                found.mistake.get_or_insert_with(mistake);
            }
            line += memchr::memchr_iter(b'\n', object).count() as u64;
            rest = behind;
        }
        if keys.are_too_many {
            return Err(Diagnostic::in_line(first.line, TOO_MANY_NAMES));
        }
        Ok(Some(found))
    }

    /// Reads the next object.
    ///
    /// # Errors
    /// Why the file cannot be read any further.
    pub(super) fn read(&mut self, keys: &mut Keys, values: &mut Values) -> Result<Option<Object>> {
        let Some(mut found) = self.find()? else {
            return Ok(None);
        };
        if let Err(mistake) = self.parse(keys, values) {
            // What ends with the line may be the beginning of a longer object, or more than one.
            let guessed = self.taken;
            self.find_exactly()?;
            if self.taken == guessed {
                return Err(Diagnostic::in_line(found.line, mistake));
            }
            found.is_one_line = false;
            let parsed = self.parse(keys, values);
            parsed.map_err(|mistake| Diagnostic::in_line(found.line, mistake))?;
        }
        if keys.are_too_many {
            return Err(Diagnostic::in_line(found.line, TOO_MANY_NAMES));
        }
        self.read += 1;
        Ok(Some(found))
    }

    fn parse(&self, keys: &mut Keys, values: &mut Values) -> std::result::Result<(), String> {
        let object = self.unread().get(..self.taken).unwrap_or_default();
        let text = std::str::from_utf8(object).map_err(|_| NOT_UTF_8)?;
        values.read(text, keys).map_err(|error| not_valid(&error))
    }

    /// Finds the next object: the rest of the line if it ends with a brace, otherwise up to its closing brace.
    fn find(&mut self) -> Result<Option<Object>> {
        let taken = std::mem::take(&mut self.taken);
        if taken > 0 {
            self.due = Due::CommaOrEnd;
        }
        self.skip(taken);
        if !self.skip_between()? {
            return Ok(None);
        }
        let line = self.line;
        while self.list == List::Absent {
            let unread = self.unread();
            let end = memchr(b'\n', unread).or_else(|| self.ended.then_some(unread.len()));
            match end {
                Some(end) => {
                    let rest = unread.get(..end).unwrap_or_default().trim_ascii_end();
                    if rest.ends_with(b"}") {
                        self.taken = rest.len();
                        let is_one_line = true;
                        return Ok(Some(Object { line, is_one_line }));
                    }
                    break;
                }
                None if unread.len() >= BUFFER / 2 => break,
                None => self.fill()?,
            }
        }
        self.find_exactly()?;
        let is_one_line = false;
        Ok(Some(Object { line, is_one_line }))
    }

    /// Finds the closing brace of the object at the start of the unread bytes.
    fn find_exactly(&mut self) -> Result<()> {
        loop {
            if let Some(end) = object_end(self.unread()) {
                self.taken = end;
                return Ok(());
            }
            if self.ended {
                return Err(Diagnostic::in_line(self.line, INCOMPLETE));
            }
            self.fill()?;
        }
    }

    /// Moves to the next object; false at the end of the file or of the list.
    fn skip_between(&mut self) -> Result<bool> {
        loop {
            let Some(byte) = self.unread().first().copied() else {
                if self.ended {
                    return Ok(false);
                }
                self.fill()?;
                continue;
            };
            match (byte, self.list, self.due) {
                (b' ' | b'\t' | b'\r' | b'\n', _, _) => {}
                (b'{', List::Absent, _)
                | (b'{', List::Array | List::Answer, Due::ObjectOrEnd | Due::Object) => {
                    return Ok(true);
                }
                (b',', List::Array | List::Answer, Due::CommaOrEnd) => self.due = Due::Object,
                (b'{' | b',', List::Array | List::Answer, _)
                | (b']', List::Array | List::Answer, Due::Object) => {
                    return Err(Diagnostic::in_line(self.line, COMMA));
                }
                (b'[', List::Absent, _) if self.read == 0 => self.begin_list(),
                (b'[', List::Ended, _) => self.begin_list(),
                (b']', List::Array, _) => self.list = List::Ended,
                (b']', List::Answer, _) => return Ok(false),
                (_, _, _) => return Err(Diagnostic::in_line(self.line, NOT_AN_OBJECT)),
            }
            self.skip(1);
        }
    }

    fn begin_list(&mut self) {
        self.list = List::Array;
        self.due = Due::ObjectOrEnd;
    }

    /// Checks that the list ended, and that the answer has all its lines.
    ///
    /// # Errors
    /// What is missing.
    pub(super) fn check_end(&mut self) -> Result<()> {
        let line = self.line;
        match self.list {
            List::Absent | List::Ended => return Ok(()),
            List::Array => return Err(Diagnostic::in_line(line, OPEN_LIST)),
            List::Answer => {}
        }
        while !self.ended && self.unread().len() < LONGEST_END {
            self.fill()?;
        }
        let end = self.unread().to_vec();
        if !end.trim_ascii_end().ends_with(b"}") {
            return Err(Diagnostic::in_line(line, OPEN_LIST));
        }
        check_pages(&end, line)?;
        match self.stated.or_else(|| stated_total(&end)) {
            Some(stated) if stated > self.read => {
                let message = format!("{NEXT_PAGE}: it has {} of {stated}", self.read);
                Err(Diagnostic::in_line(line, message))
            }
            Some(_) | None => Ok(()),
        }
    }

    /// Moves unread bytes to the front, grows the buffer if it is full, and fills it.
    fn fill(&mut self) -> Result<()> {
        let unread = self.filled.len();
        self.buffer.copy_within(self.filled.clone(), 0);
        self.filled = 0..unread;
        if unread == self.buffer.len() {
            if self.buffer.len() >= LONGEST {
                return Err(Diagnostic::in_line(self.line, TOO_LONG));
            }
            self.buffer.resize(self.buffer.len() * 2, 0);
        }
        while !self.ended && self.filled.end < self.buffer.len() {
            let room = self.buffer.get_mut(self.filled.end..).unwrap_or_default();
            match self.reader.read(room) {
                Ok(0) => self.ended = true,
                Ok(count) => self.filled.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(read_failure(error)),
            }
        }
        Ok(())
    }
}

/// The length of the object at the start of some bytes; `None` if it does not end in them.
fn object_end(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut depth) = (0, 0_usize);
    loop {
        match bytes.get(at)? {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' => at = string_end(bytes, at)?,
            _ => {}
        }
        at += 1;
    }
}

/// The position of the quote that closes the text that begins at a quote.
fn string_end(bytes: &[u8], open: usize) -> Option<usize> {
    let mut at = open + 1;
    loop {
        at += memchr2(b'"', b'\\', bytes.get(at..)?)?;
        if bytes.get(at) == Some(&b'"') {
            return Some(at);
        }
        at += 2;
    }
}

/// Where the list of lines begins in the answer of an API: behind the bracket of `items` or `value`.
fn list_in_answer(bytes: &[u8]) -> Option<usize> {
    let start = bytes.iter().position(|byte| !byte.is_ascii_whitespace())?;
    if bytes.get(start) != Some(&b'{') {
        return None;
    }
    let (mut at, mut depth) = (start, 0_usize);
    loop {
        match bytes.get(at)? {
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return None,
            b'}' | b']' => depth -= 1,
            b'"' => {
                let end = string_end(bytes, at)?;
                let text = bytes.get(at + 1..end)?;
                let is_list =
                    text.eq_ignore_ascii_case(b"items") || text.eq_ignore_ascii_case(b"value");
                if depth == 1 && is_list {
                    let behind = bytes.get(end + 1..)?.trim_ascii_start();
                    let list = behind.strip_prefix(b":").map(<[u8]>::trim_ascii_start);
                    if let Some([b'[', rest @ ..]) = list {
                        return Some(bytes.len() - rest.len());
                    }
                }
                at = end;
            }
            _ => {}
        }
        at += 1;
    }
}

/// Refuses an answer that names a next page.
fn check_pages(around: &[u8], line: u64) -> Result<()> {
    let lower = around.to_ascii_lowercase();
    let Some(at) = memmem::find(&lower, b"nextlink\"") else {
        return Ok(());
    };
    let behind = lower.get(at + b"nextlink\"".len()..).unwrap_or_default();
    let value = behind.trim_ascii_start();
    let value = value.strip_prefix(b":").map(<[u8]>::trim_ascii_start);
    match value {
        Some(value) if value.starts_with(b"\"") => Err(Diagnostic::in_line(line, NEXT_PAGE)),
        Some(_) | None => Ok(()),
    }
}

/// The number of lines that an answer states.
fn stated_total(around: &[u8]) -> Option<u64> {
    let lower = around.to_ascii_lowercase();
    let at = memmem::find(&lower, b"\"totalcount\"")?;
    let behind = lower
        .get(at + b"\"totalcount\"".len()..)?
        .trim_ascii_start();
    let value = behind.strip_prefix(b":")?.trim_ascii_start();
    let digits = value
        .iter()
        .take_while(|byte| byte.is_ascii_digit())
        .count();
    std::str::from_utf8(value.get(..digits)?).ok()?.parse().ok()
}

/// Collects the names in an object.
fn names_in(object: &[u8], keys: &mut Keys) -> std::result::Result<(), String> {
    let text = std::str::from_utf8(object).map_err(|_| NOT_UTF_8)?;
    read_names(text, keys).map_err(|error| not_valid(&error))
}

fn not_valid(error: &serde_json::Error) -> String {
    format!("not valid JSON: {}", without_place(error))
}

/// The message of a mistake without its place, which counts from the start of the object. It never contains values.
fn without_place(error: &serde_json::Error) -> String {
    let text = error.to_string();
    match text.rfind(" at line ") {
        Some(at) => text.get(..at).unwrap_or_default().to_owned(),
        None => text,
    }
}
