//! Standard output and the notes beside it.

use std::cell::{Cell, RefCell};
use std::io::{self, Write};

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr as _;

use super::fields::{DRY_RUN, Fields};
use super::output_format::OutputFormat;
use super::page::Page;
use super::pager::Pager;
use super::relative::When;
use super::shaping::Shaping;
use super::wrap::wrapped_message;
use super::{Body, Outcome, Thing, plain_csv};
use crate::host::Host;

/// The width without a screen: nothing is wrapped in a file or a pipe.
const UNLIMITED: u16 = 1000;

/// How loud stderr is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Loudness {
    /// Errors only.
    Quiet,
    /// Errors, warnings, hints.
    #[default]
    Normal,
    /// Everything.
    Verbose,
}

/// Where answers go and how they are written.
pub struct Output<'h> {
    host: &'h Host,
    format: OutputFormat,
    dry_run: bool,
    rehearsed: Cell<bool>,
    colour: bool,
    colours_notes: bool,
    loudness: Loudness,
    pager: Option<Pager>,
    shaping: Option<Shaping>,
    /// A line of CSV whose end is not there yet.
    begun_line: RefCell<Vec<u8>>,
}

impl<'h> Output<'h> {
    /// An output as the person asked for it.
    pub fn new(
        host: &'h Host,
        format: OutputFormat,
        dry_run: bool,
        colour: bool,
        loudness: Loudness,
    ) -> Self {
        Self {
            host,
            format,
            dry_run,
            rehearsed: Cell::new(false),
            colour,
            colours_notes: false,
            loudness,
            pager: None,
            shaping: None,
            begun_line: RefCell::default(),
        }
    }

    /// The same output, with warnings in colour where `colours_notes`.
    #[must_use]
    pub fn with_coloured_notes(mut self, colours_notes: bool) -> Self {
        self.colours_notes = colours_notes;
        self
    }

    /// The same output, with a program that shows what is longer than the screen.
    #[must_use]
    pub fn paged_by(mut self, pager: Option<Pager>) -> Self {
        self.pager = pager;
        self
    }

    /// The same output, with what scripts make of its answer.
    #[must_use]
    pub fn shaped_by(mut self, shaping: Option<Shaping>) -> Self {
        self.shaping = shaping;
        self
    }

    /// The format in which a command answers: JSON wherever something is made of the answer.
    pub fn format(&self) -> OutputFormat {
        match self.shaping {
            Some(_) => OutputFormat::Json,
            None => self.format,
        }
    }

    /// The format that was chosen.
    pub fn given_format(&self) -> OutputFormat {
        self.format
    }

    /// What scripts make of the answer.
    pub(super) fn shaping(&self) -> Option<&Shaping> {
        self.shaping.as_ref()
    }

    /// The chosen fields, where rows are written one by one.
    pub(super) fn streamed_fields(&self) -> Option<&Fields> {
        self.shaping.as_ref()?.streamed_fields()
    }

    /// Whether a write was decided that is not kept.
    pub(super) fn is_rehearsal(&self) -> bool {
        self.rehearsed.get()
    }

    /// Whether this run keeps nothing.
    pub fn dry_run(&self) -> bool {
        self.dry_run
    }

    /// A write was decided and is not kept: the answer says so. Commands that only read answer as they always do.
    pub fn rehearsed(&self) {
        self.rehearsed.set(self.dry_run);
    }

    /// Whether answers may be coloured.
    pub fn colour(&self) -> bool {
        self.colour
    }

    /// An empty page as wide as the terminal.
    pub fn page(&self) -> Page {
        Page::new(self.width(), self.colour, self.when())
    }

    /// When the answer is read.
    pub fn when(&self) -> When {
        When::at(self.host.now())
    }

    /// How many columns the reader's screen has.
    pub fn width(&self) -> u16 {
        let columns = self.host.columns(self.host.terminals.stdout);
        columns.unwrap_or(UNLIMITED)
    }

    /// Whether a list that is longer than the screen goes through a pager, which needs its whole text.
    pub(super) fn is_paged(&self) -> bool {
        self.pager.is_some() && self.host.terminals.stdout
    }

    /// Writes a list for a person: through the pager where it is longer than the screen.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write_long(&self, text: &str) -> io::Result<()> {
        let rows = self.host.rows(self.host.terminals.stdout).map(usize::from);
        let is_long = rows.is_some_and(|rows| rows > 0 && text.lines().count() >= rows);
        let pager = self.pager.as_ref().filter(|_| is_long);
        if let Some(remark) = pager.and_then(Pager::remark) {
            self.note(remark);
        }
        if let Some(pager) = pager
            && pager.show(text, self.host.variable("LESS").is_some())?
        {
            return Ok(());
        }
        self.emit(text.as_bytes())
    }

    /// A hint or warning on stderr, silent with `-q`.
    pub fn note(&self, text: &str) {
        if self.loudness >= Loudness::Normal {
            self.warn(text);
        }
    }

    /// A warning on stderr about something that changes the answer; `-q` does not silence it.
    pub fn warn(&self, text: &str) {
        let mut text = crate::sanitize::escape_harmful(text) + "\n";
        let screen = self.host.columns(self.host.terminals.stderr);
        if let Some(width) = screen
            && text.lines().any(|line| line.width() > usize::from(width))
        {
            text = wrapped_message(width, &text);
        }
        if self.colours_notes
            && let Some(warning) = text.strip_prefix("warning:")
        {
            text = format!("\u{1b}[1;33mwarning:\u{1b}[0m{warning}");
        }
        let _ = self.host.stderr().write_all(text.as_bytes());
    }

    /// Whether `-v` asked for remarks.
    pub fn is_verbose(&self) -> bool {
        self.loudness == Loudness::Verbose
    }

    /// A remark on stderr for those who asked with `-v`.
    pub fn remark(&self, text: &str) {
        if self.is_verbose() {
            self.note(text);
        }
    }

    /// Whether progress is shown: stderr is a terminal, and `-q` was not given.
    pub(super) fn shows_progress(&self) -> bool {
        self.host.terminals.stderr && self.loudness >= Loudness::Normal
    }

    /// A piece of the answer in its format. It is kept back where something is to be made of the whole.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn write(&self, piece: &[u8]) -> io::Result<()> {
        if let Some(shaping) = &self.shaping {
            shaping.collect(piece);
            return Ok(());
        }
        self.emit(piece)
    }

    /// A piece of what is shown in the chosen format.
    pub(super) fn emit(&self, piece: &[u8]) -> io::Result<()> {
        if self.format == OutputFormat::Csv {
            return self.write_csv(piece);
        }
        self.put(piece)
    }

    /// A piece of a CSV file, whatever the format of answers is. A pipe gets it as it is. A terminal gets whole lines in
    /// which control characters are escaped.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn write_csv(&self, piece: &[u8]) -> io::Result<()> {
        if !self.host.terminals.stdout {
            return self.put(piece);
        }
        let mut begun = self.begun_line.borrow_mut();
        begun.extend_from_slice(piece);
        let end = memchr::memrchr(b'\n', &begun).map_or(0, |at| at + 1);
        let lines: Vec<u8> = begun.drain(..end).collect();
        let lines = String::from_utf8_lossy(&lines).replace("\r\n", "\n");
        self.put(crate::sanitize::escape_harmful(&lines).as_bytes())
    }

    /// Text that an expression made of the answer. A pipe gets it as it is; for a terminal control
    /// characters are removed.
    pub(super) fn emit_text(&self, text: &str) -> io::Result<()> {
        if self.host.terminals.stdout {
            return self.put(crate::sanitize::harmless_text(text).as_bytes());
        }
        self.put(text.as_bytes())
    }

    fn put(&self, bytes: &[u8]) -> io::Result<()> {
        let mut out = self.host.stdout();
        out.write_all(bytes)?;
        out.flush()
    }

    /// What opens a list in JSON: a bare array, or under `--dry-run` an object that says so.
    pub(super) fn list_opening(&self) -> &'static [u8] {
        if self.rehearsed.get() {
            b"{\"dry_run\":true,\"items\":["
        } else {
            b"["
        }
    }

    /// What closes it.
    pub(super) fn list_closing(&self) -> &'static [u8] {
        if self.rehearsed.get() {
            b"]}\n"
        } else {
            b"]\n"
        }
    }

    /// Renders an answer in the chosen format.
    ///
    /// # Errors
    /// If standard output cannot be written.
    pub fn render(&self, outcome: &Outcome) -> io::Result<()> {
        match &outcome.body {
            Body::Written => Ok(()),
            Body::Text(text) => self.put(text.as_bytes()),
            Body::Many(rows) => rows.write(self),
            Body::Thing(thing) => {
                let text = match self.format() {
                    OutputFormat::Json | OutputFormat::Jsonl => self.json_of_one(thing.as_ref())?,
                    OutputFormat::Csv => csv_of_one(thing.as_ref(), &self.marked(thing.json()?))?,
                    OutputFormat::Table
                    | OutputFormat::Junit
                    | OutputFormat::Github
                    | OutputFormat::Markdown => {
                        let mut page = self.page();
                        thing.page(&mut page);
                        let text = page.into_text();
                        if outcome.is_paged {
                            return self.write_long(&text);
                        }
                        text.into_bytes()
                    }
                };
                self.write(&text)?;
                if self.rehearsed.get() && self.format() == OutputFormat::Table {
                    self.note("Dry run: nothing was saved.");
                }
                Ok(())
            }
        }
    }

    fn json_of_one(&self, thing: &dyn Thing) -> io::Result<Vec<u8>> {
        let mut text = Vec::new();
        if self.rehearsed.get() {
            crate::sanitize::write_json(&mut text, &self.marked(thing.json()?))?;
        } else {
            thing.write_json(&mut text)?;
        }
        text.push(b'\n');
        Ok(text)
    }

    /// The value, saying that it was a rehearsal where it was one.
    fn marked(&self, mut value: Value) -> Value {
        if self.rehearsed.get() {
            match &mut value {
                Value::Object(fields) => {
                    fields.insert(DRY_RUN.to_owned(), Value::Bool(true));
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::String(_)
                | Value::Array(_) => {
                    return json!({ DRY_RUN: true, "items": value });
                }
            }
        }
        value
    }
}

fn csv_of_one(thing: &dyn Thing, value: &Value) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let Some((list, columns)) = thing.lines() else {
        let keys = plain_csv::plain_keys(value, thing.nested());
        plain_csv::header(&mut out, &keys)?;
        plain_csv::record(&mut out, &keys, value)?;
        return Ok(out);
    };
    let mark = value.get(DRY_RUN);
    let keys: Vec<&str> = columns
        .iter()
        .copied()
        .chain(mark.map(|_| DRY_RUN))
        .collect();
    plain_csv::header(&mut out, &keys)?;
    for line in value
        .get(list)
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
    {
        let mut line = line.clone();
        if let Some(mark) = mark {
            line[DRY_RUN] = mark.clone();
        }
        plain_csv::record(&mut out, &keys, &line)?;
    }
    Ok(out)
}
